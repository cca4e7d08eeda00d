# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _is_gated(self):
        """Tell whether what is written here is a measure."""
        return self.res_model in self.env and isinstance(
            self.env[self.res_model], self.pool["collection.gate.mixin"]
        )

    def _action_send_sms_numbers(self):
        """Override of `sms`: numbers typed in from a gated record belong to it."""
        if self._is_gated():
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
        if self._is_gated():
            self.write({"mass_keep_log": True, "mass_force_send": False})
        return super()._action_send_sms_mass(records)
