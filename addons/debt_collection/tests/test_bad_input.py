# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation, NotNullViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY, CollectionCommon, day
from .run_common import RunMixin


@tagged("post_install", "-at_install")
class TestBadInput(RunMixin, CollectionCommon):
    """Each odd thing a ledger may hold has a defined outcome."""

    # === PARTNERS === #

    def test_partner_without_name_email_phone_and_country_has_a_case(self):
        bare = self.env["res.partner"].create(
            {"type": "invoice", "name": False, "country_id": False}
        )
        self.post(100, past_due=10, partner=bare)
        self.fold()
        self.assertFalse(bare.name or bare.email or bare.phone or bare.country_id)
        case = self.assert_case_equals_ledger(bare)
        self.assertTrue(case.display_name.startswith(case.name))
        self.assertEqual(case.action_open_partner()["res_id"], bare.id)
        self.assertEqual(Form(case).amount_due, 100)

    def test_line_without_partner_is_counted_and_opens_no_case(self):
        self.entry(100, past_due=10, partner=self.env["res.partner"])
        self.entry(-30, past_due=5, partner=self.env["res.partner"])
        run = self.run_company()
        self.assertRecordValues(
            run,
            [
                {
                    "count_without_partner": 2,
                    "amount_without_partner": 70,
                    "debtor_count": 0,
                    "opened_count": 0,
                    "amount_difference": 0,
                }
            ],
        )
        item = (
            self.env["collection.open.item"]
            .with_user(self.manager)
            .search(
                [("company_id", "=", self.company.id), ("partner_id", "=", False)],
                limit=1,
            )
        )
        self.assertFalse(item.case_id)
        self.assertEqual(item.company_id, self.company)

    def test_supplier_and_employee_on_a_receivable_account_are_debtors(self):
        supplier = self.new_debtor("Supplier", supplier_rank=1)
        employee = self.new_user("emil", "base.group_user").partner_id
        self.entry(40, past_due=10, partner=supplier)
        self.entry(20, past_due=30, partner=employee)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(supplier).amount_due, 40)
        self.assertEqual(self.assert_case_equals_ledger(employee).amount_due, 20)

    def test_what_is_owed_to_a_supplier_does_not_lower_the_case(self):
        self.post(100, past_due=10)
        self.post(70, past_due=10, move_type="in_invoice")
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().amount_due, 100)

    def test_archived_receivable_account_still_counts(self):
        account = self.receivable.copy({"code": "121998"})
        self.entry(100, past_due=10, account=account)
        self.fold()
        account.active = False
        self.debtor._collection_refresh()
        self.assertEqual(self.assert_case_equals_ledger().amount_due, 100)

    # === AMOUNTS === #

    def test_invoice_of_zero_opens_no_case(self):
        self.post(0, past_due=10)
        self.fold()
        self.debtor._collection_refresh()
        self.assert_no_case()
        self.assertEqual(self.run_company().debtor_count, 0)

    def test_negative_residual_alone_opens_no_case(self):
        self.entry(-100, past_due=10)
        self.fold()
        self.assert_no_case()
        self.assertRecordValues(
            self.run_company(),
            [{"amount_without_case": -100, "amount_difference": 0}],
        )

    def test_residual_of_one_cent_is_enough(self):
        self.post(0.01, past_due=1)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().amount_overdue, 0.01)

    def test_debt_and_credit_that_cancel_out_stay_a_case_until_matched(self):
        invoice = self.post(100, past_due=10)
        note = self.credit(100)
        self.fold()
        self.assertRecordValues(
            self.assert_case_equals_ledger(), [{"amount_due": 0, "amount_overdue": 100}]
        )
        self.open_lines(invoice | note).reconcile()
        self.fold()
        self.assert_no_case()

    def test_very_large_amounts_are_kept_to_the_cent(self):
        self.post(98_765_432_109.87, past_due=10)
        self.post(0.02, past_due=40)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().amount_due, 98_765_432_109.89)

    def test_due_date_far_in_the_past_is_aged(self):
        entry = self.entry(100, past_due=10)
        self.open_lines(entry).date_maturity = "1900-01-01"
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().bucket, "over_120")

    # === CURRENCIES === #

    def test_currency_without_rate_counts_one_to_one(self):
        odd = self.env["res.currency"].create({"name": "ODD", "symbol": "?"})
        self.assertFalse(odd.rate_ids)
        self.post(100, past_due=10, currency_id=odd)
        self.fold()
        case = self.assert_case_equals_ledger()
        self.assertEqual(case.amount_due, 100)
        self.assertEqual(case.currency_total_ids.currency_id, odd)

    def test_archived_currency_still_counts(self):
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 0.5)])
        self.post(100, past_due=10, currency_id=euro)
        self.fold()
        euro.active = False
        self.debtor._collection_refresh()
        self.assertEqual(self.assert_case_equals_ledger().amount_due, 200)

    # === NAMES === #

    def named_records(self):
        """Return a record of each kind that people choose by its name, as the
        administrator of the collections sees it."""
        env = self.env(
            user=self.new_user("adam", "debt_collection.group_collection_admin")
        )
        strategy = env.ref("debt_collection.collection_strategy_default")
        segment, team, position, rule = (
            env[f"collection.{model}"].create({"name": "New", **values})
            for model, values in (
                ("segment", {"strategy_id": strategy.id}),
                ("team", {}),
                ("position", {}),
                ("assignment.rule", {"team_id": self.company.collection_team_id.id}),
            )
        )
        experiment = env["collection.experiment"].create(
            {
                "name": "New",
                "segment_id": segment.id,
                "challenger_strategy_id": strategy.copy().id,
            }
        )
        scorecard = env["collection.scorecard"].search([], limit=1)
        return [
            *(segment, strategy, strategy.step_ids[:1], scorecard, team, position),
            *(experiment, rule),
            env["collection.stage"].search([], limit=1),
            env["collection.channel"].search([], limit=1),
            env["collection.result"].search([], limit=1),
        ]

    def test_name_of_blanks_alone_is_refused(self):
        for record in self.named_records():
            for name in ("", " ", "\t\n", "\u3000\xa0", "\u200b", "\xad\u2060\ufeff"):
                with (
                    self.subTest(model=record._name, name=name),
                    self.assertRaisesRegex(ValidationError, "“Name” holds nothing"),
                    self.env.cr.savepoint(),
                ):
                    record.name = name
            record.name = " 客户 "
            self.assertEqual(record.name, " 客户 ")

    def test_record_is_not_created_with_a_name_of_blanks(self):
        teams = self.env["collection.team"].with_user(self.manager)
        for create in (
            lambda: teams.create({"name": " "}),
            lambda: teams.name_create(" "),
        ):
            with (
                self.assertRaisesRegex(ValidationError, "“Name” holds nothing"),
                self.env.cr.savepoint(),
            ):
                create()
        self.assertTrue(teams.create({"name": "East"}))

    def test_translation_of_a_name_is_not_blank_either(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for record in self.named_records():
            if not record._fields["name"].translate:
                continue
            name = record.name
            for text in ("", "  "):
                with (
                    self.subTest(model=record._name, text=text),
                    self.assertRaisesRegex(ValidationError, "“Name” holds nothing"),
                ):
                    record.update_field_translations("name", {"fr_FR": text})
            french = record.with_context(lang="fr_FR")
            record.update_field_translations("name", {"fr_FR": "Nom"})
            self.assertEqual((record.name, french.name), (name, "Nom"))
            record.update_field_translations("name", {"fr_FR": False})
            self.assertEqual(french.name, name)

    # === COMPANIES AND USERS === #

    def test_zone_cannot_be_emptied(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(NotNullViolation),
            self.env.cr.savepoint(),
        ):
            self.company.collection_tz = False
            self.env.flush_all()

    def test_zone_is_one_of_the_list(self):
        with self.assertRaisesRegex(ValidationError, "Time Zone: there is no zone"):
            self.company.collection_tz = "Mars/Base"
        self.company.collection_tz = "Asia/Shanghai"
        self.assertTrue(self.company._collection_today())

    def test_new_company_takes_the_zone_of_its_maker(self):
        self.env.user.tz = "Asia/Shanghai"
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertEqual(company.collection_tz, "Asia/Shanghai")
        self.env.user.tz = False
        self.assertEqual(
            self.env["res.company"].create({"name": "Plain"}).collection_tz, "UTC"
        )

    def test_days_of_a_company_and_of_a_result_are_at_most_ten_years(self):
        result = self.env.ref("debt_collection.collection_result_conversation")
        for record, name in (
            (self.company, "collection_lead_days"),
            (self.company, "collection_payment_patience"),
            (self.company, "collection_log_days"),
            (result.sudo(), "next_days"),
            (result.sudo(), "hold_days"),
        ):
            for days in (-1, 3651):
                with (
                    self.subTest(field=name, days=days),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(CheckViolation),
                    self.env.cr.savepoint(),
                ):
                    record[name] = days
                    self.env.flush_all()
            record[name] = 3650
            self.env.flush_all()

    def test_negative_high_value_is_refused(self):
        with self.assertRaises(ValidationError):
            self.company.collection_high_value = -1

    def test_user_without_the_company_neither_sees_nor_runs_it(self):
        self.post(100, past_due=10)
        self.fold()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.new_user(
            "stan",
            "debt_collection.group_collection_admin",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        cases = self.env["collection.case"].with_user(stranger)
        self.assertFalse(cases.search([("partner_id", "=", self.debtor.id)]))
        self.assertFalse(self.debtor.with_user(stranger).collection_case_id)
        with self.assertRaises(AccessError):
            self.run_company(stranger)

    def test_user_without_any_company_switched_on_works_in_the_own(self):
        cases = self.env["collection.case"].with_user(self.manager)
        self.post(100, past_due=10)
        self.fold()
        self.assertTrue(
            cases.with_context(allowed_company_ids=[]).search(
                [("partner_id", "=", self.debtor.id)]
            )
        )

    def test_company_that_is_none_is_refused(self):
        gone = self.env["res.company"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        with self.assertRaises(UserError):
            self.start(number)

    def test_deleted_first_stages_do_not_stop_new_cases(self):
        first = self.env["collection.stage"].sudo()._get_first()
        first.with_user(self.manager).action_archive()
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.assertTrue(case.stage_id.active)
        self.assertNotEqual(case.stage_id, first)
        self.assertEqual(case.date_opened, TODAY)

    def test_due_date_before_the_invoice_s_own_date_is_aged_all_the_same(self):
        invoice = self.post(100, past_due=10)
        self.open_lines(invoice).date_maturity = day(300)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().days_past_due, 300)
