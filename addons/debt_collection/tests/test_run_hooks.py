# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from types import SimpleNamespace
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo.tests import tagged

from odoo.addons.debt_collection.models.ledger.debtor_scope import LAST_DEBTOR
from odoo.addons.debt_collection.models.ledger.own_transaction import CompanyBusy
from odoo.addons.debt_collection.models.run.collection_run_decision_mixin import STEPS
from odoo.addons.debt_collection.models.run.collection_run_lanes_mixin import Turn
from odoo.addons.debt_collection.models.run.run_batch import RunBatch
from odoo.addons.debt_collection.tools.lanes import Laps

from .common import NOW, TODAY, CollectionCommon
from .run_common import FAILURE, RunMixin


@tagged("post_install", "-at_install")
class TestRunHooks(RunMixin, CollectionCommon):
    """What a run asks of other addons, and what becomes of their errors."""

    # === THE HOOKS === #

    def test_hooks_are_called_in_order_once_a_batch_with_its_open_cases(self):
        partners = self.env["res.partner"]
        for number in range(5):
            partner = self.new_debtor(f"Debtor {number}")
            self.post(100, past_due=10, partner=partner)
            partners |= partner
        self.fold()
        paid = self.env["account.move"].search([("partner_id", "=", partners[0].id)])
        self.pay(paid, payment_date=TODAY)
        called = []
        Run, Case = self.registry["collection.run"], self.registry["collection.case"]

        def listen(name):
            def hook(run, cases):
                self.assertEqual((run.company_id, run.date), (self.company, TODAY))
                called.append((name, cases.partner_id))

            return hook

        hooks = ("_score_cases", "_choose_strategies", "_plan_actions")
        for name in hooks:
            self.patch(Run, name, listen(name))
        self.patch(
            Case, "_after_fold", lambda _cases, **_kinds: called.append(("fold", None))
        )
        self.marked()
        with self.batches_of(3):
            self.run_company()
        runs = [name for name, _partners in called]
        self.assertEqual(runs[-2 * 4 :], ["fold", *hooks] * 2)
        for name in hooks:
            seen = [cases for hook, cases in called if hook == name]
            self.assertEqual(len(seen), 2)
            self.assertEqual(seen[0] | seen[1], partners[1:])
            self.assertFalse(seen[0] & seen[1])

    def test_nothing_is_decided_about_a_case_that_an_addon_leaves_out(self):
        left, other = self.new_debtor("Left"), self.new_debtor("Other")
        for partner in (left, other):
            self.post(100, past_due=10, partner=partner)
        self.lose_marks()
        Run = self.registry["collection.run"]

        def leave_out(hook):
            def less(run, cases):
                return hook(run, cases.filtered(lambda case: case.partner_id != left))

            return less

        for name in STEPS:
            self.patch(Run, name, leave_out(getattr(Run, name)))
        run = self.run_company()
        self.assertRecordValues(
            run, [{"opened_count": 2, "unassigned_count": 1, "planned_count": 1}]
        )
        decided, undecided = (
            [
                bool(case[name])
                for name in ("scorecard_id", "segment_id", "strategy_id", "step_id")
            ]
            for case in map(self.assert_case_equals_ledger, (other, left))
        )
        self.assertEqual(decided, [True] * 4)
        self.assertEqual(undecided, [False] * 4)

    # === ERRORS === #

    def post_to_five(self):
        """Post an overdue invoice to five debtors each, and lose the marks."""
        partners = self.env["res.partner"]
        for number in range(5):
            partner = self.new_debtor(f"Debtor {number}")
            self.post(100, past_due=10, partner=partner)
            partners |= partner
        self.lose_marks()
        return partners

    def test_error_of_one_debtor_is_recorded_and_the_others_are_done(self):
        partners = self.post_to_five()
        bad = partners[2]

        def fail_for_one(_run, cases):
            if bad in cases.partner_id:
                raise ValueError("the scorecard divides by zero")

        with (
            patch.object(self.registry["collection.run"], "_score_cases", fail_for_one),
            self.expected_errors(),
        ):
            run = self.run_company()
        self.assertRecordValues(
            run,
            [
                {
                    "state": "done",
                    "error_count": 1,
                    "opened_count": 5,
                    # Five debtors, divided to find the one: 2, 1 and 2.
                    "batch_count": 3,
                    "batch_done": 3,
                    "amount_difference": 0,
                }
            ],
        )
        self.assertRecordValues(
            run.error_ids,
            [
                {
                    "partner_id": bad.id,
                    "message": "The case follows the accounting, but nothing more was "
                    "decided about it: the scorecard divides by zero",
                }
            ],
        )
        for partner in partners:
            case = self.assert_case_equals_ledger(partner)
            self.assertEqual(bool(case.step_id), partner != bad)
        self.assertRecordValues(
            self.run_company(), [{"opened_count": 0, "error_count": 0}]
        )
        self.assertTrue(self.assert_case_equals_ledger(bad).step_id)

    def test_error_of_one_debtor_s_upkeep_leaves_only_this_one_out(self):
        partners = self.post_to_five()
        bad = partners[2]

        def fail_for_one(_cases, opened, **_others):
            if bad in opened.partner_id:
                raise ValueError("no such file")

        with (
            patch.object(self.registry["collection.case"], "_after_fold", fail_for_one),
            self.expected_errors(),
        ):
            run = self.run_company()
        self.assertRecordValues(
            run, [{"state": "done", "error_count": 1, "opened_count": 4}]
        )
        self.assertEqual(run.error_ids.message, "no such file")
        self.assert_no_case(bad)
        for partner in partners - bad:
            self.assertTrue(self.assert_case_equals_ledger(partner).step_id)

    def test_dry_run_with_an_error_shows_the_others_and_changes_nothing(self):
        bad = self.new_debtor("Bad")
        self.post(100, past_due=10, partner=bad)
        self.post(100, past_due=10)
        self.lose_marks()

        def fail_for_one(_run, cases):
            if bad in cases.partner_id:
                raise ValueError("no score")

        with (
            patch.object(self.registry["collection.run"], "_score_cases", fail_for_one),
            self.expected_errors(),
        ):
            run = self.run_company(dry=True)
        self.assertRecordValues(
            run, [{"state": "done", "error_count": 1, "opened_count": 1}]
        )
        self.assertEqual(run.error_ids.message, "no score")
        self.assert_no_case(bad)

    def test_lane_takes_nothing_once_the_run_s_lock_is_gone(self):
        self.post(100, past_due=10)
        self.lose_marks()
        going = {"date": TODAY, "date_start": NOW, "state": "running"}
        runs = self.env["collection.run"].sudo()
        run = runs.create({"company_id": self.company.id, **going})
        batch = RunBatch(1, LAST_DEBTOR)
        for is_gone in (True, False):
            with self.enter_registry_test_mode():
                lock_cr = SimpleNamespace(closed=is_gone)
                turns = {batch.first: Turn(1)}
                rest = run._work_in_lane(batch, turns, Laps(), lock_cr)
            self.assertEqual(rest is None, is_gone)

    def test_control_sum_that_fails_aside_is_left_to_the_run_s_end(self):
        self.post(100, past_due=10)
        run = self.run_company()
        ledger = self.registry["collection.ledger"]
        with self.enter_registry_test_mode():
            sums, counts = run._draw_control_sum(self.company.id)
            with patch.object(ledger, "_get_control_sum", side_effect=ValueError):
                failed = run._draw_control_sum(self.company.id)
        self.assertEqual(sums["amount_ledger"], run.amount_ledger)
        self.assertTrue(counts["statement_count"])
        self.assertEqual(failed, (None, None))

    def test_lock_that_is_soon_given_back_is_nobody_s_error(self):
        self.post(100, past_due=10)
        self.lose_marks()
        Run = self.registry["collection.run"]
        take_part, refused = Run._take_part, []

        def refuse_once(run, batch):
            if not refused:
                refused.append(run)
                raise LockNotAvailable
            return take_part(run, batch)

        self.patch(Run, "_take_part", refuse_once)
        run = self.run_company()
        self.assertTrue(refused)
        self.assertRecordValues(
            run, [{"state": "done", "error_count": 0, "batch_count": 1}]
        )
        self.assert_case_equals_ledger()

    def test_lock_that_is_kept_names_only_whose_case_it_is(self):
        bad = self.new_debtor("Bad")
        for partner in (bad, *(self.new_debtor(f"D{number}") for number in range(3))):
            self.post(100, past_due=10, partner=partner)
        self.lose_marks()
        Run = self.registry["collection.run"]
        run_upkeep, waits = Run._run_upkeep, []

        def refuse(run, scope, **options):
            if scope.first <= bad.id <= scope.last:
                waits.append(scope)
                raise LockNotAvailable
            return run_upkeep(run, scope, **options)

        self.patch(Run, "_run_upkeep", refuse)
        with self.expected_errors():
            run = self.run_company()
        self.assertRecordValues(run, [{"state": "done", "error_count": 1}])
        self.assertEqual(run.error_ids.partner_id, bad)
        # The whole batch waits six times, each of its parts once.
        self.assertEqual(len(waits), 6 + len(set(waits)) - 1)

    def test_batch_is_as_patient_as_the_one_that_waited_before_it(self):
        for number in range(4):
            self.post(100, past_due=10, partner=self.new_debtor(f"D{number}"))
        self.lose_marks()
        Run = self.registry["collection.run"]
        work_part, asked = Run._work_part, []

        def work(run, batch, tries):
            asked.append((batch.first, tries))
            if len(asked) == 1:
                return [batch], LockNotAvailable()
            return work_part(run, batch, tries)

        self.patch(Run, "_work_part", work)
        with self.batches_of(2):
            run = self.run_company()
        self.assertRecordValues(run, [{"state": "done", "batch_done": 2}])
        first, *others = asked
        self.assertEqual(first[1], 6)
        self.assertEqual({n for start, n in others if start == first[0]}, {1})
        self.assertEqual({n for start, n in others if start != first[0]}, {6})

    def test_run_waits_where_the_whole_company_is_locked_and_goes_on_later(self):
        self.post(100, past_due=10)
        self.lose_marks()
        Run = self.registry["collection.run"]

        def refuse(_run, _scope, **_options):
            raise CompanyBusy

        with patch.object(Run, "_run_upkeep", refuse):
            waiting = self.run_company()
        self.assertRecordValues(waiting, [{"state": "running", "error_count": 0}])
        self.assertIn("goes on from here", waiting.message)
        run = self.run_company()
        self.assertEqual(run, waiting)
        self.assertRecordValues(
            run, [{"state": "done", "opened_count": 1, "message": False}]
        )

    def test_cases_follow_the_ledger_where_nothing_can_be_decided_about_anybody(self):
        partners = self.env["res.partner"]
        for number in range(6):
            partner = self.new_debtor(f"Debtor {number}")
            self.post(100, past_due=10, partner=partner)
            partners |= partner
        self.lose_marks()
        tried = []

        def fail(_run, cases):
            tried.append(cases.partner_id)
            raise ValueError("no scorecard")

        with (
            patch.object(self.registry["collection.run"], "_score_cases", fail),
            patch(f"{FAILURE}.ERRORS_TOLD", 2),
            self.batches_of(4),
            self.expected_errors(),
        ):
            run = self.run_company()
        self.assertRecordValues(
            run,
            [
                {
                    "state": "interrupted",
                    "error_count": 2,
                    "opened_count": 6,
                    "amount_difference": 0,
                }
            ],
        )
        self.assertIn("after 2 errors nothing more was decided", run.message)
        for partner in partners:
            self.assertFalse(self.assert_case_equals_ledger(partner).step_id)
        # The second batch is not tried any more.
        self.assertFalse(partners[5] & self.env["res.partner"].union(*tried))
        self.assertRecordValues(
            self.run_company(), [{"state": "done", "planned_count": 6}]
        )

    def test_run_stops_where_everybody_s_upkeep_fails(self):
        for number in range(4):
            self.post(100, past_due=10, partner=self.new_debtor(f"Debtor {number}"))
        self.lose_marks()

        def fail(_cases, **_kinds):
            raise ValueError("no room on the disk")

        with (
            patch.object(self.registry["collection.case"], "_after_fold", fail),
            patch(f"{FAILURE}.ERRORS_TOLD", 2),
            self.expected_errors(),
        ):
            run = self.run_company()
        self.assertRecordValues(run, [{"state": "interrupted", "error_count": 2}])
        self.assertIn("Stopped after 2 errors", run.message)
        self.assertRecordValues(
            self.run_company(), [{"state": "done", "opened_count": 4}]
        )

    def test_error_without_words_is_named_by_its_kind(self):
        self.post(100, past_due=10)
        self.lose_marks()

        def fail(_run, _cases):
            raise KeyError

        with (
            patch.object(self.registry["collection.run"], "_plan_actions", fail),
            self.expected_errors(),
        ):
            run = self.run_company()
        self.assertIn(
            "nothing more was decided about it: KeyError", run.error_ids.message
        )
