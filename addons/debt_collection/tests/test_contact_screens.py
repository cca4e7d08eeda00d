# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest import skipUnless

from odoo.tests import Form, HttpCase, tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import NOW, TODAY
from .dialog_common import DialogCommon
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestContactScreens(ScreenMixin, DialogCommon):
    """What the case's and the customer's screens show of contacts."""

    def filter_of(self, name):
        """Return what of ann's cases a filter finds."""
        cases = self.env["collection.case"].with_user(self.ann)
        [node] = self.arch_of(cases, "search").xpath(f"//filter[@name='{name}']")
        domain = self.evaluate(node.get("domain"), self.ann)
        return cases.search(domain) & self.cases

    def test_next_action_is_due_from_its_day_on(self):
        for case, days in zip(self.cases, (-1, 0, 1), strict=True):
            # Yesterday was once to come: nobody sets it any more.
            case.sudo().date_next_action = TODAY + timedelta(days=days)
        self.assertEqual(
            self.filter_of("next_action_due"), self.cases[0] | self.cases[1]
        )
        self.assertFalse(self.filter_of("no_next_action"))

    def test_cases_without_next_action_are_found(self):
        self.without_segments()
        self.env["collection.segment"]._classify(self.cases.sudo(), TODAY)
        self.cases.sudo()._replan("strategy")
        self.cases[0].date_next_action = TODAY
        self.assertEqual(
            self.filter_of("no_next_action"), self.cases[1] | self.cases[2]
        )
        self.assertEqual(self.filter_of("next_action_due"), self.cases[0])

    def test_form_counts_contacts_refusals_and_holds(self):
        case = self.case.with_user(self.ann)
        case.log_contact("call", "no_answer")
        case.hold("Illness", NOW + timedelta(days=2))
        case._judge_and_record(self.act("call"))
        form = Form(case)
        self.assertEqual(
            (form.log_count, form.refusal_count, form.hold_count), (1, 1, 1)
        )

    def test_case_s_form_opens_for_every_role_that_reads_it(self):
        for user in (self.ann, self.lena, self.mara, self.odile):
            with self.subTest(user=user.login):
                self.assertEqual(Form(self.case.with_user(user)).amount_overdue, 100)

    def test_only_those_who_work_cases_can_log_from_the_screens(self):
        for user, expected in ((self.ann, True), (self.odile, False)):
            for view_type in ("form", "list", "kanban"):
                with self.subTest(user=user.login, view=view_type):
                    cases = self.env["collection.case"].with_user(user)
                    arch = self.arch_of(cases, view_type)
                    found = arch.xpath("//*[@name='action_log_contact']")
                    self.assertEqual(bool(found), expected)

    def test_collector_sets_the_next_action_on_the_form(self):
        with Form(self.case.with_user(self.ann)) as form:
            form.date_next_action = TODAY + timedelta(days=3)
        self.assertEqual(self.case.date_next_action, TODAY + timedelta(days=3))

    def test_customer_s_button_shows_the_amount_and_the_days(self):
        form = Form(self.case.partner_id.with_user(self.ann))
        self.assertEqual(form.collection_amount_overdue, 100)
        self.assertEqual(form.collection_days_past_due, 10)

    def test_customer_without_visible_case_shows_no_amount(self):
        partner = self.case.partner_id.with_user(self.ben)
        self.assertFalse(partner.collection_amount_overdue)
        self.assertFalse(partner.collection_currency_id)


@tagged("post_install", "-at_install")
class TestTimelinePdf(DialogCommon, HttpCase):
    """The timeline as a file, where the program for it is there."""

    @skipUnless(_wkhtml().state == "ok", "no wkhtmltopdf here")
    def test_timeline_is_printed_as_pdf(self):
        self.case.with_user(self.ann).log_contact("call", "no_answer")
        reports = self.env["ir.actions.report"].with_user(self.ann)
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(
            "debt_collection.report_collection_timeline",
            data={"case_ids": self.case.ids},
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
