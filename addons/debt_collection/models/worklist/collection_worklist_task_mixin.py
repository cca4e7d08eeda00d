# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..people import work_statements as work
from ..strategy.collection_action import OPEN_STATES
from . import worklist_statements as statements

ACTION_COLUMNS = (
    "id",
    "case_id",
    "date",
    "user_id",
    "state",
    "blocked_until",
)


class CollectionWorklistTaskMixin(models.AbstractModel):
    """Which cases there is something to do about, for whom, and in which order.

    Everything is asked for through the actions' and the cases' own search, so whoever
    may not see a case does not find it here.
    """

    _name = "collection.worklist.task.mixin"
    _description = "Worklist Tasks"

    # === WHOSE === #

    @api.model
    def _is_lead(self):
        """Tell whether the user leads a team, or all of them."""
        return self.env.user.has_group("debt_collection.group_collection_leader")

    @api.model
    def _check_lead(self):
        """Refuse the teams' view to who leads none.

        :raise AccessError: if the user is no team lead
        """
        if not self._is_lead():
            raise AccessError(
                self.env._("The team's work is for its lead. Your own is under “Mine”.")
            )

    @api.model
    def _get_people(self):
        """Return the ids of those whose work the user does today: the user's own, and
        those of colleagues who are away."""
        return [self.env.uid, *self.env.user.collection_covered_ids.ids]

    @api.model
    def _get_team_domain(self, field):
        """Return the condition that a team is one the user leads, or one whose lead is
        away and covered by the user.

        :param str field: the path to the team
        """
        if self.env.user.has_group("debt_collection.group_collection_manager"):
            return Domain.TRUE
        return Domain(f"{field}.all_lead_ids", "in", self._get_people())

    @api.model
    def _get_scope(self, scope, user_id=None):
        """Return whose work is meant: a domain on actions, and one on cases.

        :param str scope: ``mine`` or ``team``
        :param user_id: in the team's: a collector's id, or False for what is nobody's
        :raise AccessError: if the team's is asked for by who leads none
        """
        if scope == "team":
            self._check_lead()
            on_actions = self._get_team_domain("case_id.team_id")
            on_cases = self._get_team_domain("team_id")
            if user_id is not None:
                on_actions &= Domain("case_id.user_id", "=", user_id)
                on_cases &= Domain("user_id", "=", user_id)
            return on_actions, on_cases
        people = self._get_people()
        is_free = Domain("user_id", "=", False)
        in_team = Domain("team_id.member_ids", "in", [self.env.uid])
        free_cases = is_free & in_team
        on_actions = Domain("user_id", "in", people) | is_free & Domain(
            "case_id", "any", free_cases
        )
        return on_actions, Domain("user_id", "in", people) | free_cases

    # === WHAT IS DUE === #

    @api.model
    def _get_days(self):
        """Return the date it is in each of the companies chosen: dict of root company
        to date."""
        companies = self.env.companies.sudo().root_id
        return {company: company._collection_today() for company in companies}

    @api.model
    def _get_due_domain(self, field):
        """Return the condition that the day of something has come in its company.

        :param str field: the name of the date
        """
        by_day = defaultdict(list)
        for company, day in self._get_days().items():
            by_day[day].append(company.id)
        return Domain.OR(
            Domain("company_id", "in", ids) & Domain(field, "<=", day)
            for day, ids in by_day.items()
        )

    @api.model
    def _get_tasks_sql(self, scope, user_id=None):
        """Return the start of a statement on what there is to do, as ``todo``.

        :param str scope: as :meth:`_get_scope` takes it
        :param user_id: as :meth:`_get_scope` takes it
        """
        on_actions, on_cases = self._get_scope(scope, user_id)
        actions = self.env["collection.action"]._search(
            Domain("state", "in", OPEN_STATES)
            & on_actions
            & self._get_due_domain("date")
        )
        cases, is_open = self.env["collection.case"], Domain("state", "!=", "closed")
        noted = cases._search(
            is_open & on_cases & self._get_due_domain("date_next_action")
        )
        self.env.flush_all()
        columns = (SQL.identifier(actions.table, name) for name in ACTION_COLUMNS)
        action_is_open = SQL(work.IS_OPEN)
        return SQL(
            statements.TASKS,
            work=SQL(
                work.WORK,
                actions=SQL("(%s) due", actions.select(*columns)),
                now=fields.Datetime.now(),
                is_open=action_is_open,
            ),
            is_unplanned=SQL(
                work.IS_UNPLANNED, case=SQL("noted.case_id"), is_open=action_is_open
            ),
            noted=noted.select(
                SQL("%s AS case_id", SQL.identifier(noted.table, "id")),
                SQL.identifier(noted.table, "date_next_action"),
            ),
            cases=cases._search(is_open).subselect(),
        )

    @api.model
    def _read_tasks(self, scope, user_id=None):
        """Return all there is to do, in its order: list of dicts.

        A collector's day has hundreds of rows at most, so it is read once, counted and
        cut into pages here.
        """
        return self.env.execute_query_dict(
            SQL(
                statements.DAY,
                tasks=self._get_tasks_sql(scope, user_id),
                rank=SQL(statements.RANK),
            )
        )
