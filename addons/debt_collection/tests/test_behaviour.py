# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .behaviour_oracle import behaviour_differences
from .common import NOW, TODAY, day
from .scoring_common import ScoringCommon


@tagged("post_install", "-at_install")
class TestBehaviour(ScoringCommon):
    """What the ledger and the log say about how a debtor pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_is_live = True
        cls.debtor.phone = "+1 212 555 0100"
        cls.invoice = cls.post(1000, past_due=20)
        cls.debtor._collection_refresh()
        cases = cls.env["collection.case"].with_user(cls.mara)
        cls.case = cases.search([("partner_id", "=", cls.debtor.id)])
        cls.case.write({"user_id": cls.ann.id})
        cls.env.flush_all()

    def settle(self, past_due, paid_ago, **values):
        """Post an invoice that is due and paid so many days ago."""
        invoice = self.post(100, past_due=past_due, **values)
        self.pay(invoice, payment_date=day(paid_ago))
        return invoice

    def read_row(self, today=TODAY):
        """Bring the debtor's row up to date, as a run does after the fold, and compare
        it with the oracle.

        :return: the row
        """
        self.fold()
        self.refresh(today)
        days = {self.company.id: today}
        self.assertEqual(behaviour_differences(self.cr, days), [])
        return self.row_of()

    # === FIGURES === #

    def test_debtor_who_never_paid(self):
        self.assertRecordValues(
            self.read_row(),
            [
                {
                    "settled_count": 0,
                    "returned_count": 0,
                    "amount_invoiced": 1000,
                    "date_first_invoice": day(50),
                    "attempt_count": 0,
                    "date_as_of": TODAY,
                }
            ],
        )
        self.cr.execute("SELECT average_days_late, trend FROM collection_behaviour")
        self.assertEqual(self.cr.fetchone(), (None, None))

    def test_days_late_are_those_of_the_last_match_and_never_negative(self):
        self.settle(past_due=60, paid_ago=40)
        self.settle(past_due=60, paid_ago=70)
        invoice = self.post(100, past_due=60)
        self.pay(invoice, 30, payment_date=day(50))
        self.pay(invoice, 70, payment_date=day(20))
        row = self.read_row()
        self.assertEqual(row.settled_count, 3)
        self.assertEqual(row.average_days_late, 20)

    def test_half_paid_invoice_is_not_settled(self):
        self.pay(self.post(100, past_due=60), 99, payment_date=day(10))
        self.assertEqual(self.read_row().settled_count, 0)

    def test_trend_compares_the_last_six_months_with_the_six_before(self):
        self.settle(past_due=310, paid_ago=300)
        self.assertFalse(self.read_row().settled_recent_count)
        self.settle(past_due=130, paid_ago=100)
        row = self.read_row()
        self.assertEqual((row.trend, row.average_days_late), (20, 20))
        self.assertEqual((row.settled_recent_count, row.settled_count), (1, 2))

    def test_what_was_settled_a_year_ago_is_out_of_the_window(self):
        year_ago = (TODAY - (TODAY - relativedelta(months=12))).days
        self.settle(past_due=year_ago + 10, paid_ago=year_ago)
        self.assertEqual(self.read_row().settled_count, 0)
        self.settle(past_due=year_ago + 10, paid_ago=year_ago - 1)
        self.assertEqual(self.read_row().settled_count, 1)

    def test_payment_that_was_reversed_is_returned(self):
        payment = self.pay(self.post(100, past_due=60), payment_date=day(10))
        payment.move_id._reverse_moves([{"date": day(5)}], cancel=True)
        self.assertEqual(self.read_row().returned_count, 1)

    def test_rejected_payment_is_returned_once(self):
        payment = self.advance(50, date=day(10))
        payment.action_reject()
        self.assertIn(self.debtor, self.marked())
        self.assertEqual(self.read_row().returned_count, 1)
        payment.move_id._reverse_moves([{"date": day(5)}], cancel=True)
        self.assertEqual(self.read_row().returned_count, 1)

    def test_reversed_invoice_is_no_returned_payment(self):
        invoice = self.post(100, past_due=60)
        invoice._reverse_moves([{"date": day(5), "invoice_date": day(5)}], cancel=True)
        row = self.read_row()
        self.assertEqual(row.returned_count, 0)
        self.assertEqual(row.amount_invoiced, 1000)

    def test_attempts_are_contacts_that_somebody_made(self):
        case = self.case.with_user(self.ann)
        case.log_contact("call", "no_answer")
        wrong = case.log_contact("call", "no_answer")
        case.log_contact("call", "conversation", corrects=wrong, reason="Talked")
        case.log_contact("letter", "sent", address="1 Mill Road, Salem")
        case.log_contact("call", "conversation", direction="in")
        row = self.read_row()
        self.assertEqual((row.attempt_count, row.right_party_count), (2, 1))
        self.assertEqual(row.contact_success, 0.5)

    def test_result_that_means_something_else_counts_anew(self):
        self.case.with_user(self.ann).log_contact("call", "conversation")
        self.assertEqual(self.read_row().right_party_count, 1)
        results = self.env["collection.result"].with_user(self.mara)
        results._resolve("conversation").is_right_party = False
        self.assertEqual(self.read_row().right_party_count, 0)

    def test_merged_debtor_leaves_its_row_to_one_without(self):
        self.settle(past_due=60, paid_ago=50)
        self.read_row()
        heir = self.new_debtor("Heir")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.debtor | heir).ids, heir)
        self.read_row()
        self.assertEqual(self.row_of(heir).average_days_late, 10)

    def test_items_of_contacts_and_other_companies(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.settle(past_due=60, paid_ago=30, partner=contact)
        self.settle(past_due=60, paid_ago=30, partner=self.other)
        self.assertEqual(self.read_row().settled_count, 1)

    # === STALE DAYS === #

    def test_row_holds_until_a_day_leaves_its_window(self):
        self.settle(past_due=110, paid_ago=100)
        row = self.read_row()
        settled = day(100)
        self.assertEqual(row.date_stale, settled + relativedelta(months=6))
        self.assertEqual(self.refresh(row.date_stale - timedelta(days=1)), 0)
        self.assertEqual(self.refresh(row.date_stale), 1)
        row = self.row_of()
        self.assertEqual((row.settled_count, row.settled_recent_count), (1, 0))
        self.assertEqual(
            row.date_stale, self.row_of().date_first_invoice + relativedelta(months=12)
        )

    def test_postdated_payment_counts_from_its_day_on(self):
        self.settle(past_due=20, paid_ago=-10)
        row = self.read_row()
        self.assertEqual((row.settled_count, row.date_stale), (0, day(-10)))
        self.refresh(day(-10))
        self.assertEqual(self.row_of().average_days_late, 30)

    def test_row_is_read_again_for_a_day_before(self):
        self.read_row()
        self.assertEqual(self.refresh(TODAY - timedelta(days=1)), 1)
        self.assertEqual(self.row_of().date_as_of, TODAY - timedelta(days=1))
        self.assertEqual(self.refresh(TODAY), 0)

    def test_what_is_booked_or_logged_touches_the_row(self):
        self.read_row()
        self.assertEqual(self.refresh(), 0)
        self.case.with_user(self.ann).log_contact("call", "no_answer")
        self.assertFalse(self.row_of().date_stale)
        self.assertEqual(self.refresh(), 1)
        self.assertEqual(self.refresh(debtors=self.debtor.ids), 1)
        self.settle(past_due=20, paid_ago=10)
        self.fold()
        self.assertEqual(self.refresh(), 1)

    def test_row_goes_once_it_does_not_hold_and_nothing_is_overdue(self):
        self.read_row()
        self.pay(self.invoice)
        self.fold()
        self.assertEqual(self.case.state, "closed")
        self.refresh()
        self.assertFalse(self.row_of())

    def test_merged_debtors_are_read_anew(self):
        self.post(60, past_due=70, partner=self.other)
        self.settle(past_due=70, paid_ago=40, partner=self.other)
        self.settle(past_due=60, paid_ago=50)
        self.read_row()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.debtor | self.other).ids, self.debtor)
        self.assertFalse(self.row_of(self.other))
        self.assertEqual(self.read_row().average_days_late, 20)

    # === COSTS === #

    def test_any_number_of_debtors_takes_as_many_statements(self):
        counts = []
        for number in (20, 200):
            self.add_open_cases(number)
            before = self.cr.sql_log_count
            self.assertEqual(self.refresh(), number)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts, [2, 2])
        before = self.cr.sql_log_count
        self.assertEqual(self.refresh(), 0)
        self.assertEqual(self.cr.sql_log_count - before, 1)

    def add_open_cases(self, number):
        """Open cases of that many new debtors, whose rows are missing."""
        partners = self.env["res.partner"].create(
            [{"name": f"Debtor {index}"} for index in range(number)]
        )
        for partner in partners:
            self.entry(10, past_due=3, partner=partner)
        self.fold()
        self.refresh()
        self.cr.execute(
            "DELETE FROM collection_behaviour WHERE partner_id = ANY(%s)",
            [partners.ids],
        )

    # === RIGHTS === #

    def test_collector_reads_behaviour_on_the_case_alone(self):
        self.settle(past_due=60, paid_ago=40)
        self.read_row()
        case = self.case.with_user(self.ann)
        self.assertEqual((case.average_days_late, case.settled_count), (20, 1))
        with self.assertRaises(AccessError):
            self.row_of().with_user(self.ann).read(["amount_invoiced"])
        for user in (self.mara, self.odile):
            self.row_of().with_user(user).read(["amount_invoiced"])
            with self.assertRaises(AccessError):
                self.row_of().with_user(user).write({"settled_count": 7})

    def test_day_of_a_contact_is_the_company_s(self):
        self.company.collection_tz = "Pacific/Auckland"
        with freeze_time(NOW):
            self.case.with_user(self.ann).log_contact("call", "no_answer", date=NOW)
        self.fold()
        self.refresh(TODAY + timedelta(days=1))
        # Noon in UTC is midnight there, and so the day after.
        row = self.row_of()
        self.assertEqual(row.attempt_count, 1)
        self.refresh(TODAY)
        self.assertEqual(self.row_of().attempt_count, 0)
