# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionSegmentOverride(models.TransientModel):
    """Asks into which segment cases are put by hand, why and until when."""

    _name = "collection.segment.override"
    _description = "Change Segment"

    case_ids = fields.Many2many(
        comodel_name="collection.case",
        relation="collection_segment_override_case_rel",
        string="Cases",
        required=True,
    )
    company_ids = fields.Many2many(
        comodel_name="res.company", compute="_compute_company_ids"
    )
    explanation = fields.Char(string="Now", compute="_compute_company_ids")
    segment_id = fields.Many2one(
        comodel_name="collection.segment",
        required=True,
        domain="['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]",
    )
    reason = fields.Char(
        required=True, help="What the score does not know. It is kept in the history."
    )
    until = fields.Date(
        required=True, help="The last day. Afterwards the rules decide again."
    )

    @api.depends("case_ids")
    def _compute_company_ids(self):
        for override in self:
            cases = override.case_ids._origin
            override.company_ids = cases.company_id
            override.explanation = len(cases) == 1 and cases.segment_explanation

    def action_apply(self):
        """Put the cases into the segment."""
        self.ensure_one()
        self.case_ids._override_segment(self.segment_id, self.reason, self.until)
        return {"type": "ir.actions.act_window_close"}
