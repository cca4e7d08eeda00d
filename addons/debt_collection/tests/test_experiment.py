# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

import psycopg2.errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.debt_collection.tools.split import arm_of, slot_of

from .common import NOW, TODAY
from .segment_common import SegmentCommon

TOMORROW = TODAY + timedelta(days=1)


class ExperimentCommon(SegmentCommon):
    """An experiment in the low segment: hard against soft."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.experiments = cls.env["collection.experiment"].with_user(cls.mara)
        cls.experiment = cls.new_experiment("Harder")
        partners = cls.add_cases(cls, 40)
        cls.cases = (
            cls.env["collection.case"]
            .with_user(cls.mara)
            .search([("partner_id", "in", partners.ids)])
        )

    @classmethod
    def new_experiment(cls, name, **values):
        """Create an experiment of half and half."""
        return cls.experiments.create(
            {
                "name": name,
                "segment_id": cls.low.id,
                "challenger_strategy_id": cls.hard.id,
                **values,
            }
        )

    def arm(self, case, experiment=None):
        """Return in which arm a case belongs."""
        experiment = experiment or self.experiment
        return arm_of(slot_of(experiment.salt, case.partner_id.id), experiment.share)

    def of_arm(self, arm):
        """Return the cases of an arm."""
        return self.cases.filtered(lambda case: self.arm(case) == arm)


@tagged("post_install", "-at_install")
class TestExperiment(ExperimentCommon):
    """Who gets which strategy, while it runs and afterwards."""

    def assert_divided(self, today=TODAY):
        """All cases have the strategy of their arm."""
        self.classify(self.cases, today=today)
        for case in self.cases:
            expected = self.hard if self.arm(case) == "challenger" else self.soft
            self.assertEqual(case.strategy_id, expected)
            self.assertEqual(case.experiment_id, self.experiment)

    def assert_not_divided(self, today=TODAY):
        """All cases have the segment's strategy."""
        self.classify(self.cases, today=today)
        self.assertEqual(self.cases.strategy_id, self.soft)
        self.assertFalse(self.cases.experiment_id)

    def test_draft_divides_nobody(self):
        self.assert_not_divided()

    def test_running_experiment_divides_its_segment_and_no_other(self):
        self.experiment.action_start()
        self.classify(self.case, score=700)
        self.assert_divided()
        self.assertFalse(self.case.experiment_id)
        self.assertTrue(self.of_arm("challenger") and self.of_arm("champion"))

    def test_everybody_stays_where_they_are(self):
        self.experiment.action_start()
        self.assert_divided()
        for days in range(1, 4):
            counters = self.classify(self.cases, today=TODAY + timedelta(days=days))
            self.assertFalse(counters["reclassified_count"])

    def test_who_comes_in_is_recorded_once_with_the_arm(self):
        self.classify(self.cases)
        self.experiment.action_start()
        self.assert_divided()
        for case in self.cases:
            self.assertEqual(
                self.history(case, "experiment"), [(None, "Harder", self.arm(case))]
            )
        challenger = self.of_arm("challenger")[0]
        self.assertEqual(
            self.history(challenger, "strategy")[-1], ("Soft", "Hard", "experiment")
        )

    def test_end_puts_all_under_the_segment_s_strategy_again(self):
        self.experiment.action_start()
        self.assert_divided()
        self.experiment.action_stop()
        self.assert_not_divided()
        challenger = self.of_arm("challenger")[0]
        self.assertEqual(
            self.history(challenger, "strategy")[-1], ("Hard", "Soft", "experiment")
        )
        self.assertEqual(self.experiment.date_to, TODAY)

    def test_experiment_begins_and_ends_on_its_days(self):
        self.experiment.write(
            {"date_from": TOMORROW, "date_to": TOMORROW + timedelta(days=1)}
        )
        self.experiment.action_start()
        self.assert_not_divided(TODAY)
        self.assert_divided(TOMORROW)
        self.assert_divided(TOMORROW + timedelta(days=1))
        self.assertEqual(self.experiment.state, "running")
        self.assert_not_divided(TOMORROW + timedelta(days=2))
        self.assertEqual(self.experiment.state, "ended")

    def test_case_put_into_the_segment_by_hand_takes_no_part(self):
        self.experiment.action_start()
        self.cases._override_segment(self.low, "By hand", TOMORROW)
        self.assertEqual(self.cases.strategy_id, self.soft)
        self.assertFalse(self.cases.experiment_id)

    def test_case_that_leaves_the_segment_leaves_the_experiment(self):
        self.experiment.action_start()
        self.assert_divided()
        case = self.of_arm("challenger")[0]
        self.classify(case, score=300)
        self.assertEqual(case.strategy_id, self.soft)
        self.assertFalse(case.experiment_id)
        self.assertEqual(self.history(case, "strategy")[-1][2], "segment")

    def test_experiment_costs_no_statement_more(self):
        self.classify(self.cases)
        with self.counted() as without:
            self.classify(self.cases)
        self.experiment.action_start()
        with self.counted() as running:
            self.classify(self.cases)
        self.assertEqual(running, without)


@tagged("post_install", "-at_install")
class TestExperimentSetup(ExperimentCommon):
    """What would spoil a comparison is refused."""

    def test_share_of_nobody_or_everybody_is_refused(self):
        for share in (0, 100, -1, 101):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.new_experiment("Odd", segment_id=self.high.id, share=share)

    def test_challenger_that_is_the_champion_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "already has"):
            self.new_experiment(
                "Odd",
                segment_id=self.middle.id,
                challenger_strategy_id=self.soft.id,
            )

    def test_overlapping_experiments_in_a_segment_are_refused(self):
        self.experiment.date_to = TOMORROW
        for first, last in ((0, False), (1, False), (-5, 0), (-5, False), (1, 1)):
            with (
                self.subTest(first=first, last=last),
                self.assertRaisesRegex(ValidationError, "same segment"),
                self.env.cr.savepoint(),
            ):
                self.new_experiment(
                    "Odd",
                    date_from=TODAY + timedelta(days=first),
                    date_to=last is not False and TODAY + timedelta(days=last),
                )
        self.new_experiment("Next", date_from=TOMORROW + timedelta(days=1))
        self.new_experiment("Before", date_from="2025-06-01", date_to="2025-06-15")
        self.new_experiment(
            "Elsewhere",
            segment_id=self.high.id,
            challenger_strategy_id=self.soft.id,
        )

    def test_experiment_in_the_way_is_named_to_those_alone_who_may_read_it(self):
        other = self.setup_other_company(name="Other")["company"]
        secret = self.experiments.sudo().create(
            {
                "name": "Secret",
                "company_id": other.id,
                "segment_id": self.low.id,
                "challenger_strategy_id": self.hard.id,
            }
        )
        with (
            self.assertRaisesRegex(AccessError, "no access to this comp") as refused,
            self.env.cr.savepoint(),
        ):
            self.new_experiment("Odd", company_id=other.id)
        self.assertNotIn("Secret", str(refused.exception))
        with (
            self.assertRaisesRegex(ValidationError, "“Harder” is about"),
            self.env.cr.savepoint(),
        ):
            self.new_experiment("Odd")
        secret.action_start()
        with (
            self.assertRaisesRegex(ValidationError, "that you cannot see") as refused,
            self.env.cr.savepoint(),
        ):
            self.low.strategy_id = self.new_strategy("Third")
        self.assertNotIn("Secret", str(refused.exception))

    def test_only_one_runs_in_a_segment(self):
        self.experiment.date_to = TOMORROW
        self.experiment.action_start()
        following = self.new_experiment("Next", date_from=TOMORROW + timedelta(days=1))
        with (
            self.assertRaisesRegex(ValidationError, "Stop it first"),
            self.env.cr.savepoint(),
        ):
            following.action_start()
        self.experiment.action_stop()
        following.action_start()
        self.assertEqual(following.state, "running")

    def test_what_is_compared_is_fixed_once_it_runs(self):
        self.experiment.action_start()
        for values in (
            {"share": 10},
            {"segment_id": self.high.id},
            {"challenger_strategy_id": self.soft.id},
            {"salt": "x"},
            {"date_from": TOMORROW},
            {"state": "draft"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.experiment.write(values)
        self.experiment.write({"name": "Renamed", "date_to": TOMORROW})

    def test_state_goes_one_way_only(self):
        with self.assertRaises(UserError):
            self.experiment.state = "ended"
        with self.assertRaises(UserError):
            self.new_experiment("Odd", segment_id=self.high.id, state="running")
        self.experiment.action_start()
        self.experiment.action_stop()
        with self.assertRaises(UserError):
            self.experiment.action_start()

    def test_segment_keeps_its_strategy_while_an_experiment_runs(self):
        self.low.strategy_id = self.new_strategy("Third")
        self.assertEqual(self.experiment.champion_strategy_id.name, "Third")
        self.experiment.action_start()
        for values in ({"strategy_id": self.soft.id}, {"active": False}):
            with (
                self.assertRaisesRegex(ValidationError, "Stop it first"),
                self.env.cr.savepoint(),
            ):
                self.low.write(values)
        self.experiment.action_stop()
        self.low.strategy_id = self.soft
        self.assertEqual(self.experiment.champion_strategy_id.name, "Third")

    def test_started_experiment_is_kept_and_draft_is_not(self):
        draft = self.new_experiment(
            "Draft",
            segment_id=self.high.id,
            challenger_strategy_id=self.soft.id,
        )
        draft.unlink()
        self.experiment.action_start()
        with self.assertRaises(UserError):
            self.experiment.unlink()

    def test_parts_of_another_company_are_refused(self):
        other = self.setup_other_company(name="Other")["company"]
        strategy = self.new_strategy("Foreign", company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "Challenger"):
            self.new_experiment(
                "Odd", segment_id=self.high.id, challenger_strategy_id=strategy.id
            )

    def test_branch_has_no_experiment(self):
        branch = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Branch", "parent_id": self.company.id})
        )
        self.mara.sudo().company_ids |= branch
        with self.assertRaisesRegex(ValidationError, "not to its branches"):
            self.experiment.company_id = branch

    def test_only_managers_experiment(self):
        for user in (self.ann, self.lena, self.odile):
            with self.assertRaises(AccessError):
                self.experiment.with_user(user).action_start()
        self.assertEqual(self.experiment.state, "draft")


@tagged("post_install", "-at_install")
class TestExperimentFigures(ExperimentCommon):
    """What the form shows before and after the start."""

    def pay_off(self, cases, outcome="paid", moment=NOW):
        """Let cases be closed with an outcome, as the ledger would."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO collection_case_event (case_id, date, kind, new_value)
                   SELECT unnest(%s), %s, 'closed', %s""",
                cases.ids,
                moment,
                outcome,
            )
        )
        self.env.invalidate_all()

    def test_draft_shows_who_would_be_where(self):
        self.classify(self.cases)
        counts = (
            len(self.of_arm("champion")),
            len(self.of_arm("challenger")),
        )
        self.assertEqual(
            (self.experiment.champion_count, self.experiment.challenger_count), counts
        )
        self.experiment.action_start()
        self.classify(self.cases)
        self.experiment.invalidate_recordset()
        self.assertEqual(
            (self.experiment.champion_count, self.experiment.challenger_count), counts
        )

    def test_form_shows_the_arms_and_the_sample_before_it_is_saved(self):
        self.classify(self.cases)
        with Form(self.experiments) as form:
            form.name = "New"
            form.segment_id = self.low
            form.share = 50
            self.assertEqual(form.champion_count + form.challenger_count, 40)
            self.assertEqual((form.champion_needed, form.challenger_needed), (388, 388))
            self.assertIn("Too few", form.sample_note)
            form.share = 20
            self.assertEqual((form.champion_needed, form.challenger_needed), (971, 243))
            form.share = 50
            # So little is needed for this that chance gives it to both arms.
            form.base_rate, form.min_difference = 10, 85
            self.assertTrue(form.is_sufficient)
            form.segment_id = self.high
            form.challenger_strategy_id = self.soft

    def test_rates_out_of_range_are_refused(self):
        for base, difference in ((0, 10), (50, 0), (95, 5), (100, 1)):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.experiment.write({"base_rate": base, "min_difference": difference})
                self.env.flush_all()

    def test_too_few_to_tell(self):
        self.experiment.action_start()
        self.classify(self.cases)
        self.experiment.invalidate_recordset()
        self.assertFalse(self.experiment.is_telling)
        self.assertIn("Too few to tell", self.experiment.result_note)

    def start_with(self, number):
        """Let the experiment run with so many cases more."""
        partners = self.add_cases(number)
        self.cases |= self.cases.search([("partner_id", "in", partners.ids)])
        self.experiment.action_start()
        self.classify(self.cases)

    def test_difference_is_told_with_its_interval(self):
        self.start_with(160)
        challengers, champions = self.of_arm("challenger"), self.of_arm("champion")
        self.pay_off(challengers[:-10])
        self.pay_off(champions[:20])
        self.assertRecordValues(
            self.experiment,
            [
                {
                    "challenger_count": len(challengers),
                    "challenger_paid": len(challengers) - 10,
                    "champion_count": len(champions),
                    "champion_paid": 20,
                    "is_telling": True,
                }
            ],
        )
        self.assertGreater(self.experiment.lift_low, 0)
        self.assertTrue(
            self.experiment.lift_low < self.experiment.lift < self.experiment.lift_high
        )
        self.assertIn("collects more: +", self.experiment.result_note)

    def test_same_in_both_arms_proves_nothing(self):
        self.start_with(160)
        for arm in ("champion", "challenger"):
            cases = self.of_arm(arm)
            self.pay_off(cases[: len(cases) // 2])
        self.assertIn("No difference is proven", self.experiment.result_note)

    def test_only_what_was_paid_since_the_start_and_stayed_so_counts(self):
        champions = self.of_arm("champion")
        early, other, bounced, late, paid = champions[:5]
        self.pay_off(early, moment=NOW - timedelta(days=1))
        self.experiment.action_start()
        self.classify(self.cases)
        self.pay_off(other, outcome="withdrawn")
        self.pay_off(paid | bounced)
        bounced.sudo()._record_events("reopened")
        self.experiment.action_stop()
        self.pay_off(late, moment=NOW + timedelta(days=2))
        self.assertEqual(self.experiment.champion_paid, 1)

    def test_case_counts_where_it_came_in(self):
        self.experiment.action_start()
        self.classify(self.cases)
        case = self.of_arm("challenger")[0]
        count = len(self.of_arm("challenger"))
        self.classify(case, score=700)
        self.pay_off(case)
        self.assertEqual(self.experiment.challenger_count, count)
        self.assertEqual(self.experiment.challenger_paid, 1)
