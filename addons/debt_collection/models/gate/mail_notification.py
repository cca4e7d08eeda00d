# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .collection_exit_mixin import REFUSED


class MailNotification(models.Model):
    _inherit = "mail.notification"

    failure_type = fields.Selection(
        selection_add=[(REFUSED, "Refused by the Collection Gate")],
        ondelete={REFUSED: "set null"},
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
