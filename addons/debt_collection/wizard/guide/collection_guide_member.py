# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionGuideMember(models.TransientModel):
    """A person as the work would be shared out by a run."""

    _name = "collection.guide.member"
    _description = "Guide: Member"
    _order = "id"

    guide_id = fields.Many2one(
        comodel_name="collection.guide", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", required=True, ondelete="cascade"
    )
    is_member = fields.Boolean(
        help="Is given cases. Others are here because steps wait for them."
    )
    capacity = fields.Integer(
        related="user_id.collection_capacity",
        readonly=False,
        help="Open cases this person can work, in all companies together.",
    )
    case_count = fields.Integer(
        string="Open Cases", help="In this company, once a run has shared them out."
    )
    today_count = fields.Integer(string="Contacts Today")
    soon_count = fields.Integer(string="In the Next 10 Working Days")
    day_count = fields.Float(
        string="A Day",
        compute="_compute_day_count",
        digits=(12, 1),
        help="What is due today and in the next ten working days, spread over ten.",
    )

    @api.depends("today_count", "soon_count")
    def _compute_day_count(self):
        for line in self:
            line.day_count = (line.today_count + line.soon_count) / 10
