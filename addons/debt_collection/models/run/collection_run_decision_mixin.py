# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

# What is decided about the cases of a batch, in this order.
STEPS = ("_score_cases", "_choose_strategies", "_assign_cases", "_plan_actions")


class Batch:
    """Some debtors, and the ids of all their open cases; equal to nothing but itself,
    so that a context with it is quickly compared."""

    __slots__ = ("case_ids", "scope")

    def __init__(self, scope, case_ids):
        self.scope = scope
        self.case_ids = case_ids


class CollectionRunDecisionMixin(models.AbstractModel):
    """What a run decides about the cases: who is this, who works it, what comes next.

    The four steps are called for each batch, in their order, once the batch's cases are
    up to date and committed, with all open cases of the batch; ``self`` is the run with
    its company and date. An addon overrides them and calls ``super()`` first. It must
    work on the whole recordset: a query per case is a query too many. It may hand fewer
    cases to ``super()``: nothing is decided about those it leaves out. In a dry run
    what they write is rolled back with the rest.
    """

    _name = "collection.run.decision.mixin"
    _description = "Collection Run Decisions"

    without_segment_count = fields.Integer(
        string="Cases Without Segment",
        readonly=True,
        help="No segment matches them, so no strategy works them. Widen a segment.",
    )
    several_segments_count = fields.Integer(
        string="Cases of Several Segments",
        readonly=True,
        help="More than one segment matches them; the first in the order has them.",
    )
    assigned_count = fields.Integer(string="Cases Assigned", readonly=True)
    unassigned_count = fields.Integer(
        string="Cases Without Collector",
        readonly=True,
        help="Nobody was found to give them to. The reasons stand below.",
    )
    without_members_count = fields.Integer(
        string="Their Team Has Nobody",
        readonly=True,
        help="Their team has no members who can be given cases: there are none, all "
        "are away or without the right, or the lead assigns by hand. Add members.",
    )
    without_room_count = fields.Integer(
        string="Nobody Has Room",
        readonly=True,
        help="All members of their team have as many cases as they can work. Raise "
        "capacities, or add members.",
    )
    assignment_refused_count = fields.Integer(
        string="Nobody May Work Them",
        readonly=True,
        help="Something stands against each member who has room.",
    )
    planned_count = fields.Integer(string="Steps Planned", readonly=True)
    replanned_count = fields.Integer(string="Steps Cancelled", readonly=True)
    blocked_count = fields.Integer(
        string="Steps Blocked",
        readonly=True,
        help="Steps whose day has come and that something stands against.",
    )
    without_step_count = fields.Integer(
        string="Cases Without Next Step",
        readonly=True,
        help="Their strategy has ended, or plans nothing for so little.",
    )
    without_rate_count = fields.Integer(
        string="Steps Without Rate",
        readonly=True,
        help="Steps left out of cases because the currency of their minimum has no "
        "rate in the company. Enter one, or choose another currency.",
    )
    without_lead_count = fields.Integer(
        string="Lead's Steps Without Lead",
        readonly=True,
        help="Neither their team nor one above has a lead, and so they are in nobody's "
        "day. Name a lead of the team.",
    )

    def _score_cases(self, cases):
        """Hook: score the cases.

        :param cases: the batch's open cases
        :return: dict of counters of the run
        """
        scope = self._get_scope_of(cases)
        return self.env["collection.scorecard"]._score(cases, self.date, scope)

    def _choose_strategies(self, cases):
        """Hook: put the scored cases into segments, and so under a strategy.

        :param cases: the batch's open cases
        :return: dict of counters of the run
        """
        scope = self._get_scope_of(cases)
        return self.env["collection.segment"]._classify(cases, self.date, scope=scope)

    def _assign_cases(self, cases):
        """Hook: give cases without a collector to one.

        :param cases: the batch's open cases
        :return: dict of counters of the run
        """
        scope = self._get_scope_of(cases)
        return self.env["collection.assignment.rule"]._assign(cases, self.date, scope)

    def _plan_actions(self, cases):
        """Hook: plan the next step of each case.

        :param cases: the batch's open cases
        :return: dict of counters of the run
        """
        scope = self._get_scope_of(cases)
        return self.env["collection.planner"]._plan(cases, self.date, scope=scope)

    def _get_scope_of(self, cases):
        """Return the batch's debtors where the cases are all of theirs that are open,
        or None: an addon may have left some out.

        :param cases: what a hook is given
        """
        batch = self.env.context.get("collection_batch")
        return batch.scope if batch and batch.case_ids == cases._ids else None

    def _decide_on(self, cases, scope):
        """Take all steps on some cases.

        :param cases: the batch's open cases
        :param DebtorScope scope: the batch's debtors
        :return: dict of the counters that are fields of the run
        """
        counts = {}
        self._refresh_behaviour(scope)
        for step in STEPS:
            counts.update(self._count_step(step, cases, scope))
        return counts

    def _take_step(self, number, scope):
        """Take one step on all open cases of a batch.

        :param int number: which one, from 1
        :param DebtorScope scope: the batch's debtors
        :return: dict of the counters that are fields of the run
        """
        if number == 1:
            self._refresh_behaviour(scope)
        return self._count_step(STEPS[number - 1], self._get_open_cases(scope), scope)

    def _get_open_cases(self, scope):
        """Return the open cases of a batch.

        :param DebtorScope scope: the batch's debtors
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s
                    ORDER BY id""",
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return self.env["collection.case"].browse(case_id for (case_id,) in rows)

    def _refresh_behaviour(self, scope):
        """Read anew how the debtors pay of whom something is new."""
        self.env["collection.behaviour"]._refresh(self.company_id, self.date, scope)

    def _count_step(self, step, cases, scope):
        """Take a step and return those of its counters that are fields of the run."""
        run = self.with_context(collection_batch=Batch(scope, cases._ids))
        counts = getattr(run, step)(cases) or {}
        return {name: count for name, count in counts.items() if name in self._fields}
