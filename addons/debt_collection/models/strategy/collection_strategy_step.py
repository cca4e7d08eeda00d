# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.ladder import Rung
from .ladder import StepRule
from .rates import get_rated

# What decides whether a ladder can be climbed.
LADDER_FIELDS = frozenset(
    {"trigger", "days", "event", "sequence", "active", "strategy_id"}
)


class CollectionStrategyStep(models.Model):
    """A step of a strategy: when, by which channels, by whom (clause 3.3.1)."""

    _name = "collection.strategy.step"
    _description = "Collection Strategy Step"
    _inherit = [
        "collection.bound.mixin",
        "collection.choice.mixin",
        "collection.named.mixin",
    ]
    _order = "strategy_id, sequence, id"
    _choice_field = "event"
    # A step goes along with the strategy that is copied.
    _names_copies = False

    strategy_id = fields.Many2one(
        comodel_name="collection.strategy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="strategy_id.company_id")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(
        string="In Use",
        default=True,
        help="Off: the step is archived. It is planned for nobody any more, and what "
        "was done by it stays.",
    )
    sequence = fields.Integer(default=10)
    trigger = fields.Selection(
        selection=[
            ("due", "The Due Date"),
            ("previous", "The Previous Step"),
            ("event", "An Event"),
        ],
        string="Counted From",
        required=True,
        default="due",
    )
    days = fields.Integer(
        help="Days from what it is counted from. Before a due date they are negative."
    )
    event = fields.Selection(
        selection="_selection_event",
        help="What it answers, whatever step comes next otherwise.",
    )
    when = fields.Char(compute="_compute_when", help="The step's day in words.")
    channel_ids = fields.One2many(
        comodel_name="collection.strategy.step.channel",
        inverse_name="step_id",
        string="Channels",
        copy=True,
        help="The first one by which the customer can be reached is used.",
    )
    channel_names = fields.Char(
        string="By", compute="_compute_channel_names", help="The channels in order."
    )
    amount_min = fields.Monetary(
        string="At Least",
        help="The step is left out for customers with less overdue. What is owed in "
        "another currency is compared in that currency.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    mode = fields.Selection(
        selection=[("manual", "By Hand"), ("automatic", "Automatic")],
        required=True,
        default="manual",
    )
    role = fields.Selection(
        selection=[("collector", "Collector"), ("lead", "Team Lead")],
        string="Done By",
        required=True,
        default="collector",
    )
    needs_approval = fields.Boolean(
        help="A team lead must approve each before it is done."
    )
    only_after = fields.Boolean(
        string="Only After the Step Before",
        help="A debtor who starts late does not come here before the step above was "
        "done.",
    )
    skip_if = fields.Selection(
        selection=[
            ("paid", "Paid Something"),
            ("reached", "Was Reached"),
        ],
        string="Left Out If the Customer",
        help="… since the previous step.",
    )
    max_tries = fields.Integer(
        string="Attempts",
        default=3,
        help="After so many attempts that reached nobody the next step follows.",
    )
    repeat_days = fields.Integer(
        string="Repeat Every",
        help="Days after which the last step of a strategy is done again. 0: once.",
    )
    instruction = fields.Text(translate=True, help="What to say, and to find out.")

    # Ten years, as on a strategy.
    _days_sensible = models.Constraint(
        "CHECK (days BETWEEN -3650 AND 3650)",
        "“Days” must be between -3,650 and 3,650.",
    )
    _days_of_trigger = models.Constraint(
        "CHECK (trigger = 'due' OR days >= 0)",
        "“Days” are negative only before a due date.",
    )
    _event_of_trigger = models.Constraint(
        "CHECK ((trigger = 'event') = (event IS NOT NULL))",
        "A step that answers an event names it; the others do not.",
    )
    _repeat_days_sensible = models.Constraint(
        "CHECK (repeat_days BETWEEN 0 AND 3650)",
        "“Repeat Every” must be between 0 and 3,650 days.",
    )
    _max_tries_sensible = models.Constraint(
        "CHECK (max_tries BETWEEN 1 AND 100)", "“Attempts” must be between 1 and 100."
    )
    _amount_min_not_negative = models.Constraint(
        "CHECK (amount_min >= 0)", "“At Least” must not be negative."
    )

    # === HOOKS === #

    @api.model
    def _selection_event(self):
        """Hook: name the events a step can answer.

        An addon that knows of more calls ``super()`` first and appends; it tells of
        them in :meth:`_get_step_events`.

        :return: list of pairs of a code and its label
        """
        return [("bounced", self.env._("A Message Came Back"))]

    # === COMPUTES === #

    @api.depends("trigger", "days", "event")
    @api.depends_context("lang")
    def _compute_when(self):
        events = dict(self._selection_event())
        for step in self:
            days = self.env._("%(count)s days", count=abs(step.days))
            if abs(step.days) == 1:
                days = self.env._("1 day")
            if step.trigger == "event":
                step.when = self.env._(
                    "%(days)s after: %(event)s",
                    days=days,
                    event=events.get(step.event, ""),
                )
            elif step.trigger == "previous":
                step.when = self.env._("%(days)s after the previous step", days=days)
            elif step.days < 0:
                step.when = self.env._("%(days)s before due", days=days)
            elif step.days:
                step.when = self.env._("%(days)s past due", days=days)
            else:
                step.when = self.env._("On the due date")

    @api.depends("channel_ids.channel_id", "channel_ids.sequence")
    @api.depends_context("lang")
    def _compute_channel_names(self):
        for step in self:
            channels = step.channel_ids.sorted("sequence").channel_id
            step.channel_names = ", ".join(channels.mapped("name"))

    def _get_rule(self):
        """Return the step as plain values, a :class:`StepRule`."""
        self.ensure_one()
        return StepRule(
            id=self.id,
            rung=Rung(
                self.id,
                self.trigger,
                self.days,
                event=self.event or None,
                only_after=self.only_after,
                repeat_days=self.repeat_days,
            ),
            active=self.active,
            skip_if=self.skip_if,
            mode=self.mode,
            role=self.role,
            needs_approval=self.needs_approval,
            channels=tuple(self.channel_ids.channel_id.mapped("code")),
            least=(self.amount_min, self.currency_id.id),
        )

    # === CHECKS === #

    @api.constrains("channel_ids", "name")
    def _check_channels(self):
        for step in self:
            if not step.channel_ids:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” has no channel. Say how the customer is contacted.",
                        step=step.name,
                    )
                )

    @api.constrains("amount_min", "currency_id")
    def _check_currency(self):
        """Refuse a minimum that cannot be compared in one of the companies that the
        strategy is for: those that have receivables, where it is for all.

        :raise ValidationError: naming the company to those who work in it
        """
        companies = None
        for step in self.filtered("amount_min"):
            company = step.company_id.sudo()
            if not company and companies is None:
                ledger = self.env["collection.ledger"]
                companies = ledger._get_receivable_accounts().company_ids.root_id
            for one in company or companies:
                if step.currency_id.id not in get_rated(one, one._collection_today()):
                    step._refuse_currency(one)

    def _refuse_currency(self, company):
        """Refuse the currency of the minimum, which has no rate in a company.

        :raise ValidationError: always
        """
        name = self.env._("another company")
        if company in self.env.user.company_ids.root_id:
            name = company.name
        raise ValidationError(
            self.env._(
                "“%(field)s” of “%(step)s”: %(currency)s has no rate in %(company)s. "
                "Enter one, or choose another currency.",
                field=self._fields["amount_min"]._description_string(self.env),
                step=self.name,
                currency=self.currency_id.name,
                company=name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Refuse to delete a step by which somebody was contacted, or will be."""
        actions = self.env["collection.action"].sudo()
        if actions.search_count([("step_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Actions were planned by this step, and what was done keeps its "
                    "step. Archive the step instead: switch “%(field)s” off.",
                    field=self._fields["active"]._description_string(self.env),
                )
            )

    def write(self, vals):
        """Check the ladder as a whole, whoever changes one of its steps."""
        strategies = self.strategy_id
        with strategies._changed_as_one():
            res = super().write(vals)
            if LADDER_FIELDS & vals.keys():
                (strategies | self.strategy_id)._whole_changed()
        return res

    @api.model_create_multi
    def create(self, vals_list):
        """Check the ladder as a whole, as :meth:`write` does."""
        steps = super().create(vals_list)
        steps.strategy_id._whole_changed()
        return steps

    def unlink(self):
        """Check what is left of the ladder, as :meth:`write` does."""
        strategies = self.strategy_id
        res = super().unlink()
        strategies.exists()._whole_changed()
        return res
