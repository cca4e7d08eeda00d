# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import tagged

from odoo.addons.debt_collection.tools.ageing import BUCKETS

from .common import CastCommon
from .run_common import RunMixin
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestWhatScreensShow(ScreenMixin, RunMixin, CastCommon):
    """What people look for on a screen stands there, for each who may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)

    def view_of(self, view_type, user, model="collection.case"):
        """Return a view of the cases as a person gets it."""
        return self.arch_of(self.env[model].with_user(user), view_type)

    def field_of(self, arch, name):
        """Return the nodes of a field that can be seen, embedded views apart."""
        return [
            node
            for node in arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]")
            if node.get("invisible") not in ("1", "True")
            and node.get("column_invisible") not in ("1", "True")
        ]

    # === THE CASES === #

    def test_board_stands_by_stage_with_amount_days_age_and_collector(self):
        for user in (self.ann, self.lena, self.mara, self.odile):
            with self.subTest(user=user.login):
                board = self.view_of("kanban", user)
                self.assertEqual(board.get("default_group_by"), "stage_id")
                for name in ("amount_overdue", "days_past_due", "bucket", "partner_id"):
                    self.assertTrue(self.field_of(board, name), name)
                [avatar] = self.field_of(board, "user_id")
                self.assertEqual(avatar.get("widget"), "many2one_avatar_user")

    def test_board_s_bar_has_a_colour_for_every_age(self):
        [bar] = self.view_of("kanban", self.ann).iter("progressbar")
        self.assertEqual(bar.get("field"), "bucket")
        self.assertEqual(bar.get("sum_field"), "amount_overdue")
        self.assertEqual(
            set(json.loads(bar.get("colors"))), {bucket.code for bucket in BUCKETS}
        )

    def test_board_adds_up_each_stage_and_age(self):
        other = self.new_case("Dogwood Retail", self.north, self.ann, amount=50)
        self.post(25, past_due=70, partner=other.partner_id)
        self.fold()
        [bar] = self.view_of("kanban", self.ann).iter("progressbar")
        totals = (
            self.env["collection.case"]
            .with_user(self.ann)
            .read_progress_bar(
                [("id", "in", (self.case | other).ids)],
                "stage_id",
                {"field": "bucket", "colors": json.loads(bar.get("colors"))},
            )
        )
        stage = self.case.stage_id
        counts = totals[str(stage.id)] if str(stage.id) in totals else totals[stage.id]
        self.assertEqual((counts["1_30"], counts["61_90"]), (1, 1))

    def test_list_adds_up_and_marks_what_is_old_and_what_is_closed(self):
        for user in (self.ann, self.mara, self.odile):
            with self.subTest(user=user.login):
                rows = self.view_of("list", user)
                for name in ("amount_overdue", "amount_due"):
                    [field] = self.field_of(rows, name)
                    self.assertTrue(field.get("sum"), name)
                self.assertIn("closed", rows.get("decoration-muted"))
                [overdue] = self.field_of(rows, "amount_overdue")
                self.assertIn("90", overdue.get("decoration-danger"))
                self.assertEqual(rows.get("multi_edit"), "1")

    def test_collector_and_stage_can_be_changed_on_many_rows(self):
        rows = self.view_of("list", self.lena)
        for name in ("user_id", "stage_id"):
            [field] = self.field_of(rows, name)
            self.assertNotIn(field.get("readonly"), ("1", "True"), name)
        for name in ("amount_overdue", "partner_id"):
            self.assertTrue(self.env["collection.case"]._fields[name].readonly, name)

    def test_form_has_its_numbers_items_payments_currencies_and_history(self):
        for user in (self.ann, self.mara, self.odile):
            with self.subTest(user=user.login):
                form = self.view_of("form", user)
                for name in (
                    "amount_due",
                    "amount_overdue",
                    "days_past_due",
                    "date_oldest_due",
                    "amount_credit",
                    "amount_excluded",
                    "amount_last_payment",
                    "date_last_payment",
                    "credit_limit",
                    "credit_limit_use",
                    "open_item_ids",
                    "receipt_ids",
                    "currency_total_ids",
                    "user_id",
                    "team_id",
                ):
                    self.assertTrue(self.field_of(form, name), name)
                self.assertTrue(form.xpath("//widget[@name='collection_ageing_bar']"))
                self.assertTrue(form.xpath("//chatter"))

    def test_form_says_that_its_figures_are_being_refreshed(self):
        form = self.view_of("form", self.ann)
        alerts = form.xpath("//div[contains(@class, 'alert')]")
        [told] = [
            node for node in alerts if node.get("invisible") == "not is_refreshing"
        ]
        self.assertIn("Refresh", "".join(told.itertext()))
        [button] = form.xpath("//button[@name='action_refresh']")
        self.assertEqual(button.get("invisible"), "not is_refreshing")

    # === PARTNER AND INVOICE === #

    def test_ribbon_and_button_stand_on_the_partner_for_roles_alone(self):
        for user, expected in ((self.ann, 1), (self.odile, 1), (self.nora, 0)):
            with self.subTest(user=user.login):
                form = self.view_of("form", user, "res.partner")
                ribbons = form.xpath("//widget[@name='web_ribbon'][@title='Overdue']")
                buttons = form.xpath("//button[@name='action_view_collection_cases']")
                self.assertEqual((len(ribbons), len(buttons)), (expected, expected))

    def test_ribbon_is_for_customers_who_are_late(self):
        form = self.view_of("form", self.ann, "res.partner")
        [ribbon] = form.xpath("//widget[@name='web_ribbon'][@title='Overdue']")
        self.assertIn("collection_days_past_due <= 0", ribbon.get("invisible"))
        late = self.case.partner_id.with_user(self.ann)
        self.assertEqual(late.collection_days_past_due, 10)
        self.assertEqual(self.other.with_user(self.ann).collection_days_past_due, 0)

    # === THE RUN === #

    def test_run_shows_its_table_and_how_far_it_is(self):
        form = self.view_of("form", self.lena, "collection.run")
        for name in (
            "debtor_count",
            "opened_count",
            "reopened_count",
            "updated_count",
            "closed_count",
            "unchanged_count",
            "duration",
            "statement_count",
            "error_count",
            "amount_overdue",
            "amount_ledger",
            "amount_difference",
        ):
            self.assertTrue(self.field_of(form, name), name)
        [progress] = self.field_of(form, "progress")
        self.assertEqual(progress.get("widget"), "progressbar")
        self.assertEqual(progress.get("invisible"), "state == 'done'")

    def test_buttons_to_run_are_for_leads(self):
        for user, expected in ((self.lena, 2), (self.odile, 0)):
            with self.subTest(user=user.login):
                rows = self.view_of("list", user, "collection.run")
                buttons = rows.xpath(
                    "//button[@name='action_run' or @name='action_dry_run']"
                )
                self.assertEqual(len(buttons), expected)
