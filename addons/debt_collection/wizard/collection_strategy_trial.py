# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CollectionStrategyTrial(models.TransientModel):
    """Asks on which cases a strategy is to be tried, and shows what it would plan."""

    _name = "collection.strategy.trial"
    _description = "Try a Strategy"

    strategy_id = fields.Many2one(
        comodel_name="collection.strategy", required=True, readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    segment_ids = fields.Many2many(
        comodel_name="collection.segment",
        string="On the Cases of",
        help="Empty: on all cases.",
    )

    def action_try(self):
        """Run dry, and show what would be planned."""
        self.ensure_one()
        runs = self.env["collection.run"].try_strategy(
            self.strategy_id, self.company_id, self.segment_ids
        )
        return runs._get_result_action()
