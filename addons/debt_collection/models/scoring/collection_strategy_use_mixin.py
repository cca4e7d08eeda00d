# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CollectionStrategyUseMixin(models.AbstractModel):
    """What puts a strategy to use: cases open as early as its first step needs it."""

    _name = "collection.strategy.use.mixin"
    _description = "Use of a Strategy"

    # The fields that decide which strategy is in use, and by which companies.
    _use_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        """Let the companies' lead days follow."""
        records = super().create(vals_list)
        self.env["res.company"]._collection_follow_steps()
        return records

    def write(self, vals):
        """Let the companies' lead days follow."""
        res = super().write(vals)
        if self._use_fields & vals.keys():
            self.env["res.company"]._collection_follow_steps()
        return res

    def unlink(self):
        """Let the companies' lead days follow."""
        res = super().unlink()
        self.env["res.company"]._collection_follow_steps()
        return res
