# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .gate_common import GateCommon
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestRefusalScreens(ScreenMixin, GateCommon):
    """Where a manager sees what the gate refused, and which reason blocks how often."""

    def setUp(self):
        super().setUp()
        self.hold()
        self.debtor.email = False
        self.bookkeeper.email = False
        for values in (
            {"channel": "call"},
            {"channel": "email"},
            {"channel": "call", "kind": "reveal"},
        ):
            self.case.with_user(self.ann)._judge_and_record(self.act(**values))

    def search(self, model, name, user=None):
        """Return what of the case a filter of a screen finds."""
        records = self.env[model].with_user(user or self.mara)
        [node] = self.arch_of(records, "search").xpath(f"//filter[@name='{name}']")
        domain = self.evaluate(node.get("domain"), self.mara)
        return records.search([*domain, ("case_id", "=", self.case.id)])

    def test_each_kind_of_act_has_a_filter_that_finds_it_alone(self):
        kinds = [code for code, _label in self.env["collection.refusal"]._get_kinds()]
        base = {"contact": 2, "reveal": 1, "assign": 0}
        self.assertLessEqual(set(base), set(kinds))
        for kind, count in base.items():
            with self.subTest(kind=kind):
                found = self.search("collection.refusal", f"kind_{kind}")
                self.assertEqual(found.mapped("kind"), [kind] * count)

    def test_filters_of_the_reasons_are_those_of_the_acts(self):
        found = self.search("collection.refusal.reason", "kind_reveal")
        self.assertEqual(found.refusal_id.mapped("kind"), ["reveal"])

    def test_manager_sees_which_reason_blocked_how_often(self):
        reasons = self.env["collection.refusal.reason"].with_user(self.mara)
        arch = self.arch_of(reasons, "pivot")
        rows = [
            node.get("name")
            + (f":{node.get('interval')}" if node.get("interval") else "")
            for node in arch.iter("field")
        ]
        groups = reasons.formatted_read_group(
            [("case_id", "=", self.case.id)], rows, ["__count"]
        )
        counts = {group["code"]: group["__count"] for group in groups}
        self.assertEqual(counts, {"on_hold": 3, "no_address": 1})
        self.assertEqual(
            {group["date:month"][0] for group in groups}, {"2025-06-01 00:00:00"}
        )

    def test_collector_counts_the_reasons_of_own_cases_alone(self):
        domain = [("case_id", "=", self.case.id)]
        for user, count in ((self.ann, 4), (self.ben, 0)):
            with self.subTest(user=user.login):
                reasons = self.env["collection.refusal.reason"].with_user(user)
                self.assertEqual(reasons.search_count(domain), count)

    def test_form_and_telephone_show_the_sentences(self):
        refusals = self.env["collection.refusal"].with_user(self.mara)
        form = self.arch_of(refusals, "form")
        for view_type in ("list", "kanban"):
            path = f"//field[@name='reason_ids']/{view_type}//field[@name='message']"
            with self.subTest(view=view_type):
                self.assertEqual(len(form.xpath(path)), 1)
        card = self.arch_of(refusals, "kanban").xpath("//field[@name='summary']")
        self.assertEqual(len(card), 1)

    def test_menu_of_the_reasons_is_shown_to_managers_and_auditors(self):
        menu = self.env.ref("debt_collection.collection_refusal_reason_menu")
        for user in (self.mara, self.odile):
            with self.subTest(user=user.login):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertIn(menu.id, visible)
