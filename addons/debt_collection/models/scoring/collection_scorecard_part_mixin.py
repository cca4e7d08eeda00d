# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CollectionScorecardPartMixin(models.AbstractModel):
    """Whatever a scorecard is made of: a change of it is known to all from then on."""

    _name = "collection.scorecard.part.mixin"
    _description = "Part of a Scorecard"
    _inherit = ["collection.bound.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Let the next score go by the new parts."""
        parts = super().create(vals_list)
        self.env.registry.clear_cache()
        return parts

    def write(self, vals):
        """Let the next score go by the changed parts."""
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        """Let the next score go by the parts that are left."""
        res = super().unlink()
        self.env.registry.clear_cache()
        return res
