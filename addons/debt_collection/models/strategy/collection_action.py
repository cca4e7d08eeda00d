# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context

from . import plan_statements as statements

OPEN_STATES = ("planned", "blocked", "to_approve")
# What of an action people may set. The rest follows from the strategy and the log.
CHANGEABLE = {"date", "summary"}


class CollectionAction(models.Model):
    """A dated measure on a case: the strategy's next step, or what somebody planned.

    What was done stands in the contact log; an action is only the intention.
    """

    _name = "collection.action"
    _description = "Collection Action"
    _inherit = ["collection.action.work.mixin", "collection.choice.mixin"]
    _order = "date, id"
    _choice_field = "channel"
    # A run writes them by the thousand. Who decided something by hand has a field.
    _log_access = False
    _rec_name = "title"
    _rec_names_search = ["summary", "step_id", "case_id"]

    case_id = fields.Many2one(
        comodel_name="collection.case", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(related="case_id.team_id")
    title = fields.Char(compute="_compute_title")
    strategy_id = fields.Many2one(related="step_id.strategy_id")
    step_id = fields.Many2one(
        comodel_name="collection.strategy.step",
        readonly=True,
        ondelete="restrict",
        help="Empty for what somebody planned by hand.",
    )
    summary = fields.Char(help="What is to be done.")
    instruction = fields.Text(related="step_id.instruction")
    channel = fields.Selection(selection="_selection_channel", required=True)
    date = fields.Date(string="On", required=True)
    date_anchor = fields.Date(
        string="Oldest Due Then",
        readonly=True,
        help="The due date from which the step was counted.",
    )
    amount_overdue = fields.Monetary(string="Overdue Then", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Who", readonly=True)
    mode = fields.Selection(
        selection=[("manual", "By Hand"), ("automatic", "Automatic")],
        required=True,
        default="manual",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("to_approve", "To Approve"),
            ("planned", "Planned"),
            ("blocked", "Blocked"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
    )
    reason = fields.Selection(
        selection="_selection_reason",
        readonly=True,
        help="The code of why it is blocked or was cancelled.",
    )
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    reason_note = fields.Char(string="Note", readonly=True)
    blocked_until = fields.Datetime(readonly=True)
    date_judged = fields.Date(
        readonly=True, help="The day on which the gate was asked about it."
    )
    revision = fields.Char(
        readonly=True,
        copy=False,
        help="The strategy's revision by which it was decided.",
    )
    date_done = fields.Date(string="Ended On", readonly=True)
    tries = fields.Integer(string="Attempts", readonly=True)
    approved_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    ended_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        help="Empty where it ended by itself.",
    )
    log_id = fields.Many2one(
        comodel_name="collection.contact.log",
        string="Contact",
        readonly=True,
        ondelete="restrict",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _one_step = models.UniqueIndex(
        f"(case_id) WHERE step_id IS NOT NULL AND {statements.IS_OPEN}",
        "A case has one next step at a time.",
    )
    _of_day = models.Index(f"(user_id, date) WHERE {statements.IS_OPEN}")
    _past = models.Index("(case_id, date_done DESC) WHERE state = 'done'")

    # === COMPUTES === #

    @api.model
    def _selection_channel(self):
        return self.env["collection.channel"]._get_selection()

    @api.depends("summary", "step_id.name", "channel")
    @api.depends_context("lang")
    def _compute_title(self):
        channels = dict(self._selection_channel())
        for action in self:
            step = action.step_id.sudo()
            channel = channels.get(action.channel, action.channel)
            action.title = action.summary or step.name or channel

    @api.depends("title", "partner_id.display_name")
    def _compute_display_name(self):
        for action in self:
            # Who sees the action sees the case, and so whom it is about.
            debtor = action.partner_id.sudo().display_name or ""
            action.display_name = f"{debtor} · {action.title}"

    @api.model
    def _selection_reason(self):
        return self.env["collection.reason"]._get_selection()

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["collection.reason"]._get_words()
        for action in self:
            action.reason_text = words.get(action.reason, action.reason)

    # === CHECKS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Plan by hand what no strategy asks for.

        :raise UserError: if something is given that follows from the strategy or the
            log, for a closed case, or for a day that is over
        """
        for vals in vals_list:
            self._check_given(vals, {"case_id", "channel"} | CHANGEABLE)
        # What is not told follows from the case, whatever a context proposes.
        plain = self.with_env(self.env(context=clean_context(self.env.context)))
        actions = super(CollectionAction, plain).create(vals_list)
        actions.case_id.check_access("write")
        actions._check_case_open()
        actions._check_day()
        for action in actions.sudo():
            action.user_id = action.case_id.user_id or self.env.user
        self.env["collection.planner"]._show(actions.case_id, "by_hand")
        return actions

    def write(self, vals):
        """Change the day or the summary of what is still to be done.

        :raise AccessError: for the day of what waits for approval, if the user is no
            team lead
        """
        if not self.env.su:
            self._check_given(vals, CHANGEABLE)
            self._check_open()
            if "date" in vals:
                self._check_waiting()
        if "date" in vals:
            # On its new day the gate is asked anew.
            vals = {**vals, "date_judged": False}
        res = super().write(vals)
        if "date" in vals:
            self._check_day()
            if not self.env.su:
                self._note_agreed(vals["date"])
            self.env["collection.planner"]._show(self.case_id, "by_hand")
        return res

    def _note_agreed(self, day):
        """Keep that somebody chose another day for steps: it outlasts them.

        :param day: the day
        """
        steps = self.sudo().filtered("step_id")
        steps.case_id._note_agreed(fields.Date.to_date(day))

    @api.model
    def _check_given(self, vals, allowed):
        """Refuse what people do not decide.

        :raise UserError: naming the fields
        """
        refused = sorted(
            self._fields[name]._description_string(self.env)
            for name in vals.keys() - allowed
            if name in self._fields
        )
        if refused and not self.env.su:
            raise UserError(
                self.env._(
                    "These follow from the strategy and from the contacts logged: "
                    "%(fields)s. Log the contact, postpone or skip the step.",
                    fields=", ".join(refused),
                )
            )

    def _check_open(self):
        """Refuse to change what is over.

        :raise UserError: if one of the actions was done or cancelled
        """
        if any(action.state not in OPEN_STATES for action in self):
            raise UserError(
                self.env._(
                    "What was done or cancelled does not change. Plan another action."
                )
            )

    def _check_case_open(self):
        """Refuse to plan where nothing is to be done.

        :raise UserError: if a case is closed
        """
        for case in self.case_id.filtered(lambda case: case.state == "closed"):
            raise UserError(
                self.env._(
                    "%(case)s is closed, so nothing is left to do. It opens again by "
                    "itself once something is overdue.",
                    case=case.display_name,
                )
            )

    def _check_day(self):
        """Refuse to plan for no day, or for yesterday: somebody has mistyped a date.

        :raise UserError: if a day is over or missing
        """
        if self.env.su:
            return
        if not all(action.date for action in self):
            raise UserError(
                self.env._(
                    "What is planned has a day. Choose one, or skip it with a reason."
                )
            )
        for company, actions in self.grouped("company_id").items():
            self._check_day_to_come(company, min(actions.mapped("date")))

    def _check_lead(self):
        """Refuse what only leads decide.

        :raise AccessError: if the user is none
        """
        if not self.env.user.has_group("debt_collection.group_collection_leader"):
            raise AccessError(
                self.env._("Team leads approve steps. Ask yours to look at it.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Actions are not deleted: they show what was planned. Skip the step "
                "instead, with a reason."
            )
        )
