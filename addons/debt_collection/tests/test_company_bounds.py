# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .people_common import PeopleCommon
from .scoring_common import characteristic
from .segment_common import SegmentCommon


class BoundsCommon(SegmentCommon, PeopleCommon):
    """A second company, “Far Co”, in which Mara does not work; its manager is Mona.

    Kim manages both, and has both switched on.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Wherever the name of another company's record is told, one of these words is.
        cls.far = cls.env["res.company"].create({"name": "Far Co"})
        manager = "debt_collection.group_collection_manager"
        cls.mona = cls.new_user(
            "mona", manager, company_id=cls.far.id, company_ids=cls.far.ids
        )
        both = cls.company | cls.far
        cls.kim = cls.new_user("kim", manager, company_ids=both.ids)
        cls.far_strategy = cls.far_record(
            "collection.strategy",
            {
                "name": "Far strategy",
                "step_ids": [
                    Command.create(
                        {
                            "name": "Far step",
                            "channel_ids": [
                                Command.create({"channel_id": cls.channel_id("call")})
                            ],
                        }
                    )
                ],
            },
        )
        cls.far_segment = cls.far_record(
            "collection.segment",
            {"name": "Far segment", "strategy_id": cls.far_strategy.id},
        )

    @classmethod
    def channel_id(cls, code):
        """Return the id of a channel."""
        channels = cls.env["collection.channel"].with_user(cls.mara)
        return channels.search([("code", "=", code)]).id

    @classmethod
    def far_record(cls, model, values):
        """Create a record of the other company, as its manager does."""
        records = cls.env[model].with_user(cls.mona)
        return records.create({**values, "company_id": cls.far.id})

    def as_kim(self, records):
        """Return records as Kim sees them, who works for both companies."""
        both = (self.company | self.far).ids
        return records.with_user(self.kim).with_context(allowed_company_ids=both)

    def assert_silent(self, exception, call, words=""):
        """A call is refused with these words, and tells nothing of the other company's
        records."""
        with (
            self.assertRaisesRegex(exception, words) as refused,
            self.env.cr.savepoint(),
        ):
            call()
        self.assertNotIn("Far", str(refused.exception))


@tagged("post_install", "-at_install")
class TestCompanyBounds(BoundsCommon):
    """Nobody makes a record another company's, or takes one from it."""

    def own_setup(self):
        """Return records of Mara's company, one of each model that has companies."""
        own = {"company_id": self.company.id}
        strategy = self.new_strategy("Own strategy", **own)
        challenger = self.new_strategy("Own challenger", **own)
        segment = self.new_segment("Own segment", strategy=strategy, **own)
        team = (
            self.env["collection.team"]
            .with_user(self.mara)
            .create({"name": "Own team", **own})
        )
        return [
            self.new_strategy("Nobody's", **own),
            self.new_segment("Free", strategy=self.soft, **own),
            self.env["collection.scorecard"]
            .with_user(self.mara)
            .create(
                {
                    "name": "Own card",
                    "line_ids": [characteristic("days_past_due", (1, 5))],
                    **own,
                }
            ),
            team,
            self.rule(self.south, **own),
            self.env["collection.experiment"]
            .with_user(self.mara)
            .create(
                {
                    "name": "Own experiment",
                    "segment_id": segment.id,
                    "challenger_strategy_id": challenger.id,
                    **own,
                }
            ),
            self.env["collection.position"]
            .with_user(self.adam)
            .create({"name": "Own position", **own}),
        ]

    def test_own_set_up_is_not_made_another_company_s(self):
        for record in self.own_setup():
            with self.subTest(model=record._name):
                with self.refused(AccessError):
                    record.company_id = self.far
                record.company_id = self.company

    def test_set_up_is_not_created_in_another_company(self):
        values = {"name": "X", "strategy_id": self.soft.id}
        self.assert_silent(
            AccessError,
            lambda: self.segments.create({**values, "company_id": self.far.id}),
        )
        segments = self.as_kim(self.segments)
        segments.create({**values, "company_id": self.far.id})

    def test_who_works_for_both_companies_moves_what_fits(self):
        segment = self.new_segment(
            "Free", strategy=self.soft, company_id=self.company.id
        )
        self.as_kim(segment).company_id = self.far
        self.assertEqual(segment.sudo().company_id, self.far)
        with self.refused(AccessError):
            segment.name = "Mine"

    def test_part_is_not_moved_into_another_company_s_whole(self):
        card = self.far_record(
            "collection.scorecard",
            {"name": "Far card", "line_ids": [characteristic("trend", (9, 5))]},
        )
        cards = self.env["collection.scorecard"].with_user(self.mara)
        lines = [
            characteristic("days_past_due", (1, 5)),
            characteristic("size", (1, 5), (2, 7)),
        ]
        own = cards.create({"name": "Own card", "line_ids": lines})
        steps = [{"name": "a", "days": 1}, {"name": "b", "days": 2}]
        strategy = self.new_strategy("Own strategy")
        strategy.write(
            {
                "step_ids": [
                    Command.create(
                        {
                            **step,
                            "days": 900 + step["days"],
                            "sequence": 900 + step["days"],
                            "channel_ids": [
                                Command.create({"channel_id": self.channel_id(code)})
                                for code in ("call", "email")
                            ],
                        }
                    )
                    for step in steps
                ]
            }
        )
        step = strategy.step_ids[-1]
        far_step = self.far_strategy.step_ids
        for part, values in (
            (own.line_ids[0], {"scorecard_id": card.id}),
            (own.line_ids[1].range_ids[0], {"characteristic_id": card.line_ids.id}),
            (step, {"strategy_id": self.far_strategy.id}),
            (step.channel_ids[-1], {"step_id": far_step.id}),
        ):
            with self.subTest(model=part._name), self.refused(AccessError):
                part.write(values)
        step.write({"strategy_id": self.new_strategy("Other").id})

    def test_channels_of_another_company_s_step_are_not_touched(self):
        channel = self.far_strategy.step_ids.channel_ids
        channels = self.env["collection.strategy.step.channel"].with_user(self.mara)
        with self.refused(AccessError):
            channel.with_user(self.mara).sequence = 5
        with self.refused(AccessError):
            channels.create(
                {
                    "step_id": self.far_strategy.step_ids.id,
                    "channel_id": self.channel_id("email"),
                }
            )
        channel.with_user(self.mona).sequence = 5

    def test_strategy_is_not_taken_from_companies_that_work_by_it(self):
        shared = self.new_strategy("Shared")
        self.far_record(
            "collection.segment", {"name": "Far too", "strategy_id": shared.id}
        )
        self.assert_silent(
            ValidationError,
            lambda: shared.write({"company_id": self.company.id}),
            "Another company works by this strategy",
        )
        self.new_segment("Ours", strategy=self.new_strategy("Ours of all"))
        ours = self.new_segment("Own", company_id=self.company.id)
        ours.strategy_id = alone = self.new_strategy("Alone")
        alone.company_id = self.company
        with self.refused(ValidationError, "“Far too”"):
            self.as_kim(shared).company_id = self.company

    def test_strategy_of_a_segment_of_all_companies_stays_with_all(self):
        with self.refused(ValidationError, "“High” works by this strategy"):
            self.hard.company_id = self.company

    def test_strategy_is_not_taken_from_another_company_s_experiment(self):
        shared = self.new_strategy("Shared")
        experiment = self.far_record(
            "collection.experiment",
            {
                "name": "Far experiment",
                "segment_id": self.far_segment.id,
                "challenger_strategy_id": shared.id,
            },
        )
        self.assert_silent(
            ValidationError,
            lambda: shared.write({"company_id": self.company.id}),
            "Another company works by this strategy",
        )
        experiment.unlink()
        shared.company_id = self.company

    def test_team_is_not_taken_from_a_company_whose_cases_it_works(self):
        self.company.sudo().collection_team_id = self.far.collection_team_id = (
            self.south
        )
        self.assert_silent(
            ValidationError,
            lambda: self.south.write({"company_id": self.company.id}),
            "works cases of another company too",
        )
        self.far.collection_team_id = self.region
        self.south.company_id = self.company
        self.south.company_id = False
        self.case.team_id = self.south
        with self.refused(ValidationError, "works cases of another company too"):
            self.as_kim(self.south).company_id = self.far

    def test_segment_is_not_taken_from_an_experiment_that_runs(self):
        experiment = self.far_record(
            "collection.experiment",
            {
                "name": "Far experiment",
                "segment_id": self.low.id,
                "challenger_strategy_id": self.hard.id,
            },
        )
        experiment.action_start()
        self.assert_silent(
            ValidationError,
            lambda: self.low.write({"company_id": self.company.id}),
            "An experiment that you cannot see",
        )
        experiment.action_stop()
        self.low.company_id = self.company

    def test_draft_about_another_company_s_segment_is_not_started(self):
        experiment = self.far_record(
            "collection.experiment",
            {
                "name": "Far experiment",
                "segment_id": self.low.id,
                "challenger_strategy_id": self.hard.id,
            },
        )
        self.low.company_id = self.company
        with self.refused(ValidationError, "belongs to another company"):
            experiment.action_start()
        experiment.write(
            {"segment_id": self.high.id, "challenger_strategy_id": self.soft.id}
        )
        experiment.action_start()
        self.assertEqual(experiment.state, "running")


@tagged("post_install", "-at_install")
class TestSilentRefusals(BoundsCommon):
    """A refusal names what its reader may read, and nothing else."""

    def test_foreign_segment_is_named_to_those_who_see_it(self):
        case = self.case.with_user(self.lena)
        until = "2025-06-20"
        unseen = self.far_segment.with_user(self.lena)
        self.assert_silent(
            UserError,
            lambda: case._override_segment(unseen, "Why", until),
            "This segment belongs to another company",
        )
        with self.refused(UserError, "“Far segment” belongs to Far Co"):
            segment = self.as_kim(self.far_segment)
            self.as_kim(self.case)._override_segment(segment, "Why", until)
        case._override_segment(self.high, "Why", until)

    def test_foreign_strategy_is_named_to_those_who_see_it(self):
        for active in (True, False):
            strategy = self.far_strategy.copy({"name": "Far copy", "active": active})
            self.assert_silent(
                ValidationError,
                lambda chosen=strategy: self.low.write({"strategy_id": chosen.id}),
                "that strategy belongs to another company",
            )
        with self.refused(ValidationError, "“Far strategy” belongs to Far Co"):
            self.as_kim(self.low).strategy_id = self.far_strategy

    def test_foreign_parts_of_an_experiment_are_named_to_those_who_see_them(self):
        experiments = self.env["collection.experiment"].with_user(self.mara)
        good = {
            "name": "X",
            "segment_id": self.low.id,
            "challenger_strategy_id": self.hard.id,
        }
        for values in (
            {"challenger_strategy_id": self.far_strategy.id},
            {"segment_id": self.far_segment.id},
            {
                "segment_id": self.far_segment.id,
                "challenger_strategy_id": self.far_strategy.id,
            },
        ):
            self.assert_silent(
                ValidationError,
                lambda bad=values: experiments.create({**good, **bad}),
                "it belongs to another company",
            )
        with self.refused(ValidationError, "“Far strategy” belongs to Far Co"):
            self.as_kim(experiments).create(
                {**good, "challenger_strategy_id": self.far_strategy.id}
            )
        experiments.create(good)

    def test_company_whose_new_cases_go_to_a_team_is_named_to_its_people(self):
        self.company.sudo().collection_team_id = self.south
        self.far.collection_team_id = team = self.region
        self.assert_silent(
            ValidationError,
            lambda: team.write({"active": False}),
            "New cases of another company go to Region",
        )
        with self.refused(ValidationError, "New cases of Far Co go to Region"):
            self.as_kim(team).active = False
        self.far.collection_team_id = self.south
        team.active = False
