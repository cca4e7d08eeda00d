# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import NOW, TODAY
from .run_common import RunMixin
from .strategy_common import OPEN, StrategyCommon


@tagged("post_install", "-at_install")
class TestRunPlan(RunMixin, StrategyCommon):
    """What a run plans: nothing twice, and what the dry run has shown."""

    def setUp(self):
        super().setUp()
        for number, past_due in enumerate((1, 4, 9, 10, 15, 45, 200)):
            partner = self.new_debtor(f"Debtor {number}", phone="+1 202-555-0143")
            if number % 2:
                partner.email = f"debtor{number}@debtor.example"
            self.post(100 + number, past_due=past_due, partner=partner)
        self.lose_marks()

    def planned(self):
        """Return what is planned in the company: a row a debtor."""
        self.env.invalidate_all()
        actions = (
            self.env["collection.action"]
            .with_user(self.manager)
            .search([("company_id", "=", self.company.id), ("state", "in", OPEN)])
        )
        return sorted(
            (
                action.partner_id.id,
                action.step_id.id,
                action.date,
                action.channel,
                action.state,
                action.reason,
            )
            for action in actions
        )

    def test_run_plans_one_step_for_each_case(self):
        run = self.run_company()
        self.assertEqual(run.planned_count, 7)
        rows = self.planned()
        steps = [step for _partner, step, *_ in rows]
        one, two, last = self.one.id, self.two.id, self.last.id
        self.assertEqual(steps, [one, one, one, two, two, last, last])
        days = [day - TODAY for _partner, _step, day, *_ in rows]
        self.assertEqual([delta.days for delta in days], [2, 0, 0, 0, 0, 0, 0])

    def test_same_day_twice_plans_nothing_twice(self):
        self.run_company()
        before = self.dump()
        run = self.run_company()
        self.assertEqual((run.planned_count, run.replanned_count), (0, 0))
        self.assert_same(self.dump(), before)

    def test_batches_plan_what_one_plans(self):
        with self.batches_of(2):
            self.run_company()
        in_batches = self.planned()
        self.env["collection.action"].sudo().search([]).write({"state": "cancelled"})
        self.run_company()
        self.assertEqual(self.planned(), in_batches)

    def test_dry_run_tells_what_the_run_plans(self):
        before = self.dump()
        dry = self.run_company(dry=True)
        self.assert_same(self.dump(), before)
        told = sorted(
            (
                step.partner_id.id,
                step.step_id.id,
                step.date,
                step.channel,
                step.state,
                step.reason,
            )
            for step in dry.step_ids
        )
        run = self.run_company()
        self.assertEqual(told, self.planned())
        self.assertEqual(set(dry.step_ids.mapped("kind")), {"new"})
        for counter in ("planned_count", "blocked_count", "without_step_count"):
            self.assertEqual(dry[counter], run[counter], counter)

    def test_next_day_moves_on_by_itself(self):
        self.run_company()
        with freeze_time(NOW + timedelta(days=2)):
            run = self.run_company(user=self.mara)
            # Who could not be written to is old enough to be called now.
            self.assertEqual((run.planned_count, run.replanned_count), (1, 1))
        actions = self.env["collection.action"].with_user(self.mara)
        due = actions.search([("date", "<=", TODAY)])
        self.assertEqual(len(due), 6)

    def test_try_strategy_changes_nothing_and_tells_the_difference(self):
        self.run_company()
        gentle = self.new_strategy(
            "Gentle", {"name": "letter", "days": 40, "channels": ["email"]}
        )
        before = self.dump()
        self.env.flush_all()
        with self.enter_registry_test_mode():
            ids = (
                self.env["collection.run"]
                .with_user(self.manager)
                .try_strategy(gentle.id, self.company.id)
                .ids
            )
        dry = self.env["collection.run"].with_user(self.manager).browse(ids)
        self.assert_same(self.dump(), before)
        self.assertRecordValues(dry, [{"is_dry": True, "strategy_id": gentle.id}])
        self.assertEqual(len(dry.step_ids), 7)
        self.assertEqual(set(dry.step_ids.mapped("kind")), {"other"})
        self.assertEqual(dry.step_ids.step_id, gentle.step_ids)
        self.assertEqual(dry.step_ids.step_before_id, self.one + self.two + self.last)

    def test_strategy_that_was_changed_is_tried_against_what_is_planned(self):
        self.run_company()
        self.two.with_user(self.mara).needs_approval = True
        self.env.flush_all()
        with self.enter_registry_test_mode():
            ids = (
                self.env["collection.run"]
                .with_user(self.manager)
                .try_strategy(self.strategy.id, self.company.id)
                .ids
            )
        dry = self.env["collection.run"].with_user(self.manager).browse(ids)
        told = [(step.step_id, step.kind, step.state) for step in dry.step_ids]
        self.assertEqual(len(told), 7)
        for step, kind, state in told:
            changed = ("moved", "to_approve") if step == self.two else ("same", state)
            self.assertEqual((kind, state), changed)
        self.run_company()
        states = {step: state for _debtor, step, _day, _by, state, _ in self.planned()}
        self.assertEqual(states[self.two.id], "to_approve")
        self.assertEqual(states[self.last.id], "planned")

    def test_what_names_no_strategy_is_refused_in_words(self):
        runs = self.env["collection.run"].with_user(self.manager)
        gone = self.strategy.copy()
        gone_id = gone.id
        gone.unlink()
        for strategy in (False, None, True, "x", 1.5, [], [self.strategy.ids], 0):
            with self.subTest(strategy=strategy), self.assertRaises(UserError):
                runs.try_strategy(strategy, self.company.id)
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            runs.try_strategy(gone_id, self.company.id)
        for segments in ("x", ["x"], True, [False]):
            with self.subTest(segments=segments), self.assertRaises(UserError):
                runs.try_strategy(self.strategy.id, self.company.id, segments)

    def test_only_managers_try_strategies(self):
        for user in (self.ann, self.lena):
            with self.assertRaises(AccessError):
                self.env["collection.run"].with_user(user).try_strategy(
                    self.strategy.id, self.company.id
                )
