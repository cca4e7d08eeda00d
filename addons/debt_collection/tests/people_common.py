# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command

from odoo.addons.debt_collection.tools.gate import Blocker

from .common import TODAY, CastCommon


def in_days(days):
    """Return a day counted from today."""
    return TODAY + timedelta(days=days)


class PeopleCommon(CastCommon):
    """Words for who works what, and when not."""

    @contextmanager
    def refused(self, exception, words=""):
        """What happens here is refused with these words, and undone."""
        with self.assertRaisesRegex(exception, words), self.env.cr.savepoint():
            yield

    @classmethod
    def away(cls, user, first=0, last=0, stand_in=None, by=None):
        """Enter an absence, as the person itself where nobody else is named."""
        return (
            cls.env["collection.absence"]
            .with_user(by or user)
            .create(
                {
                    "user_id": user.id,
                    "date_from": in_days(first),
                    "date_to": in_days(last),
                    "stand_in_id": stand_in and stand_in.id,
                }
            )
        )

    @classmethod
    def new_cases(cls, number, team=None, **columns):
        """Open that many cases nobody works, the first one the most urgent."""
        partners = cls.env["res.partner"].create(
            [{"name": f"Debtor {index}"} for index in range(number)]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            """INSERT INTO collection_case (
                      name, company_id, partner_id, team_id, stage_id, state, active,
                      bucket, amount_overdue, score)
               SELECT 'X' || p.id, %s, p.id, %s, s.id, 'open', TRUE, '1_30', 100,
                      1000 - ROW_NUMBER() OVER (ORDER BY p.id)
                 FROM res_partner p, LATERAL (
                      SELECT id FROM collection_stage
                       WHERE NOT COALESCE(is_closed, FALSE)
                       ORDER BY sequence, id LIMIT 1) s
                WHERE p.id = ANY(%s)
                ORDER BY p.id
            RETURNING id""",
            [cls.company.id, team and team.id, partners.ids],
        )
        ids = [case_id for (case_id,) in cls.env.cr.fetchall()]
        cls.env.invalidate_all()
        cases = cls.env["collection.case"].with_user(cls.mara).browse(ids)
        if columns:
            sets = ", ".join(f"{name} = %({name})s" for name in columns)
            cls.env.cr.execute(
                f"UPDATE collection_case SET {sets} WHERE id = ANY(%(ids)s)",
                {**columns, "ids": ids},
            )
            cls.env.invalidate_all()
        return cases

    @classmethod
    def set_capacity(cls, capacity, *users):
        """Set how many cases people can work."""
        for user in users:
            user.sudo().collection_capacity = capacity

    def assign(self, cases, today=TODAY):
        """Let cases find their collectors, as the run does.

        :return: the counters
        """
        counts = (
            self.env["collection.assignment.rule"].sudo()._assign(cases.sudo(), today)
        )
        self.env.invalidate_all()
        return counts

    @classmethod
    def rule(cls, team, **values):
        """Create an assignment rule as the manager does."""
        return (
            cls.env["collection.assignment.rule"]
            .with_user(cls.mara)
            .create({"name": "Rule", "team_id": team.id, **values})
        )

    @classmethod
    def join(cls, team, *users):
        """Let these users, and nobody else, be a team's members."""
        team.member_ids = [Command.set([user.id for user in users])]


class AssignmentCommon(PeopleCommon):
    """Ann and Ben in the North, each with room for ten cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_capacity(10, cls.ann, cls.ben)
        cls.company.sudo().collection_team_id = cls.north
        cls.Case = cls.env.registry["collection.case"]

    def forbid(self, *pairs, severity="rule"):
        """Let the hook refuse some people some cases; a case of None is any case."""

        named = [(case and case.id, user) for case, user in pairs]

        def check(cases, user):
            return {
                case: [Blocker("unfit", f"{user.name} is unfit.", severity)]
                for case in cases
                if (case.id, user) in named or (None, user) in named
            }

        return patch.object(self.Case, "_check_assignment", check)

    def numbers(self, cases):
        """Return how many of the cases each collector has."""
        return dict(Counter(case.user_id for case in cases if case.user_id))
