# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, CollectionCommon, day

FIRST_OF_JUNE = "2025-06-01 12:00:00"


@tagged("post_install", "-at_install")
class TestLedgerSurprises(CollectionCommon):
    """What the accounting does that one would not expect, and the case follows."""

    def folded_case(self, partner=None, company=None):
        """Fold, and return the case once it is found equal to the ledger."""
        self.fold()
        return self.assert_case_equals_ledger(partner, company)

    # === LAST PAYMENT === #

    def test_cancelled_payment_is_no_longer_the_last_one(self):
        invoice = self.post(100, past_due=10)
        self.pay(invoice, 30, payment_date=day(8))
        bounced = self.pay(invoice, 20, payment_date=TODAY)
        self.assertRecordValues(
            self.folded_case(),
            [{"date_last_payment": TODAY, "amount_last_payment": 20}],
        )
        bounced.action_draft()
        bounced.action_cancel()
        self.assertRecordValues(
            self.folded_case(),
            [{"date_last_payment": day(8), "amount_last_payment": 30}],
        )

    def test_only_payment_cancelled_leaves_none(self):
        invoice = self.post(100, past_due=10)
        bounced = self.pay(invoice, 20)
        self.fold()
        bounced.action_draft()
        bounced.action_cancel()
        self.assertRecordValues(
            self.folded_case(),
            [{"date_last_payment": False, "amount_last_payment": 0}],
        )

    def test_money_paid_back_is_no_payment_received(self):
        self.post(100, past_due=10)
        self.advance(30, date=day(8))
        self.advance(10, payment_type="outbound", date=day(2))
        self.assertRecordValues(
            self.folded_case(),
            [{"date_last_payment": day(8), "amount_last_payment": 30}],
        )

    def test_payment_booked_by_a_contact_is_the_debtor_s(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.post(100, past_due=10)
        self.advance(30, partner=contact, date=day(3))
        self.assertEqual(self.folded_case().date_last_payment, day(3))

    # === RESIDUALS AS CORE BOOKS THEM === #

    def test_payment_of_a_later_date_lowers_the_debt_at_once(self):
        invoice = self.post(100, past_due=10)
        self.pay(invoice, 40, payment_date=day(-5))
        self.assertEqual(self.folded_case().amount_overdue, 60)

    def test_payment_reset_to_draft_stays_matched_until_it_is_cancelled(self):
        invoice = self.post(100, past_due=10)
        payment = self.pay(invoice, 40)
        payment.action_draft()
        matched = self.open_lines(invoice).amount_residual
        self.assertEqual(self.folded_case().amount_overdue, matched)
        payment.action_cancel()
        self.assertEqual(self.folded_case().amount_overdue, 100)

    # === NO FOLLOW-UP === #

    def test_no_followup_is_honoured_on_credit_notes_and_receipts(self):
        self.post(100, past_due=10)
        note = self.credit(30)
        receipt = self.post(50, past_due=10, move_type="out_receipt")
        case = self.folded_case()
        self.assertRecordValues(
            case,
            [{"amount_due": 120, "amount_credit": 30, "amount_excluded": 0}],
        )
        self.open_lines(note | receipt).no_followup = True
        self.assertRecordValues(
            self.folded_case(),
            [
                {
                    "amount_due": 100,
                    "amount_overdue": 100,
                    "amount_credit": 0,
                    "amount_excluded": 20,
                }
            ],
        )

    # === READ LIVE === #

    def test_open_items_and_currencies_are_live_before_any_fold(self):
        invoice = self.post(100, past_due=10)
        case = self.folded_case()
        self.pay(invoice, 40)
        self.marked()
        case.invalidate_recordset()
        self.assertEqual(case.amount_due, 100)
        self.assertTrue(case.is_refreshing)
        self.assertEqual(case.open_item_ids.amount_residual, 60)
        self.assertEqual(case.currency_total_ids.amount_due, 60)
        self.assertEqual(case.receipt_ids.amount, 40)

    # === CREDIT LIMIT === #

    def test_credit_limit_is_that_of_the_case_s_company(self):
        elsewhere = self.setup_other_company(name="Elsewhere")["company"]
        for company, limit in ((self.company, 400), (elsewhere, 50)):
            partner = self.debtor.with_company(company)
            partner.use_partner_credit_limit = True
            partner.credit_limit = limit
        self.post(100, past_due=10)
        case = self.folded_case()
        self.manager.company_ids = [Command.link(elsewhere.id)]
        for companies in (self.company + elsewhere, elsewhere + self.company):
            seen = case.with_context(allowed_company_ids=companies.ids)
            seen.invalidate_recordset()
            with self.subTest(current=companies[0].name):
                self.assertRecordValues(
                    seen, [{"credit_limit": 400, "credit_limit_use": 0.25}]
                )

    # === THE CLOCK === #

    def test_fold_by_a_clock_set_back_keeps_the_case_and_its_age(self):
        invoice = self.post(100, past_due=10)
        case = self.folded_case()
        with freeze_time(FIRST_OF_JUNE):
            self.pay(invoice, 30)
            self.fold()
        self.assertEqual(self.assert_case_equals_ledger(), case)
        self.assertRecordValues(case, [{"amount_overdue": 70, "date_as_of": TODAY}])
        self.assertEqual(self.events_of(case), ["opened"])

    def test_clock_set_back_does_not_keep_a_paid_case_open(self):
        invoice = self.post(100, past_due=10)
        case = self.folded_case()
        with freeze_time(FIRST_OF_JUNE):
            self.pay(invoice)
            self.fold()
        self.assert_closed(case, "paid")
        self.assertEqual(case.date_closed, TODAY)

    # === MOVED TO ANOTHER COMPANY === #

    def test_invoice_posted_again_in_another_company_changes_both_cases(self):
        elsewhere = self.setup_other_company(name="Elsewhere")
        company = elsewhere["company"]
        company.collection_tz = "UTC"
        self.env.user.company_ids = [Command.link(company.id)]
        self.manager.company_ids = [Command.link(company.id)]
        invoice = self.post(100, past_due=10)
        self.folded_case()
        invoice.button_draft()
        invoice.name = False
        invoice.journal_id = elsewhere["default_journal_sale"]
        self.assertEqual(invoice.company_id, company)
        receivable = self.open_lines(invoice)
        receivable.account_id = elsewhere["default_account_receivable"]
        (invoice.line_ids - receivable).account_id = elsewhere[
            "default_account_revenue"
        ]
        invoice.action_post()
        self.fold()
        self.assert_no_case()
        self.assertEqual(
            self.assert_case_equals_ledger(company=company).amount_overdue, 100
        )
