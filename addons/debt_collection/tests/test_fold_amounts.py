# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestFoldAmounts(CollectionCommon):
    """What of the ledger counts, since when, and in which field of the case."""

    def folded_case(self, partner=None, company=None):
        """Fold, and return the case once it is found equal to the ledger."""
        self.fold()
        return self.assert_case_equals_ledger(partner, company)

    # === AGES === #

    def test_each_age_goes_to_its_bucket(self):
        for past_due in (0, 1, 30, 31, 60, 61, 90, 91, 120, 121):
            self.post(10**-2 * (past_due + 1), past_due)
        self.assertRecordValues(
            self.folded_case(),
            [
                {
                    "amount_not_due": 0.01,
                    "amount_1_30": 0.33,
                    "amount_31_60": 0.93,
                    "amount_61_90": 1.53,
                    "amount_91_120": 2.13,
                    "amount_over_120": 1.22,
                    "open_item_count": 9,
                    "days_past_due": 121,
                    "bucket": "over_120",
                }
            ],
        )

    def test_item_due_today_opens_no_case(self):
        self.post(100, past_due=0)
        self.assertIn(self.debtor, self.fold())
        self.assert_no_case()

    def test_item_due_yesterday_opens_a_case(self):
        self.post(100, past_due=1)
        self.assertEqual(self.folded_case().days_past_due, 1)

    def test_entry_without_due_date_is_due_on_its_date(self):
        self.entry(100, past_due=5, date_maturity=False)
        self.assertEqual(self.folded_case().date_oldest_due, day(5))

    def test_today_is_the_company_s_own_day(self):
        self.company.collection_tz = "Pacific/Auckland"
        with freeze_time("2025-06-16 13:00:00"):  # the 17th in Auckland
            self.post(100, past_due=0)
            self.fold()
            case = self.case_of()
        self.assertRecordValues(
            case, [{"days_past_due": 1, "date_as_of": day(-1), "date_opened": day(-1)}]
        )

    def test_days_pass_without_anything_booked(self):
        self.post(100, past_due=29)
        self.fold()
        with freeze_time("2025-06-18 12:00:00"):
            self.debtor._collection_refresh()
            case = self.assert_case_equals_ledger()
        self.assertEqual(case.bucket, "31_60")

    # === LEAD DAYS === #

    def test_lead_days_open_the_case_before_the_due_date(self):
        for past_due, lead_days, expected in (
            (-7, 0, False),
            (-7, 6, False),
            (-7, 7, True),
            (-7, 8, True),
            (0, 0, False),
            (0, 1, True),
        ):
            with self.subTest(past_due=past_due, lead_days=lead_days):
                partner = self.new_debtor(f"Due in {-past_due}, lead {lead_days}")
                self.company.collection_lead_days = lead_days
                self.post(100, past_due, partner)
                self.fold()
                self.assertEqual(bool(self.case_of(partner)), expected)

    def test_changed_lead_days_open_and_close_cases(self):
        self.post(100, past_due=-5)
        self.fold()
        self.assert_no_case()
        self.company.collection_lead_days = 10
        self.assertIn(self.debtor, self.fold())
        self.assertEqual(self.assert_case_equals_ledger().bucket, "not_due")
        self.company.collection_lead_days = 0
        self.fold()
        self.assert_closed(self.cases_of(), "not_due")

    # === INSTALMENTS AND CREDITS === #

    def test_each_instalment_ages_by_its_own_due_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Three instalments",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": nb_days}
                    )
                    for share, nb_days in ((30, 0), (30, 30), (40, 90))
                ],
            }
        )
        self.post(
            1000,
            invoice_date=day(50),
            invoice_payment_term_id=term,
            invoice_date_due=None,
        )
        self.assertRecordValues(
            self.folded_case(),
            [
                {
                    "amount_31_60": 300,
                    "amount_1_30": 300,
                    "amount_not_due": 400,
                    "date_oldest_due": day(50),
                    "date_next_due": day(-40),
                    "open_item_count": 2,
                }
            ],
        )

    def test_negative_instalment_lowers_the_due_amount_and_no_bucket(self):
        self.entry(100, past_due=40)
        self.entry(-30, past_due=35)
        self.assertRecordValues(
            self.folded_case(),
            [
                {
                    "amount_due": 70,
                    "amount_31_60": 100,
                    "amount_credit": 30,
                    "open_item_count": 1,
                }
            ],
        )

    def test_credit_larger_than_the_debt_makes_the_due_amount_negative(self):
        self.post(100, past_due=40)
        self.advance(150)
        self.assertRecordValues(
            self.folded_case(), [{"amount_due": -50, "amount_overdue": 100}]
        )

    def test_credit_alone_opens_no_case(self):
        self.advance(150)
        self.credit(20, past_due=10)
        self.assertIn(self.debtor, self.fold())
        self.assert_no_case()

    # === NO FOLLOW-UP === #

    def test_misc_entry_counts_although_core_sets_no_followup(self):
        entry = self.entry(100, past_due=10)
        self.assertTrue(self.open_lines(entry).no_followup, "core's default changed")
        self.assertRecordValues(
            self.folded_case(), [{"amount_due": 100, "amount_excluded": 0}]
        )

    def test_misc_entry_is_excluded_where_the_company_says_so(self):
        self.post(40, past_due=10)
        self.entry(100, past_due=10)
        self.fold()
        self.company.collection_misc_no_followup = True
        self.assertIn(self.debtor, self.fold())
        case = self.assert_case_equals_ledger()
        self.assertRecordValues(case, [{"amount_due": 40, "amount_excluded": 100}])
        self.company.collection_misc_no_followup = False
        self.fold()
        self.assertRecordValues(
            self.assert_case_equals_ledger(),
            [{"amount_due": 140, "amount_excluded": 0}],
        )

    def test_misc_entry_without_the_mark_counts_under_either_setting(self):
        self.company.collection_misc_no_followup = True
        self.entry(100, past_due=10, no_followup=False)
        self.assertEqual(self.folded_case().amount_due, 100)

    # === WHO OWES === #

    def test_debtor_is_the_commercial_partner_of_a_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.post(100, past_due=10, partner=contact)
        self.entry(50, past_due=20, partner=contact)
        self.advance(30, partner=contact)
        self.fold()
        self.assert_no_case(contact)
        self.assertRecordValues(
            self.assert_case_equals_ledger(), [{"amount_due": 120, "days_past_due": 20}]
        )

    def test_line_without_partner_belongs_to_no_case(self):
        before = self.env["collection.case"].sudo().search_count([])
        self.entry(100, past_due=10, partner=self.env["res.partner"])
        self.assertFalse(self.fold())
        self.assertEqual(self.env["collection.case"].sudo().search_count([]), before)
