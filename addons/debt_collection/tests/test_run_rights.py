# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, CastCommon, day
from .run_common import RunMixin

YESTERDAY = day(1)
TOMORROW = day(-1)


@tagged("post_install", "-at_install")
class TestRunRights(RunMixin, CastCommon):
    """Who starts a run, of which company, for which day."""

    def test_collector_and_others_start_no_run(self):
        for user in (self.ann, self.odile, self.nora, self.paul):
            for dry in (False, True):
                with (
                    self.subTest(user=user.login, dry=dry),
                    self.assertRaisesRegex(AccessError, "Only team leads"),
                ):
                    self.run_company(user, dry=dry)

    def test_lead_runs_today(self):
        for today in (None, TODAY, TODAY.isoformat()):
            with self.subTest(today=today):
                run = self.run_company(self.lena, today=today)
                self.assertRecordValues(
                    run, [{"state": "done", "user_id": self.lena.id, "date": TODAY}]
                )

    def test_lead_runs_no_other_day(self):
        for today in (YESTERDAY, TOMORROW):
            for dry in (False, True):
                with (
                    self.subTest(today=today, dry=dry),
                    self.assertRaisesRegex(AccessError, "manager"),
                ):
                    self.run_company(self.lena, today=today, dry=dry)

    def test_dry_run_does_not_pass_another_s_record_for_its_own(self):
        going = self.run_company()
        runs = self.registry["collection.run"]
        with (
            patch.object(runs, "_run_locked", return_value=None),
            patch.object(runs, "_get_running_id", return_value=going.id),
        ):
            self.assertEqual(self.run_company(), going)
            with self.assertRaisesRegex(UserError, "is going on. Try again when"):
                self.run_company(dry=True)
        self.assertTrue(self.run_company(dry=True).is_dry)

    def test_manager_runs_a_past_day(self):
        self.post(100, past_due=1)
        run = self.run_company(today=YESTERDAY)
        self.assertRecordValues(run, [{"date": YESTERDAY, "opened_count": 0}])

    def test_case_that_a_run_of_a_past_day_closes_comes_back_with_the_next(self):
        self.post(100, past_due=1)
        self.fold()
        case = self.case_of()
        self.run_company(today=YESTERDAY)
        self.assertRecordValues(
            case, [{"state": "closed", "date_opened": TODAY, "date_closed": TODAY}]
        )
        self.run_company()
        self.assertRecordValues(case, [{"state": "open", "reopen_count": 1}])
        self.assertEqual(self.cases_of(), case)

    def test_manager_runs_a_future_day_only_dry(self):
        with self.assertRaisesRegex(UserError, "lies in the future"):
            self.run_company(today=TOMORROW)
        run = self.run_company(today=TOMORROW, dry=True)
        self.assertRecordValues(run, [{"date": TOMORROW, "state": "done"}])

    def test_superuser_runs_any_day(self):
        root = self.env.ref("base.user_root")
        self.post(100, past_due=-9)
        run = self.run_company(root, today=day(-10))
        self.assertRecordValues(run, [{"date": day(-10), "opened_count": 1}])

    def test_today_is_the_company_s_own(self):
        self.company.collection_tz = "Pacific/Auckland"
        with freeze_time("2025-06-16 13:00:00"):  # the 17th in Auckland
            run = self.run_company(self.lena)
            self.assertEqual(run.date, TOMORROW)
            with self.assertRaises(AccessError):
                self.run_company(self.lena, today=TODAY)

    # === THE COMPANY === #

    def test_company_is_given_as_record_as_id_or_not_at_all(self):
        for company in (self.company, self.company.id, None):
            with self.subTest(company=company):
                run = self.start(company)
                self.assertEqual(run.company_id, self.company)

    def test_date_is_given_as_date_or_as_text(self):
        for today in (YESTERDAY, YESTERDAY.isoformat()):
            with self.subTest(today=today):
                self.assertEqual(self.run_company(today=today).date, YESTERDAY)

    def test_text_that_is_no_date_is_refused(self):
        for today in ("soon", "2026-02-30", 20260101, True):
            with self.subTest(today=today), self.assertRaisesRegex(UserError, "day"):
                self.run_company(today=today)

    def test_what_is_no_company_is_refused(self):
        both = self.env["res.company"].search([], limit=2)
        for company in ("1", [self.company.id], True, 1.5, self.debtor, both):
            with (
                self.subTest(company=company),
                self.assertRaisesRegex(UserError, "Name one company"),
            ):
                self.env["collection.run"].with_user(self.mara).run(company=company)

    def test_client_calls_with_plain_values(self):
        with self.enter_registry_test_mode():
            run_ids = self.call_rpc(
                self.mara,
                "collection.run",
                "run",
                [],
                company=self.company.id,
                today=TODAY.isoformat(),
                dry=True,
            )
        run = self.env["collection.run"].with_user(self.mara).browse(run_ids)
        self.assertRecordValues(run, [{"is_dry": True, "date": TODAY}])

    def test_branch_runs_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.mara.company_ids = [Command.link(branch.id)]
        self.assertEqual(self.start(branch).company_id, self.company)
        self.assertEqual(self.start(branch.id).company_id, self.company)

    def test_company_of_others_is_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for company in (elsewhere, elsewhere.id):
            for user in (self.mara, self.adam):
                with (
                    self.subTest(user=user.login),
                    self.assertRaisesRegex(AccessError, "no access to this company"),
                ):
                    self.start(company, user)

    def test_without_company_all_allowed_ones_are_run(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.mara.company_ids = [Command.link(elsewhere.id)]
        runs = self.start()
        self.assertEqual(runs.company_id, self.company | elsewhere)
        self.assertEqual(len(runs), 2)

    def test_company_switched_off_is_not_run(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.mara.company_ids = [Command.link(elsewhere.id)]
        runs = self.env["collection.run"].with_user(self.mara)
        runs = runs.with_context(allowed_company_ids=self.company.ids)
        with self.assertRaises(AccessError):
            runs.run(elsewhere)

    # === THE RECORD === #

    def test_record_of_a_run_is_nobody_s_to_write(self):
        run = self.run_company()
        for user in (self.mara, self.adam):
            record = run.with_user(user)
            for method, args in (
                ("write", [{"amount_difference": 0}]),
                ("unlink", []),
                ("copy", []),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(record, method)(*args)

    def test_internals_of_a_run_cannot_be_called_by_a_client(self):
        run = self.run_company()
        for method in ("_work", "_run_batch", "_run_upkeep", "_finish", "_begin"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.call_rpc(self.adam, "collection.run", method, [run.ids])

    def test_buttons_start_a_run_and_show_it(self):
        runs = self.env["collection.run"].with_user(self.lena)
        for button, is_dry in (("action_run", False), ("action_dry_run", True)):
            with self.subTest(button=button):
                with self.enter_registry_test_mode():
                    action = getattr(runs, button)()
                self.assertEqual(action["res_model"], "collection.run")
                run = runs.browse(action["res_id"])
                self.assertRecordValues(
                    run, [{"is_dry": is_dry, "company_id": self.company.id}]
                )

    def test_buttons_refuse_a_collector(self):
        runs = self.env["collection.run"].with_user(self.ann)
        for button in (runs.action_run, runs.action_dry_run):
            with self.assertRaises(AccessError):
                button()
