# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...tools.gate import Recipient


class SnailmailLetter(models.Model):
    _name = "snailmail.letter"
    _inherit = ["snailmail.letter", "collection.exit.mixin"]

    def _snailmail_print(self, immediate=True):
        """Override of `snailmail` to hold back what the gate refuses."""
        res = None
        for allowed in self._split_for_gate():
            res = super(SnailmailLetter, allowed)._snailmail_print(immediate=immediate)
        return res

    def _snailmail_print_valid_address(self):
        """Override of `snailmail` to log what was sent."""
        res = super()._snailmail_print_valid_address()
        self.filtered(lambda letter: letter.state == "sent")._log_sent()
        return res

    def _get_gate_channel(self):
        return "letter"

    def _get_gate_document(self):
        return self.model, self.res_id

    def _get_gate_text(self):
        return self.attachment_id.name or self.display_name

    def _get_gate_message(self):
        return self.message_id

    def _get_gate_attachments(self):
        return self.sudo().attachment_id

    def _get_outside_recipients(self):
        partner = self.sudo().partner_id
        return [Recipient(partner_id=partner.id)] if partner.partner_share else []

    def _cancel_refused(self, reason):
        self.write({"state": "canceled", "error_code": False, "info_msg": reason})
        self.notification_ids.sudo()._cancel_refused(reason)
