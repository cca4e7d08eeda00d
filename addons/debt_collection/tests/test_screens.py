# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import CastCommon
from .run_common import RunMixin
from .screen_common import MODELS, ScreenMixin


@tagged("post_install", "-at_install")
class TestScreens(ScreenMixin, RunMixin, CastCommon):
    """Every screen opens for those who may see it, and its filters find the right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann, amount=100)
        cls.rich = cls.new_case("Dogwood Retail", cls.south, None, amount=50_000)

    def found(self, domain, user=None):
        """Return which of the two cases a filter finds."""
        cases = self.env["collection.case"].with_user(user or self.mara)
        return cases.search(domain) & (self.case | self.rich)

    # === VIEWS, FILTERS, ACTIONS === #

    def test_every_view_opens_for_every_role_with_access(self):
        for model in MODELS:
            for user in (self.ann, self.lena, self.mara, self.odile):
                records = self.env[model].with_user(user)
                if not records.has_access("read"):
                    continue
                types = (
                    self.env["ir.ui.view"]
                    .sudo()
                    .search([("model", "=", model), ("mode", "=", "primary")])
                )
                for view_type in set(types.mapped("type")):
                    with self.subTest(model=model, user=user.login, view=view_type):
                        self.assertIsNotNone(self.arch_of(records, view_type))

    def test_every_filter_finds_without_error(self):
        for model in MODELS:
            records = self.env[model].with_user(self.mara)
            arch = self.arch_of(records, "search")
            for node in arch.iter("filter"):
                with self.subTest(model=model, filter=node.get("name")):
                    domain = self.evaluate(node.get("domain"), self.mara)
                    records.search(domain, limit=1)
                    context = self.evaluate(node.get("context") or "{}", self.mara)
                    if "group_by" in context:
                        records.formatted_read_group(
                            [], [context["group_by"]], ["__count"]
                        )

    def test_every_default_filter_exists(self):
        actions = (
            self.env["ir.actions.act_window"]
            .sudo()
            .search([("res_model", "in", MODELS)])
        )
        self.assertTrue(actions)
        for action in actions:
            names = {
                node.get("name")
                for node in self.arch_of(
                    self.env[action.res_model].with_user(self.mara), "search"
                ).iter("filter", "field")
            }
            context = self.evaluate(action.context, self.mara)
            for key in context:
                if key.startswith("search_default_"):
                    with self.subTest(action=action.name, key=key):
                        self.assertIn(key.removeprefix("search_default_"), names)

    def test_every_action_has_help_and_its_views(self):
        actions = (
            self.env["ir.actions.act_window"]
            .sudo()
            .search([("res_model", "in", MODELS), ("binding_model_id", "=", False)])
        )
        for action in actions:
            with self.subTest(action=action.name):
                self.assertTrue(action.help, "an empty screen without help")
                for view_type in action.view_mode.split(","):
                    records = self.env[action.res_model].with_user(self.mara)
                    self.assertIsNotNone(self.arch_of(records, view_type))

    # === WHAT THE FILTERS FIND === #

    def filter_of(self, name, user=None):
        """Return what a filter of the cases finds."""
        user = user or self.mara
        arch = self.arch_of(self.env["collection.case"].with_user(user), "search")
        [node] = arch.xpath(f"//filter[@name='{name}']")
        return self.found(self.evaluate(node.get("domain"), user), user)

    def test_my_cases_are_the_own_ones(self):
        self.assertEqual(self.filter_of("mine", self.ann), self.case)
        self.assertFalse(self.filter_of("mine", self.mara))

    def test_my_teams_cases_are_those_of_members_and_leads(self):
        for user, expected in (
            (self.ann, self.case),
            (self.cleo, self.rich),
            (self.lena, self.case),
            (self.hugo, self.case | self.rich),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.filter_of("my_teams", user), expected)

    def test_unassigned_cases_have_no_collector(self):
        self.assertEqual(self.filter_of("unassigned"), self.rich)

    def test_high_value_begins_at_the_company_s_amount(self):
        self.assertEqual(self.filter_of("high_value"), self.rich)
        self.company.collection_high_value = 100
        self.assertEqual(self.filter_of("high_value"), self.case | self.rich)
        self.company.collection_high_value = 100.01
        self.assertEqual(self.filter_of("high_value"), self.rich)

    def test_high_value_can_be_negated(self):
        for domain in (
            [("is_high_value", "=", False)],
            [("is_high_value", "!=", True)],
            ["!", ("is_high_value", "=", True)],
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self.found(domain), self.case)

    def test_high_value_is_shown_as_it_is_found(self):
        self.assertRecordValues(
            self.case | self.rich, [{"is_high_value": False}, {"is_high_value": True}]
        )

    def test_cases_with_credit_have_one(self):
        self.assertFalse(self.filter_of("has_credit"))
        self.advance(10, partner=self.case.partner_id)
        self.fold()
        self.assertEqual(self.filter_of("has_credit"), self.case)

    def test_over_90_begins_on_the_91st_day(self):
        for past_due, partner in ((90, self.case), (91, self.rich)):
            self.post(1, past_due, partner=partner.partner_id)
        self.fold()
        self.assertEqual(self.filter_of("over_90"), self.rich)

    def test_case_is_found_by_number_and_by_customer(self):
        cases = self.env["collection.case"].with_user(self.mara)
        for text in (self.case.name, "cedar"):
            with self.subTest(text=text):
                self.assertIn(self.case.id, dict(cases.name_search(text)))

    # === FORMS === #

    def test_collector_works_the_own_case_on_its_form(self):
        with Form(self.case.with_user(self.ann)) as form:
            self.assertEqual(form.amount_overdue, 100)
            form.stage_id = self.env.ref("debt_collection.collection_stage_contact")
        self.assertEqual(
            self.case.stage_id, self.env.ref("debt_collection.collection_stage_contact")
        )

    def test_amounts_cannot_be_typed_on_the_form(self):
        with Form(self.case) as form:
            for field in ("amount_overdue", "state", "partner_id"):
                with self.subTest(field=field), self.assertRaises(AssertionError):
                    setattr(form, field, False)

    def test_auditor_reads_the_form(self):
        self.assertEqual(Form(self.case.with_user(self.odile)).amount_overdue, 100)

    def test_lead_reads_the_run_on_its_form(self):
        form = Form(self.run_company(dry=True).with_user(self.lena))
        self.assertTrue(form.is_dry)
        self.assertEqual(form.amount_difference, 0)

    def test_manager_makes_a_team_on_its_form(self):
        with Form(self.env["collection.team"].with_user(self.mara)) as form:
            form.name = "East"
            form.parent_id = self.region
            form.lead_id = self.lena
            form.member_ids.add(self.ann)
        self.assertRecordValues(
            form.record, [{"name": "East", "member_ids": self.ann.ids}]
        )
        self.assertEqual(form.record.all_lead_ids, self.lena | self.hugo)

    def test_team_s_button_shows_its_cases(self):
        action = self.north.with_user(self.mara).action_view_cases()
        self.assertEqual(self.found(action["domain"]), self.case)

    # === SMART BUTTONS === #

    def test_partner_s_button_opens_the_only_case(self):
        partner = self.case.partner_id.with_user(self.ann)
        self.assertRecordValues(
            partner,
            [
                {
                    "collection_case_id": self.case.id,
                    "collection_case_count": 1,
                    "collection_days_past_due": 10,
                }
            ],
        )
        action = partner.action_view_collection_cases()
        self.assertEqual(action["res_id"], self.case.id)

    def test_partner_s_button_lists_several_cases(self):
        old = self.case
        invoice = self.env["account.move"].search(
            [("partner_id", "=", old.partner_id.id)]
        )
        self.pay(invoice)
        self.fold()
        self.env.cr.execute(
            "UPDATE collection_case SET date_closed = '2025-01-01' WHERE id = %s",
            [old.id],
        )
        self.post(5, past_due=3, partner=old.partner_id)
        self.fold()
        action = old.partner_id.with_user(self.mara).action_view_collection_cases()
        found = (
            self.env["collection.case"].with_user(self.mara).search(action["domain"])
        )
        self.assertEqual(found, self.cases_of(old.partner_id))
        self.assertEqual(len(found), 2)

    def test_contact_s_button_leads_to_the_company_s_case(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.case.partner_id.id}
        )
        self.assertEqual(
            contact.with_user(self.ann).collection_case_id.id, self.case.id
        )

    def test_partner_shows_nothing_of_a_case_that_is_hidden(self):
        partner = self.case.partner_id.with_user(self.ben)
        self.assertFalse(partner.collection_case_id)
        self.assertEqual(partner.collection_days_past_due, 0)

    def test_partner_s_form_opens_for_people_without_role(self):
        for user in (self.nora, self.ann, self.env.user):
            with self.subTest(user=user.login):
                Form(self.case.partner_id.with_user(user))

    def test_invoice_s_button_opens_the_customer_s_case(self):
        self.ann.group_ids = [
            Command.link(self.env.ref("account.group_account_invoice").id)
        ]
        invoice = self.env["account.move"].search(
            [("partner_id", "=", self.case.partner_id.id)]
        )
        action = invoice.with_user(self.ann).action_view_collection_case()
        self.assertEqual(action["res_id"], self.case.id)

    def test_accountant_without_role_sees_no_case_on_the_invoice(self):
        invoice = self.env["account.move"].search(
            [("partner_id", "=", self.case.partner_id.id)]
        )
        self.assertFalse(invoice.collection_case_id)
        self.assertTrue(Form(invoice))

    def test_vendor_bill_has_no_case(self):
        bill = self.post(70, partner=self.case.partner_id, move_type="in_invoice")
        self.assertFalse(bill.sudo().collection_case_id)

    # === CHATTER === #

    def test_collector_writes_a_note_and_plans_an_activity(self):
        case = self.case.with_user(self.ann)
        case.message_post(body="Promised to look into it.")
        case.activity_schedule("mail.mail_activity_data_call", user_id=self.ann.id)
        self.assertEqual(case.activity_user_id, self.ann)
        self.assertIn("look into it", case.message_ids[0].body)

    def test_mass_assignment_of_the_list_writes_each_case(self):
        cases = self.case | self.rich
        self.call_rpc(
            self.mara,
            "collection.case",
            "web_save",
            [cases.ids[:1], {"user_id": self.ben.id}, {"user_id": {}}],
        )
        cases.with_user(self.mara).write({"user_id": self.ben.id})
        self.assertEqual(cases.user_id, self.ben)
        with self.assertRaises(UserError):
            cases.with_user(self.mara).write({"amount_due": 0})
