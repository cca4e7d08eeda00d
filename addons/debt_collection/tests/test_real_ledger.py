# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from decimal import Decimal
from unittest import skipUnless

from odoo import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import split_every

from .ledger_histories import histories_path, owed_by_customer, read_histories
from .ledger_oracle import COMPARED, differences, read_cases
from .ledger_world import QUIET

FIRST_DAY, SECOND_DAY = date(2013, 3, 31), date(2013, 9, 30)
# Everybody who owes anything has a case when cases open a year before the due date.
A_YEAR = 365


@skipUnless(
    histories_path().is_file(),
    f"the sample of late-payment histories is not at {histories_path()}",
)
@tagged("post_install", "-at_install")
class TestRealLedger(TransactionCase):
    """A ledger that nobody here made up, as it stood on two days half a year apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.company = cls.env["res.company"].create(
            {"name": "Factoring", "currency_id": cls.env.ref("base.USD").id}
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.company.collection_tz = "UTC"
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.manager = new_test_user(
            cls.env,
            "mara",
            "debt_collection.group_collection_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.histories = read_histories()
        customers = sorted({row.customer for row in cls.histories})
        partners = cls.env["res.partner"].create([{"name": name} for name in customers])
        cls.partners = dict(zip(customers, partners, strict=True))
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.receivable = partners[0].property_account_receivable_id
        cls.lines = {}

    def test_every_debtor_equals_the_file(self):
        # Booking does not ask what day it is, and takes longer under a frozen clock.
        self._book(date.min, FIRST_DAY)
        with freeze_time(FIRST_DAY):
            first = self._run_and_compare(FIRST_DAY)
        self._book(FIRST_DAY, SECOND_DAY)
        with freeze_time(SECOND_DAY):
            second = self._run_and_compare(SECOND_DAY)
        self.assertTrue(first)
        self.assertTrue(second)
        self.assertNotEqual(set(first), set(second))

    # --- booking ---

    def _book(self, after, until):
        """Post the invoices and the payments of a time, and match them.

        :param date after: up to here all is booked
        :param date until: the last day to book
        """
        invoiced = [row for row in self.histories if after < row.invoiced <= until]
        for number, rows in enumerate(split_every(100, invoiced, list)):
            moves = self.env["account.move"].create(
                [self._invoice(row) for row in rows]
            )
            moves._post(soft=False)
            for row, move in zip(rows, moves, strict=True):
                self.lines[row.number] = self._receivable(move)
            if not number:
                self._analyze()
        settled = [row for row in self.histories if after < row.settled <= until]
        for number, rows in enumerate(split_every(100, settled, list)):
            moves = self._receive(rows)
            self.env["account.move.line"]._reconcile_plan(
                [
                    self.lines[row.number] + self._receivable(move)
                    for row, move in zip(rows, moves, strict=True)
                ]
            )
            if not number:
                self._analyze()

    def _receive(self, rows):
        """Book the money: every fifth time as a payment, otherwise as a bank statement
        does, which takes half the time.

        :return: the entries, in the order of the rows
        """
        payments = self.env["account.payment"].create(
            [self._payment(row) for row in rows[::5]]
        )
        payments.action_post()
        moves = dict(zip(rows[::5], payments.move_id, strict=True))
        booked = [row for row in rows if row not in moves]
        entries = self.env["account.move"].create([self._entry(row) for row in booked])
        entries._post(soft=False)
        moves.update(zip(booked, entries, strict=True))
        return [moves[row] for row in rows]

    def _analyze(self):
        """Tell the planner that the tables are not empty: nothing else does inside one
        transaction, and core's queries take seconds for want of it."""
        self.env.flush_all()
        self.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile,"
            " account_payment"
        )

    def _invoice(self, row):
        return {
            "move_type": "out_invoice",
            "partner_id": self.partners[row.customer].id,
            "ref": row.number,
            "invoice_date": row.invoiced,
            "date": row.invoiced,
            "invoice_payment_term_id": False,
            "invoice_date_due": row.due,
            "invoice_line_ids": [
                Command.create(
                    {"name": row.number, "price_unit": float(row.amount), "tax_ids": []}
                )
            ],
        }

    def _payment(self, row):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partners[row.customer].id,
            "amount": float(row.amount),
            "date": row.settled,
            "memo": row.number,
        }

    def _entry(self, row):
        journal = self.bank
        sides = ((journal.default_account_id, 1), (self.receivable, -1))
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": row.settled,
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "partner_id": self.partners[row.customer].id,
                        "name": row.number,
                        "balance": sign * float(row.amount),
                    }
                )
                for account, sign in sides
            ],
        }

    def _receivable(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    # --- comparing ---

    def _run_and_compare(self, day):
        """Compare every debtor with the file: those overdue, and with cases that open
        a year ahead, all who owe anything.

        :return: dict of the overdue customers to their totals
        """
        owed = owed_by_customer(self.histories, day)
        overdue = {
            name: total for name, total in owed.items() if total["amount_overdue"]
        }
        self._run(day, owed, overdue)
        self.company.collection_lead_days = A_YEAR
        self._run(day, owed, owed)
        self.company.collection_lead_days = 0
        self._run(day, owed, overdue)
        return overdue

    def _run(self, day, owed, with_case):
        """Run and compare each case and the sums with the file.

        :param dict owed: customer to totals, of all who owe
        :param dict with_case: the same of those who must have a case
        """
        self.cr.flush()  # writes the marks, as a commit would
        with self.enter_registry_test_mode():
            run = (
                self.env["collection.run"]
                .with_user(self.manager)
                .run(self.company.id, today=day)
            )
        cases = read_cases(self.cr, self.company.ids)
        self.assertEqual(
            {self.env["res.partner"].browse(debtor).name for _company, debtor in cases},
            set(with_case),
        )
        for customer, total in with_case.items():
            [case] = cases[self.company.id, self.partners[customer].id]
            self.assertEqual({name: case[name] for name in COMPARED}, total, customer)
        self.assertEqual(differences(self.cr, {self.company.id: day}), [])
        self._check_sums(run, owed, with_case)

    def _check_sums(self, run, owed, with_case):
        """Compare what the run says with the sums of the file."""
        everything = sum(total["amount_due"] for total in owed.values())
        on_cases = sum(total["amount_due"] for total in with_case.values())
        expected = {
            "state": "done",
            "is_dry": False,
            "error_count": 0,
            "drift_count": 0,
            "amount_cases": float(on_cases),
            "amount_without_case": float(everything - on_cases),
            "amount_without_partner": 0.0,
            "amount_excluded": 0.0,
            "amount_ledger": float(everything),
            "amount_difference": 0.0,
        }
        self.assertRecordValues(run, [expected])
        overdue = sum((t["amount_overdue"] for t in owed.values()), Decimal(0))
        self.assertEqual(run.currency_id.round(run.amount_overdue), float(overdue))
