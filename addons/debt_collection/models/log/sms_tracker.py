# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...tools.gate import Recipient

# What the operator reports of a message, and the result that the log keeps of it.
REPORTED = {"sent": "delivered", "bounce": "bounced"}


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(self, notification_status, *args, **kwargs):
        """Override of `sms` to log that messages of cases arrived, or came back."""
        reported = self.mail_notification_id.filtered(
            lambda one: one.notification_status not in ("sent", notification_status)
        )
        res = super()._update_sms_notifications(notification_status, *args, **kwargs)
        if notification_status in REPORTED:
            log = self.env["collection.contact.log"]
            log._log_system(
                [
                    self._get_report_values(one, REPORTED[notification_status])
                    for one in reported.sudo()
                    if one.mail_message_id.model == "collection.case"
                    and one.mail_message_id.res_id
                ]
            )
        return res

    @api.model
    def _get_report_values(self, notification, result):
        """Return the log's values of what the operator reports.

        :param notification: a ``mail.notification`` of an SMS, as superuser
        :param str result: code of the result
        """
        message, partner = notification.mail_message_id, notification.res_partner_id
        case = self.env["collection.case"].sudo().browse(message.res_id)
        number = notification.sms_number or partner.phone or ""
        return {
            "case_id": case.id,
            "channel": "sms",
            "direction": "in",
            "result": result,
            "recipient_id": partner.id,
            "recipient_role": case._get_role_of(Recipient(partner.id or None, number)),
            "address": number,
        }
