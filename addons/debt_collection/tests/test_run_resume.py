# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import NOW, TODAY, CollectionCommon, day
from .run_common import RunMixin


class Killed(BaseException):
    """What ends a process in the middle; no handler of errors catches it.

    The tests let the work end there and no further: on a test's cursor, an exception
    that left the run would undo what a real process has committed before its death.
    """


@tagged("post_install", "-at_install")
class TestRunResumed(RunMixin, CollectionCommon):
    """A run that was killed goes on where it stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtors = cls.env["res.partner"]
        for number in range(6):
            partner = cls.new_debtor(f"Debtor {number}")
            cls.post(100, past_due=10, partner=partner)
            cls.debtors |= partner
        cls.env.flush_all()
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM collection_mark")

    def kill_in_batch(self, number, **arguments):
        """Start a run of three batches and kill it in one of them.

        :return: the run's record as it was left
        """
        run_upkeep = self.registry["collection.run"]._run_upkeep
        begun = []

        def die(run, scope, **options):
            begun.append(scope)
            result = run_upkeep(run, scope, **options)
            if len(begun) == number:
                raise Killed
            return result

        with (
            patch.object(self.registry["collection.run"], "_run_upkeep", die),
            self.batches_of(2),
            self.mortal(),
        ):
            self.run_company(**arguments)
        return self.running()

    @contextmanager
    def mortal(self):
        """Let the work of a run die, which must happen."""
        work = self.registry["collection.run"]._work
        deaths = []

        def die_silently(run, lock_cr):
            try:
                work(run, lock_cr)
            except Killed:
                deaths.append(run.id)

        with patch.object(self.registry["collection.run"], "_work", die_silently):
            yield
        self.assertEqual(len(deaths), 1)

    def running(self):
        """Return the company's run that is marked as going on."""
        return (
            self.env["collection.run"]
            .with_user(self.manager)
            .search([("company_id", "=", self.company.id), ("state", "=", "running")])
        )

    def opened(self):
        """Return how many of the debtors have an open case."""
        return sum(len(self.case_of(partner)) for partner in self.debtors)

    def test_killed_run_keeps_the_batches_it_finished(self):
        run = self.kill_in_batch(2)
        self.assertRecordValues(
            run, [{"batch_count": 3, "batch_done": 1, "opened_count": 2}]
        )
        self.assertEqual(self.opened(), 2)
        self.assertAlmostEqual(run.progress, 100 / 3)

    def test_next_run_resumes_the_killed_one(self):
        killed = self.kill_in_batch(2)
        seen = []

        def listen(_run, cases):
            seen.append(cases.partner_id)

        self.patch(self.registry["collection.run"], "_score_cases", listen)
        run = self.run_company()
        self.assertEqual(run, killed)
        self.assertEqual(seen, [self.debtors[2:4], self.debtors[4:]])
        self.assertRecordValues(
            run,
            [
                {
                    "state": "done",
                    "batch_done": 3,
                    "debtor_count": 6,
                    "opened_count": 6,
                    "unchanged_count": 0,
                    "error_count": 0,
                    "amount_difference": 0,
                    "progress": 100,
                }
            ],
        )
        for partner in self.debtors:
            case = self.assert_case_equals_ledger(partner)
            self.assertEqual(self.events_of(case), ["opened"])

    def test_run_killed_before_its_first_batch_is_resumed(self):
        killed = self.kill_in_batch(1)
        self.assertEqual(killed.batch_done, 0)
        self.assertEqual(self.run_company(), killed)
        self.assertEqual(self.opened(), 6)

    def test_run_killed_before_its_sum_is_resumed(self):
        with (
            patch.object(
                self.registry["collection.run"], "_finish", side_effect=Killed
            ),
            self.mortal(),
        ):
            self.run_company()
        killed = self.running()
        run = self.run_company()
        self.assertEqual(run, killed)
        self.assertRecordValues(run, [{"state": "done", "opened_count": 6}])

    def test_run_killed_while_it_decides_keeps_the_figures_and_decides_once(self):
        Run = self.registry["collection.run"]
        # At once, and step by step.
        for number, is_many in enumerate((False, True)):
            debtor = self.new_debtor(f"New {number}")
            self.post(100, past_due=10, partner=debtor)
            self.lose_marks()
            with (
                self.stepwise_from(1 if is_many else 1000),
                patch.object(Run, "_plan_actions", side_effect=Killed),
                self.mortal(),
            ):
                self.run_company()
            killed = self.running()
            self.assertRecordValues(killed, [{"batch_done": 0, "planned_count": 0}])
            [(_last, step)] = killed.batches.values()
            self.assertEqual(step, 4 if is_many else -1)
            case = self.assert_case_equals_ledger(debtor)
            self.assertEqual(bool(case.scorecard_id), is_many)
            opened = killed.opened_count
            self.assertEqual(self.run_company(), killed)
            self.assertRecordValues(
                killed,
                [
                    {
                        "state": "done",
                        "opened_count": opened,
                        "planned_count": opened,
                        "error_count": 0,
                    }
                ],
            )
            self.assertEqual(len(case.action_ids), 1)

    def test_run_killed_while_it_looks_for_an_error_tells_it_once(self):
        Run = self.registry["collection.run"]
        pass_on, passed = Run._pass_on, []

        def fail_for_first(_run, cases):
            if self.debtors[0] in cases.partner_id:
                raise ValueError("no score")

        def die_after_second(run, batch, **increments):
            if len(passed) == 1:
                raise Killed
            passed.append(run)
            return pass_on(run, batch, **increments)

        self.patch(Run, "_score_cases", fail_for_first)
        with (
            self.expected_errors(),
            patch.object(Run, "_pass_on", die_after_second),
            self.mortal(),
        ):
            self.run_company()
        killed = self.running()
        self.assertRecordValues(killed, [{"error_count": 1, "batch_done": 1}])
        run = self.run_company()
        self.assertEqual(run, killed)
        self.assertRecordValues(
            run, [{"error_count": 1, "opened_count": 6, "state": "done"}]
        )
        self.assertEqual(run.error_ids.partner_id, self.debtors[0])

    def test_run_of_the_next_day_replaces_the_killed_one(self):
        killed = self.kill_in_batch(2)
        with freeze_time("2025-06-17 12:00:00"):
            run = self.run_company()
        self.assertNotEqual(run, killed)
        self.assertEqual(killed.state, "interrupted")
        self.assertIn("A later run went on", killed.message)
        self.assertRecordValues(
            run, [{"state": "done", "date": day(-1), "opened_count": 4}]
        )

    def test_dry_run_does_not_resume_a_real_one(self):
        killed = self.kill_in_batch(2)
        run = self.run_company(dry=True)
        self.assertNotEqual(run, killed)
        self.assertRecordValues(killed, [{"state": "interrupted"}])
        self.assertIn("when a dry run was started", killed.message)
        self.assertRecordValues(run, [{"is_dry": True, "opened_count": 4}])
        self.assertEqual(self.opened(), 2)

    def test_killed_dry_run_leaves_no_case(self):
        self.kill_in_batch(3, dry=True)
        self.assertEqual(self.opened(), 0)
        run = self.run_company(dry=True)
        self.assertRecordValues(run, [{"state": "done", "opened_count": 6}])
        self.assertEqual(len(run.change_ids), 6)
        self.assertEqual(self.opened(), 0)

    def test_debtor_who_comes_while_the_run_stands_is_taken_in(self):
        self.kill_in_batch(2)
        late = self.new_debtor("Late")
        self.post(100, past_due=10, partner=late)
        self.lose_marks()
        self.run_company()
        self.assert_case_equals_ledger(late)

    def test_run_that_another_process_holds_is_returned(self):
        killed = self.kill_in_batch(2)
        with self.held_by_another():
            self.assertEqual(self.run_company(), killed)
        self.assertEqual(killed.state, "running")
        self.assertEqual(self.opened(), 2)

    def test_run_that_another_process_is_just_beginning_is_told(self):
        with (
            self.held_by_another(),
            self.assertRaisesRegex(UserError, "Another process"),
        ):
            self.run_company()

    def held_by_another(self):
        """Let the lock of the company's run be in other hands."""
        execute_query = type(self.env).execute_query

        def refuse(env, query):
            if "pg_try_advisory_xact_lock" in query.code:
                return [(False,)]
            return execute_query(env, query)

        return patch.object(type(self.env), "execute_query", refuse)


@tagged("post_install", "-at_install")
class TestClockSetBack(RunMixin, CollectionCommon):
    """A clock that goes back must not make every case younger."""

    def test_run_by_a_clock_set_back_is_skipped_and_says_why(self):
        self.post(100, past_due=10)
        self.run_company()
        before = self.dump()
        with freeze_time("2025-06-01 12:00:00"):
            run = self.run_company()
        self.assert_same(self.dump(), before)
        self.assertRecordValues(
            run,
            [
                {
                    "state": "skipped",
                    "date": date(2025, 6, 1),
                    "batch_done": 0,
                }
            ],
        )
        self.assertIn("2025-06-01", run.message)
        self.assertIn("2025-06-16", run.message)

    def test_day_named_by_the_manager_is_not_skipped(self):
        self.post(100, past_due=10)
        self.run_company()
        run = self.run_company(today=day(3))
        self.assertRecordValues(run, [{"state": "done", "date": day(3)}])
        self.assertEqual(self.case_of().days_past_due, 7)

    def test_dry_run_of_the_future_does_not_stop_the_real_ones(self):
        self.run_company(today=day(-30), dry=True)
        self.assertEqual(self.run_company().state, "done")

    def test_clock_put_right_again_runs(self):
        self.run_company()
        with freeze_time("2025-06-01 12:00:00"):
            self.run_company()
        with freeze_time(NOW):
            run = self.run_company()
        self.assertRecordValues(run, [{"state": "done", "date": TODAY}])
