# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.balance import Asked, Seat, balance
from ...tools.gate import Act, judge
from ..ledger.debtor_scope import is_open_case
from . import people_statements as statements

# Key of the advisory lock by which transactions that give cases away keep apart: each
# must see how many the others gave.
ASSIGN_LOCK = 0xC0_11EE
COUNTER_OF_WHY = {
    "no_members": "without_members_count",
    "no_capacity": "without_room_count",
    "refused": "assignment_refused_count",
}


class CollectionAssignerMixin(models.AbstractModel):
    """How cases without a collector find one: many of them by a few statements."""

    _name = "collection.assigner.mixin"
    _description = "Collection Assigner"

    @api.model
    def _assign(self, cases, today, scope=None):
        """Give open cases without a collector to people.

        1. The first rule that matches chooses the team of a case that is still with
           the company's own team; the others stay with theirs.
        2. The most urgent case comes first. It goes to a member who knows the debtor,
           otherwise to whoever is least loaded for the own capacity.
        3. Nobody gets more than the capacity, nobody who is away gets anything, and
           whoever the gate refuses is passed by.

        :param cases: open cases of one company
        :param date today: the day
        :param DebtorScope scope: whose open cases they are, where they are all of a
            range of debtors
        :return: dict of counters: how many cases were assigned, how many not, and why
        """
        counts = dict.fromkeys(
            ("assigned_count", "unassigned_count", *COUNTER_OF_WHY.values()), 0
        )
        if not cases:
            return counts
        company = SQL(statements.COMPANY, cases.ids[0])
        free = SQL(
            statements.FREE,
            company=company,
            is_asked=is_open_case(company, cases.ids, scope),
        )
        members, rules, number = self._get_members_wanted(company, today, free)
        if number and not members and not rules:
            counts.update(unassigned_count=number, without_members_count=number)
        elif number:
            free = self._get_free_cases(company, free)
            placed, unplaced = self._place(cases, free, members)
            why = Counter(unplaced.values())
            counts.update(
                assigned_count=len(placed),
                unassigned_count=len(unplaced),
                **{counter: why[code] for code, counter in COUNTER_OF_WHY.items()},
            )
        return counts

    @api.model
    def _place(self, cases, free, members):
        """Choose who gets which free case, and write it.

        :param list free: as :meth:`_get_free_cases` returns it
        :param dict members: as :meth:`_get_members_wanted` returns it
        :return: as :func:`balance`
        """
        pools = self._get_pools(free, members)
        capacities = {
            user: capacity
            for team in members.values()
            for user, capacity in team.items()
        }
        people = {user for pool in pools.values() for user in pool}
        seats = self._get_seats(
            {user: capacities[user] for user in people}, is_giving=True
        )
        asked = [
            Asked(case, (team_id, tuple(only or ())), known)
            for case, team_id, only, _is_new, known in free
        ]
        placed, unplaced = self._choose(cases, asked, pools, seats)
        nobody = (None, None)
        cases._give(
            [
                (case, team_id, *placed.get(case, nobody), None)
                for case, team_id, _only, is_new, _known in free
                if is_new or case in placed
            ]
        )
        return placed, unplaced

    # === WHO, AND WHICH CASES === #

    @api.model
    def _get_members_wanted(self, company, today, free):
        """Return who can be given cases without collector, team by team, nobody where
        the company has no such case.

        :param SQL free: the query for those of the batch
        :return: dict of team id to a dict of user id to capacity; how many rules there
            are, and how many free cases in the batch
        """
        wanted = SQL(statements.WANTED, company=company)
        members = self._members_sql(company, today, SQL("t.is_balanced AND %s", wanted))
        teams = self._group_members(
            SQL(statements.MEMBERS_WANTED, members=members, free=free)
        )
        [(rules, number)] = teams.pop(None, {0: 0}).items()
        return teams, rules, number

    @api.model
    def _get_members(self, company, today, team):
        """Return who of a team can be given cases.

        :param company: the root company
        :param date today: the day on which they are not away
        :return: dict of ids to capacities
        """
        query = self._members_sql(company.id, today, SQL("t.id = %s", team.id))
        return self._group_members(query).get(team.id, {})

    @api.model
    def _group_members(self, query):
        """Return members by team: dict of team id to a dict of user id to capacity."""
        self.env.flush_all()
        teams = defaultdict(dict)
        for team_id, user_id, capacity in self.env.execute_query(query):
            teams[team_id][user_id] = capacity
        return teams

    @api.model
    def _members_sql(self, company, today, which):
        """Return the query for members who can be given cases.

        :param company: the root company's id, or an :class:`SQL` for it
        :param SQL which: which teams
        """
        return SQL(
            statements.MEMBERS,
            which=which,
            today=today,
            team=SQL(statements.TEAM_OF_COMPANY, company=company),
            works_here=SQL(statements.WORKS_HERE, company=company),
        )

    @api.model
    def _get_free_cases(self, company, free):
        """Return the cases without collector, the most urgent first.

        :param SQL free: the query for them
        :return: list of case id, id of its team, ids of the only members or nothing,
            whether the team is a new one, and ids of who knows the debtor, best first
        """
        return self.env.execute_query(
            SQL(statements.FREE_CASES, free=free, company=company)
        )

    @api.model
    def _get_pools(self, free, members):
        """Return the people each case may go to: dict of a team and the only members
        a rule names to ids."""
        pools = {}
        for _case, team_id, only, _is_new, _known in free:
            key = (team_id, tuple(only or ()))
            if key not in pools:
                team = members.get(team_id, ())
                pools[key] = [user for user in team if not only or user in only]
        return pools

    @api.model
    def _get_seats(self, capacities, *, is_giving=False):
        """Return people's places, counting what they work in all companies.

        :param dict capacities: user id to capacity
        :param bool is_giving: whether cases are about to be given away: nobody else
            does so then until the transaction ends
        :return: dict of user id to :class:`Seat`
        """
        loads = {}
        if capacities:
            self.env.flush_all()
            query = SQL(statements.LOADS, users=list(capacities))
            if is_giving:
                lock = SQL("SELECT pg_advisory_xact_lock(%s)", ASSIGN_LOCK)
                query = SQL("%s; %s", lock, query)
            self.env.cr.execute(query, log_exceptions=False)
            loads = dict(self.env.cr.fetchall())
        return {
            user: Seat(capacity, loads.get(user, 0))
            for user, capacity in capacities.items()
        }

    # === THE CHOICE === #

    @api.model
    def _choose(self, cases, asked, pools, seats, is_bounded=True, refused=frozenset()):
        """Balance cases over people, and pass by whom the gate refuses.

        All choices are put to the gate at once. For the cases it refuses everybody of
        their pool is asked, so that the second choice is the last.

        :param cases: the cases asked for, and maybe more
        :param list asked: :class:`Asked` for each, the most urgent first
        :param set refused: pairs of a case and a person known to be refused
        :return: as :func:`balance`
        """
        placed, unplaced = balance(asked, pools, seats, refused, is_bounded)
        wrong = self._find_refused(
            cases, {case: user for case, (user, _) in placed.items()}
        )
        if not wrong:
            return placed, unplaced
        for case in wrong:
            del placed[case]
        taken = Counter(user for user, _ in placed.values())
        seats = {
            user: Seat(seat.capacity, seat.load + taken[user])
            for user, seat in seats.items()
        }
        again = [one for one in asked if one.case in wrong]
        pairs = set(refused)
        for user in seats:
            candidates = {one.case: user for one in again if user in pools[one.pool]}
            pairs.update((case, user) for case in self._find_refused(cases, candidates))
        second, left = balance(again, pools, seats, pairs, is_bounded)
        return {**placed, **second}, {**unplaced, **left}

    @api.model
    def _find_refused(self, cases, users):
        """Return the ids of the cases that the gate gives to nobody so.

        :param dict users: case id to the id of the user who would work it
        """
        if not users:
            return set()
        now = fields.Datetime.now()
        acts = {
            user: Act("assign", None, now, user=user) for user in set(users.values())
        }
        act = Act(
            "assign",
            None,
            now,
            particulars={case: acts[user] for case, user in users.items()},
        )
        blockers = cases.browse(list(users))._get_blockers(act)
        # Hardly any case has a reason against it: the others need no verdict.
        return {
            case.id
            for case, reasons in blockers.items()
            if reasons and not judge(act.of(case.id), reasons).allowed
        }
