# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged

from .common import TODAY, CollectionCommon, day
from .run_common import WORK, RunMixin


@tagged("post_install", "-at_install")
class TestRun(RunMixin, CollectionCommon):
    """One sweep of a company makes every case equal to the ledger, and says so."""

    def test_run_opens_what_no_fold_has_opened(self):
        self.post(100, past_due=10)
        self.post(60, past_due=-5, partner=self.other)
        self.lose_marks()
        run = self.run_company()
        self.assert_case_equals_ledger()
        self.assert_no_case(self.other)
        self.assertRecordValues(
            run,
            [
                {
                    "company_id": self.company.id,
                    "user_id": self.manager.id,
                    "date": TODAY,
                    "is_dry": False,
                    "state": "done",
                    "progress": 100,
                    "debtor_count": 2,
                    "opened_count": 1,
                    "reopened_count": 0,
                    "updated_count": 0,
                    "closed_count": 0,
                    "unchanged_count": 0,
                    "folded_count": 0,
                    "drift_count": 0,
                    "error_count": 0,
                    "amount_difference": 0,
                }
            ],
        )
        self.assertTrue(run.date_start and run.date_end)
        self.assertTrue(run.name.startswith(self.company.name))

    def test_run_counts_each_kind_of_change(self):
        paid, grown, kept, back, new = (
            self.new_debtor(name) for name in ("Paid", "Grown", "Kept", "Back", "New")
        )
        settled = self.post(10, past_due=5, partner=paid)
        for partner in (grown, kept):
            self.post(20, past_due=5, partner=partner)
        returned = self.post(30, past_due=5, partner=back)
        self.fold()
        self.pay(returned)
        self.fold()
        self.pay(settled)
        self.post(5, past_due=3, partner=grown)
        self.open_lines(returned).remove_move_reconcile()
        self.post(40, past_due=5, partner=new)
        self.lose_marks()
        run = self.run_company()
        self.assertRecordValues(
            run,
            [
                {
                    "debtor_count": 5,
                    "opened_count": 1,
                    "reopened_count": 1,
                    "updated_count": 1,
                    "closed_count": 1,
                    "unchanged_count": 1,
                    "drift_count": 2,
                }
            ],
        )
        for partner in (grown, kept, back, new):
            self.assert_case_equals_ledger(partner)

    def test_run_folds_waiting_marks_and_finds_no_drift(self):
        self.post(100, past_due=10)
        self.fold()
        self.post(50, past_due=5)
        self.marked()
        run = self.run_company()
        self.assertRecordValues(
            run, [{"folded_count": 1, "drift_count": 0, "updated_count": 1}]
        )
        self.assert_case_equals_ledger()
        self.assertFalse(self.marked())

    def test_batches_of_a_first_run_grow_where_they_would_be_too_many(self):
        for number in range(12):
            self.post(100, past_due=10, partner=self.new_debtor(f"D{number}"))
        self.lose_marks()
        # A dry run has as few batches as can be, and leaves no cases.
        run = self.run_company(dry=True)
        self.assertEqual(run.batch_count, 1)
        for size, many, count in ((2, 3, 3), (2, 25, 6), (100, 3, 1)):
            with (
                patch(f"{WORK}.OPENING_BATCH", size),
                patch(f"{WORK}.MANY_BATCHES", many),
            ):
                batches = run.sudo()._divide(is_undone=False)
            self.assertEqual(len(batches), count)

    def test_company_with_a_few_cases_has_to_open_most_of_them(self):
        partners = [self.new_debtor(f"D{number}") for number in range(8)]
        for number, partner in enumerate(partners):
            self.post(100, past_due=10, partner=partner)
            if number == 1:
                self.fold()
        self.lose_marks()
        run = self.run_company(dry=True).sudo()
        for size, count in ((2, 4), (1, 1)):
            with patch(f"{WORK}.OPENING_BATCH", size):
                self.assertEqual(len(run._divide(is_undone=False)), count)

    def test_contact_far_from_its_company_is_counted_whatever_the_batches(self):
        contact = self.new_debtor("Older than its company")
        for number in range(3):
            self.post(100, past_due=10, partner=self.new_debtor(f"Debtor {number}"))
        company = self.new_debtor("Parent company")
        contact.write({"is_company": False, "parent_id": company.id})
        self.post(100, past_due=10, partner=contact)
        self.post(50, past_due=20, partner=company)
        self.lose_marks()
        with self.batches_of(1):
            run = self.run_company()
        self.assertRecordValues(run, [{"opened_count": 4, "amount_difference": 0}])
        self.assertEqual(self.assert_case_equals_ledger(company).amount_due, 150)

    def test_marked_debtor_whose_sums_stay_the_same_gets_the_last_payment(self):
        first = self.post(100, past_due=10)
        self.fold()
        self.post(100, past_due=10)
        self.pay(first, payment_date=TODAY)
        self.marked()
        self.run_company()
        self.assertRecordValues(
            self.case_of(),
            [
                {
                    "amount_due": 100,
                    "date_last_payment": TODAY,
                    "amount_last_payment": 100,
                }
            ],
        )

    def test_case_that_goes_into_another_is_neither_seen_nor_counted(self):
        other = self.new_debtor("To be a contact")
        self.post(100, past_due=10)
        self.post(50, past_due=10, partner=other)
        self.fold()
        merged = self.case_of(other)
        other.write({"is_company": False, "parent_id": self.debtor.id})
        self.lose_marks()
        told, seen = [], []
        self.patch(
            self.registry["collection.case"],
            "_after_fold",
            lambda _case, closed, **_others: told.extend(closed.ids),
        )
        self.patch(
            self.registry["collection.run"],
            "_score_cases",
            lambda _run, cases: seen.extend(cases.mapped("state")),
        )
        run = self.run_company()
        self.assertEqual(seen, ["open"])
        self.assertEqual(told, merged.ids)
        self.assertRecordValues(run, [{"debtor_count": 1, "updated_count": 1}])

    def test_second_run_of_a_day_changes_nothing(self):
        for number in range(4):
            partner = self.new_debtor(f"Debtor {number}")
            self.post(100 + number, past_due=10 * number + 1, partner=partner)
        self.lose_marks()
        self.run_company()
        before = self.dump()
        run = self.run_company()
        self.assert_same(self.dump(), before)
        self.assertRecordValues(
            run,
            [
                {
                    "opened_count": 0,
                    "updated_count": 0,
                    "closed_count": 0,
                    "unchanged_count": 4,
                }
            ],
        )

    def open_by_run(self, count):
        """Let a run open so many cases.

        :return: the statements of the run, and of the next one
        """
        for number in range(count):
            partner = self.new_debtor(f"Debtor {number} of {count}")
            self.post(100, past_due=10, partner=partner)
        self.lose_marks()
        first = self.run_company()
        self.assertEqual(first.opened_count, count)
        return first.statement_count, self.run_company().statement_count

    def test_statements_do_not_grow_with_the_debtors(self):
        self.open_by_run(1)
        first_of_few, again_of_few = self.open_by_run(2)
        first_of_many, again_of_many = self.open_by_run(12)
        self.assertLessEqual(first_of_many, first_of_few + 2)
        self.assertLessEqual(again_of_many, again_of_few + 2)
        self.assertLessEqual(again_of_many, 100)

    def test_run_keeps_the_amounts_of_the_open_cases(self):
        for amount, past_due in ((1, -5), (2, 10), (4, 40), (8, 70), (16, 100)):
            self.post(amount, past_due)
        self.post(32, past_due=130, partner=self.other)
        self.advance(3, partner=self.other)
        self.assertRecordValues(
            self.run_company(),
            [
                {
                    "amount_not_due": 1,
                    "amount_1_30": 2,
                    "amount_31_60": 4,
                    "amount_61_90": 8,
                    "amount_91_120": 16,
                    "amount_over_120": 32,
                    "amount_overdue": 62,
                    "amount_credit": 3,
                    "amount_cases": 60,
                }
            ],
        )

    # === THE CONTROL SUM === #

    def test_control_sum_ties_every_place_to_the_general_ledger(self):
        self.post(100, past_due=10)
        blocked = self.post(7, past_due=10)
        self.open_lines(blocked).no_followup = True
        self.post(60, past_due=-5, partner=self.other)
        self.advance(15, partner=self.other)
        self.entry(9, past_due=10, partner=self.env["res.partner"])
        self.assertRecordValues(
            self.run_company(),
            [
                {
                    "amount_ledger": 161,
                    "amount_cases": 100,
                    "amount_excluded": 7,
                    "amount_without_case": 45,
                    "amount_without_partner": 9,
                    "count_without_partner": 1,
                    "amount_unposted": 0,
                    "amount_difference": 0,
                }
            ],
        )

    def test_control_sum_holds_for_an_invoice_reset_to_draft(self):
        invoice = self.post(100, past_due=10)
        self.pay(invoice, 30)
        self.fold()
        invoice.button_draft()
        run = self.run_company()
        self.assertEqual(run.amount_difference, 0)
        balance = sum(
            self.env["account.move.line"]
            .search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("company_id", "=", self.company.id),
                ]
            )
            .mapped("balance")
        )
        self.assertEqual(run.amount_ledger, balance)

    def test_falsified_case_is_counted_and_put_right(self):
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.fold()
        self.env.cr.execute(
            "UPDATE collection_case SET amount_due = 1, amount_1_30 = 1 WHERE id = %s",
            [self.case_of().id],
        )
        self.env.invalidate_all()
        run = self.run_company()
        self.assertRecordValues(run, [{"drift_count": 1, "updated_count": 1}])
        self.assert_case_equals_ledger()
        self.assertEqual(self.run_company().drift_count, 0)

    def test_day_that_passes_is_no_drift(self):
        self.post(100, past_due=10)
        self.fold()
        run = self.run_company(today=day(-1), user=self.env.ref("base.user_root"))
        self.assertRecordValues(run, [{"drift_count": 0, "unchanged_count": 1}])
        self.assertEqual(self.case_of().days_past_due, 11)
