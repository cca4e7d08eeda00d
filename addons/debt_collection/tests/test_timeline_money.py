# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .timeline_common import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimelineMoney(TimelineCommon):
    """Payments among everything else that happened with a debtor."""

    def test_payments_stand_on_their_day_with_their_amount(self):
        self.pay(self.invoice, 40)
        [entry] = self.entries(kinds=["payment"])
        self.assertFalse(entry["has_time"])
        self.assertEqual(entry["date"], "2025-06-16 12:00:00")
        self.assertIn("40.00", entry["amount"])
        self.assertEqual(entry["title"], "Payment received")

    def test_day_of_a_payment_is_the_reader_s(self):
        self.pay(self.invoice, 40)
        case = self.case.with_user(self.ann).with_context(tz="Asia/Shanghai")
        [entry] = case.get_timeline(kinds=["payment"])["entries"]
        self.assertEqual(entry["date"], "2025-06-16 04:00:00")

    def test_payment_of_another_company_is_not_shown(self):
        data = self.setup_other_company()
        other = data["company"]
        payment = (
            self.env["account.payment"]
            .with_company(other)
            .create(
                {
                    "amount": 40,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.debtor.id,
                    "company_id": other.id,
                    "journal_id": data["default_journal_bank"].id,
                }
            )
        )
        payment.action_post()
        self.assertFalse(self.entries(kinds=["payment"]))

    def test_closed_case_still_shows_its_payments_and_no_later_ones(self):
        self.pay(self.invoice)
        self.fold()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(len(self.entries(kinds=["payment"])), 1)
        self.env.cr.execute(
            "UPDATE collection_case SET date_closed = '2025-06-10' WHERE id = %s",
            [self.case.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.entries(kinds=["payment"]))
