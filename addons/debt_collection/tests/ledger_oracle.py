# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every case ought to say, worked out a second time and in another way.

Nothing here uses the product: the rows of the accounting's own tables are read plainly,
and everything else is arithmetic on decimals. What an item has left is taken from its
matches, the debtor from the partners' parents, the root company from the companies'.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
# Last day past due of each bucket, as the glossary has them.
LIMITS = (
    (0, "not_due"),
    (30, "1_30"),
    (60, "31_60"),
    (90, "61_90"),
    (120, "91_120"),
    (None, "over_120"),
)
AMOUNTS = (
    "amount_due",
    "amount_overdue",
    *(f"amount_{name}" for _last, name in LIMITS),
    "amount_credit",
    "amount_excluded",
)
COMPARED = (
    *AMOUNTS,
    "open_item_count",
    "days_past_due",
    "bucket",
    "date_oldest_due",
    "date_next_due",
)
ITEMS = """
SELECT l.id, l.company_id, l.partner_id, l.balance, l.no_followup,
       COALESCE(l.date_maturity, l.date) AS due, m.move_type
  FROM account_move_line l
  JOIN account_move m ON m.id = l.move_id
  JOIN account_account a ON a.id = l.account_id
 WHERE m.state = 'posted' AND a.account_type = 'asset_receivable'
"""
MATCHES = """
SELECT r.debit_move_id, r.credit_move_id, r.amount,
       d.state = 'posted' AND c.state = 'posted' AS both_posted
  FROM account_partial_reconcile r
  JOIN account_move_line dl ON dl.id = r.debit_move_id
  JOIN account_move_line cl ON cl.id = r.credit_move_id
  JOIN account_move d ON d.id = dl.move_id
  JOIN account_move c ON c.id = cl.move_id
"""
PARTNERS = "SELECT id, parent_id, is_company FROM res_partner"
COMPANIES = """
SELECT id, parent_id, COALESCE(collection_lead_days, 0) AS lead_days,
       collection_misc_no_followup AS misc_excluded
  FROM res_company
"""
# The age is not stored, but the days between which it lies are.
CASES = f"""
SELECT *
  FROM (SELECT c.id, c.company_id, c.partner_id,
               {", ".join(name for name in COMPARED if name != "days_past_due")},
               COALESCE(COALESCE(c.date_ahead, k.collection_as_of) - date_oldest_due, 0)
                   AS days_past_due
          FROM collection_case c
          JOIN res_company k ON k.id = c.company_id
         WHERE c.state <> 'closed') opened
"""
LIVES = """
SELECT id, company_id, partner_id, name, state, date_opened, date_closed, reopen_count,
       previous_case_id, merged_into_id, date_oldest_due, date_next_due
  FROM collection_case
"""


class Life(NamedTuple):
    """How far a case has come."""

    company_id: int
    partner_id: int
    name: str
    state: str
    date_opened: object
    date_closed: object
    reopen_count: int
    previous_case_id: int
    merged_into_id: int
    date_oldest_due: object
    date_next_due: object


class Expected(NamedTuple):
    """What the ledger says.

    ``totals`` are those of all debtors, as dict of (root company, debtor) to a dict of
    the fields of a case; ``needed`` the debtors who must have a case; ``nobody`` what
    stands on items without partner, ``unposted`` what is matched with entries that are
    not posted (core keeps the match of an entry reset to draft), and ``ledger`` the
    accounts' balance, all three by root company.
    """

    totals: dict
    needed: set
    nobody: dict
    unposted: dict
    ledger: dict


def bucket_name(days):
    """Return the code of the bucket in which an age of so many days lies."""
    return next(name for last, name in LIMITS if last is None or days <= last)


def sum_items(items, day):
    """Add up one debtor's open items.

    :param items: list of (residual, due date, whether excluded)
    :param date day: the day from which ages are counted
    :return: dict of the fields of a case
    """
    totals = dict.fromkeys(AMOUNTS, ZERO)
    overdue, waiting = [], []
    for residual, due, excluded in items:
        if excluded:
            totals["amount_excluded"] += residual
            continue
        totals["amount_due"] += residual
        if residual < 0:
            totals["amount_credit"] -= residual
        elif residual > 0:
            days = (day - due).days
            totals[f"amount_{bucket_name(days)}"] += residual
            if days > 0:
                totals["amount_overdue"] += residual
            (overdue if days > 0 else waiting).append(due)
    age = (day - min(overdue)).days if overdue else 0
    return {
        **totals,
        "open_item_count": len(overdue),
        "days_past_due": age,
        "bucket": bucket_name(age),
        "date_oldest_due": min(overdue, default=None),
        "date_next_due": min(waiting, default=None),
    }


def read_expected(cr, days):
    """Work out what all cases of all companies must be.

    :param cr: a cursor that sees the ledger
    :param dict days: root company's id to the day from which its ages are counted
    :return: :class:`Expected`
    """
    items, matches = _rows(cr, ITEMS), _rows(cr, MATCHES)
    partners = {row["id"]: row for row in _rows(cr, PARTNERS)}
    companies = {row["id"]: row for row in _rows(cr, COMPANIES)}
    company_of = {row["id"]: _root(companies, row["company_id"]) for row in items}
    left = {row["id"]: row["balance"] for row in items}
    of_debtor, ledger = defaultdict(list), {}
    nobody, unposted = defaultdict(Decimal), defaultdict(Decimal)
    for match in matches:
        for side, sign in (("debit_move_id", -1), ("credit_move_id", 1)):
            if match[side] in left:
                left[match[side]] += sign * match["amount"]
                if not match["both_posted"]:
                    unposted[company_of[match[side]]] -= sign * match["amount"]
    for row in items:
        root = company_of[row["id"]]
        ledger[root] = ledger.get(root, ZERO) + row["balance"]
        if not row["partner_id"]:
            nobody[root] += left[row["id"]]
            continue
        honoured = row["move_type"] != "entry" or companies[root]["misc_excluded"]
        item = (left[row["id"]], row["due"], bool(row["no_followup"] and honoured))
        of_debtor[root, _debtor(partners, row["partner_id"])].append(item)
    totals = {
        (root, debtor): sum_items([item for item in found if item[0]], days[root])
        for (root, debtor), found in of_debtor.items()
        if root in days
    }
    needed = {
        (root, debtor)
        for (root, debtor), total in totals.items()
        if _is_needed(total, days[root], companies[root]["lead_days"])
    }
    return Expected(totals, needed, dict(nobody), dict(unposted), ledger)


def read_cases(cr, roots):
    """Read the open cases as they are stored.

    :param roots: ids of the root companies asked about
    :return: dict of (root company, debtor) to a list of dicts of the compared fields
    """
    found = defaultdict(list)
    for row in _rows(cr, CASES):
        if row["company_id"] in roots:
            key = (row.pop("company_id"), row.pop("partner_id"))
            found[key].append(row)
    return dict(found)


def read_life(cr):
    """Read how far each case has come, closed ones too.

    :return: dict of the case's id to its :class:`Life`
    """
    return {row.pop("id"): Life(**row) for row in _rows(cr, LIVES)}


def differences(cr, days):
    """Compare every open case with what the ledger says, and the sums with its balance.

    :param cr: a cursor that sees both
    :param dict days: root company's id to the day from which its ages are counted
    :return: list of sentences, empty where all is equal to the cent
    """
    expected, cases = read_expected(cr, days), read_cases(cr, days)
    problems = [
        f"debtor {debtor} of company {root} has {len(found)} open cases"
        for (root, debtor), found in cases.items()
        if len(found) > 1
    ]
    for key in sorted(expected.needed | set(cases)):
        if key not in cases:
            problems.append(f"no case for {key}: {expected.totals[key]}")
        elif key not in expected.needed:
            problems.append(f"a case too many for {key}: {cases[key]}")
        else:
            problems += _unlike(key, expected.totals[key], cases[key][0])
    for root in days:
        problems += _unbalanced(root, expected, cases)
    return problems


def _unlike(key, total, case):
    """Name the fields in which a case differs from the ledger."""
    return [
        f"case {case['id']} of {key}: {field} is {case[field]}, not {total[field]}"
        for field in COMPARED
        if case[field] != total[field]
    ]


def _unbalanced(root, expected, cases):
    """Tie what stands on cases, with debtors without case and with nobody to the
    balance of the receivable accounts."""
    on_cases = sum(
        case["amount_due"] + case["amount_excluded"]
        for (company, _debtor_id), found in cases.items()
        if company == root
        for case in found
    )
    elsewhere = sum(
        total["amount_due"] + total["amount_excluded"]
        for key, total in expected.totals.items()
        if key[0] == root and key not in cases
    )
    balance = expected.ledger.get(root, ZERO)
    gap = balance - on_cases - elsewhere
    gap -= expected.nobody.get(root, ZERO) + expected.unposted.get(root, ZERO)
    return [f"company {root}: {gap} of {balance} is nowhere"] if gap else []


def _is_needed(total, day, lead_days):
    """Tell whether totals call for a case."""
    horizon = day + timedelta(days=lead_days)
    soon = total["date_next_due"] and total["date_next_due"] <= horizon
    return bool(total["amount_overdue"] or (lead_days and soon))


def _debtor(partners, partner_id):
    """Follow a contact to the company it belongs to."""
    partner = partners[partner_id]
    while partner["parent_id"] and not partner["is_company"]:
        partner = partners[partner["parent_id"]]
    return partner["id"]


def _root(companies, company_id):
    """Follow a branch to its root company."""
    company = companies[company_id]
    while company["parent_id"]:
        company = companies[company["parent_id"]]
    return company["id"]


def _rows(cr, query):
    """Run a query and return its rows as dicts.

    Odoo's cursors hand out amounts as floats. The shortest text of such a float is the
    decimal that is stored.
    """
    cr.execute(query)
    names = [column.name for column in cr.description]
    return [
        {
            name: Decimal(str(value)) if isinstance(value, float) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cr.fetchall()
    ]
