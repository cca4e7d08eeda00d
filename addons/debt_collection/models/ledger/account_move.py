# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_case_id = fields.Many2one(
        comodel_name="collection.case",
        compute="_compute_collection_case_id",
        help="The open case of the customer in this company.",
    )

    @api.depends("commercial_partner_id", "company_id", "move_type")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_collection_case_id(self):
        """Find the customer's open case, as far as the user may see it."""
        self.collection_case_id = False
        moves = self.filtered(
            lambda move: (
                move.is_sale_document(include_receipts=True)
                and move.commercial_partner_id
            )
        )
        if not moves or not self.env["collection.case"].has_access("read"):
            return
        cases = {
            (case.company_id, case.partner_id): case
            for case in self.env["collection.case"].search(
                [
                    ("state", "!=", "closed"),
                    ("partner_id", "in", moves.commercial_partner_id.ids),
                    ("company_id", "in", moves.company_id.root_id.ids),
                ]
            )
        }
        for move in moves:
            move.collection_case_id = cases.get(
                (move.company_id.root_id, move.commercial_partner_id)
            )

    def action_view_collection_case(self):
        """Open the customer's case."""
        self.ensure_one()
        return self.collection_case_id._get_form_action()
