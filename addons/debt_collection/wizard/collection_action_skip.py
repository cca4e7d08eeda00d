# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionActionSkip(models.TransientModel):
    """Asks why planned actions are left out, and leaves them out."""

    _name = "collection.action.skip"
    _description = "Skip What Is Planned"

    action_ids = fields.Many2many(
        comodel_name="collection.action",
        relation="collection_action_skip_action_rel",
        string="Actions",
        required=True,
        default=lambda self: self._default_action_ids(),
    )
    note = fields.Char(string="Reason", required=True)

    @api.model
    def _default_action_ids(self):
        return self.env["collection.action"]._get_selected()

    def action_skip(self):
        """Leave the actions out; the next steps follow."""
        self.ensure_one()
        self.action_ids.action_skip(self.note)
        return {"type": "ir.actions.act_window_close"}
