# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY
from .test_experiment import TOMORROW, ExperimentCommon


@tagged("post_install", "-at_install")
class TestExperimentLife(ExperimentCommon):
    """An experiment starts and stops by its buttons, and compares what is there."""

    def assert_refused(self, words, call):
        """A call is refused with these words."""
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            call()

    def test_present_strategy_is_the_segment_s_and_is_not_entered(self):
        third = self.new_strategy("Third")
        self.assert_refused(
            "Present Strategy",
            lambda: self.experiment.write({"champion_strategy_id": third.id}),
        )
        self.assert_refused(
            "Present Strategy",
            lambda: self.new_experiment(
                "Odd", segment_id=self.high.id, champion_strategy_id=third.id
            ),
        )
        self.low.strategy_id = third
        self.experiment.action_start()
        self.assertEqual(self.experiment.champion_strategy_id, third)

    def test_context_proposes_neither_state_nor_present_strategy(self):
        experiments = self.experiments.with_context(
            default_state="running", default_champion_strategy_id=self.hard.id
        )
        experiment = experiments.create(
            {
                "name": "X",
                "segment_id": self.high.id,
                "challenger_strategy_id": self.soft.id,
            }
        )
        self.assertEqual(experiment.state, "draft")
        self.assertEqual(experiment.champion_strategy_id, self.hard)
        self.low.strategy_id = self.new_strategy("Third")
        odd = experiments.create(
            {
                "name": "Y",
                "segment_id": self.middle.id,
                "challenger_strategy_id": self.hard.id,
            }
        )
        self.assertEqual(odd.champion_strategy_id, self.soft)

    def test_start_takes_the_strategy_that_the_segment_has_then(self):
        third = self.new_strategy("Third")
        # However it came to stand there.
        self.experiment.sudo().champion_strategy_id = third
        self.experiment.action_start()
        self.assertEqual(self.experiment.champion_strategy_id, self.soft)

    def test_draft_whose_last_day_is_over_does_not_start(self):
        yesterday = TODAY - timedelta(days=1)
        self.experiment.write({"date_from": "2020-01-01", "date_to": yesterday})
        self.assert_refused(
            "The last day of “.*” is over", self.experiment.action_start
        )
        self.experiment.date_to = TODAY
        self.experiment.action_start()
        self.assertEqual(self.experiment.state, "running")

    def test_state_is_not_entered_and_the_start_corrects_the_first_day(self):
        self.experiment.date_from = "2020-01-01"
        for values in (
            {"state": "running"},
            {"state": "running", "date_from": "2020-01-01"},
        ):
            for context in ({}, {"default_state": "running", "install_mode": True}):
                experiment = self.experiment.with_context(**context)
                self.assert_refused(
                    "Click “Start”", lambda one=experiment, v=values: one.write(v)
                )
        self.experiment.action_start()
        self.assertRecordValues(
            self.experiment, [{"state": "running", "date_from": TODAY}]
        )
        self.assert_refused(
            "Click “Start”", lambda: self.experiment.write({"state": "ended"})
        )
        self.experiment.action_stop()
        self.assertRecordValues(self.experiment, [{"state": "ended", "date_to": TODAY}])

    def test_last_day_changes_while_it_runs_and_not_once_it_has_ended(self):
        self.experiment.action_start()
        self.experiment.date_to = TOMORROW
        self.assert_refused(
            "Enter today",
            lambda: self.experiment.write({"date_to": TODAY - timedelta(days=1)}),
        )
        self.experiment.date_to = TODAY
        self.experiment.date_to = TOMORROW
        self.experiment.action_stop()
        self.assertEqual(self.experiment.date_to, TODAY)
        self.assert_refused(
            "keeps its last day", lambda: self.experiment.write({"date_to": TOMORROW})
        )
        self.experiment.name = "Renamed"
