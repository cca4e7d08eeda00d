# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer payments, posted in batches and matched with what they pay."""

from collections import defaultdict

from odoo.tools import split_every

from .companies import find_journal
from .marks import progress, refresh_statistics
from .sales import BATCH, receivable_lines
from .story import group_payments, plan_payments


class PaymentBook:
    """Pays one company's invoices the way its customers do."""

    def __init__(self, env, company, rng, today):
        self.env = env
        self.company = company
        self.rng = rng
        self.today = today
        self.journal = find_journal(company, "bank")

    def pay_all(self, customers, invoices):
        """Post what customers paid up to today and match it with the open items."""
        behaviours = {
            customer.partner.id: customer.behaviour for customer in customers.values()
        }
        instalments = defaultdict(list)
        lines = receivable_lines(invoices)
        for line in lines:
            behaviour = behaviours[line.move_id.partner_id.id]
            # A branch is paid on its own, and each currency by its own transfer.
            key = (line.move_id.partner_id, line.company_id, line.currency_id)
            instalments[key] += plan_payments(
                self.rng,
                behaviour,
                line.id,
                line.date_maturity,
                line.amount_residual_currency,
                self.today,
            )
        groups = [
            (key, group) for key, planned in instalments.items() for group in group_payments(planned)
        ]
        groups.sort(key=lambda entry: (entry[1][-1].date, entry[1][0].item))
        for number, chunk in enumerate(split_every(BATCH, groups), start=1):
            self._pay_groups(list(chunk))
            refresh_statistics(self.env)
            done = min(number * BATCH, len(groups))
            progress(f"{self.company.name}: {done} of {len(groups)} payments")

    def _pay_groups(self, groups):
        lines = self.env["account.move.line"]
        wanted = [lines.browse([paid.item for paid in group]) for _key, group in groups]
        payments = self.post(
            [
                self.prepare(
                    partner,
                    sum(paid.amount for paid in group),
                    group[-1].date,
                    ", ".join(dict.fromkeys(items.mapped("move_id.name"))),
                    currency=currency,
                    company=company,
                )
                for ((partner, company, currency), group), items in zip(
                    groups, wanted, strict=True
                )
            ]
        )
        lines._reconcile_plan(
            [
                receivable_lines(payment.move_id) | items
                for payment, items in zip(payments, wanted, strict=True)
            ]
        )

    def post(self, values):
        """Create and post payments."""
        payments = self.env["account.payment"].create(values)
        payments.action_post()
        return payments

    def prepare(self, partner, amount, date, memo, currency=None, company=None):
        """Return the values of an incoming payment."""
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.commercial_partner_id.id,
            "amount": round(amount, 2),
            "currency_id": (currency or self.company.currency_id).id,
            "company_id": (company or self.company).id,
            "journal_id": self.journal.id,
            "date": date,
            "memo": memo,
        }
