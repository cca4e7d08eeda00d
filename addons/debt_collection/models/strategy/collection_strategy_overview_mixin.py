# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_amount

from ...tools.ageing import bucket_of
from .collection_action import OPEN_STATES


class CollectionStrategyOverviewMixin(models.AbstractModel):
    """What a strategy's screen shows beside its steps: the picture, and who uses it."""

    _name = "collection.strategy.overview.mixin"
    _description = "Collection Strategy Overview"

    ladder = fields.Json(string="Timeline", compute="_compute_ladder")
    segment_ids = fields.Many2many(
        comodel_name="collection.segment",
        string="Segments",
        compute="_compute_segment_ids",
    )
    segment_count = fields.Integer(
        string="Segments Using It", compute="_compute_segment_ids"
    )
    case_count = fields.Integer(string="Open Cases", compute="_compute_case_count")
    action_count = fields.Integer(string="Planned", compute="_compute_action_count")

    def _compute_segment_ids(self):
        segments = self.env["collection.segment"].search(
            [("strategy_id", "in", self.ids)]
        )
        by_strategy = segments.grouped("strategy_id")
        for strategy in self:
            own = by_strategy.get(strategy._origin, segments.browse())
            strategy.segment_ids = own
            strategy.segment_count = len(own)

    def _compute_case_count(self):
        counts = self._count_by_strategy("collection.case", [("state", "!=", "closed")])
        for strategy in self:
            strategy.case_count = counts.get(strategy._origin, 0)

    def _compute_action_count(self):
        counts = self._count_by_strategy(
            "collection.action", [("state", "in", OPEN_STATES)]
        )
        for strategy in self:
            strategy.action_count = counts.get(strategy._origin, 0)

    def _count_by_strategy(self, model, domain):
        """Count a model's records of each strategy."""
        groups = self.env[model]._read_group(
            [("strategy_id", "in", self.ids), *domain], ["strategy_id"], ["__count"]
        )
        return dict(groups)

    # === THE PICTURE === #

    @api.depends(
        "step_ids.active",
        "step_ids.amount_min",
        "step_ids.channel_ids.channel_id",
        "step_ids.channel_ids.sequence",
        "step_ids.currency_id",
        "step_ids.days",
        "step_ids.event",
        "step_ids.mode",
        "step_ids.name",
        "step_ids.needs_approval",
        "step_ids.only_after",
        "step_ids.repeat_days",
        "step_ids.role",
        "step_ids.sequence",
        "step_ids.skip_if",
        "step_ids.trigger",
    )
    @api.depends_context("lang")
    def _compute_ladder(self):
        """Describe the picture: the steps that are climbed, with their days, and those
        that answer an event. A step after another has the day it comes on where the
        other was done on its own."""
        for strategy in self:
            steps = strategy.step_ids.filtered("active").sorted("sequence")
            answers = steps.filtered(lambda step: step.trigger == "event")
            climbed = steps - answers
            rungs, day = [], 0
            for step in climbed:
                day = step.days if step.trigger == "due" else day + step.days
                rungs.append(
                    {
                        **self._draw_step(step),
                        "day": day,
                        "is_exact": step.trigger == "due",
                        "age": bucket_of(day).code,
                    }
                )
            strategy.ladder = {
                "rungs": rungs,
                "answers": [self._draw_step(step) for step in answers],
                "repeat_days": climbed[-1:].repeat_days,
            }

    @api.model
    def _draw_step(self, step):
        """Return what the picture says of a step, saved or not."""
        channels = step.channel_ids.sorted("sequence").channel_id
        return {
            "name": step.name or "",
            "when": step.when,
            "channels": [
                {"name": channel.name, "icon": channel.icon} for channel in channels
            ],
            "marks": [
                {"code": code, "label": label} for code, label in self._mark(step)
            ],
        }

    @api.model
    def _mark(self, step):
        """Return what is particular about a step: pairs of a code and a label."""
        marks = []
        if step.mode == "automatic":
            marks.append(("automatic", self.env._("Automatic")))
        if step.role == "lead":
            marks.append(("lead", self.env._("Team Lead")))
        if step.needs_approval:
            marks.append(("approval", self.env._("Needs Approval")))
        if step.amount_min and step.currency_id:
            amount = format_amount(self.env, step.amount_min, step.currency_id)
            marks.append(("amount", self.env._("From %(amount)s", amount=amount)))
        if step.only_after:
            marks.append(("only_after", self.env._("Only After the Step Before")))
        if step.skip_if == "paid":
            marks.append(("skip", self.env._("Not After a Payment")))
        elif step.skip_if == "reached":
            marks.append(("skip", self.env._("Not Once Reached")))
        return marks

    # === BUTTONS === #

    def action_view_cases(self):
        """Show the open cases worked by the strategy."""
        return self._show_own("debt_collection.collection_case_action", "open")

    def action_view_actions(self):
        """Show what is planned by the strategy."""
        return self._show_own("debt_collection.collection_action_action", "todo")

    def action_view_segments(self):
        """Show the segments that use the strategy."""
        return self._show_own("debt_collection.collection_segment_action")

    def _show_own(self, action_name, search_filter=None):
        """Return an action on the records of this strategy.

        :param str action_name: external id of the action
        :param str search_filter: the filter that is on at first
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_name)
        context = {"search_default_strategy_id": self.id}
        if search_filter:
            context[f"search_default_{search_filter}"] = 1
        return {**action, "context": context}
