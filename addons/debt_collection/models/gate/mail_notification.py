# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .collection_exit_mixin import REFUSED
from .gate_statements import NOTIFIED_NUMBER


class MailNotification(models.Model):
    _inherit = "mail.notification"

    failure_type = fields.Selection(
        selection_add=[(REFUSED, "Refused by the Collection Gate")],
        ondelete={REFUSED: "set null"},
    )

    # What was sent to an address or a number that names no contact.
    _collection_email_idx = models.Index(
        "(mail_email_address)"
        " WHERE res_partner_id IS NULL AND mail_email_address IS NOT NULL"
    )
    _collection_number_idx = models.Index(
        f"(({NOTIFIED_NUMBER})) WHERE res_partner_id IS NULL AND sms_number IS NOT NULL"
    )

    def _cancel_refused(self, reason):
        """Show on the message that the gate held it back.

        :param str reason: why, in words
        """
        self.write(
            {
                "notification_status": "canceled",
                "failure_type": REFUSED,
                "failure_reason": reason,
            }
        )
        self.mail_message_id._notify_message_notification_update()
