# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

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
            self.env["collection.contact.log"]._log_system(
                [
                    {
                        "case_id": one.mail_message_id.res_id,
                        "channel": "sms",
                        "direction": "in",
                        "result": REPORTED[notification_status],
                        "recipient_id": one.res_partner_id.id,
                        "recipient_role": "debtor" if one.res_partner_id else "unknown",
                        "address": one.sms_number or one.res_partner_id.phone or "",
                    }
                    for one in reported.sudo()
                    if one.mail_message_id.model == "collection.case"
                    and one.mail_message_id.res_id
                ]
            )
        return res
