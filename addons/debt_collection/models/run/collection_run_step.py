# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionRunStep(models.Model):
    """What a dry run would plan for one debtor, beside what is planned now.

    Where another strategy is tried, "now" is what the present one would plan.
    """

    _name = "collection.run.step"
    _description = "Collection Run Step"
    _order = "date, id"
    _log_access = False
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        comodel_name="collection.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    currency_id = fields.Many2one(related="run_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    amount_overdue = fields.Monetary(string="Overdue")
    kind = fields.Selection(
        selection=[
            ("new", "New"),
            ("other", "Another Step"),
            ("moved", "Another Day"),
            ("same", "The Same"),
            ("dropped", "None Any More"),
        ],
        string="Difference",
        required=True,
    )
    step_id = fields.Many2one(
        comodel_name="collection.strategy.step", ondelete="cascade"
    )
    date = fields.Date(string="On")
    channel = fields.Selection(selection="_selection_channel")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who", ondelete="set null"
    )
    state = fields.Selection(
        selection=[
            ("to_approve", "To Approve"),
            ("planned", "Planned"),
            ("blocked", "Blocked"),
        ]
    )
    reason = fields.Selection(
        selection="_selection_reason", help="The code of what stands against it."
    )
    reason_text = fields.Char(string="Blocked Because", compute="_compute_reason_text")
    step_before_id = fields.Many2one(
        comodel_name="collection.strategy.step",
        string="Step Now",
        ondelete="cascade",
    )
    date_before = fields.Date(string="Day Now")

    @api.model
    def _selection_channel(self):
        return self.env["collection.action"]._selection_channel()

    @api.model
    def _selection_reason(self):
        return self.env["collection.reason"]._get_selection()

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["collection.reason"]._get_words()
        for step in self:
            step.reason_text = words.get(step.reason, step.reason)
