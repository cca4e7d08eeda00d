# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from odoo import api, models

from ...tools.ladder import Decision, Position, next_step


@dataclass(slots=True)
class Plan:
    """What is decided for one case: its next step, or that there is none.

    :param dict row: what is known of the case
    """

    row: dict
    step: int | None = None
    day: date | None = None
    channels: tuple[str, ...] = ()
    user_id: int | None = None
    is_leads: bool = False
    without_rate: int = 0
    mode: str | None = None
    state: str = "planned"
    reason: str | None = None
    until: datetime | None = None
    judged: date | None = None
    codes: tuple[str, ...] = field(default=())

    @property
    def channel(self):
        """The channel by which it is tried."""
        return self.channels[0] if self.channels else None


class CollectionLadderMixin(models.AbstractModel):
    """Decides the next step of cases by their strategies' ladders."""

    _name = "collection.ladder.mixin"
    _description = "Collection Ladder"
    _inherit = ["collection.ladder.minimum.mixin"]

    # === HOOKS === #

    def _get_not_before(self, cases, today):
        """Hook: name days before which nothing is planned.

        Void here; for agreements with debtors. An override calls ``super()`` first and
        keeps the later day. It reads for all cases at once and does not write.

        :param cases: cases whose next step is about to be decided
        :param date today: the day of the decision
        :return: dict of case id to a day
        """
        return {}

    # === DECIDING === #

    def _decide(self, rows, today, every, events=None, agreed=None):
        """Decide the next step of cases.

        :param list rows: what is known of each, as ``CANDIDATES`` reads it
        :param date today: the day of the decision
        :param bool every: decide anew also where nothing has changed: the day somebody
            has chosen for a step stays otherwise
        :param dict events: case id to pairs of an event's code and its day
        :param dict agreed: case id to the day on which the next step is due
        :return: list of :class:`Plan`
        """
        used = {row["strategy_id"] for row in rows if row["strategy_id"]}
        strategies = self.env["collection.strategy"].sudo().browse(used)
        ladders = {strategy.id: strategy._get_ladder() for strategy in strategies}
        shares = self._get_shares(rows, strategies, today)
        cases = self.env["collection.case"].browse(row["id"] for row in rows)
        rests = self._get_not_before(cases, today)
        plans, agreed, events, known = [], agreed or {}, events or {}, {}
        for row in rows:
            plan = Plan(row)
            ladder = ladders.get(row["strategy_id"])
            decision = None
            if ladder and row["is_steady"] and not every and not row["is_blocked"]:
                decision = self._get_present(row)
            elif ladder and self._is_worked(ladder, row):
                enough = self._get_enough(ladder, row, shares)
                plan.without_rate = enough.count(None)
                rungs, places = self._get_rungs(ladder, row, enough, known)
                told = self._get_events(rungs, row, events)
                rest = rests.get(row["id"])
                position = self._get_position(ladder, row, today, rest, told)
                # Debtors of one age are at one place of the ladder.
                if position not in places:
                    places[position] = next_step(rungs, position, today)
                decision = self._get_kept(places[position], row, position, today)
            if decision:
                self._fill(plan, decision, ladder)
            if plan.step and row["id"] in agreed:
                plan.day = max(agreed[row["id"]], today)
            plans.append(plan)
        return plans

    @api.model
    def _get_present(self, row):
        """Return the step that is planned as a decision for it."""
        return Decision(row["open_step"], row["open_date"], 0)

    @api.model
    def _get_kept(self, decision, row, position, today):
        """Return a decision, or the present one where the step that is planned stays,
        and with it its day: it may be late, or chosen by hand. A rest that ends later
        moves it, and so does a change of the strategy, unless it is late already."""
        if not decision or decision.step != row["open_step"] or not row["is_same"]:
            return decision
        is_late = row["open_date"] < today == decision.day
        if not row["is_steady"] and not is_late:
            return decision
        if position.not_before and position.not_before > row["open_date"]:
            return decision
        return self._get_present(row)

    def _is_worked(self, ladder, row):
        """Tell whether a strategy plans anything for a case, by its own limits."""
        if not row["anchor"]:
            return False
        amount = row["amount_overdue"] or row["amount_not_due"]
        if ladder.amount_stop and amount < ladder.amount_stop:
            return False
        return not ladder.days_stop or row["days_past_due"] <= ladder.days_stop

    @api.model
    def _get_events(self, rungs, row, events):
        """Return what a case has to answer: what is told now, and what its open step
        was planned to answer.

        :return: tuple of pairs of an event's code and its day
        """
        told = tuple(events.get(row["id"], ()))
        if not row["open_step"]:
            return told
        return told + tuple(
            (rung.event, row["open_date"] - timedelta(days=rung.days))
            for rung in rungs
            if rung.trigger == "event" and rung.step == row["open_step"]
        )

    def _get_position(self, ladder, row, today, not_before, events):
        """Return how far a case has come on its strategy's ladder.

        Where the due date from which the last step was counted is paid, the ladder
        begins anew with what is the oldest now.
        """
        same = row["last_anchor"] and row["last_anchor"] >= row["anchor"]
        # What has happened since is answered before the day that was agreed.
        if row["date_agreed"] and row["date_agreed"] >= today and not events:
            not_before = max(row["date_agreed"], not_before or today)
        if ladder.payment_rest and row["date_last_payment"]:
            rested = row["date_last_payment"] + timedelta(days=ladder.payment_rest)
            is_recent = row["date_last_payment"] >= (row["date_opened"] or rested)
            if is_recent and rested > today:
                not_before = max(rested, not_before or rested)
        return Position(
            anchor=row["anchor"],
            last_step=row["last_step"] if same else None,
            last_turn=row["last_turn"] if same else None,
            last_day=row["last_day"],
            least_gap=ladder.least_gap,
            not_before=not_before,
            catch_up=ladder.catch_up,
            events=events,
        )

    def _get_rungs(self, ladder, row, enough, known):
        """Return the rungs that apply to a case, and the next step from each place of
        theirs as far as it was asked.

        :param tuple enough: as :meth:`_get_enough` returns it
        :param dict known: both, of cases that are alike; filled here
        """
        flags = (row["last_step"], row["has_paid"], row["is_reached"])
        alike = (row["strategy_id"], flags, enough)
        if alike not in known:
            known[alike] = self._get_applicable(ladder, row, enough), {}
        return known[alike]

    def _get_applicable(self, ladder, row, enough):
        """Return the rungs that apply to a case, and the one done last.

        :param Ladder ladder: the case's strategy
        :param dict row: what is known of the case
        :param tuple enough: as :meth:`_get_enough` returns it
        :return: tuple of :class:`Rung`
        """
        skipped = {
            why
            for why, so in (("paid", "has_paid"), ("reached", "is_reached"))
            if row[so]
        }
        applicable = []
        for step, is_enough in zip(
            ladder.steps, enough or (True,) * len(ladder.steps), strict=True
        ):
            is_due = step.active and is_enough
            if step.id == row["last_step"]:
                # It tells how far the case has come, be it done again or not.
                rung = step.rung
                applicable.append(rung if is_due else rung._replace(repeat_days=0))
            elif is_due and step.skip_if not in skipped:
                applicable.append(step.rung)
        return tuple(applicable)

    def _fill(self, plan, decision, ladder):
        """Write a decision into a plan."""
        step = next(step for step in ladder.steps if step.id == decision.step)
        row = plan.row
        plan.step, plan.day = step.id, decision.day
        plan.mode, plan.channels = step.mode, step.channels
        plan.user_id, plan.is_leads = row["user_id"], step.role == "lead"
        if plan.is_leads:
            plan.user_id = row["lead_id"] or row["user_id"]
        is_approved = row["is_approved"] and step.id == row["open_step"]
        if step.needs_approval and not is_approved:
            plan.state, plan.user_id = "to_approve", row["lead_id"]
            plan.is_leads = True

    @api.model
    def _count_plans(self, plans):
        """Return how many of some plans are in want of what: counters of the run."""
        return {
            "blocked_count": sum(plan.state == "blocked" for plan in plans),
            "without_step_count": sum(not plan.step for plan in plans),
            "without_lead_count": sum(
                plan.is_leads and not plan.user_id for plan in plans
            ),
            "without_rate_count": sum(plan.without_rate for plan in plans),
        }
