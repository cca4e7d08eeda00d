# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models


class CollectionActionPostpone(models.TransientModel):
    """Asks to which day planned actions are moved, and moves them."""

    _name = "collection.action.postpone"
    _description = "Postpone What Is Planned"

    action_ids = fields.Many2many(
        comodel_name="collection.action",
        relation="collection_action_postpone_action_rel",
        string="Actions",
        required=True,
        default=lambda self: self._default_action_ids(),
    )
    date = fields.Date(
        string="To", required=True, default=lambda self: self._default_date()
    )

    @api.model
    def _default_action_ids(self):
        return self.env["collection.action"]._get_selected()

    @api.model
    def _default_date(self):
        company = self.env.company.root_id.sudo()
        return company._collection_today() + timedelta(days=1)

    def action_postpone(self):
        """Move the actions to the day."""
        self.ensure_one()
        self.action_ids.date = self.date
        return {"type": "ir.actions.act_window_close"}
