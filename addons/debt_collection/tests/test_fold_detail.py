# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common import TODAY, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestFoldDetail(CollectionCommon):
    """Currencies, branches, and what stands behind a case's figures."""

    def folded_case(self, partner=None, company=None):
        """Fold, and return the case once it is found equal to the ledger."""
        self.fold()
        return self.assert_case_equals_ledger(partner, company)

    # === CURRENCIES === #

    def test_amounts_are_in_the_company_s_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 0.5)])
        self.post(100, past_due=10, currency_id=euro)
        self.post(10, past_due=40)
        self.assertRecordValues(
            self.folded_case(), [{"amount_1_30": 200, "amount_31_60": 10}]
        )

    def test_detail_names_each_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 0.5)])
        self.post(100, past_due=10, currency_id=euro)
        self.post(20, past_due=-10, currency_id=euro)
        self.advance(30, currency_id=euro.id)
        self.post(10, past_due=40)
        totals = self.folded_case().currency_total_ids
        self.assertRecordValues(
            totals.sorted(lambda total: total.currency_id.name),
            [
                {
                    "currency_id": euro.id,
                    "item_count": 3,
                    "amount_due": 90,
                    "amount_overdue": 100,
                    "amount_credit": 30,
                    "amount_due_company": 180,
                },
                {
                    "currency_id": self.currency.id,
                    "item_count": 1,
                    "amount_due": 10,
                    "amount_overdue": 10,
                    "amount_credit": 0,
                    "amount_due_company": 10,
                },
            ],
        )

    # === BRANCHES === #

    def test_branch_is_netted_with_its_root_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.cr.flush()  # core gives a branch its default accounts there
        self.env.user.company_ids = [Command.link(branch.id)]
        self.manager.company_ids = [Command.link(branch.id)]
        self.post(100, past_due=10)
        invoice = self.draft(60, past_due=40, company_id=branch)
        self.assertEqual(invoice.company_id, branch)
        invoice.action_post()
        case = self.folded_case()
        self.assertRecordValues(
            case, [{"company_id": self.company.id, "amount_overdue": 160}]
        )
        self.assertEqual(case.open_item_ids.branch_id, self.company | branch)
        self.assert_no_case(company=branch)

    # === OPEN ITEMS === #

    def test_open_items_add_up_to_the_case(self):
        self.post(100, past_due=45, ref="PO 7")
        self.post(10, past_due=-4)
        self.credit(25)
        blocked = self.post(60, past_due=10)
        self.open_lines(blocked).no_followup = True
        case = self.folded_case()
        self.assertRecordValues(
            case.open_item_ids,
            [
                {
                    "kind": kind,
                    "amount_residual": amount,
                    "days_past_due": days,
                    "bucket": bucket,
                    "is_excluded": excluded,
                }
                for kind, amount, days, bucket, excluded in (
                    ("invoice", 100, 45, "31_60", False),
                    ("invoice", 60, 10, "1_30", True),
                    ("credit_note", -25, 0, "credit", False),
                    ("invoice", 10, -4, "not_due", False),
                )
            ],
        )
        counted = case.open_item_ids.filtered(lambda item: not item.is_excluded)
        self.assertEqual(sum(counted.mapped("amount_residual")), case.amount_due)

    def test_receipts_show_what_came_in_and_what_is_unapplied(self):
        invoice = self.post(100, past_due=10)
        self.pay(invoice, 60, payment_date=day(2))
        self.advance(15)
        self.credit(5)
        case = self.folded_case()
        self.assertRecordValues(
            case.receipt_ids,
            [
                {"date": TODAY, "amount": 15, "amount_unapplied": 15},
                {"date": day(2), "amount": 60, "amount_unapplied": 0},
            ],
        )
        self.assertRecordValues(
            case, [{"date_last_payment": TODAY, "amount_last_payment": 15}]
        )

    # === CREDIT LIMIT === #

    def test_credit_limit_and_its_use_are_the_partner_s(self):
        self.debtor.use_partner_credit_limit = True
        self.debtor.credit_limit = 400
        self.post(100, past_due=10)
        self.assertRecordValues(
            self.folded_case(), [{"credit_limit": 400, "credit_limit_use": 0.25}]
        )

    def test_use_of_a_missing_credit_limit_is_nothing(self):
        self.post(100, past_due=10)
        self.assertRecordValues(
            self.folded_case(), [{"credit_limit": 0, "credit_limit_use": 0}]
        )
