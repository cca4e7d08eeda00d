# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionPositionLimit(models.Model):
    """Up to which amount the holders of a position decide alone."""

    _name = "collection.position.limit"
    _description = "Approval Limit"
    _inherit = ["collection.bound.mixin"]
    _order = "position_id, kind"
    _rec_name = "kind"

    position_id = fields.Many2one(
        comodel_name="collection.position",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="position_id.company_id")
    kind = fields.Selection(
        selection=[
            ("write_off", "Write-off"),
            ("discount", "Discount"),
            ("instalment", "Instalment Agreement"),
            ("override", "Override"),
        ],
        string="Decides On",
        required=True,
    )
    amount = fields.Monetary(string="Up To")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self._default_currency_id(),
    )

    _one_per_kind = models.UniqueIndex(
        "(position_id, kind)", "A position has one limit of each kind."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "An approval limit must not be negative."
    )

    @api.model
    def _default_currency_id(self):
        return self.env.company.currency_id
