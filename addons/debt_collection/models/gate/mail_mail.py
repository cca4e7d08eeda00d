# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.tools import html2plaintext
from odoo.tools.mail import email_split_and_normalize

from ...tools.gate import Recipient
from .collection_exit_mixin import REFUSED
from .people import recipients_of


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "collection.exit.mixin"]

    failure_type = fields.Selection(
        selection_add=[(REFUSED, "Refused by the Collection Gate")],
        ondelete={REFUSED: "set null"},
    )

    def _send(self, *args, **kwargs):
        """Override of `mail` to hold back what the gate refuses."""
        res = True
        for allowed in self._split_for_gate():
            res = super(MailMail, allowed)._send(*args, **kwargs)
        return res

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Override of `mail` to log what was sent, before the mail is deleted.

        What core calls ids are the partners themselves.
        """
        reached = [
            Recipient(partner_id=partner.id, address=partner.email)
            for partner in self.env["res.partner"].sudo().union(*success_pids)
            if partner.partner_share
        ]
        reached += [Recipient(address=address) for address in success_emails]
        if reached:
            self._log_sent(reached)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _get_gate_channel(self):
        return "email"

    def _get_gate_document(self):
        return self.model, self.res_id

    def _get_gate_text(self):
        """What was written. The layout around it is the same for all."""
        written = self.mail_message_id.body or self.body_html or ""
        return "\n\n".join(filter(None, (self.subject, html2plaintext(written))))

    def _get_gate_message(self):
        return self.mail_message_id

    def _get_gate_attachments(self):
        return self.sudo().attachment_ids

    def _get_outside_recipients(self):
        """Whoever is named by an address alone counts as outside."""
        outside = self.sudo().recipient_ids.filtered("partner_share")
        addresses = f"{self.email_to or ''},{self.email_cc or ''}"
        recipients = [one for partner in outside for one in recipients_of(partner)]
        return recipients + [
            Recipient(address=address)
            for _name, address in email_split_and_normalize(addresses)
        ]

    def _go_on_without(self, recipients, reason):
        """Contacts can be left out. A raw address cannot be told from the others."""
        refused_ids = {one.partner_id for one in recipients if one}
        refused = self.sudo().recipient_ids.filtered(lambda p: p.id in refused_ids)
        others = self.sudo().recipient_ids - refused
        is_known = all(one and one.partner_id for one in recipients)
        if not is_known or not (others or self.email_to or self.email_cc):
            return False
        self.write({"recipient_ids": [Command.unlink(one) for one in refused.ids]})
        self._get_waiting_notifications().filtered(
            lambda notification: notification.res_partner_id in refused
        )._cancel_refused(reason)
        return True

    def _cancel_refused(self, reason):
        self.write(
            {"state": "cancel", "failure_type": REFUSED, "failure_reason": reason}
        )
        self._get_waiting_notifications()._cancel_refused(reason)

    def _get_waiting_notifications(self):
        """Return the notifications of the mail that were not sent yet."""
        return (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_mail_id", "in", self.ids),
                    ("notification_status", "not in", ("sent", "canceled")),
                ]
            )
        )
