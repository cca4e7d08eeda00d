# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CollectionCommon
from .run_common import RunMixin

START = "odoo.addons.debt_collection.models.run.collection_run_start_mixin"
# The 16th has begun in Auckland; in Honolulu it is still the 15th.
NIGHT = "2025-06-15 12:30:00"
# The 16th has begun in Honolulu, and is not over in Auckland.
MORNING = "2025-06-16 10:30:00"
FIFTEENTH, SIXTEENTH = date(2025, 6, 15), date(2025, 6, 16)


@tagged("post_install", "-at_install")
class TestRunCron(RunMixin, CollectionCommon):
    """The cron runs each company once on each of its own days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far_east = cls.company
        cls.far_west = cls.setup_other_company(name="Far West")["company"]
        cls.bare = cls.env["res.company"].create({"name": "No Chart Yet"})
        cls.far_east.collection_tz = "Pacific/Auckland"
        cls.far_west.collection_tz = "Pacific/Honolulu"

    def run_cron(self):
        """Let the daily run's cron do its work.

        :return: what it did in the tests' companies: list of company and day
        """
        Run = self.env["collection.run"].sudo()
        known = Run.search([])
        self.env.flush_all()
        cron = self.env.ref("debt_collection.ir_cron_collection_run").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        companies = self.far_east | self.far_west | self.bare
        fresh = (Run.search([]) - known).filtered(
            lambda run: run.company_id in companies
        )
        return [(run.company_id, run.date) for run in fresh.sorted("id")]

    def test_each_company_is_run_as_its_own_day_begins(self):
        with freeze_time(NIGHT):
            self.assertCountEqual(
                self.run_cron(),
                [(self.far_east, SIXTEENTH), (self.far_west, FIFTEENTH)],
            )
            self.assertEqual(self.run_cron(), [])
        with freeze_time(MORNING):
            self.assertEqual(self.run_cron(), [(self.far_west, SIXTEENTH)])
            self.assertEqual(self.run_cron(), [])

    def test_company_whose_run_fails_does_not_stop_the_others(self):
        Run = self.registry["collection.run"]
        finish = Run._finish

        def fail_for_one(run, *args):
            if run.company_id == self.far_east:
                raise ValueError("no sum")
            return finish(run, *args)

        with freeze_time(MORNING):
            with patch.object(Run, "_finish", fail_for_one), mute_logger(START):
                runs = self.run_cron()
            self.assertIn((self.far_west, SIXTEENTH), runs)
            self.run_cron()
        runs = self.env["collection.run"].sudo().search([])
        of_far_east = runs.filtered(lambda run: run.company_id == self.far_east)
        self.assertEqual(of_far_east.mapped("state"), ["done"])

    def test_run_by_hand_counts_as_the_day_s_run(self):
        with freeze_time(MORNING):
            self.start(self.far_east)
            self.assertEqual(self.run_cron(), [(self.far_west, SIXTEENTH)])

    def test_dry_run_does_not_count_as_the_day_s_run(self):
        with freeze_time(MORNING):
            self.start(self.far_east, dry=True)
            self.assertIn((self.far_east, SIXTEENTH), self.run_cron())

    def test_killed_run_is_resumed_by_the_cron(self):
        run = (
            self.env["collection.run"]
            .sudo()
            .create(
                {
                    "company_id": self.far_east.id,
                    "date": SIXTEENTH,
                    "date_start": MORNING,
                    "state": "running",
                }
            )
        )
        with freeze_time(MORNING):
            self.run_cron()
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")

    def test_cron_run_is_as_right_as_one_by_hand(self):
        self.post(100, past_due=10)
        self.lose_marks()
        with freeze_time(MORNING):
            self.run_cron()
            self.assert_case_equals_ledger(today=SIXTEENTH)

    def test_company_without_chart_is_passed_over_by_the_cron(self):
        with freeze_time(MORNING):
            self.assertNotIn(self.bare, [company for company, _day in self.run_cron()])

    def test_company_without_chart_is_run_by_hand_and_has_nothing(self):
        self.manager.company_ids |= self.bare
        run = self.start(self.bare)
        self.assertRecordValues(
            run,
            [
                {
                    "state": "done",
                    "debtor_count": 0,
                    "opened_count": 0,
                    "amount_ledger": 0,
                    "amount_difference": 0,
                }
            ],
        )

    def test_companies_do_not_see_one_another_s_ledgers(self):
        self.post(100, past_due=10)
        self.lose_marks()
        self.manager.company_ids |= self.far_west
        self.start(self.far_west)
        self.assert_no_case()
        with freeze_time(MORNING):
            self.start(self.far_east)
        self.assert_case_equals_ledger(today=SIXTEENTH)
        self.assert_no_case(company=self.far_west)


@tagged("post_install", "-at_install")
class TestBareCompany(RunMixin, CollectionCommon):
    """Who runs a company that has no accounts is told so."""

    def test_run_of_a_company_without_chart_says_why_it_found_nothing(self):
        bare = self.env["res.company"].create({"name": "No Chart Yet"})
        self.manager.company_ids |= bare
        run = self.start(bare)
        self.assertRecordValues(run, [{"state": "done", "debtor_count": 0}])
        self.assertIn("No Chart Yet has no receivable account", run.message)

    def test_run_that_finds_nobody_in_a_company_with_accounts_says_nothing(self):
        run = self.run_company()
        self.assertRecordValues(run, [{"debtor_count": 0, "message": False}])
