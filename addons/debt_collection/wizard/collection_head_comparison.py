# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionHeadComparison(models.TransientModel):
    """Compares a head that somebody kept with the contact log as it is now."""

    _name = "collection.head.comparison"
    _description = "Compare a Head"

    head = fields.Text(
        required=True, help="The line with the head, or the whole mail or file."
    )
    is_compared = fields.Boolean(compute="_compute_message")
    matches = fields.Boolean(compute="_compute_message")
    message = fields.Char(compute="_compute_message")

    @api.depends("head")
    def _compute_message(self):
        """Compare what was pasted, once it is saved."""
        log = self.env["collection.contact.log"]
        for comparison in self:
            comparison.is_compared = bool(comparison.id and comparison.head)
            if not comparison.is_compared:
                comparison.matches = comparison.message = False
                continue
            found = log.compare_head(comparison.head)
            comparison.matches = found["matches"]
            comparison.message = found["message"]

    def action_compare(self):
        """Show what the comparison says."""
        self.ensure_one()
        # Said before anything is shown: there may be no head in the text.
        self.env["collection.contact.log"].compare_head(self.head)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare a Head"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
