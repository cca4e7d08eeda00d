# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..ledger import columns_sql
from ..ledger.debtor_scope import DebtorScope
from . import plan_statements as statements


class CollectionSteeredMixin(models.AbstractModel):
    """What comes next on a case, and how it follows what happens (clause 3.2.2)."""

    _name = "collection.steered.mixin"
    _description = "Collection Next Step"

    step_id = fields.Many2one(
        comodel_name="collection.strategy.step",
        string="Next Step",
        readonly=True,
        ondelete="restrict",
        help="The strategy's next step. It is planned by itself.",
    )
    date_agreed = fields.Date(
        string="Not Before",
        readonly=True,
        help="What was agreed with the customer, or chosen by hand: no strategy plans "
        "anything before this day.",
    )
    action_ids = fields.One2many(
        comodel_name="collection.action", inverse_name="case_id", string="Actions"
    )
    action_id = fields.Many2one(
        comodel_name="collection.action",
        string="Planned Step",
        compute="_compute_action_id",
        search="_search_action_id",
    )
    action_title = fields.Char(related="action_id.title", string="What Is Next")
    action_instruction = fields.Text(related="action_id.instruction")
    action_state = fields.Selection(related="action_id.state", string="Step Is")
    action_reason = fields.Char(
        related="action_id.reason_text", string="Step Waits For"
    )
    action_channel = fields.Selection(related="action_id.channel", string="By")
    action_count = fields.Integer(
        string="Actions Taken", compute="_compute_action_count"
    )

    @api.depends("action_ids.state", "action_ids.step_id")
    def _compute_action_id(self):
        actions = self.env["collection.action"].search(
            [
                ("case_id", "in", self.ids),
                ("state", "in", ("planned", "blocked", "to_approve")),
            ],
            order="date DESC, id DESC",
        )
        earliest = {action.case_id.id: action.id for action in actions}
        for case in self:
            case.action_id = earliest.get(case._origin.id)

    @api.model
    def _search_action_id(self, operator, value):
        """Find the cases of actions that are still to be done."""
        if operator != "in":
            return NotImplemented
        is_open = fields.Domain("state", "in", ("planned", "blocked", "to_approve"))
        found = fields.Domain(
            "action_ids", "any", is_open & fields.Domain("id", "in", value)
        )
        if False in value:
            found |= fields.Domain("action_ids", "not any", is_open)
        return found

    def _compute_action_count(self):
        counts = dict(
            self.env["collection.action"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.action_count = counts.get(case, 0)

    # === BUTTONS === #

    def action_log_step(self):
        """Open the dialog in which the planned contact is logged."""
        self.ensure_one()
        return self.action_id.action_log_contact()

    def action_approve_step(self):
        """Let what is planned next be done."""
        self.action_id.action_approve()

    def action_skip_step(self):
        """Ask why what is planned next is left out."""
        return self._open_step_dialog("debt_collection.collection_action_skip_action")

    def action_postpone_step(self):
        """Ask to which day what is planned next is moved."""
        return self._open_step_dialog(
            "debt_collection.collection_action_postpone_action"
        )

    def _open_step_dialog(self, action_name):
        """Return the action that opens a dialog about what is planned next."""
        action = self.env["ir.actions.act_window"]._for_xml_id(action_name)
        chosen = [fields.Command.set(self.action_id.ids)]
        return {**action, "context": {"default_action_ids": chosen}}

    def action_plan(self):
        """Plan by hand what no strategy asks for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_action_action_plan"
        )
        today = self.company_id.sudo()._collection_today()
        defaults = {
            "default_case_id": self.id,
            "default_channel": "call",
            "default_date": fields.Date.to_string(today),
        }
        return {**action, "context": defaults}

    # === FOLLOWING === #

    def write(self, vals):
        """Let the next step follow who works the case, and the day somebody chose.

        :raise UserError: if that day is over, or none is left for what is planned
        """
        if "date_next_action" in vals:
            self._check_next_day(fields.Date.to_date(vals["date_next_action"]))
        sentence = self.env._(
            "“%(fields)s” is what was agreed or chosen. Change the day of the next "
            "action instead."
        )
        self._refuse_fields({"date_agreed"} & vals.keys(), sentence)
        res = super().write(vals)
        if "date_next_action" in vals and not self.env.su:
            self._note_agreed(fields.Date.to_date(vals["date_next_action"]))
        if vals.get("date_next_action"):
            self.sudo()._move_steps(fields.Date.to_date(vals["date_next_action"]))
        if {"user_id", "team_id"} & vals.keys():
            self.sudo()._replan("by_hand")
        return res

    def _note_agreed(self, day):
        """Keep the day that was agreed or chosen last, whatever is planned now.

        :param day: the day, or False where none is left
        """
        cases = self.sudo().filtered(lambda case: case.date_agreed != (day or False))
        # To write the same again would only conflict with others on the case.
        if cases:
            told = {"day": day or None, "cases": cases.ids}
            self.env.execute_query(SQL(statements.NOTE_AGREED, **told))
            cases.invalidate_recordset(["date_agreed"])

    def _check_next_day(self, day):
        """Refuse days on which nothing can be done. What a contact log entry agrees
        happened as it is told, so it is written with all rights and not asked here.

        :param day: the day that somebody chose, or False
        :raise AccessError: if a step waits for approval and the user is no team lead
        :raise UserError: if it is over, or missing where something is planned
        """
        if self.env.su:
            return
        moved = self.filtered(lambda case: case.date_next_action != (day or False))
        if day:
            for company in moved.company_id:
                self.env["collection.action"]._check_day_to_come(company, day)
            self.sudo()._get_steps_to_move(day)._check_waiting()
            return
        planned = moved.sudo().action_id[:1]
        if planned:
            raise UserError(
                self.env._(
                    "“%(step)s” is planned, so the case has a day. Postpone it to "
                    "another day, or skip it with a reason.",
                    step=planned.title,
                )
            )

    def _get_steps_to_move(self, day):
        """Return the strategy's steps that another day is agreed for.

        :param date day: the day
        """
        return self.env["collection.action"].search(
            [
                ("case_id", "in", self.ids),
                ("step_id", "!=", False),
                ("state", "in", ("planned", "to_approve")),
                ("date", "!=", day),
            ]
        )

    def _move_steps(self, day):
        """Move the strategy's steps to a day that was agreed.

        :param date day: the day
        """
        steps = self._get_steps_to_move(day)
        if steps:
            steps.date = day

    def _replan(self, reason, events=None, agreed=None):
        """Decide the next step anew, at once.

        :param str reason: the code of why, a key of
            ``collection.reason._get_words``
        :param dict events: case id to pairs of an event's code and its day
        :param dict agreed: case id to the day on which the next step is due
        """
        cases = self.sudo().filtered(lambda case: case.state != "closed")
        for company, of_company in cases.grouped("company_id").items():
            self.env["collection.planner"].sudo()._plan(
                of_company,
                company._collection_today(),
                reason,
                every=True,
                events=events,
                agreed=agreed,
            )

    def _drop_steps(self, reason):
        """Cancel what is planned on cases that closed.

        :param str reason: the code of why
        """
        planner = self.env["collection.planner"].sudo()
        for company, cases in self.sudo().grouped("company_id").items():
            today = company._collection_today()
            theirs = columns_sql.among(SQL("case_id"), cases.ids)
            self.env.flush_all()
            if planned := planner._cancel(theirs, today, reason):
                planner._show(cases.browse(dict.fromkeys(planned)), reason, today)

    @api.model
    def _after_fold(self, opened, reopened, closed, changed):
        """Override: what is planned on a case ends with it."""
        res = super()._after_fold(opened, reopened, closed, changed)
        if closed:
            closed._drop_steps("case_closed")
        return res

    def _set_state(self, state):
        """Override: a pause that begins or ends is a reason to plan anew."""
        res = super()._set_state(state)
        self._replan("hold")
        return res

    def _after_segment_by_hand(self):
        """Override: the next step follows the segment that somebody chose."""
        res = super()._after_segment_by_hand()
        self._replan("segment")
        return res

    @api.model
    def _respond(self, company, today, upkeep, debtor_ids):
        """Override: a new case gets its strategy and next step at once, and a payment
        changes what was to come."""
        res = super()._respond(company, today, upkeep, debtor_ids)
        kept = set(upkeep.kept_open)
        fresh = self.browse(case_id for case_id in upkeep.open if case_id not in kept)
        behaviour = self.env["collection.behaviour"]
        if not fresh:
            behaviour._touch(company, debtor_ids)
        else:
            scope = DebtorScope(ids=tuple(fresh.partner_id.ids))
            behaviour._refresh(company, today, scope, debtor_ids)
            self.env["collection.scorecard"]._score(fresh, today)
            self.env["collection.segment"]._classify(fresh, today)
            self.env["collection.assignment.rule"]._assign(fresh, today)
            self.env["collection.planner"]._plan(fresh, today)
        changed = [case_id for case_id in upkeep.changed if case_id in kept]
        if changed:
            for reason, cases in self._get_overtaken(changed).items():
                self.env["collection.planner"]._plan(cases, today, reason, every=True)
        return res

    @api.model
    def _get_overtaken(self, case_ids):
        """Return the cases whose next step was decided for another debt.

        :return: dict of the code of why to cases
        """
        overtaken = {}
        for case_id, reason in self.env.execute_query(
            SQL(statements.OVERTAKEN, cases=case_ids, is_open=SQL(statements.IS_OPEN))
        ):
            overtaken[reason] = overtaken.get(reason, self.browse()) + self.browse(
                case_id
            )
        return overtaken
