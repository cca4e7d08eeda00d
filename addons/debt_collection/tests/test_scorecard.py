# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from lxml import html
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .scoring_common import ScoringCommon, characteristic


@tagged("post_install", "-at_install")
class TestScorecard(ScoringCommon):
    """What a scorecard can be, and who may change it."""

    def test_default_scorecard_gives_a_thousand_points_at_most(self):
        card = self.env.ref("debt_collection.collection_scorecard_default").sudo()
        self.assertEqual(card.points_max, 1000)
        known = self.scorecards._get_characteristics()
        codes = set(card.line_ids.mapped("code"))
        self.assertEqual(set(known) - codes, {"amount_overdue", "size"})
        for line in card.line_ids:
            points = [*line.range_ids.mapped("points"), line.points_unknown]
            self.assertGreaterEqual(min(points), 0, line.code)
            self.assertGreaterEqual(len(line.range_ids), 2, line.code)

    # === REFUSED AT SAVING === #

    def assert_refused(self, words, work):
        """Saving is refused with these words, and the transaction goes on."""
        message = ""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                work()
                self.env.flush_all()
        except ValidationError as error:
            message = str(error)
        except IntegrityError as error:
            # What whoever called it from outside is told.
            [name] = [
                name
                for name, model in self.registry.items()
                if model._table == error.diag.table_name and not model._abstract
            ]
            message = self.env[name]._sql_error_to_message(error)
        self.env.invalidate_all()
        self.assertRegex(message, words)

    def test_scorecard_without_characteristics_is_refused(self):
        self.assert_refused("Characteristics", lambda: self.new_scorecard())
        card = self.new_scorecard(characteristic("days_past_due", (1, 5)))
        lines = card.line_ids
        self.assert_refused("Characteristics", lines.unlink)
        self.assert_refused(
            "Characteristics", lambda: card.write({"line_ids": [Command.clear()]})
        )
        other = self.new_scorecard(characteristic("size", (1, 5)))
        self.assert_refused(
            "Characteristics", lambda: lines.write({"scorecard_id": other.id})
        )

    def test_archived_scorecard_is_put_to_use_with_characteristics_only(self):
        card = self.new_scorecard(active=False)
        self.assert_refused("Characteristics", card.action_unarchive)
        card.line_ids = [characteristic("size", (1, 5))]
        card.action_unarchive()
        self.assert_refused("Characteristics", card.line_ids.unlink)

    def test_all_characteristics_can_be_exchanged_at_once(self):
        card = self.new_scorecard(characteristic("days_past_due", (1, 5)))
        card.write({"line_ids": [Command.clear(), characteristic("size", (1, 5))]})
        self.assertEqual(card.line_ids.mapped("code"), ["size"])

    def test_same_characteristic_twice_is_refused(self):
        twice = [characteristic("size", (1, 5)), characteristic("size", (2, 6))]
        self.assert_refused("Characteristic", lambda: self.new_scorecard(*twice))

    def test_two_ranges_from_the_same_value_are_refused(self):
        ranges = characteristic("size", (10, 5), (20, 6), (10.004, 7))
        self.assert_refused("From", lambda: self.new_scorecard(ranges))

    def test_two_ranges_can_change_places(self):
        card = self.new_scorecard(characteristic("size", (10, 5), (20, 6)))
        first, second = card.line_ids.range_ids
        card.line_ids.write(
            {
                "range_ids": [
                    Command.update(first.id, {"value_from": 20}),
                    Command.update(second.id, {"value_from": 10}),
                ]
            }
        )
        self.env.flush_all()
        self.assertEqual((first.value_from, second.value_from), (20, 10))

    def test_weights_and_points_out_of_bounds_are_refused(self):
        card = self.new_scorecard(characteristic("size", (10, 5)))
        line = card.line_ids
        for weight in (-0.01, 101):
            self.assert_refused("Weight", lambda w=weight: line.write({"weight": w}))
        self.assert_refused("Unknown", lambda: line.write({"points_unknown": 10**6}))
        self.assert_refused("Points", lambda: line.range_ids.write({"points": 10**6}))

    def test_domain_that_cannot_be_used_is_refused(self):
        card = self.new_scorecard(characteristic("size", (10, 5)))
        for domain in (
            "[('gone', '=', 1)]",
            "[('amount_overdue', '>', 'much')]",
            "[('user_id', '=', uid)]",
            "{'a': 1}",
            "[(",
            "['&', ('id', '=', 1)]",
        ):
            with self.subTest(domain=domain):
                self.assert_refused("Cases", lambda d=domain: card.write({"domain": d}))

    def test_domain_that_follows_from_the_scorecard_is_refused(self):
        card = self.new_scorecard(characteristic("size", (10, 5)))
        for name, domain in (
            ("Score", "[('score', '>', 10)]"),
            ("Segment", "[('segment_id.name', '=', 'High')]"),
            ("Next Step", "['|', ('amount_due', '>', 5), ('step_id', '!=', False)]"),
        ):
            with self.subTest(domain=domain):
                self.assert_refused(name, lambda d=domain: card.write({"domain": d}))
        card.domain = "[('partner_id.country_id.code', '=', 'DE')]"

    def test_scorecard_in_use_is_archived_and_not_deleted(self):
        card = self.new_scorecard(characteristic("size", (10, 5)))
        unused = card.copy()
        case = self.new_case("Alder")
        self.refresh()
        self.score()
        self.assertEqual(case.scorecard_id, card)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            (card | unused).unlink()
        unused.unlink()
        card.active = False

    def test_branch_has_no_scorecard(self):
        branch = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Branch", "parent_id": self.company.id})
        )
        self.mara.sudo().company_ids |= branch
        card = self.new_scorecard(characteristic("size", (10, 5)))
        self.assert_refused("Company", lambda: card.write({"company_id": branch.id}))

    # === WHO === #

    def test_manager_changes_scorecards_and_others_do_not(self):
        card = self.new_scorecard(characteristic("size", (10, 5)))
        card.line_ids.range_ids.points = 6
        for user in (self.ann, self.lena, self.odile):
            with self.subTest(user=user.login):
                theirs = card.with_user(user)
                self.assertEqual(theirs.line_ids.range_ids.points, 6)
                for part in (theirs, theirs.line_ids, theirs.line_ids.range_ids):
                    with self.assertRaises(AccessError):
                        part.unlink()
                with self.assertRaises(AccessError):
                    theirs.write({"name": "Mine"})
        with self.assertRaises(AccessError):
            card.with_user(self.nora).read(["name"])

    def test_manager_sees_no_other_company_s_scorecard(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        foreign = self.scorecards.sudo().create(
            {
                "name": "Foreign",
                "company_id": other.id,
                "line_ids": [characteristic("size", (10, 5))],
            }
        )
        shared = self.new_scorecard(characteristic("size", (10, 5)))
        self.assertEqual(
            self.scorecards.search([("name", "in", ["Foreign", "Test card"])]), shared
        )
        for part in (foreign, foreign.line_ids, foreign.line_ids.range_ids):
            with self.assertRaises(AccessError):
                part.with_user(self.mara).read(["display_name"])

    # === ON THE FORM === #

    def test_ranges_show_where_they_end(self):
        card = self.new_scorecard(characteristic("size", (1000, 5), (20.5, 6)))
        card.invalidate_recordset()
        line = card.line_ids
        line.invalidate_recordset()
        self.assertEqual(line.range_ids.mapped("value_to"), ["1,000", ""])
        self.assertEqual(line.summary, "from 20.50: 6 · from 1,000: 5")
        self.assertEqual(line.points_below, "A value below 20.50 counts for 0 points.")
        self.assertEqual((line.points_max, card.points_max), (6, 6))
        shown = self.scorecards.get_view(view_type="form")["arch"]
        [bound] = html.fromstring(shown).xpath("//field[@name='value_from']")
        self.assertIn("hide_trailing_zeros", bound.get("options"))

    def test_copy_has_the_same_ranges(self):
        card = self.new_scorecard(characteristic("size", (1000, 5), (20.5, 6)))
        copied = card.copy()
        self.assertEqual(copied.name, "Test card (copy)")
        self.assertEqual(copied._get_card().steps, card._get_card().steps)

    def test_effect_of_a_weight_is_shown_before_it_is_saved(self):
        card = self.new_scorecard(characteristic("days_past_due", (1, 90)))
        for name in ("Cedar Mills", "Dogwood Yards"):
            self.new_case(name)
        self.refresh()
        self.score()
        cases = self.env["collection.case"].with_user(self.mara).search([])
        before = cases.mapped("score")
        self.assertFalse(card.effect)
        with Form(card) as form:
            with form.line_ids.edit(0) as line:
                line.weight = 2
            self.assertIn("2 of 2 open cases would get more points, 90", form.effect)
            self.assertIn("Cedar Mills", form.effect)
            self.assertIn("+90", form.effect)
            self.assertEqual(cases.mapped("score"), before)
            form.domain = "[('id', '=', 0)]"
            self.assertIn("2 of 2 open cases would get fewer points", form.effect)
            form.domain = "[('gone', '=', 0)]"
            self.assertIn("cannot be used", form.effect)

    def test_effect_of_ranges_is_shown_before_they_are_saved(self):
        card = self.new_scorecard(characteristic("days_past_due", (1, 90)))
        self.new_case("Cedar Mills")
        for points, effect in (
            (30, "would get fewer points, 30"),
            (60, "would get more points, 30"),
        ):
            with Form(card) as form:
                with form.line_ids.edit(0) as line:
                    line.weight = 2
                    with line.range_ids.edit(0) as one:
                        one.points = points
                self.assertIn(effect, form.effect)
            card.line_ids.write({"weight": 1})
            card.line_ids.range_ids.points = 90

    def test_effect_of_a_new_scorecard(self):
        self.new_scorecard(characteristic("days_past_due", (1, 90)))
        self.new_case("Cedar Mills")
        with Form(self.scorecards) as form:
            form.name = "Stricter"
            form.sequence = 1
            with form.line_ids.new() as line:
                line.code = "days_past_due"
                with line.range_ids.new() as one:
                    one.value_from = 1
                    one.points = 100
            self.assertIn("1 of 1 open cases would get more points", form.effect)
            form.sequence = 99
            self.assertIn("None of the 1 open cases", form.effect)

    # === ITS SEGMENTS === #

    def rows_of(self, effect):
        """Return the table of segments: list of the texts of each row."""
        rows = html.fromstring(effect).xpath("(//table)[1]/tbody/tr")
        return [
            [cell.text_content().strip() for cell in row.xpath("td")] for row in rows
        ]

    def test_effect_counts_all_open_cases_whatever_brings_them_to_a_segment(self):
        card = self.new_scorecard(characteristic("days_past_due", (1, 90)))
        strategy = self.env.ref("debt_collection.collection_strategy_default")
        segments = self.env["collection.segment"].with_user(self.mara)
        segments.search([]).action_archive()
        by_hand, large, old = segments.create(
            [
                {"name": name, "strategy_id": strategy.id, "sequence": place, **values}
                for place, (name, values) in enumerate(
                    [
                        ("By hand", {"score_from": 9000}),
                        ("Large", {"domain": "[('amount_overdue', '>=', 500)]"}),
                        ("Old", {"score_from": 100}),
                    ]
                )
            ]
        )
        self.new_case("Cedar Mills", amount=500)
        self.new_case("Dogwood Yards")
        self.new_case("Elm Traders")
        pinned = self.new_case("Fir Retail")
        pinned._override_segment(by_hand, "A friend", TODAY + timedelta(days=9))
        with Form(card) as form:
            with form.line_ids.edit(0) as line:
                line.weight = 2
            self.assertEqual(
                self.rows_of(form.effect),
                [
                    [by_hand.name, "1", "1"],
                    [large.name, "1", "1"],
                    [old.name, "0", "2"],
                    ["No Segment", "2", "0"],
                ],
            )
