# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from functools import partial

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.date_utils import parse_date

from odoo.addons.debt_collection.models.scoring import case_domain

from .common import NOW, TODAY
from .segment_common import SegmentCommon

LONG_AGO = NOW - timedelta(days=90)
MIXIN = "odoo.addons.debt_collection.models.scoring.collection_classify_mixin"


@tagged("post_install", "-at_install")
class TestClassification(SegmentCommon):
    """A case goes to the first segment that fits, and under its strategy."""

    def test_lower_end_belongs_to_a_range_and_upper_end_does_not(self):
        for score, segment in (
            (-5, self.low),
            (0, self.low),
            (249, self.low),
            (250, self.middle),
            (599, self.middle),
            (600, self.high),
            (5000, self.high),
        ):
            with self.subTest(score=score):
                self.classify(score=score)
                self.assertRecordValues(
                    self.case,
                    [
                        {
                            "segment_id": segment.id,
                            "segment_date": TODAY,
                            "strategy_id": segment.strategy_id.id,
                        }
                    ],
                )

    def test_copy_has_a_name_of_its_own(self):
        self.assertEqual(self.low.copy().name, f"{self.low.name} (copy)")
        self.assertEqual(self.low.copy({"name": "Poor"}).name, "Poor")

    def test_case_without_score_is_scored_nothing(self):
        self.classify()
        self.assertEqual(self.case.segment_id, self.low)

    def test_first_in_the_order_wins_and_order_can_change(self):
        both = self.new_segment("Both", 5, score_from=100)
        self.classify(score=700)
        self.assertEqual(self.case.segment_id, both)
        both.sequence = 99
        self.classify()
        self.assertEqual(self.case.segment_id, self.high)

    def test_among_equals_in_the_order_the_older_wins(self):
        self.new_segment("Later", self.high.sequence, score_from=600)
        self.classify(score=700)
        self.assertEqual(self.case.segment_id, self.high)

    def test_conditions_count_beside_the_score(self):
        rich = self.new_segment("Rich", 1, domain="[('amount_overdue', '>=', 5000)]")
        there = self.new_segment(
            "There", 2, domain="[('partner_id.country_id.code', '=', 'FI')]"
        )
        self.classify(score=100)
        self.assertEqual(self.case.segment_id, self.low)
        self.case.partner_id.sudo().country_id = self.env.ref("base.fi")
        self.classify()
        self.assertEqual(self.case.segment_id, there)
        self.post(5000, past_due=5, partner=self.case.partner_id)
        self.fold()
        self.classify()
        self.assertEqual(self.case.segment_id, rich)

    def test_what_a_company_has_of_its_own_is_asked_of_the_case_s(self):
        other = self.setup_other_company(name="Other")["company"]
        debtor = self.case.partner_id.sudo()
        debtor.with_company(self.company).credit_limit = 777
        debtor.with_company(other).credit_limit = 888
        domain = "[('partner_id.credit_limit', '=', %s)]"
        trusted = self.new_segment("Trusted", 1, domain=domain % 777)
        self.new_segment("Elsewhere", 0, domain=domain % 888)
        self.env.flush_all()
        # As a run of several companies does, whatever company comes first.
        segments = self.segments.sudo().with_company(other)
        segments._classify(self.case.sudo(), TODAY)
        self.env.invalidate_all()
        self.assertEqual(self.case.segment_id, trusted)

    def test_conditions_do_not_speak_of_what_the_segment_decides(self):
        # Such a case would go to and fro between two segments, run by run.
        for domain in (
            f"[('segment_id', '=', {self.low.id})]",
            "[('strategy_id.name', '=', 'Soft')]",
            "[('score', '>', 5), '!', ('step_id', '=', False)]",
            "[('date_next_action', '<', 'today')]",
            "[('action_ids.state', '=', 'planned')]",
            "[('previous_case_id.segment_id', '!=', False)]",
            "[('activity_type_id', '!=', False)]",
            "[('activity_ids.user_id', '!=', False)]",
        ):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "cannot decide about"),
            ):
                self.new_segment("Circular", 1, domain=domain)
        self.new_segment("By Score", 1, domain="[('score', '>', 5)]")

    def test_conditions_speak_of_the_day_that_is_judged(self):
        self.score(self.case, 100)
        opened = self.case.date_opened
        for domain in (
            "[('date_opened', '<', 'today -9d')]",
            "[('date_opened', '<', 'today -1w -2d')]",
            "['!', ('date_opened', '>=', 'today -9d')]",
            "[('create_date', '<', '-9d =0H')]",
            "[('event_ids.date', '<', 'now -9d =0H')]",
            "[('event_ids', 'any', [('date', '<', 'today -9d')])]",
            "[('partner_id.create_date', '<', 'today -9d')]",
        ):
            first = self.new_segment("Waited", 1, domain=domain)
            for days, expected in ((0, self.low), (9, self.low), (10, first)):
                with self.subTest(domain=domain, days=days):
                    self.classify(today=opened + timedelta(days=days))
                    self.assertEqual(self.case.segment_id, expected)
            first.active = False

    def test_relative_dates_move_as_the_clock_would_move_them(self):
        texts = ("today", "now", "today -1m", "=1d", "now =monday -2w", "+3H", "-1y")
        for days in (-40, -1, 1, 40):
            for text in texts:
                with self.subTest(text=text, days=days):
                    with freeze_time(NOW + timedelta(days=days)):
                        expected = parse_date(text, self.env)
                    moved = case_domain._moved_date(text, days)
                    self.assertEqual(parse_date(moved, self.env), expected)

    def test_segment_is_in_force_from_its_first_day_to_its_last(self):
        special = self.new_segment("Special", 1, date_from=TODAY, date_to=TODAY)
        for days, segment in ((-1, self.low), (0, special), (1, self.low)):
            with self.subTest(days=days):
                self.classify(today=TODAY + timedelta(days=days))
                self.assertEqual(self.case.segment_id, segment)

    def test_archived_segment_gets_nobody_and_loses_its_cases(self):
        self.classify(score=700)
        self.high.action_archive()
        self.classify()
        self.assertFalse(self.case.segment_id)
        self.assertFalse(self.case.strategy_id)
        self.assertIn("In no segment since", self.case.segment_explanation)

    def test_segments_of_a_company_are_for_its_cases_only(self):
        other = self.setup_other_company(name="Other")["company"]
        foreign = self.segments.sudo().create(
            {
                "name": "Foreign",
                "sequence": 1,
                "company_id": other.id,
                "strategy_id": self.soft.id,
            }
        )
        own = self.new_segment("Own", 2, company_id=self.company.id)
        self.classify(score=700)
        self.assertEqual(self.case.segment_id, own)
        self.assertNotEqual(self.case.segment_id, foreign)

    def test_counters_tell_changed_unfit_and_ambiguous(self):
        cases = self.case | self.new_case("Dogwood", self.north)
        cases |= self.new_case("Elder", self.north)
        self.reset(cases)
        self.low.action_archive()
        self.new_segment("Rest", 50, score_from=300)
        for case, score in zip(cases, (100, 260, 700), strict=True):
            self.score(case, score)
        self.assertEqual(
            self.classify(cases),
            {
                "reclassified_count": 2,
                "without_segment_count": 1,
                "several_segments_count": 1,
            },
        )
        self.assertEqual(
            self.classify(cases),
            {
                "reclassified_count": 0,
                "without_segment_count": 1,
                "several_segments_count": 1,
            },
        )

    def test_nothing_is_classified_without_cases_or_segments(self):
        self.assertFalse(any(self.classify(self.case.browse()).values()))
        self.segments.search([]).action_archive()
        self.assertEqual(self.classify()["without_segment_count"], 1)

    def test_domain_that_can_no_longer_be_read_fits_nobody(self):
        broken = self.new_segment("Broken", 1)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_segment SET domain = %s WHERE id = %s",
                "[('no_such_field', '=', 1)]",
                broken.id,
            )
        )
        broken.invalidate_recordset()
        with mute_logger(MIXIN):
            self.classify(score=700)
        self.assertEqual(self.case.segment_id, self.high)

    def test_cases_follow_the_strategy_of_their_segment(self):
        self.classify(score=700)
        self.high.strategy_id = self.soft
        self.classify()
        self.assertEqual(self.case.strategy_id, self.soft)
        self.assertFalse(self.history(self.case))
        self.assertEqual(
            self.history(self.case, "strategy"), [("Hard", "Soft", "setup")]
        )

    def test_nothing_is_written_where_nothing_changed(self):
        self.classify(score=700)
        version = SQL(
            "SELECT xmin, ctid FROM collection_case WHERE id = %s", self.case.id
        )
        before = self.env.execute_query(version)
        events = len(self.case.event_ids)
        self.classify(today=TODAY + timedelta(days=1))
        self.assertEqual(self.env.execute_query(version), before)
        self.case.invalidate_recordset()
        self.assertEqual(len(self.case.event_ids), events)


@tagged("post_install", "-at_install")
class TestReasonOfChange(SegmentCommon):
    """Each change has its reason, in the history and as a sentence."""

    def last(self, kind="segment"):
        """Return what happened to the case last."""
        return self.history(self.case, kind)[-1]

    def setUp(self):
        super().setUp()
        self.edited(self.high | self.middle | self.low, LONG_AGO)
        self.classify(score=380)
        self.age(self.case, TODAY - timedelta(days=10))

    def explanation(self):
        return self.case.with_user(self.ann).segment_explanation

    def test_first_look_is_no_change(self):
        self.assertFalse(self.history(self.case))
        self.assertFalse(self.history(self.case, "strategy"))
        self.assertEqual(
            self.explanation(), "Middle since 06/06/2025, with a score of 380."
        )

    def test_score_that_left_the_range(self):
        self.classify(score=520)
        self.classify(score=620)
        self.assertEqual(self.last(), ("Middle", "High", "score"))
        self.assertEqual(self.last("strategy"), ("Soft", "Hard", "segment"))
        self.assertEqual(
            self.explanation(),
            "High since 06/16/2025 because the score went from 380 to 620.",
        )

    def test_score_that_came_into_the_range_of_one_before(self):
        self.edited(self.new_segment("Special", 1, score_from=500), LONG_AGO)
        self.classify(score=520)
        self.assertEqual(self.last(), ("Middle", "Special", "score"))

    def test_other_facts(self):
        rich = self.new_segment("Rich", 1, domain="[('amount_overdue', '>=', 5000)]")
        self.edited(rich, LONG_AGO)
        self.post(5000, past_due=5, partner=self.case.partner_id)
        self.fold()
        self.classify(score=380)
        self.assertEqual(self.last(), ("Middle", "Rich", "domain"))
        self.assertIn("because other facts of the case changed", self.explanation())

    def test_dates_of_the_segment_that_comes_or_goes(self):
        special = self.new_segment(
            "Special", 1, date_from=TODAY, date_to=TODAY + timedelta(days=1)
        )
        self.edited(special, LONG_AGO)
        self.classify()
        self.assertEqual(self.last(), ("Middle", "Special", "date"))
        self.classify(today=TODAY + timedelta(days=2))
        self.assertEqual(self.last(), ("Special", "Middle", "date"))

    def test_set_up_that_was_edited(self):
        self.middle.score_from = 400
        self.low.score_to = 400
        self.classify()
        self.assertEqual(self.last(), ("Middle", "Low", "setup"))
        self.assertIn("because the set-up of the segments", self.explanation())

    def test_segment_that_was_archived(self):
        self.middle.action_archive()
        self.classify()
        self.assertEqual(self.last(), ("Middle", None, "setup"))

    def test_case_that_fits_again_says_what_changed(self):
        self.middle.action_archive()
        self.classify()
        self.classify(score=100)
        self.assertEqual(self.last(), (None, "Low", "score"))

    def test_every_reason_has_words(self):
        words = self.env["collection.reason"]._get_words()
        for code in (
            "first",
            "score",
            "domain",
            "date",
            "setup",
            "override",
            "override_end",
            "segment",
            "experiment",
            "champion",
            "challenger",
        ):
            self.assertIn(code, words)


@tagged("post_install", "-at_install")
class TestClassificationCosts(SegmentCommon):
    """What segments cost does not depend on how many cases there are."""

    def of(self, number):
        """Return so many new cases."""
        partners = self.add_cases(number)
        cases = (
            self.env["collection.case"]
            .with_user(self.mara)
            .search([("partner_id", "in", partners.ids)])
        )
        self.assertEqual(len(cases), number)
        return cases

    def count(self, action):
        """Return how many statements an action costs."""
        with self.counted() as count:
            action()
        return count[0]

    def test_classification_costs_three_statements_for_any_number(self):
        for number in (20, 200):
            cases = self.of(number).sudo()
            with self.subTest(number=number):
                self.assertLessEqual(self.count(partial(self.classify, cases)), 3)
                self.assertEqual(set(cases.mapped("segment_id.id")), {self.low.id})

    def test_explanations_cost_the_same_for_any_number(self):
        counts = []
        for number in (20, 200):
            cases = self.of(number)
            self.classify(cases)
            read = partial(cases.mapped, "segment_explanation")
            read()
            counts.append(self.count(read))
        self.assertEqual(counts[0], counts[1])

    def test_list_of_segments_costs_the_same_for_any_number(self):
        def read():
            self.segments.web_search_read(
                [], self.specification_of(self.segments, "list")
            )

        self.classify(self.of(10))
        read()
        few = self.count(read)
        for index in range(10):
            self.new_segment(f"More {index}", 50)
        self.classify(self.of(100))
        self.assertEqual(self.count(read), few)
