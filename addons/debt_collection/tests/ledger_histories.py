# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A public sample of late-payment histories, and what is owed in it on a given day.

The file has one line an invoice: 2,466 of them for 100 customers in 2012 and 2013. It
is not part of this project: it is read from where ``DEBT_COLLECTION_SHARED`` says, or
from a folder ``shared`` beside the repository.
"""

import csv
import os
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from .ledger_oracle import sum_items

ROOT = Path(__file__).resolve().parents[3]


class History(NamedTuple):
    """An invoice of the file and when it was paid."""

    customer: str
    number: str
    amount: Decimal
    invoiced: date
    due: date
    settled: date


def histories_path():
    """Return where the file should be."""
    shared = os.environ.get("DEBT_COLLECTION_SHARED") or ROOT.parent / "shared"
    return Path(shared) / "data" / "late_payment_histories.csv"


def read_histories():
    """Read the file, oldest invoice first."""
    with histories_path().open(encoding="utf-8-sig", newline="") as stream:
        rows = [_read_row(row) for row in csv.DictReader(stream)]
    return sorted(rows, key=lambda row: (row.invoiced, row.number))


def owed_by_customer(histories, day):
    """Work out from the file alone who owes what on a day.

    :param histories: list of :class:`History`
    :param date day: invoices of later days do not exist yet, nor payments
    :return: dict of each customer with something open to a dict of a case's fields
    """
    open_items = defaultdict(list)
    for row in histories:
        if row.invoiced <= day < row.settled:
            open_items[row.customer].append((row.amount, row.due, False))
    return {customer: sum_items(items, day) for customer, items in open_items.items()}


def _read_row(row):
    """Take what matters from a line of the file."""
    return History(
        customer=row["customerID"],
        number=row["invoiceNumber"],
        amount=Decimal(row["InvoiceAmount"]),
        invoiced=_read_date(row["InvoiceDate"]),
        due=_read_date(row["DueDate"]),
        settled=_read_date(row["SettledDate"]),
    )


def _read_date(text):
    """Read a date that has the month first."""
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)
