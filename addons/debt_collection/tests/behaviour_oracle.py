# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How every debtor pays, worked out a second time and in another way.

As in ``ledger_oracle``, nothing here uses the product: rows are read plainly, and the
rest is arithmetic, one debtor and one day at a time.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from .ledger_oracle import COMPANIES, PARTNERS, _debtor, _root, _rows

FIGURES = (
    "average_days_late",
    "trend",
    "settled_count",
    "settled_recent_count",
    "returned_count",
    "amount_invoiced",
    "date_first_invoice",
    "attempt_count",
    "right_party_count",
)
ITEMS = """
SELECT l.id, l.move_id, l.company_id, l.partner_id, l.balance, l.reconciled,
       COALESCE(l.date_maturity, l.date) AS due, m.move_type, m.date,
       COALESCE(m.invoice_date, m.date) AS dated, j.type AS reversed_in
  FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id
  JOIN account_account a ON a.id = l.account_id
  LEFT JOIN account_move o ON o.id = m.reversed_entry_id
  LEFT JOIN account_journal j ON j.id = o.journal_id
 WHERE m.state = 'posted' AND a.account_type = 'asset_receivable'
"""
MATCHES = "SELECT debit_move_id, max_date FROM account_partial_reconcile"
REJECTED = """
SELECT pay.company_id, pay.partner_id, pay.date, m.id AS reversal
  FROM account_payment pay
  LEFT JOIN account_move m ON m.reversed_entry_id = pay.move_id AND m.state = 'posted'
 WHERE pay.state = 'rejected' AND pay.payment_type = 'inbound'
   AND pay.partner_type = 'customer'
"""
ENTRIES = """
SELECT e.id, e.company_id, e.partner_id, e.date, e.direction, e.result_code,
       e.corrects_id, r.is_right_party
  FROM collection_contact_log e
  LEFT JOIN collection_result r ON r.id = e.result_id
"""
ROWS = f"""
SELECT company_id, partner_id, date_as_of, date_stale, {", ".join(FIGURES)}
  FROM collection_behaviour
"""
DEBTORS = "SELECT company_id, partner_id FROM collection_case WHERE state <> 'closed'"


class Facts:
    """What one debtor did, as lists."""

    def __init__(self):
        self.settled = []  # day, days late
        self.invoiced = []  # day, amount
        self.returned = set()  # day, what
        self.tried = []  # day, whether the debtor was reached

    def figures(self, day):
        """Return the figures on a day: dict of the fields of a row."""
        year, half = (day - relativedelta(months=months) for months in (12, 6))
        late = [days for at, days in self.settled if year < at <= day]
        recent = [days for at, days in self.settled if half < at <= day]
        before = [days for at, days in self.settled if year < at <= half]
        tried = [reached for at, reached in self.tried if year < at <= day]
        return {
            "average_days_late": rounded(mean(late)) if late else None,
            "trend": rounded(mean(recent) - mean(before))
            if recent and before
            else None,
            "settled_count": len(late),
            "settled_recent_count": len(recent),
            "returned_count": len([1 for at, _ in self.returned if year < at <= day]),
            "amount_invoiced": sum(
                (amount for at, amount in self.invoiced if year < at <= day), Decimal(0)
            ),
            "date_first_invoice": min(
                (at for at, amount in self.invoiced if amount > 0), default=None
            ),
            "attempt_count": len(tried),
            "right_party_count": sum(tried),
        }


def mean(numbers):
    """Return the mean of some numbers."""
    return Decimal(sum(numbers)) / len(numbers)


def rounded(number):
    """Return a number with two decimals, a half away from zero."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def read_facts(cr):
    """Read what all debtors did: dict of (root company, debtor) to :class:`Facts`."""
    partners = {row["id"]: row for row in _rows(cr, PARTNERS)}
    companies = {row["id"]: row for row in _rows(cr, COMPANIES)}
    facts = defaultdict(Facts)

    def of(row):
        root = _root(companies, row["company_id"])
        return facts[root, _debtor(partners, row["partner_id"])]

    last_match = {}
    for match in _rows(cr, MATCHES):
        item, day = match["debit_move_id"], match["max_date"]
        last_match[item] = max(day, last_match.get(item, day))
    for row in _rows(cr, ITEMS):
        if row["partner_id"]:
            _read_item(of(row), row, last_match.get(row["id"]))
    for row in _rows(cr, REJECTED):
        if row["partner_id"] and not row["reversal"]:
            of(row).returned.add((row["date"], object()))
    _read_entries(cr, of)
    return facts


def _read_item(facts, row, matched):
    """Note what one receivable item tells."""
    kind = row["move_type"]
    if kind in ("out_invoice", "out_receipt", "out_refund"):
        facts.invoiced.append((row["dated"], row["balance"]))
        if (
            kind != "out_refund"
            and row["balance"] > 0
            and row["reconciled"]
            and matched
        ):
            facts.settled.append((matched, max((matched - row["due"]).days, 0)))
    elif (
        kind == "entry"
        and row["reversed_in"] in ("bank", "cash", "credit")
        and row["balance"] > 0
    ):
        facts.returned.add((row["date"], row["move_id"]))


def _read_entries(cr, of):
    """Note what the contact log tells. The tests' companies live in UTC."""
    entries = _rows(cr, ENTRIES)
    corrected = {row["corrects_id"] for row in entries}
    for row in entries:
        if (
            row["direction"] == "out"
            and row["id"] not in corrected
            and row["result_code"] not in ("sent", "delivered", "bounced", "reply")
        ):
            of(row).tried.append((row["date"].date(), bool(row["is_right_party"])))


def behaviour_differences(cr, days):
    """Compare the rows of all debtors with an open case with what they must be, on the
    day asked about and on the last one on which they say that they hold.

    :param cr: a cursor that sees ledger, log and rows
    :param dict days: root company's id to the day
    :return: list of sentences, empty where all is right
    """
    facts = read_facts(cr)
    rows = {(row["company_id"], row["partner_id"]): row for row in _rows(cr, ROWS)}
    debtors = {(row["company_id"], row["partner_id"]) for row in _rows(cr, DEBTORS)}
    problems = []
    for key in sorted(debtors):
        if key[0] not in days:
            continue
        row, today = rows.get(key), days[key[0]]
        if row is None:
            problems.append(f"no row for {key}")
            continue
        if not row["date_stale"] or row["date_stale"] <= today:
            problems.append(f"{key} is stale since {row['date_stale']}")
            continue
        for day in (today, row["date_stale"] - timedelta(days=1)):
            for name, value in facts[key].figures(day).items():
                if row[name] != value:
                    problems.append(f"{key} on {day}: {name} {row[name]}, not {value}")
    return problems
