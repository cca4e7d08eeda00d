# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...tools.gate import Recipient
from .collection_exit_mixin import REFUSED
from .gate_statements import SMS_NUMBER
from .people import is_number_of_colleague

# States in which an SMS has been handed to the provider.
GONE = ("process", "pending", "sent")


class SmsSms(models.Model):
    _name = "sms.sms"
    _inherit = ["sms.sms", "collection.exit.mixin"]

    failure_type = fields.Selection(
        selection_add=[(REFUSED, "Refused by the Collection Gate")],
        ondelete={REFUSED: "set null"},
    )

    _collection_number_idx = models.Index(
        f"(({SMS_NUMBER})) WHERE mail_message_id IS NOT NULL"
    )

    def _send(self, *args, **kwargs):
        """Override of `sms` to hold back what the gate refuses, and to log the rest."""
        res = None
        for allowed in self._split_for_gate():
            if not allowed:
                continue
            res = super(SmsSms, allowed)._send(*args, **kwargs)
            allowed.filtered(lambda sms: sms.state in GONE)._log_sent()
        return res

    def _get_gate_channel(self):
        return "sms"

    def _get_gate_document(self):
        message = self.sudo().mail_message_id
        return message.model, message.res_id

    def _get_gate_text(self):
        return self.body

    def _get_gate_message(self):
        return self.mail_message_id

    def _get_outside_recipients(self):
        """A colleague's own number is inside, every other one outside."""
        partner = self.sudo().partner_id
        if is_number_of_colleague(partner, self.number):
            return []
        return [Recipient(partner_id=partner.id or None, address=self.number)]

    def _cancel_refused(self, reason):
        self.write({"state": "canceled", "failure_type": REFUSED})
        notifications = self.env["mail.notification"].sudo()
        notifications.search([("sms_id_int", "in", self.ids)])._cancel_refused(reason)
