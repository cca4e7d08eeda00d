# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import CastCommon
from .screen_common import ScreenMixin

COUNTS = ("opened_count", "reopened_count", "updated_count", "closed_count")


@tagged("post_install", "-at_install")
class TestRunScreens(ScreenMixin, CastCommon):
    """What the screens say of a run, and of one that was only tried."""

    def test_dry_run_says_would_and_a_real_one_did(self):
        runs = self.env["collection.run"].with_user(self.mara)
        form = self.arch_of(runs, "form")
        for name in COUNTS:
            nodes = form.xpath(f"//field[@name='{name}']")
            shown = {
                node.getparent().get("invisible"): node.get("string") for node in nodes
            }
            with self.subTest(field=name):
                self.assertEqual(set(shown), {"is_dry", "not is_dry"})
                self.assertTrue(shown["not is_dry"].startswith("Would "))
                self.assertFalse(shown["is_dry"])

    def test_card_shows_what_a_telephone_s_list_cuts_off(self):
        runs = self.env["collection.run"].with_user(self.mara)
        card = self.arch_of(runs, "kanban")
        names = {node.get("name") for node in card.iter("field")}
        self.assertLessEqual(
            {"date", "state", "opened_count", "updated_count", "closed_count"}, names
        )
        self.assertIn("amount_overdue", names)
        action = self.env.ref("debt_collection.collection_run_action")
        self.assertIn("kanban", action.view_mode)
        self.assertEqual(action.mobile_view_mode, "kanban")

    def test_runs_start_from_the_cards_for_leads_alone(self):
        for user, expected in ((self.lena, True), (self.odile, False)):
            runs = self.env["collection.run"].with_user(user)
            arch = self.arch_of(runs, "kanban")
            for name in ("action_run", "action_dry_run"):
                with self.subTest(user=user.login, button=name):
                    found = arch.xpath(f"//header/button[@name='{name}']")
                    self.assertEqual(bool(found), expected)
