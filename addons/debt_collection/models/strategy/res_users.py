# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Override: the cases of who leaves are nobody's. So they stand in the team's
        day, and the next run gives them to somebody else."""
        res = super().write(vals)
        if not vals.get("active", True):
            self._free_collection_cases()
        return res

    def _free_collection_cases(self):
        """Take the open cases from their collectors."""
        cases = (
            self.env["collection.case"]
            .sudo()
            .search([("user_id", "in", self.ids), ("state", "!=", "closed")])
        )
        if not cases:
            return
        cases._give(
            [
                (case.id, case.team_id.id or None, None, "left", case.user_id.id)
                for case in cases
            ],
            by=self.env.user,
        )
        cases._replan("left")
