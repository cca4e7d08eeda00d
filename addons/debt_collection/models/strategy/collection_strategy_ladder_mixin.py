# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ladder import Ladder


class CollectionStrategyLadderMixin(models.AbstractModel):
    """A strategy's steps as the ladder that cases climb, one after the other."""

    _name = "collection.strategy.ladder.mixin"
    _description = "Collection Strategy Ladder"

    revision = fields.Char(
        compute="_compute_revision",
        store=True,
        help="Another one once anything is planned otherwise: steps that were planned "
        "before are decided anew by the next run.",
    )

    @api.depends(
        "amount_stop",
        "days_stop",
        "payment_rest",
        "least_gap",
        "catch_up",
        "step_ids.active",
        "step_ids.sequence",
        "step_ids.trigger",
        "step_ids.days",
        "step_ids.event",
        "step_ids.channel_ids.sequence",
        "step_ids.channel_ids.channel_id",
        "step_ids.amount_min",
        "step_ids.currency_id",
        "step_ids.mode",
        "step_ids.role",
        "step_ids.needs_approval",
        "step_ids.only_after",
        "step_ids.skip_if",
        "step_ids.repeat_days",
    )
    def _compute_revision(self):
        for strategy in self:
            strategy.revision = strategy._get_ladder().revision

    def _check_steps(self):
        """Refuse what cannot be climbed. A strategy out of use may be unfinished: it is
        checked when it is put to use.

        :raise ValidationError: for a strategy without steps, a step without channel,
            one after another that comes first, steps whose days run backwards, an end
            before the first of them, or two answers to one event
        """
        for strategy in self.filtered("active"):
            steps = strategy.step_ids.filtered("active").sorted()
            if not steps:
                raise ValidationError(
                    self.env._(
                        "“%(strategy)s” has no steps. Add at least one under "
                        "“%(field)s”.",
                        strategy=strategy.name,
                        field=self._fields["step_ids"]._description_string(self.env),
                    )
                )
            steps._check_channels()
            steps._check_currency()
            ladder = steps.filtered(lambda step: step.trigger != "event")
            if ladder[:1].trigger == "previous":
                raise ValidationError(
                    self.env._(
                        "“%(step)s” comes first, so there is no step before it. Let it "
                        "start from the due date.",
                        step=ladder[0].name,
                    )
                )
            self._check_order(ladder.filtered(lambda step: step.trigger == "due"))
            strategy._check_end(ladder[:1])
            self._check_events(steps - ladder)

    @api.model
    def _check_order(self, steps):
        """Refuse steps whose days run backwards, or that fall on one day.

        :raise ValidationError: naming both steps
        """
        for before, after in pairwise(steps):
            if after.days <= before.days:
                raise ValidationError(
                    self.env._(
                        "“%(after)s” (%(after_days)s) must come on a later day than "
                        "“%(before)s” (%(before_days)s), which stands before it.",
                        after=after.name,
                        after_days=after.when,
                        before=before.name,
                        before_days=before.when,
                    )
                )

    @api.model
    def _check_events(self, steps):
        """Refuse two answers to one event: only one of them would ever be planned.

        :param steps: the steps that answer events
        :raise ValidationError: naming both steps
        """
        answers = {}
        for step in steps:
            first = answers.setdefault(step.event, step)
            if first != step:
                raise ValidationError(
                    self.env._(
                        "“%(first)s” and “%(second)s” answer the same event, so only "
                        "one of them would be planned. Archive one.",
                        first=first.name,
                        second=step.name,
                    )
                )

    def _check_end(self, first):
        """Refuse to end before the first step: nothing would ever be planned.

        :param first: the ladder's first step
        :raise ValidationError: naming the step and the field
        """
        if 0 < self.days_stop < first.days:
            raise ValidationError(
                self.env._(
                    "“%(step)s” (%(days)s) comes after “%(field)s”, so no step would "
                    "ever be planned. Let the strategy end later, or 0 for never.",
                    step=first.name,
                    days=first.when,
                    field=self._fields["days_stop"]._description_string(self.env),
                )
            )

    def _get_ladder(self):
        """Return the strategy as plain values: thousands of cases are decided by it.

        :return: the :class:`Ladder`, with archived steps too
        """
        self.ensure_one()
        return Ladder(
            amount_stop=self.amount_stop,
            days_stop=self.days_stop,
            payment_rest=self.payment_rest,
            least_gap=self.least_gap,
            catch_up=self.catch_up,
            steps=tuple(step._get_rule() for step in self.step_ids.sorted()),
        )
