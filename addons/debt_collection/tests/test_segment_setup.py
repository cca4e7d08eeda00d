# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

import psycopg2.errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentSetup(SegmentCommon):
    """What cannot be right is refused at saving, and the form shows what is open."""

    def assert_refused(self, sentence, **values):
        """Saving a segment with the values is refused."""
        with (
            self.assertRaisesRegex(ValidationError, sentence),
            self.env.cr.savepoint(),
        ):
            self.new_segment("Odd", **values)

    # === REFUSED === #

    def test_empty_range_is_refused_and_open_ends_are_not(self):
        for low, high in ((300, 300), (301, 300), (5, -5)):
            self.assert_refused("Score Below", score_from=low, score_to=high)
        for low, high in ((299, 300), (300, 0), (0, 300), (0, 0), (-9, -5)):
            self.new_segment("Fine", score_from=low, score_to=high)

    def test_dates_in_the_wrong_order_are_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.new_segment("Odd", date_from=TODAY, date_to=TODAY - timedelta(days=1))
        self.new_segment("Fine", date_from=TODAY, date_to=TODAY)

    def test_conditions_nobody_can_search_for_are_refused(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('partner_id.no_such_field', '=', 1)]",
            "[('score', '=', 1)",
            "[('score', '??', 1)]",
            "['&', ('score', '=', 1)]",
            "[('date_opened', '<', 'soon')]",
            "__import__('os')",
            "7",
        ):
            with self.subTest(domain=domain):
                self.assert_refused("conditions", domain=domain)
        self.new_segment("Fine", domain="[('date_opened', '<', 'today -30d')]")
        self.new_segment("Fine", domain=False)

    def test_strategy_of_another_company_is_refused(self):
        other = self.setup_other_company(name="Other")["company"]
        foreign = self.new_strategy("Foreign", company_id=other.id)
        for company in (False, self.company.id):
            self.assert_refused(
                "that strategy belongs to another company",
                strategy=foreign,
                company_id=company,
            )
        self.segments.sudo().create(
            {"name": "Fine", "company_id": other.id, "strategy_id": foreign.id}
        )

    def test_branch_is_refused_because_its_cases_are_the_main_company_s(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.mara.sudo().company_ids += branch
        self.assert_refused("branches", company_id=branch.id)

    def test_segment_without_strategy_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.NotNullViolation),
            self.env.cr.savepoint(),
        ):
            self.segments.create({"name": "Odd"})

    def test_segment_in_use_is_archived_and_not_deleted(self):
        self.classify(score=700)
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.high.unlink()
        self.classify(score=100)
        with self.assertRaisesRegex(UserError, "Archive it"):
            # It is empty, but the history of the case names it.
            self.high.unlink()
        self.high.action_archive()
        self.middle.unlink()
        self.assertFalse(self.middle.exists())

    def test_only_managers_set_segments_up(self):
        for user in (self.ann, self.lena, self.odile):
            self.assertTrue(self.high.with_user(user).name)
            with self.assertRaises(AccessError):
                self.high.with_user(user).name = "X"
            with self.assertRaises(AccessError):
                self.call_rpc(
                    user,
                    "collection.segment",
                    "create",
                    [[{"name": "X", "strategy_id": self.soft.id}]],
                )

    def test_segments_of_other_companies_are_not_seen(self):
        other = self.setup_other_company(name="Other")["company"]
        foreign = self.segments.sudo().create(
            {"name": "Foreign", "company_id": other.id, "strategy_id": self.soft.id}
        )
        self.assertNotIn(foreign, self.segments.search([]))
        self.assertIn(self.high, self.segments.search([]))

    # === SHOWN === #

    def test_figures_add_up_the_open_cases(self):
        second = self.new_case("Dogwood", self.north, amount=250)
        self.classify(self.case | second, score=700)
        self.high.invalidate_recordset()
        self.assertRecordValues(
            self.high | self.low,
            [
                {"case_count": 2, "amount_overdue": 350},
                {"case_count": 0, "amount_overdue": 0},
            ],
        )

    def test_range_in_words(self):
        ranges = (self.high | self.middle | self.low).mapped("score_range")
        self.assertEqual(ranges, ["600 and more", "250 to below 600", "below 250"])
        self.assertEqual(self.new_segment("Any").score_range, "any")

    def test_overlap_is_told_on_both_sides(self):
        self.score(self.case, 700)
        top = self.new_segment("Top", 1, score_from=650)
        self.assertIn("Cases that also match “High”: 1.", top.overlap_note)
        self.assertIn("go to “Top”, which stands before it: 1.", self.high.overlap_note)
        self.assertFalse(self.low.overlap_note)
        top.date_to = TODAY - timedelta(days=1)
        self.high.invalidate_recordset()
        self.assertFalse(top.overlap_note)
        self.assertFalse(self.high.overlap_note)

    def test_cases_that_fit_none_are_told(self):
        self.score(self.case, 100)
        self.assertFalse(self.low.gap_note)
        self.low.score_from = 200
        self.assertIn("Open cases that match no segment: 1.", self.low.gap_note)

    def test_form_tells_the_overlap_before_it_is_saved(self):
        self.score(self.case, 700)
        with Form(self.middle) as form:
            self.assertFalse(form.overlap_note)
            form.score_to = 800
            self.assertIn("go to “High”", form.overlap_note)
            form.domain = "[('no_such_field', '=', 1)]"
            form.domain = "[]"
        with Form(self.segments) as form:
            form.name = "New"
            form.strategy_id = self.soft
            self.assertIn("match it but go to “High”", form.overlap_note)

    def test_actions_open_the_cases_and_experiments(self):
        self.classify(score=700)
        action = self.high.action_view_cases()
        cases = self.env["collection.case"].with_user(self.mara)
        self.assertEqual(cases.search(action["domain"]), self.case)
        self.assertTrue(self.high.action_view_experiments()["res_model"])
