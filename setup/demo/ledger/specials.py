# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every real ledger has besides invoices and payments that match."""

from datetime import timedelta

from odoo.fields import Command

from .companies import find_journal
from .sales import receivable_lines

OPENING_DAYS = (400, 372, 341, 318, 290, 265)


class SpecialsBook:
    """Adds the exceptions to one company's ledger."""

    def __init__(self, sales, payments, customers):
        self.env = sales.env
        self.company = sales.company
        self.sales = sales
        self.payments = payments
        self.customers = customers
        self.rng = sales.rng
        self.today = sales.today
        self.texts = payments.texts

    def add_all(self):
        """Add them in an order in which none undoes another."""
        self._add_opening_balances()
        self._add_payments_on_account()
        self._add_bounced_payment()
        self._block_invoices()
        self._note_disputes()
        self._add_drafts()
        self._add_vendor_bills()
        if self.sales.key == "eur":
            self._write_off()
        if self.sales.key in ("eur", "cny"):
            self._add_unidentified_receipt()
        self._archive()

    def _of(self, *profiles):
        """Return the customers of these profiles, in the order of the file."""
        return [
            customer
            for customer in self.customers.values()
            if customer.behaviour.profile in profiles and not customer.branch
        ]

    def _chart(self, name):
        chart = self.env["account.chart.template"].with_company(self.company)
        return chart.ref(name)

    def _post_entry(self, journal, days, ref, lines):
        """Post a journal entry in company currency.

        :param lines: (account, debit less credit, partner, due date, label) tuples
        """
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company.id,
                "journal_id": journal.id,
                "date": self._ago(days),
                "ref": ref,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": round(amount, 2),
                            "partner_id": partner.id if partner else False,
                            "date_maturity": due,
                            "name": label,
                        }
                    )
                    for account, amount, partner, due, label in lines
                ],
            }
        )
        entry._post(soft=False)
        return entry

    def _ago(self, days):
        return self.today - timedelta(days=days)

    def _round_sum(self, low, high):
        """Return a sum of money as customers transfer it on account."""
        factor = self.sales.setting["factor"]
        return float(round(self.rng.uniform(low, high) * factor, -2))

    def _open_lines(self, customers, oldest, youngest):
        """Return open invoice lines of customers by how many days they are late."""
        partners = [customer.partner.id for customer in customers]
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_id.partner_id", "in", partners),
                ("move_id.move_type", "=", "out_invoice"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", self.company.currency_id.id),
                ("date_maturity", ">=", self._ago(oldest)),
                ("date_maturity", "<=", self._ago(youngest)),
            ],
            order="date_maturity, id",
        )

    def _add_opening_balances(self):
        """Old debts taken over by a miscellaneous entry; two were paid since."""
        chosen = self._of("stopped")[:2] + self._of("poor")[:2] + self._of("normal")[:2]
        account = self._chart("receivable")
        lines = [
            (
                account,
                self._round_sum(900, 9500) + self.rng.randint(1, 99),
                customer.partner,
                self._ago(days),
                self.texts["opening"].format(number=self.rng.randint(10100, 18900)),
            )
            for customer, days in zip(chosen, OPENING_DAYS, strict=True)
        ]
        total = sum(line[1] for line in lines)
        lines.append(
            (self._chart("capital"), -total, None, False, self.texts["opening_ref"])
        )
        journal = find_journal(self.company, "general")
        entry = self._post_entry(
            journal, OPENING_DAYS[0], self.texts["opening_ref"], lines
        )
        paid = receivable_lines(entry).filtered(
            lambda line: (
                line.partner_id in [customer.partner for customer in chosen[-2:]]
            )
        )
        for line in paid:
            self._pay(
                line, line.balance, line.date_maturity + timedelta(days=12), line.name
            )

    def _pay(self, lines, amount, date, memo):
        """Post a payment and match it with lines of one partner."""
        payment = self.payments.post(
            [self.payments.prepare(lines.partner_id, amount, date, memo)]
        )
        (receivable_lines(payment.move_id) | lines).reconcile()
        return payment

    def _add_payments_on_account(self):
        """Money that names no invoice: from customers without debt and with debt."""
        payers = self._of("credit") + self._of("poor")[1:3] + self._of("slow")[4:6]
        self.payments.post(
            [
                self.payments.prepare(
                    customer.partner,
                    self._round_sum(500, 3500),
                    self._ago(self.rng.randint(4, 40)),
                    self.texts["on_account"],
                )
                for customer in payers
            ]
        )

    def _add_bounced_payment(self):
        """A payment the bank took back: the invoice is open again."""
        for line in self._open_lines(self._of("poor", "slow"), 120, 10)[:1]:
            memo = self.texts["bounced"].format(invoice=line.move_name)
            payment = self._pay(line, line.amount_residual, line.date_maturity, memo)
            payment.action_draft()
            payment.action_cancel()

    def _block_invoices(self):
        """Invoices that somebody took out of follow-up, of debtors who owe more."""
        lines = self._open_lines(self._of("slow", "normal", "poor", "stopped"), 400, 5)
        debtors = lines.grouped(lambda line: line.partner_id.commercial_partner_id)
        with_more = [items for items in debtors.values() if len(items.move_id) > 1]
        for items in with_more[:2]:
            items.move_id[:1].no_followup = True

    def _note_disputes(self):
        """Whatever is open of a customer in dispute carries a note."""
        disputed = [
            customer
            for customer in self.customers.values()
            if customer.behaviour.disputed
        ]
        for move in self._open_lines(disputed, 430, 1).move_id:
            move.message_post(body=self.texts["dispute"])

    def _add_drafts(self):
        """Invoices nobody posted, and one cancelled: they are no receivables."""
        customers = self._of("normal")[:3]
        drafts = self.env["account.move"].create(
            [
                self.sales.prepare(customer, self._ago(days))
                for customer, days in zip(customers, (2, 9, 75), strict=True)
            ]
        )
        drafts[-1].button_cancel()

    def _add_vendor_bills(self):
        """Bills of suppliers, one of whom is a customer too."""
        suppliers = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "supplier_rank": 1,
                    "company_id": self.company.id,
                    "country_id": self.company.partner_id.country_id.id,
                    "lang": self.company.partner_id.lang,
                }
                for name in self.texts["suppliers"]
            ]
        )
        partners = [*suppliers, self._of("prompt")[0].partner]
        values = [
            {
                "move_type": "in_invoice",
                "company_id": self.company.id,
                "journal_id": find_journal(self.company, "purchase").id,
                "partner_id": partner.id,
                "invoice_date": self._ago(days),
                "date": self._ago(days),
                "invoice_user_id": False,
                "ref": f"{self.rng.randint(200100, 299900)}",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": self.rng.choice(self.texts["bills"]),
                            "quantity": 1,
                            "price_unit": self._round_sum(600, 6000),
                        }
                    )
                ],
            }
            for partner in partners
            for days in (95, 40, 6)
        ]
        self.sales.post(values, "vendor bills")

    def _write_off(self):
        """The oldest debt of an insolvent customer is given up."""
        customer = next(
            item for item in self._of("stopped") if item.behaviour.size == "L"
        )
        line = self._open_lines([customer], 430, 60)[:1]
        label = self.texts["write_off"].format(invoice=line.move_name)
        amount = line.amount_residual
        entry = self._post_entry(
            find_journal(self.company, "general"),
            30,
            label,
            [
                (line.account_id, -amount, line.partner_id, self._ago(30), label),
                (self._chart("expense"), amount, None, False, label),
            ],
        )
        (receivable_lines(entry) | line).reconcile()

    def _add_unidentified_receipt(self):
        """Money on the receivable account that belongs to nobody yet."""
        label, amount = self.texts["unidentified"], self._round_sum(700, 2400)
        journal = find_journal(self.company, "bank")
        self._post_entry(
            journal,
            18,
            label,
            [
                (journal.default_account_id, amount, None, False, label),
                (self._chart("receivable"), -amount, None, False, label),
            ],
        )

    def _archive(self):
        """A customer that was archived although it still owes."""
        for customer in self.customers.values():
            if "archived" in customer.flags:
                (customer.partner | customer.partner.child_ids).action_archive()
