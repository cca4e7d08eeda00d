# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

from .people import is_gated


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _action_send_sms_numbers(self):
        """Override of `sms`: numbers typed in from a gated record belong to it."""
        if is_gated(self.env, self.res_model):
            records = self._get_records()
            if not records:
                raise UserError(
                    self.env._("Write from a case, so that the gate can judge it.")
                )
            return self._action_send_sms_comment(records)
        return super()._action_send_sms_numbers()

    def _action_send_sms_mass(self, records=None):
        """Override of `sms`: the queue must know the record of each message to judge
        it, and sends it, never this transaction."""
        if is_gated(self.env, self.res_model):
            self.write({"mass_keep_log": True, "mass_force_send": False})
        return super()._action_send_sms_mass(records)
