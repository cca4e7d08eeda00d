# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.gate import Act, replace
from ..ledger import columns_sql
from ..ledger.debtor_scope import is_open_case
from ..ledger.rows import read_rows
from . import activity_statements
from . import plan_statements as statements


class CollectionPlanner(models.AbstractModel):
    """Plans the next step of many cases by a few statements.

    Only cases for which something has changed since are looked at. Each has one next
    step at a time, so what is run twice, or killed and run again, plans nothing twice.
    """

    _name = "collection.planner"
    _description = "Collection Planner"
    _inherit = ["collection.ladder.mixin", "collection.shown.mixin"]

    @api.model
    def _plan(
        self,
        cases,
        today,
        reason="schedule",
        *,
        every=False,
        events=None,
        agreed=None,
        scope=None,
    ):
        """Plan the next step of cases where it is not planned, or no longer right.

        :param cases: open cases of one company
        :param date today: the day of the decision
        :param str reason: the code of why, for what changes
        :param bool every: decide again for each, not only where something has changed
        :param dict events: case id to pairs of an event's code and its day
        :param dict agreed: case id to the day on which the next step is due
        :param DebtorScope scope: whose open cases they are, where they are all of a
            range of debtors
        :return: dict of counters of the run
        """
        if not cases:
            return {}
        self.env.flush_all()
        moment = self._get_noon(cases, today)
        followed = self._follow_collectors(cases) if every else []
        rows = self._get_rows(cases, today, moment, every, scope)
        plans = self._decide(rows, today, every, events, agreed)
        self._ask_gate(plans, today, moment)
        new, touched, counts = self._write_plans(plans, today, reason)
        if every:
            # What was planned has ended, or its activity is gone.
            touched = cases.ids
        touched = cases.browse(dict.fromkeys(followed + touched))
        self._show_activities(touched)
        self._show_on_cases(touched | cases.browse(new), reason, today)
        return counts

    @api.model
    def _get_noon(self, cases, today):
        """Return the moment at which a day's steps are judged: the company's noon, or
        now where that is over. The night in which a run plans is no hour to call."""
        zone = timezone(cases[0].company_id.sudo().collection_tz or "UTC")
        noon = zone.localize(datetime.combine(today, time(12)))
        return max(noon.astimezone(UTC).replace(tzinfo=None), fields.Datetime.now())

    @api.model
    def _follow_collectors(self, cases):
        """Give the steps to whoever has the cases now.

        :return: ids of the cases whose steps changed hands
        """
        rows = self.env.execute_query(
            SQL(
                statements.FOLLOW_COLLECTORS,
                cases=columns_sql.integers(cases.ids),
                is_open=SQL(statements.IS_OPEN),
            )
        )
        return [case_id for (case_id,) in rows]

    @api.model
    def _get_rows(self, cases, today, moment, every, scope):
        """Read what is known of the cases whose next step is to be decided."""
        needed = SQL("TRUE")
        if not every:
            needed = SQL(statements.IS_NEEDED, today=today, moment=moment)
        return read_rows(
            self.env,
            SQL(
                statements.CANDIDATES,
                is_asked=is_open_case(cases[:1].company_id.id, cases.ids, scope),
                is_action_near=columns_sql.near(SQL("a.case_id"), cases.ids),
                today=today,
                is_open=SQL(statements.IS_OPEN),
                needed=needed,
                is_same=SQL(statements.IS_SAME),
                is_reached=SQL(statements.IS_REACHED),
            ),
        )

    # === THE GATE === #

    @api.model
    def _ask_gate(self, plans, today, moment):
        """Judge the steps whose day has come: which channel may be used, if any.

        Where a channel cannot be used and time does not help, the step's next one is
        tried.
        """
        acts = {}
        waiting = [plan for plan in plans if plan.step and plan.day <= today]
        while waiting:
            for plan in waiting:
                if plan.channel not in acts:
                    acts[plan.channel] = Act("plan", plan.channel, moment)
            waiting = self._ask_about(waiting, acts, today)

    @api.model
    def _ask_about(self, plans, acts, today):
        """Judge some plans, each by its present channel, all at once.

        :param list plans: the plans
        :param dict acts: channel to the :class:`Act`
        :return: the plans for which another channel is to be tried
        """
        cases = self.env["collection.case"].browse(plan.row["id"] for plan in plans)
        acts = {plan.row["id"]: acts[plan.channel] for plan in plans}
        act = replace(acts[plans[0].row["id"]], particulars=acts)
        verdicts = cases._judge(act)
        others = []
        for plan, verdict in zip(plans, verdicts.values(), strict=True):
            plan.judged = today
            if verdict.allowed:
                plan.codes, plan.until = (), None
                continue
            if not plan.codes:
                plan.codes, plan.until = verdict.codes, verdict.next_allowed
            if not verdict.next_allowed and len(plan.channels) > 1:
                plan.channels = plan.channels[1:]
                others.append(plan)
            else:
                plan.state, plan.reason = "blocked", plan.codes[0]
        return others

    # === WRITING === #

    @api.model
    def _write_plans(self, plans, today, reason):
        """Write what was decided.

        :return: ids of the cases with a new action, which has its activity; ids of
            those whose other actions changed; and a dict of counters of the run
        """
        kept = [p for p in plans if p.step and p.step == p.row["open_step"]]
        others = [p for p in plans if not p.step or p.step != p.row["open_step"]]
        dropped = [p for p in others if p.row["action_id"]]
        new = [p for p in others if p.step]
        if dropped:
            action_ids = [plan.row["action_id"] for plan in dropped]
            self._cancel(
                columns_sql.among(SQL("id"), action_ids),
                today,
                reason if reason != "schedule" else "strategy",
            )
        self._insert(new)
        moved = self._move(kept)
        touched = [plan.row["id"] for plan in dropped] + moved
        counts = {"planned_count": len(new), "replanned_count": len(dropped)}
        counts.update(self._count_plans(plans))
        return [plan.row["id"] for plan in new], touched, counts

    @api.model
    def _cancel(self, which, today, reason):
        """Cancel actions that are no longer to be done.

        :param SQL which: which of those that still are
        :return: ids of their cases
        """
        rows = self.env.execute_query(
            SQL(
                statements.CANCEL_ACTIONS,
                which=which,
                is_open=SQL(statements.IS_OPEN),
                reason=reason,
                today=today,
            )
        )
        return [case_id for (case_id,) in rows]

    @api.model
    def _insert(self, plans):
        """Insert new actions, with their activities."""
        if plans:
            case_ids = [plan.row["id"] for plan in plans]
            self.env.cr.execute(
                SQL(
                    statements.INSERT_ACTIONS,
                    case_id=columns_sql.array(case_ids),
                    is_near=columns_sql.near(SQL("c.id"), case_ids),
                    step_id=columns_sql.array(plan.step for plan in plans),
                    is_shown=SQL(activity_statements.IS_SHOWN),
                    make=self._make_sql("planned", case_ids),
                    **self._get_columns(plans),
                )
            )

    @api.model
    def _move(self, plans):
        """Bring actions whose step stays the same up to date.

        :return: ids of the cases whose actions changed
        """
        if not plans:
            return []
        action_ids = [plan.row["action_id"] for plan in plans]
        rows = self.env.execute_query(
            SQL(
                statements.MOVE_ACTIONS,
                action_id=columns_sql.array(action_ids),
                is_asked=columns_sql.among(SQL("a.id"), action_ids),
                **self._get_columns(plans),
            )
        )
        return [case_id for (case_id,) in rows]

    @api.model
    def _get_columns(self, plans):
        """Return the columns that new and moved actions have in common."""
        return {
            "channel": columns_sql.array(plan.channel for plan in plans),
            "date": columns_sql.array(plan.day for plan in plans),
            "user_id": columns_sql.array(plan.user_id for plan in plans),
            "state": columns_sql.array(plan.state for plan in plans),
            "reason": columns_sql.array(plan.reason for plan in plans),
            "blocked_until": columns_sql.array(plan.until for plan in plans),
            "date_judged": columns_sql.array(plan.judged for plan in plans),
            "mode": columns_sql.array(plan.mode for plan in plans),
        }
