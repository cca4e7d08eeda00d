# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common import TODAY, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestFoldEvents(CollectionCommon):
    """Each thing that accounting can do marks the debtor, and the fold of the marks
    alone makes the case equal to the ledger."""

    def assert_followed(self, **expected):
        """The debtor was marked; once folded, the case equals the ledger.

        :param expected: what the case must say besides
        """
        self.assertIn(self.debtor, self.fold())
        case = self.assert_case_equals_ledger()
        self.assertRecordValues(case, [expected])
        return case

    def assert_settled(self, outcome):
        """The debtor was marked; once folded, the case is closed."""
        self.assertIn(self.debtor, self.fold())
        self.assert_no_case()
        self.assert_closed(self.cases_of()[-1:], outcome)

    def post_and_fold(self, amount=100, past_due=10, **values):
        """Post an overdue invoice and let its case open."""
        invoice = self.post(amount, past_due, **values)
        self.fold()
        return invoice

    def test_posting_opens_the_case(self):
        self.post(100, past_due=10)
        self.assert_followed(amount_overdue=100, amount_1_30=100, days_past_due=10)

    def test_second_posting_adds_to_the_case(self):
        self.post_and_fold()
        self.post(250, past_due=70)
        self.assert_followed(amount_due=350, amount_61_90=250, open_item_count=2)

    def test_full_payment_closes_the_case(self):
        invoice = self.post_and_fold()
        self.pay(invoice)
        self.assert_settled("paid")

    def test_part_payment_lowers_the_case(self):
        invoice = self.post_and_fold()
        self.pay(invoice, 30)
        case = self.assert_followed(amount_due=70, amount_overdue=70, amount_credit=0)
        self.assertRecordValues(
            case, [{"date_last_payment": TODAY, "amount_last_payment": 30}]
        )

    def test_unmatched_payment_is_a_credit(self):
        self.post_and_fold()
        self.advance(40)
        self.assert_followed(amount_due=60, amount_overdue=100, amount_credit=40)

    def test_matching_the_payment_later_applies_the_credit(self):
        invoice = self.post_and_fold()
        payment = self.advance(40)
        self.fold()
        self.open_lines(invoice | payment.move_id).reconcile()
        self.assert_followed(amount_due=60, amount_overdue=60, amount_credit=0)

    def test_unmatched_credit_note_is_a_credit(self):
        self.post_and_fold()
        self.credit(25)
        self.assert_followed(amount_due=75, amount_overdue=100, amount_credit=25)

    def test_reversal_closes_the_case(self):
        invoice = self.post_and_fold()
        self._reverse_invoice(invoice, is_modify=False, post=True)
        self.open_lines(invoice | invoice.reversal_move_ids).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        self.assert_settled("credited")

    def test_unreconciling_reopens_the_debt(self):
        invoice = self.post_and_fold()
        self.pay(invoice)
        self.fold()
        self.open_lines(invoice).remove_move_reconcile()
        self.assert_followed(amount_due=0, amount_overdue=100, amount_credit=100)

    def test_cancelled_payment_reopens_the_debt(self):
        invoice = self.post_and_fold()
        payment = self.pay(invoice)
        self.fold()
        payment.action_draft()
        payment.action_cancel()
        self.assert_followed(amount_due=100, amount_overdue=100, amount_credit=0)

    def test_reset_to_draft_withdraws_the_case(self):
        invoice = self.post_and_fold()
        invoice.button_draft()
        self.assert_settled("withdrawn")

    def test_posting_again_after_reset_brings_the_case_back(self):
        invoice = self.post_and_fold()
        invoice.button_draft()
        self.fold()
        invoice.invoice_line_ids.price_unit = 140
        invoice.action_post()
        self.assert_followed(amount_overdue=140, reopen_count=1)

    def test_cancelled_invoice_leaves_the_case(self):
        self.post_and_fold(100)
        gone = self.post_and_fold(60)
        gone.button_draft()
        gone.button_cancel()
        self.assert_followed(amount_overdue=100)

    def test_write_off_closes_the_case(self):
        invoice = self.post_and_fold()
        entry = self.entry(-100)
        self.open_lines(invoice | entry).reconcile()
        self.assert_settled("adjusted")

    def test_payment_with_write_off_closes_the_case_as_paid(self):
        invoice = self.post_and_fold()
        self.pay(
            invoice,
            amount=97,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assert_settled("paid")

    def test_later_due_date_postpones_the_case(self):
        invoice = self.post_and_fold()
        self.open_lines(invoice).date_maturity = day(-20)
        self.assert_settled("not_due")

    def test_earlier_due_date_ages_the_case(self):
        invoice = self.post_and_fold()
        self.open_lines(invoice).date_maturity = day(45)
        self.assert_followed(amount_31_60=100, bucket="31_60", days_past_due=45)

    def test_blocked_invoice_is_excluded(self):
        invoice = self.post_and_fold()
        self.open_lines(invoice).no_followup = True
        self.assert_settled("excluded")
        self.open_lines(invoice).no_followup = False
        self.assert_followed(amount_overdue=100, amount_excluded=0)

    def test_blocked_invoice_beside_another_is_shown_apart(self):
        self.post_and_fold(100)
        blocked = self.post_and_fold(60)
        self.open_lines(blocked).no_followup = True
        self.assert_followed(amount_due=100, amount_overdue=100, amount_excluded=60)

    def test_toggled_block_on_the_invoice_is_followed(self):
        self.post_and_fold(100)
        blocked = self.post_and_fold(60)
        blocked.action_toggle_block_payment()
        self.env.flush_all()
        self.fold()
        self.assert_case_equals_ledger()

    def test_unposted_due_date_change_on_the_invoice_is_followed(self):
        invoice = self.post_and_fold()
        invoice.invoice_date_due = day(35)
        self.assert_followed(days_past_due=35)

    def test_exchange_difference_is_followed(self):
        euro = self.setup_other_currency("EUR", rates=[(day(60), 0.5), (day(0), 0.8)])
        invoice = self.post_and_fold(100, past_due=10, currency_id=euro)
        self.assertEqual(self.case_of().amount_overdue, 200)
        self.pay(invoice, 50, payment_date=TODAY, currency_id=euro.id)
        self.fold()
        self.assert_case_equals_ledger()
        self.assertEqual(self.case_of().amount_overdue, 100)
        self.pay(invoice, payment_date=TODAY, currency_id=euro.id)
        self.assert_settled("paid")

    def test_account_that_stops_being_receivable_takes_its_items_away(self):
        account = self.receivable.copy({"code": "121999"})
        self.post_and_fold(100)
        self.entry(60, past_due=10, account=account)
        self.assert_followed(amount_overdue=160)
        account.account_type = "asset_current"
        self.assert_followed(amount_overdue=100)
        account.account_type = "asset_receivable"
        self.assert_followed(amount_overdue=160)

    def test_line_moved_to_another_partner_changes_both_cases(self):
        entry = self.entry(100, past_due=10)
        self.fold()
        self.assert_case_equals_ledger()
        entry.button_draft()
        self.open_lines(entry).partner_id = self.other
        entry.action_post()
        self.assertEqual(self.fold(), self.debtor | self.other)
        self.assert_no_case()
        self.assert_case_equals_ledger(self.other)

    def test_deleted_entry_leaves_the_case(self):
        entry = self.entry(100, past_due=10)
        self.assert_followed(amount_overdue=100)
        entry.button_draft()
        entry.with_context(force_delete=True).unlink()
        self.assert_settled("withdrawn")

    def test_statement_line_matched_with_the_invoice_pays_it(self):
        invoice = self.post_and_fold()
        self.pay_with_statement_line(
            invoice, self.company_data["default_journal_bank"].id, TODAY, 100
        )
        self.assert_settled("paid")

    def test_payment_by_instalment_term_is_followed(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": nb_days}
                    )
                    for nb_days in (0, 60)
                ],
            }
        )
        invoice = self.post(
            200,
            invoice_date=day(40),
            invoice_payment_term_id=term,
            invoice_date_due=None,
        )
        self.assert_followed(
            amount_31_60=100, amount_not_due=100, date_next_due=day(-20)
        )
        self.pay(invoice, 100)
        self.assert_settled("paid")
