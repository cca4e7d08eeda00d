# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..log.collection_entry_input_mixin import MAX_ID
from ..people import work_statements as work
from . import worklist_statements as statements

LONGEST_PAGE = 200
SCOPES = ("mine", "team")


class CollectionWorklist(models.AbstractModel):
    """A collector's day: what there is to do, in which order, and why (clause 14.1).

    It only reads. What is done about a case is done on the case and on its actions,
    which refuse what must not be.
    """

    _name = "collection.worklist"
    _description = "Worklist"
    _inherit = ["collection.worklist.case.mixin", "collection.worklist.board.mixin"]

    @api.model
    @api.readonly
    def get_day(self, scope="mine", user_id=None, offset=0, limit=80):
        """Return what is to be done today, the most urgent first.

        :param str scope: ``mine``, or ``team`` for who leads one
        :param user_id: in the team's: only a collector's, or False: only nobody's
        :param int offset: how many rows to leave out
        :param int limit: how many rows to return at most
        :return: dict with ``rows``, ``total``, ``counters`` and, where there is
            nothing, ``empty``
        :raise AccessError: if the user may not see cases, or leads no team
        :raise UserError: if there is no such list or page
        """
        self.env["collection.case"].check_access("read")
        self._check_asked(scope, user_id, offset, limit)
        tasks = self._read_tasks(scope, user_id)
        counters = self._count(tasks, scope, user_id)
        start = max(offset, 0)
        page = tasks[start : start + min(max(limit, 1), LONGEST_PAGE)]
        return {
            "rows": self._prepare_rows(page),
            "total": len(tasks),
            "counters": counters,
            "empty": not tasks
            and self._explain_empty(scope, user_id, counters["done"]),
        }

    @api.model
    @api.readonly
    def get_case(self, case_id):
        """Return what the screen shows of the case that is opened.

        Telephone numbers are not among it: the gate is asked for them when somebody is
        about to call.

        :param int case_id: id of a case
        :return: dict
        :raise AccessError: if the user may not see it
        :raise UserError: if there is no such case
        """
        case = self._read_record("collection.case", case_id)
        case.check_access("read")
        return self._prepare_case(case)

    @api.model
    @api.readonly
    def get_team_board(self):
        """Return the teams' work by collector.

        :return: list of dicts, one per column
        :raise AccessError: if the user leads no team
        """
        self._check_lead()
        return self._prepare_board()

    @api.model
    @api.readonly
    def get_doubts(self, user_id):
        """Return what stands against giving somebody one more case, without refusing
        it: that the person is away, or would work more than the capacity.

        :param int user_id: id of the user who would get it
        :return: list of sentences, empty where there is nothing to say
        :raise AccessError: if the user leads no team, or may not see that person
        :raise UserError: if there is no such user, or in another company
        """
        self._check_lead()
        user = self._read_record("res.users", user_id)
        user.check_access("read")
        # How much is worked elsewhere is not told: no case could be given there.
        if not user.sudo().company_ids.root_id & self.env.companies.sudo().root_id:
            raise UserError(
                self.env._(
                    "%(user)s works for none of the companies that are switched on. "
                    "Choose somebody else.",
                    user=user.name,
                )
            )
        return self._explain_doubts(user)

    # === WHAT A CLIENT SENDS === #

    @api.model
    def _check_asked(self, scope, user_id, offset, limit):
        """Refuse to look for a list that there is not, or a page of it.

        :raise UserError: naming what was asked
        """
        if scope not in SCOPES:
            raise UserError(
                self.env._(
                    "There is no list “%(scope)s”. Ask for “mine” or “team”.",
                    scope=scope,
                )
            )
        if user_id is not None and user_id is not False:
            self._read_record("res.users", user_id)
        for number in (offset, limit):
            if isinstance(number, bool) or not isinstance(number, int):
                raise UserError(
                    self.env._(
                        "“%(value)s” is no whole number. Say how many rows to leave "
                        "out, and how many to return.",
                        value=number,
                    )
                )

    @api.model
    def _read_record(self, model, value):
        """Return the record that an id names.

        :raise UserError: if the value is none
        """
        if isinstance(value, int) and 0 < value < MAX_ID and value is not True:
            return self.env[model].browse(value)
        raise UserError(
            self.env._(
                "“%(value)s” is no id of a record (%(model)s).",
                value=value,
                model=self.env[model]._description,
            )
        )

    # === COUNTING === #

    @api.model
    def _count(self, tasks, scope, user_id):
        """Return what is left and what is done.

        :param list tasks: as ``_read_tasks`` returns them
        :return: dict of a number per section, ``done`` and ``amounts``: what is overdue
            on the cases left to do, by currency
        """
        counts = dict.fromkeys(("due", "free", "held"), 0)
        amounts = defaultdict(float)
        for task in tasks:
            counts[task["section"]] += 1
            if task["section"] == "due":
                amounts[task["company_id"]] += task["amount_overdue"] or 0.0
        return {
            **counts,
            "done": self._count_done(scope, user_id),
            "amounts": self._add_by_currency(amounts),
        }

    @api.model
    def _add_by_currency(self, amounts):
        """Add up what companies have in the same currency.

        :param dict amounts: company's id to an amount
        :return: list of dicts with ``currency_id`` and ``amount``
        """
        companies = self.env["res.company"].sudo()
        totals = defaultdict(float)
        for company_id, amount in amounts.items():
            totals[companies.browse(company_id).currency_id] += amount
        return [
            {"currency_id": currency.id, "amount": currency.round(amount)}
            for currency, amount in totals.items()
        ]

    @api.model
    def _count_done(self, scope, user_id):
        """Return how many cases were worked today."""
        whose = []
        if scope == "team":
            led = self._get_team_domain("team_id")
            cases = self.env["collection.case"]._search(led).subselect()
            whose.append(SQL("done.case_id IN %s", cases))
        who = self.env.uid if scope == "mine" else user_id
        if who is not None:
            whose.append(SQL("done.user_id = %s", who or None))
        self.env.flush_all()
        done = SQL(work.DONE, today=self.env["collection.load"]._get_today_sql())
        [[count]] = self.env.execute_query(
            SQL(statements.WORKED, done=done, whose=SQL(" AND ").join(whose))
        )
        return count

    # === NOTHING TO DO === #

    @api.model
    def _explain_empty(self, scope, user_id, done):
        """Return why there is nothing to do, for a screen that says what comes next.

        :return: dict with ``reason``, ``count`` and ``date``: how many of the cases
            come next, and when
        """
        on_cases = self._get_scope(scope, user_id)[1] & Domain("state", "!=", "closed")
        cases = self.env["collection.case"]
        waiting = self._get_next_day(on_cases)
        user = self.env.user
        if done:
            reason = "done"
        elif waiting["date"]:
            reason = "later"
        elif not self.env["collection.strategy"].sudo().search_count([], limit=1):
            reason = "no_strategy"
        elif scope == "mine" and not user.collection_team_ids and not self._is_lead():
            reason = "no_team"
        elif not cases.search_count(on_cases, limit=1):
            lacks = scope == "mine" and self._lacks_members()
            reason = "no_members" if lacks else "no_cases"
        else:
            reason = "no_steps"
        return {"reason": reason, **waiting}

    @api.model
    def _lacks_members(self):
        """Tell whether there is nobody to share cases out to: for a manager in the
        teams that get new ones, for a lead in the own."""
        # Only whether they have members is told.
        everything = self.env["collection.team"].sudo().env
        if self.env.user.has_group("debt_collection.group_collection_manager"):
            teams = self.env.companies.sudo().root_id.collection_team_id
            rules = everything["collection.assignment.rule"]
            teams |= rules.search([("team_id.active", "=", True)]).team_id
            return not teams.member_ids
        led = [("all_lead_ids", "in", [self.env.uid])]
        teams = everything["collection.team"].search(led)
        return bool(teams) and not teams.member_ids

    @api.model
    def _get_next_day(self, on_cases):
        """Return when the next of the cases is due, and how many of them then.

        :param on_cases: domain on the cases
        """
        [first] = self.env["collection.case"]._read_group(
            on_cases & ~self._get_due_domain("date_next_action"),
            aggregates=["date_next_action:min"],
        )
        day = first[0]
        count = day and self.env["collection.case"].search_count(
            on_cases & Domain("date_next_action", "=", day)
        )
        return {"date": fields.Date.to_string(day), "count": count or 0}
