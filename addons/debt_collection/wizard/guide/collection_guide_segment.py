# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionGuideSegment(models.TransientModel):
    """A segment as it would be after a run: who is in it, and what is done."""

    _name = "collection.guide.segment"
    _description = "Guide: Segment"
    _order = "id"

    guide_id = fields.Many2one(
        comodel_name="collection.guide", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="guide_id.currency_id")
    segment_id = fields.Many2one(
        comodel_name="collection.segment", required=True, ondelete="cascade"
    )
    score_range = fields.Char(related="segment_id.score_range", string="Score")
    strategy_id = fields.Many2one(
        related="segment_id.strategy_id",
        readonly=False,
        domain="[('company_id', 'in', (False, parent.company_id))]",
        help="Choose another one for the segment's customers. It holds from the next "
        "run on.",
    )
    steps = fields.Text(compute="_compute_steps")
    case_count = fields.Integer(string="Customers")
    amount_overdue = fields.Monetary(string="Overdue")
    today_count = fields.Integer(string="Contacts Today")
    soon_count = fields.Integer(string="In the Next 10 Working Days")

    @api.depends("strategy_id")
    @api.depends_context("lang")
    def _compute_steps(self):
        for line in self:
            steps = line.strategy_id.step_ids.filtered("active")
            line.steps = "\n".join(map(line._tell, steps))

    @api.model
    def _tell(self, step):
        """Put a step into words."""
        channels = step.channel_ids.channel_id.mapped("name")
        return self.env._(
            "%(when)s: %(step)s (%(channels)s)",
            when=step.when,
            step=step.name,
            channels=self.env._(", or ").join(channels),
        )
