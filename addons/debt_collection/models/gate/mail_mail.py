# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import html2plaintext
from odoo.tools.mail import email_split_and_normalize

from ...tools.gate import Recipient
from .collection_exit_mixin import REFUSED


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
        return html2plaintext(self.body_html or self.body or "")

    def _get_gate_author(self):
        return self.author_id

    def _get_outside_recipients(self):
        """Whoever is named by an address alone counts as outside."""
        outside = self.sudo().recipient_ids.filtered("partner_share")
        addresses = f"{self.email_to or ''},{self.email_cc or ''}"
        return [Recipient(partner_id=partner.id) for partner in outside] + [
            Recipient(address=address)
            for _name, address in email_split_and_normalize(addresses)
        ]

    def _cancel_refused(self, reason):
        self.write(
            {"state": "cancel", "failure_type": REFUSED, "failure_reason": reason}
        )
        notifications = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_mail_id", "in", self.ids),
                    ("notification_status", "not in", ("sent", "canceled")),
                ]
            )
        )
        notifications._cancel_refused(reason)
