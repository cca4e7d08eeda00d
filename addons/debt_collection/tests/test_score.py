# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.debt_collection.models.scoring.characteristic import Characteristic

from .common import TODAY
from .scoring_common import ScoringCommon, characteristic, sum_of


@tagged("post_install", "-at_install")
class TestScore(ScoringCommon):
    """Which points a case gets, and why."""

    def case_late(self, days, name="Late", amount=100, **values):
        """Open the case of a new debtor whose only invoice is so many days late."""
        partner = self.new_debtor(name, **values)
        self.post(amount, past_due=days, partner=partner)
        self.fold()
        return self.case_of(partner)

    def points_of(self, case):
        """Score the cases and return the points of one, which must add up."""
        self.refresh()
        self.score()
        parts = case._get_score_parts()[case]
        self.assertEqual(sum(part["points"] for part in parts), case.score)
        return case.score

    # === RANGES === #

    def test_range_begins_at_its_bound_and_ends_before_the_next(self):
        self.new_scorecard(characteristic("days_past_due", (31, 50), (10, 20)))
        expected = {9: 0, 10: 20, 30: 20, 31: 50, 400: 50}
        cases = {days: self.case_late(days, f"Late {days}") for days in expected}
        self.score()
        self.assertEqual({days: case.score for days, case in cases.items()}, expected)

    def test_share_of_the_credit_limit_at_its_bounds(self):
        self.new_scorecard(
            characteristic("credit_limit_share", (80, 10), (100, 30), unknown=7)
        )
        limits = {1000: 0, 125.01: 0, 125: 10, 100.01: 10, 100: 30, 0: 7}
        for limit, expected in limits.items():
            case = self.case_late(5, f"Limit {limit}")
            case.partner_id.sudo().with_company(self.company).credit_limit = limit
            self.assertEqual(self.points_of(case), expected, f"limit {limit}")

    def test_limit_of_the_company_counts_where_the_partner_has_none(self):
        self.new_scorecard(characteristic("credit_limit_share", (80, 10), unknown=7))
        case = self.case_late(5)
        self.assertEqual(self.points_of(case), 7)
        self.env["ir.default"].sudo().set(
            "res.partner", "credit_limit", 50, company_id=self.company.id
        )
        self.assertEqual(self.points_of(case), 10)

    def test_company_without_high_value_makes_shares_unknown(self):
        self.new_scorecard(characteristic("overdue_share", (1, 10), unknown=3))
        self.company.collection_high_value = 0
        self.assertEqual(self.points_of(self.case_late(5)), 3)

    def test_weight_multiplies_and_rounds_a_half_away_from_zero(self):
        for weight, expected in ((0.5, 13), (1.1, 28), (0, 0), (2, 50)):
            card = self.new_scorecard(
                characteristic("days_past_due", (1, 25), weight=weight)
            )
            case = self.case_late(5, f"Weight {weight}")
            self.assertEqual(self.points_of(case), expected)
            card.active = False

    def test_points_can_be_taken_off(self):
        self.new_scorecard(
            characteristic("days_past_due", (1, 25)),
            characteristic("relation_age", (0, -10)),
        )
        case = self.case_late(5)
        self.assertEqual(self.points_of(case), 15)
        self.assertIn(
            "\N{MINUS SIGN} 10 for age of the relation", case.score_explanation
        )
        self.assertEqual(sum_of(case.score_explanation), 15)

    def test_promises_and_disputes_are_zero_until_somebody_keeps_them(self):
        self.new_scorecard(
            characteristic("broken_promises", (0, 1), (1, 50)),
            characteristic("disputes", (0, 2), (1, 50)),
        )
        self.assertEqual(self.points_of(self.case_late(5)), 3)

    # === SEVERAL SCORECARDS === #

    def test_first_scorecard_that_fits_gives_the_points(self):
        late = self.new_scorecard(
            characteristic("days_past_due", (0, 300)),
            domain="[('days_past_due', '>', 60)]",
            sequence=1,
        )
        rest = self.new_scorecard(characteristic("days_past_due", (0, 5)), sequence=2)
        cases = self.case_late(61, "Very late") | self.case_late(60, "Late")
        self.score()
        self.assertRecordValues(
            cases,
            [
                {"score": 300, "scorecard_id": late.id},
                {"score": 5, "scorecard_id": rest.id},
            ],
        )
        rest.sequence = 0
        self.score()
        self.assertEqual(cases.mapped("score"), [5, 5])

    def test_what_a_company_has_of_its_own_is_asked_of_the_case_s(self):
        other = self.setup_other_company(name="Other")["company"]
        case = self.case_late(5)
        debtor = case.partner_id.sudo()
        debtor.with_company(self.company).credit_limit = 777
        debtor.with_company(other).credit_limit = 888
        own, foreign = (
            self.new_scorecard(
                characteristic("days_past_due", (0, points)),
                domain=f"[('partner_id.credit_limit', '=', {limit})]",
                sequence=1,
            )
            for limit, points in ((777, 7), (888, 8))
        )
        self.env.flush_all()
        # As a run of several companies does, whatever company comes first.
        cards = self.env["collection.scorecard"].sudo().with_company(other)
        cards._score(case.sudo(), TODAY)
        self.env.invalidate_all()
        self.assertEqual((case.scorecard_id, case.score), (own, 7))
        self.assertNotEqual(case.scorecard_id, foreign)

    def test_conditions_speak_of_the_day_that_is_scored(self):
        self.new_scorecard(
            characteristic("days_past_due", (0, 5)),
            domain="[('date_opened', '<', 'today -9d')]",
        )
        case = self.case_late(5)
        for days, points in ((0, 0), (9, 0), (10, 5)):
            self.score(TODAY + timedelta(days=days))
            self.assertEqual(case.score, points, f"in {days} days")

    def test_case_that_fits_no_scorecard_has_no_points(self):
        card = self.new_scorecard(
            characteristic("days_past_due", (0, 5)), domain="[('id', '=', 0)]"
        )
        case = self.case_late(5)
        self.assertEqual(self.points_of(case), 0)
        self.assertEqual(case.score_explanation, "No scorecard fits this case.")
        card.domain = "[]"
        self.assertEqual(self.points_of(case), 5)

    def test_scorecard_of_another_company_scores_nothing_here(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        self.scorecards.sudo().create(
            {
                "name": "Others",
                "company_id": other.id,
                "line_ids": [characteristic("days_past_due", (0, 5))],
            }
        )
        self.assertEqual(self.points_of(self.case_late(5)), 0)

    def test_scorecard_that_cannot_be_read_any_more_spares_the_others(self):
        broken = self.new_scorecard(characteristic("days_past_due", (0, 300)))
        self.new_scorecard(characteristic("days_past_due", (0, 5)), sequence=11)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE collection_scorecard SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        self.registry.clear_cache()
        logger = "odoo.addons.debt_collection.models.scoring.collection_scoring_mixin"
        with mute_logger(logger):
            self.assertEqual(self.points_of(self.case_late(5)), 5)

    # === WHY === #

    def test_explanation_names_what_counts_and_its_value(self):
        self.new_scorecard(
            characteristic("days_past_due", (1, 90)),
            characteristic("amount_overdue", (1000, 200)),
            characteristic("returned_payments", (1, 50)),
            characteristic("trend", (0, 9), unknown=4),
        )
        case = self.case_late(75, amount=12300)
        self.assertEqual(self.points_of(case), 294)
        self.assertEqual(
            case.score_explanation.replace("\xa0", " "),
            "294 points = 200 for amount overdue ($ 12,300.00) + 90 for days past due "
            "(75 days) + 4 for trend of the days late (unknown)",
        )

    def test_explanation_says_that_the_scorecard_has_changed(self):
        card = self.new_scorecard(characteristic("days_past_due", (1, 90)))
        case = self.case_late(5)
        self.env.cr.execute(
            "UPDATE collection_case SET score = NULL WHERE id = %s", [case.id]
        )
        case.invalidate_recordset()
        self.assertIn("Not scored yet", case.score_explanation)
        self.points_of(case)
        card.line_ids.weight = 2
        case.invalidate_recordset()
        self.assertIn("90 points.", case.score_explanation)
        sentence = "180 points = 180 for days past due (5 days)"
        self.assertIn(sentence, case.score_explanation)
        self.assertEqual(self.score(), 1)
        self.assertEqual(case.score_explanation, sentence)

    def test_explanation_reads_and_adds_up_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.scorecards.browse(
            self.env.ref("debt_collection.collection_scorecard_default").id
        ).active = True
        case = self.case_late(100, amount=9000)
        self.points_of(case)
        case = case.with_context(lang="zh_CN")
        self.assertIn(str(case.score), case.score_explanation)
        parts = case._get_score_parts()[case]
        self.assertEqual(sum(part["points"] for part in parts), case.score)
        # A client can be told them as they are.
        self.assertEqual(json.loads(json.dumps(parts)), parts)

    def test_collector_reads_why(self):
        self.new_scorecard(characteristic("days_past_due", (1, 90)))
        case = self.new_case("Cedar Mills", self.north, self.ann)
        self.points_of(case)
        explanation = case.with_user(self.ann).score_explanation
        self.assertEqual(explanation, "90 points = 90 for days past due (10 days)")

    def test_score_is_nobody_s_to_write(self):
        case = self.case_late(5)
        with self.assertRaises(UserError):
            case.with_user(self.mara).write({"score": 999})

    # === ADDONS === #

    def test_addon_adds_a_characteristic(self):
        Scorecard = self.registry["collection.scorecard"]
        original = Scorecard._get_characteristics

        def more(records):
            return {
                **original(records),
                "items": Characteristic(
                    "overdue items",
                    "count",
                    "How many.",
                    SQL("held.number"),
                    SQL(
                        "LEFT JOIN LATERAL (SELECT COUNT(*) AS number"
                        " FROM collection_hold h WHERE h.case_id = c.id) held ON TRUE"
                    ),
                ),
            }

        with patch.object(Scorecard, "_get_characteristics", more):
            self.new_scorecard(
                characteristic("items", (0, 11), unknown=77),
                characteristic("days_past_due", (1, 2)),
            )
            case = self.case_late(5)
            self.assertEqual(self.points_of(case), 13)
            self.assertIn("11 for overdue items (0)", case.score_explanation)
        # What no addon knows any more counts for nothing, and nobody is told so for
        # ever. An addon that goes takes the registry's memory with it.
        self.env.registry.clear_cache()
        self.assertEqual(self.points_of(case), 2)
        self.assertEqual(
            case.score_explanation, "2 points = 2 for days past due (5 days)"
        )

    def test_characteristic_that_fails_on_the_cases_is_refused_by_its_name(self):
        case = self.case_late(5)
        self.points_of(case)
        self.env.cr.execute(
            "UPDATE collection_case SET score = 7 WHERE id = %s", [case.id]
        )
        Scorecard = self.registry["collection.scorecard"]
        original = Scorecard._get_characteristics

        def more(records, value):
            one = Characteristic("overdue a point", "amount", "Bad.", SQL(value))
            return {**original(records), "ratio": one}

        def save():
            self.new_scorecard(
                characteristic("days_past_due", (1, 90)), characteristic("ratio")
            )

        for value in ("c.amount_overdue / (c.score * 0)", "c.no_such_column"):
            with (
                self.subTest(value=value),
                patch.object(
                    Scorecard, "_get_characteristics", lambda s, v=value: more(s, v)
                ),
                self.assertRaisesRegex(
                    ValidationError, "“Overdue a point” cannot be measured"
                ),
                self.env.cr.savepoint(),
            ):
                save()
        with patch.object(
            Scorecard,
            "_get_characteristics",
            lambda s: more(s, "c.amount_overdue / NULLIF(c.score * 0, 0)"),
        ):
            save()

    # === COSTS === #

    def test_any_number_of_cases_takes_as_many_statements(self):
        self.new_scorecard(
            characteristic("days_past_due", (1, 90)),
            characteristic("credit_limit_share", (1, 90)),
        )
        counts = []
        # The first of them fills caches.
        for number in (1, 20, 200):
            partners = self.env["res.partner"].create(
                [{"name": f"Debtor {index}"} for index in range(number)]
            )
            for partner in partners:
                self.entry(10, past_due=3, partner=partner)
            self.fold()
            cases = self.env["collection.case"].sudo()
            cases = cases.search([("partner_id", "in", partners.ids)])
            scorecards = self.env["collection.scorecard"].sudo()
            before = self.cr.sql_log_count
            scorecards._score(cases, TODAY)
            scored = self.cr.sql_log_count
            cases.invalidate_recordset()
            cases.mapped("score_explanation")
            counts.append((scored - before, self.cr.sql_log_count - scored))
        self.assertEqual(counts[2], counts[1])
        self.assertLessEqual(counts[1][0], 2)
        self.assertLessEqual(counts[1][1], 4)
