# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer payments, posted in batches and matched with what they pay."""

from collections import defaultdict
from dataclasses import dataclass

from odoo.fields import Command
from odoo.tools import split_every

from .companies import find_journal
from .marks import progress, refresh_statistics
from .sales import BATCH, receivable_lines
from .story import group_payments, plan_payments

# Older receipts came in by the bank's weekly list of credits, as one entry.
LISTED_DAYS = 100


@dataclass(frozen=True)
class Receipt:
    """One transfer of one customer, and the open items that it pays."""

    partner: object
    company: object
    currency: object
    instalments: tuple
    items: object

    @property
    def amount(self):
        """What was transferred."""
        return round(sum(paid.amount for paid in self.instalments), 2)

    @property
    def date(self):
        """Day of the transfer."""
        return self.instalments[-1].date

    @property
    def memo(self):
        """The invoices that it names."""
        return ", ".join(dict.fromkeys(self.items.mapped("move_id.name")))


class PaymentBook:
    """Pays one company's invoices the way its customers do."""

    def __init__(self, env, company, rng, today, texts):
        self.env = env
        self.company = company
        self.rng = rng
        self.today = today
        self.texts = texts
        self.journal = find_journal(company, "bank")

    def pay_all(self, customers, invoices):
        """Post what customers paid up to today and match it with the open items."""
        receipts = self._plan(customers, invoices)
        listed = [receipt for receipt in receipts if self._is_listed(receipt)]
        self._post_lists(listed)
        single = [receipt for receipt in receipts if not self._is_listed(receipt)]
        for number, chunk in enumerate(split_every(BATCH, single), start=1):
            self._post_single(list(chunk))
            refresh_statistics(self.env)
            done = len(listed) + min(number * BATCH, len(single))
            progress(f"{self.company.name}: {done} of {len(receipts)} payments")

    def _plan(self, customers, invoices):
        """Return the receipts of all customers in order of time."""
        behaviours = {
            customer.partner.id: customer.behaviour for customer in customers.values()
        }
        planned = defaultdict(list)
        for line in receivable_lines(invoices):
            # A branch is paid on its own, and each currency by its own transfer.
            key = (line.move_id.partner_id, line.company_id, line.currency_id)
            planned[key] += plan_payments(
                self.rng,
                behaviours[line.move_id.partner_id.id],
                line.id,
                line.date_maturity,
                line.amount_residual_currency,
                self.today,
            )
        lines = self.env["account.move.line"]
        receipts = [
            Receipt(*key, tuple(group), lines.browse([paid.item for paid in group]))
            for key, instalments in planned.items()
            for group in group_payments(instalments)
        ]
        return sorted(receipts, key=lambda paid: (paid.date, paid.items.ids))

    def _is_listed(self, receipt):
        return (
            (self.today - receipt.date).days > LISTED_DAYS
            and receipt.company == self.company
            and receipt.currency == self.company.currency_id
            and not any(paid.part for paid in receipt.instalments)
        )

    def _post_lists(self, receipts):
        """Post an entry for each week, with a line for each customer."""
        weeks = defaultdict(list)
        for receipt in receipts:
            weeks[receipt.date.isocalendar()[:2]].append(receipt)
        account = self.env["account.chart.template"].with_company(self.company)
        account = account.ref("receivable")
        entries = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "company_id": self.company.id,
                    "journal_id": self.journal.id,
                    "date": group[-1].date,
                    "ref": self.texts["deposit"].format(week=week),
                    "line_ids": self._prepare_list(account, group, week),
                }
                for (_year, week), group in weeks.items()
            ]
        )
        entries._post(soft=False)
        refresh_statistics(self.env)
        self.env["account.move.line"]._reconcile_plan(
            [
                line | receipt.items
                for entry, group in zip(entries, weeks.values(), strict=True)
                for line, receipt in zip(
                    entry.line_ids.filtered("partner_id").sorted("id"),
                    group,
                    strict=True,
                )
            ]
        )
        refresh_statistics(self.env)

    def _prepare_list(self, account, receipts, week):
        lines = [
            {
                "account_id": account.id,
                "partner_id": receipt.partner.commercial_partner_id.id,
                "name": receipt.memo,
                "balance": -receipt.amount,
            }
            for receipt in receipts
        ]
        bank = {
            "account_id": self.journal.default_account_id.id,
            "name": self.texts["deposit"].format(week=week),
            "balance": sum(receipt.amount for receipt in receipts),
        }
        return [Command.create(line) for line in [*lines, bank]]

    def _post_single(self, receipts):
        """Post a payment for each receipt and match it."""
        payments = self.post(
            [
                self.prepare(
                    receipt.partner,
                    receipt.amount,
                    receipt.date,
                    receipt.memo,
                    currency=receipt.currency,
                    company=receipt.company,
                )
                for receipt in receipts
            ]
        )
        self.env["account.move.line"]._reconcile_plan(
            [
                receivable_lines(payment.move_id) | receipt.items
                for payment, receipt in zip(payments, receipts, strict=True)
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
            "amount": amount,
            "currency_id": (currency or self.company.currency_id).id,
            "company_id": (company or self.company).id,
            "journal_id": self.journal.id,
            "date": date,
            "memo": memo,
        }
