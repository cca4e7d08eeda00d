# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CollectionResult(models.Model):
    _inherit = "collection.result"

    def write(self, vals):
        """Override of the log to count what was logged by what a result means now."""
        res = super().write(vals)
        if "is_right_party" in vals:
            logged = self.env["collection.contact.log"].sudo()
            for company, partners in logged._read_group(
                [("result_id", "in", self.ids)],
                ["company_id"],
                ["partner_id:recordset"],
            ):
                self.env["collection.behaviour"].sudo()._touch(company, partners.ids)
        return res
