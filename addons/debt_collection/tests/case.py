# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields

AMOUNTS = (
    "amount_due",
    "amount_overdue",
    "amount_not_due",
    "amount_1_30",
    "amount_31_60",
    "amount_61_90",
    "amount_91_120",
    "amount_over_120",
    "amount_credit",
    "amount_excluded",
)
# Written out a second time on purpose: a wrong bound in the product must not hide.
AGES = ((30, "1_30"), (60, "31_60"), (90, "61_90"), (120, "91_120"))


def bucket_of_age(days):
    """Return the bucket of an age, counted with plain comparisons."""
    if days <= 0:
        return "not_due"
    return next((code for last, code in AGES if days <= last), "over_120")


class CaseAssertions:
    """What a test can say about cases."""

    def expected_totals(self, partner, company, today):
        """Add up a debtor's open receivables, item by item, through the ORM.

        :return: dict of the fields of a case
        """
        items = self.env["account.move.line"].sudo().with_context(active_test=False)
        totals = dict.fromkeys(AMOUNTS, 0.0)
        overdue, coming = [], []
        for item in items.search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "child_of", company.id),
                ("partner_id.commercial_partner_id", "=", partner.id),
            ]
        ):
            residual = 0.0 if item.reconciled else item.amount_residual
            honoured = (
                item.move_id.move_type != "entry" or company.collection_misc_no_followup
            )
            if item.no_followup and honoured:
                totals["amount_excluded"] += residual
                continue
            totals["amount_due"] += residual
            if residual < 0:
                totals["amount_credit"] -= residual
            elif residual > 0:
                due = item.date_maturity or item.date
                days = (today - due).days
                totals["amount_" + bucket_of_age(days)] += residual
                totals["amount_overdue"] += residual if days > 0 else 0.0
                (overdue if days > 0 else coming).append(due)
        age = (today - min(overdue)).days if overdue else 0
        return {
            **{name: company.currency_id.round(sum_) for name, sum_ in totals.items()},
            "open_item_count": len(overdue),
            "days_past_due": age,
            "bucket": bucket_of_age(age),
            "date_oldest_due": min(overdue, default=False),
            "date_next_due": min(coming, default=False),
        }

    def assert_case_equals_ledger(self, partner=None, company=None, today=None):
        """The debtor has one open case, and it says what the journal items say.

        :return: the case
        """
        partner = partner or self.debtor
        company = company or self.company
        case = self.case_of(partner, company)
        self.assertEqual(len(case), 1, f"open cases of {partner.name}")
        today = today or fields.Date.context_today(self.env.user)
        self.assertRecordValues(case, [self.expected_totals(partner, company, today)])
        return case

    def assert_no_case(self, partner=None, company=None):
        """The debtor has no open case."""
        self.assertFalse(self.case_of(partner, company))

    def assert_closed(self, case, outcome):
        """The case is closed, where closed cases belong, and says why."""
        self.assertRecordValues(
            case, [{"state": "closed", "outcome": outcome, "amount_overdue": 0}]
        )
        self.assertTrue(case.stage_id.is_closed)
        self.assertTrue(case.date_closed)
