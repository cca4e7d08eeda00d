# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .people_common import PeopleCommon, in_days


@tagged("post_install", "-at_install")
class TestLoad(PeopleCommon):
    """Who works how much, for those who share the work out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_capacity(4, cls.ann, cls.ben, cls.cleo)
        cls.new_cases(5, cls.north, user_id=cls.ann.id)
        cls.new_cases(1, cls.north, user_id=cls.ben.id)
        cls.new_cases(2, cls.south, user_id=cls.ben.id)
        cls.new_cases(1, cls.north, user_id=cls.ben.id, state="closed", outcome="paid")

    def rows(self, user=None, **domain):
        """Return the rows a user sees."""
        rows = self.env["collection.load"].with_user(user or self.mara)
        return rows.search([(name, "=", value.id) for name, value in domain.items()])

    def test_rows_say_how_much_each_works(self):
        self.assertRecordValues(
            self.rows(user_id=self.ann),
            [
                {
                    "team_id": self.north.id,
                    "company_id": self.company.id,
                    "capacity": 4,
                    "case_count": 5,
                    "total_count": 5,
                    "amount_overdue": 500,
                    "load": 1.25,
                    "flag": "over",
                }
            ],
        )
        self.assertRecordValues(
            self.rows(user_id=self.ben).sorted("team_id"),
            [
                {
                    "team_id": team.id,
                    "case_count": count,
                    "total_count": 3,
                    "load": 0.75,
                }
                for team, count in sorted(
                    ((self.north, 1), (self.south, 2)), key=lambda pair: pair[0].id
                )
            ],
        )

    def test_member_without_cases_has_room(self):
        self.assertRecordValues(
            self.rows(user_id=self.cleo),
            [{"case_count": 0, "amount_overdue": 0, "load": 0, "flag": "under"}],
        )

    def test_who_is_away_or_without_hours_is_marked(self):
        self.away(self.ann, 0, 1)
        self.set_capacity(0, self.cleo)
        self.env.invalidate_all()
        self.assertEqual(self.rows(user_id=self.ann).flag, "away")
        self.assertEqual(self.rows(user_id=self.cleo).flag, "none")

    def test_each_sees_what_the_own_role_shares_out(self):
        for user, people in (
            (self.ann, self.ann),
            (self.lena, self.ann | self.ben),
            (self.hugo, self.ann | self.ben | self.cleo),
            (self.mara, self.ann | self.ben | self.cleo),
            (self.odile, self.ann | self.ben | self.cleo),
        ):
            with self.subTest(user=user.login):
                cast = self.ann | self.ben | self.cleo
                self.assertEqual(self.rows(user).user_id & cast, people)
        self.assertEqual(self.rows(self.lena, user_id=self.ben).team_id, self.north)
        with self.refused(AccessError):
            self.rows(self.nora)

    def test_rows_of_another_company_need_that_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.new_cases(2, None, user_id=self.ann.id, company_id=elsewhere.id)
        self.assertEqual(self.rows(user_id=self.ann).company_id, self.company)
        self.assertEqual(self.rows(user_id=self.ann).total_count, 7)
        self.mara.company_ids = [Command.link(elsewhere.id)]
        both = self.env["collection.load"].with_user(self.mara)
        both = both.with_context(allowed_company_ids=[self.company.id, elsewhere.id])
        self.assertEqual(len(both.search([("user_id", "=", self.ann.id)])), 2)

    def test_rows_group_as_the_views_do(self):
        rows = self.env["collection.load"].with_user(self.mara)
        groups = dict(
            rows._read_group(
                [("user_id", "in", (self.ann | self.ben | self.cleo).ids)],
                ["team_id"],
                ["case_count:sum"],
            )
        )
        self.assertEqual(groups, {self.north: 6, self.south: 2})

    def test_cases_with_something_due_or_late_are_counted_once(self):
        cases = self.new_cases(6, self.north, user_id=self.ann.id)
        for case, days, state, mode in (
            (cases[0], 0, "planned", "manual"),
            (cases[0], -3, "planned", "manual"),
            (cases[1], -3, "to_approve", "automatic"),
            (cases[2], 2, "planned", "manual"),
            (cases[3], 0, "cancelled", "manual"),
            (cases[4], 0, "planned", "automatic"),
            (cases[5], 0, "blocked", "manual"),
        ):
            self.env.cr.execute(
                """INSERT INTO collection_action (
                          case_id, user_id, channel, mode, date, state)
                   VALUES (%s, %s, 'call', %s, %s, %s)""",
                [case.id, self.ann.id, mode, in_days(days), state],
            )
        [row] = self.rows(user_id=self.ann)
        self.assertEqual((row.due_count, row.late_count), (3, 2))
        cases[3].sudo().date_next_action = in_days(0)
        self.env.flush_all()
        self.env.invalidate_all()
        [row] = self.rows(user_id=self.ann)
        self.assertEqual((row.due_count, row.late_count), (4, 2))

    def test_button_opens_the_collector_s_cases(self):
        action = self.rows(user_id=self.ann).action_view_cases()
        cases = self.env["collection.case"].with_user(self.lena)
        self.assertEqual(cases.search(action["domain"]).user_id, self.ann)

    def test_list_leaves_the_room_to_the_names(self):
        rows = self.env["collection.load"].with_user(self.lena)
        arch = etree.fromstring(rows.get_view(view_type="list")["arch"])
        fields = arch.xpath("//field[not(@column_invisible)]")
        wide = [field.get("name") for field in fields if not field.get("width")]
        self.assertEqual(set(wide) - {"company_id"}, {"user_id", "team_id"})
