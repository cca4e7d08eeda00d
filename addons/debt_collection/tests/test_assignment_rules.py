# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY
from .people_common import AssignmentCommon
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestAssignmentRules(AssignmentCommon):
    """Which team gets a new case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_capacity(50, cls.cleo)
        cls.case = cls.new_cases(1, cls.north)

    def team_after(self, case=None):
        """Assign a case and return its team."""
        case = case or self.case
        self.assign(case)
        return case.team_id

    def test_first_matching_rule_wins(self):
        self.rule(self.south, sequence=2)
        self.rule(self.region, sequence=1, amount_min=100.01)
        self.assertEqual(self.team_after(), self.south)
        self.assertEqual(self.case.user_id, self.cleo)

    def test_without_a_matching_rule_the_case_stays_with_its_team(self):
        self.rule(self.south, amount_min=500)
        self.assertEqual(self.team_after(), self.north)
        self.assertIn(self.case.user_id, self.ann | self.ben)

    def test_case_moved_to_another_team_by_hand_is_not_sent_on(self):
        self.rule(self.south)
        case = self.new_cases(1, self.region)
        self.assertEqual(self.team_after(case), self.region)

    def test_case_of_no_team_is_sent(self):
        self.rule(self.south)
        self.assertEqual(self.team_after(self.new_cases(1)), self.south)

    def test_amounts_include_both_ends(self):
        for low, high, team in (
            (100, 100, self.south),
            (100.01, 0, self.north),
            (0, 99.99, self.north),
            (0, 0, self.south),
        ):
            with self.subTest(low=low, high=high), self.env.cr.savepoint() as point:
                self.rule(self.south, amount_min=low, amount_max=high)
                self.assertEqual(self.team_after(), team)
                point.rollback()

    def test_country_and_language_are_the_debtor_s(self):
        partner = self.case.partner_id.sudo()
        france = self.env.ref("base.fr")
        english = self.env.ref("base.lang_en")
        for values, matches in (
            ({"country_ids": [Command.set(france.ids)]}, {"country_id": france.id}),
            ({"lang_ids": [Command.set(english.ids)]}, {"lang": "en_US"}),
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as point:
                partner.write({"country_id": False, "lang": False})
                self.rule(self.south, **values)
                self.assertEqual(self.team_after(), self.north)
                self.case.sudo().user_id = False
                partner.write(matches)
                self.assertEqual(self.team_after(), self.south)
                point.rollback()

    def test_segment_must_be_one_of_the_rule_s(self):
        segments = self.env["collection.segment"].sudo().search([], limit=2)
        self.assertEqual(len(segments), 2)
        self.rule(self.south, segment_ids=[Command.set(segments[0].ids)])
        other = self.new_cases(1, self.north, segment_id=segments[1].id)
        case = self.new_cases(1, self.north, segment_id=segments[0].id)
        self.assertEqual(self.team_after(other), self.north)
        self.assertEqual(self.team_after(case), self.south)

    def test_rule_names_the_members(self):
        self.rule(self.north, user_ids=[Command.set(self.ben.ids)])
        cases = self.new_cases(4, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 4})

    def test_rule_of_another_company_does_not_count(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.rule(self.south).sudo().company_id = elsewhere
        self.assertEqual(self.team_after(), self.north)

    def test_team_without_members_gets_the_case_and_nobody_works_it(self):
        self.join(self.region)
        self.rule(self.region)
        counts = self.assign(self.case)
        self.assertEqual(self.case.team_id, self.region)
        self.assertFalse(self.case.user_id)
        self.assertEqual(counts["without_members_count"], 1)

    def test_rule_names_members_of_its_team_only(self):
        with self.refused(ValidationError, "Not in North: Cleo. Add"):
            self.rule(self.north, user_ids=[Command.set(self.cleo.ids)])
        self.rule(self.north, user_ids=[Command.set(self.ann.ids)])

    def test_amounts_out_of_order_are_refused(self):
        for values in ({"amount_min": -1}, {"amount_min": 5, "amount_max": 4}):
            with (
                self.subTest(values=values),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.rule(self.south, **values)

    def test_managers_alone_change_rules(self):
        rule = self.rule(self.south)
        for user in (self.ann, self.lena, self.odile):
            with self.subTest(user=user.login):
                self.assertEqual(rule.with_user(user).team_id, self.south)
                with self.refused(AccessError):
                    rule.with_user(user).team_id = self.north


@tagged("post_install", "-at_install")
class TestAssignmentCounts(ScreenMixin, AssignmentCommon):
    """It costs the same number of statements for any number of cases."""

    def test_many_cases_cost_as_many_statements_as_few(self):
        self.set_capacity(1000, self.ann, self.ben)
        self.rule(self.south, amount_min=10**6)
        counts = []
        for number in (20, 20, 200):
            cases = self.new_cases(number, self.north).sudo()
            rules = self.env["collection.assignment.rule"].sudo()
            with self.counted() as count:
                rules._assign(cases, TODAY)
            counts += count
            self.assertEqual(len(cases.filtered("user_id")), number)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 8)

    def test_nothing_to_assign_costs_one_statement(self):
        cases = self.new_cases(20, self.north).sudo()
        rules = self.env["collection.assignment.rule"].sudo()
        rules._assign(cases, TODAY)
        with self.our_statements() as statements:
            rules._assign(cases, TODAY)
        self.assertEqual(len(statements), 1)

    def test_without_members_it_costs_one_statement(self):
        for team in (self.north, self.south, self.region):
            self.join(team)
        cases = self.new_cases(20, self.north).sudo()
        self.env.flush_all()
        with self.our_statements() as statements:
            self.env["collection.assignment.rule"].sudo()._assign(cases, TODAY)
        self.assertEqual(len(statements), 1)
