# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo ledger: all that a real one has, built once, and left alone afterwards."""

import re
import time

import pytest
from conftest import build_demo

# Each thing a believable ledger must hold: a query, and how many of them at least.
HOLDS = {
    "companies with a ledger": (
        3,
        "SELECT count(DISTINCT split_part(c.parent_path, '/', 1)) FROM account_move m"
        " JOIN res_company c ON c.id = m.company_id WHERE m.state = 'posted'",
    ),
    "currencies of companies": (
        3,
        "SELECT count(DISTINCT y.name) FROM res_company c JOIN res_currency y"
        " ON y.id = c.currency_id WHERE y.name IN ('EUR', 'USD', 'CNY')",
    ),
    "invoices not due": (
        20,
        "SELECT count(*) FROM account_move_line l JOIN account_move m ON m.id = move_id"
        " WHERE m.move_type = 'out_invoice' AND m.state = 'posted'"
        " AND l.display_type = 'payment_term' AND l.date_maturity > CURRENT_DATE"
        " AND l.amount_residual > 0",
    ),
    "open items a year late": (
        1,
        "SELECT count(*) FROM account_move_line l JOIN account_account a"
        " ON a.id = account_id WHERE a.account_type = 'asset_receivable'"
        " AND parent_state = 'posted' AND amount_residual > 0"
        " AND CURRENT_DATE - date_maturity BETWEEN 365 AND 401",
    ),
    "open items more than 400 days late": (
        0,
        "SELECT -count(*) FROM account_move_line l JOIN account_account a"
        " ON a.id = account_id WHERE a.account_type = 'asset_receivable'"
        " AND parent_state = 'posted' AND amount_residual > 0"
        " AND CURRENT_DATE - date_maturity > 401",
    ),
    "invoices in instalments": (
        5,
        "SELECT count(*) FROM (SELECT move_id FROM account_move_line"
        " WHERE display_type = 'payment_term' AND parent_state = 'posted'"
        " GROUP BY 1 HAVING count(*) > 1) split",
    ),
    "partly paid invoices": (
        3,
        "SELECT count(*) FROM account_move WHERE move_type = 'out_invoice'"
        " AND payment_state = 'partial'",
    ),
    "credit notes": (
        10,
        "SELECT count(*) FROM account_move WHERE move_type = 'out_refund'"
        " AND state = 'posted'",
    ),
    "unapplied payments": (
        3,
        "SELECT count(*) FROM account_move_line l JOIN account_account a"
        " ON a.id = account_id JOIN account_journal j ON j.id = journal_id"
        " WHERE a.account_type = 'asset_receivable' AND parent_state = 'posted'"
        " AND j.type = 'bank' AND amount_residual < 0",
    ),
    "customers with Chinese names": (
        20,
        "SELECT count(*) FROM res_partner WHERE is_company AND name ~ '[一-龥]'",
    ),
    "customers whose debts are all paid": (
        20,
        "SELECT count(*) FROM res_partner p WHERE EXISTS (SELECT FROM account_move m"
        " WHERE m.commercial_partner_id = p.id AND m.move_type = 'out_invoice'"
        " AND m.state = 'posted') AND NOT EXISTS (SELECT FROM collection_case c"
        " WHERE c.partner_id = p.id)",
    ),
    "people who moved cases on": (
        4,
        "SELECT count(DISTINCT e.user_id) FROM collection_case_event e"
        " JOIN res_users u ON u.id = e.user_id"
        " WHERE e.kind = 'stage' AND u.login NOT IN ('__system__', 'admin')",
    ),
    "cases in each bucket": (
        5,
        "SELECT count(DISTINCT bucket) FROM collection_case WHERE state = 'open'",
    ),
}
# What the table must name, each with figures behind it.
ROWS = (
    "Debtors seen",
    "Cases opened",
    "Cases updated",
    "Cases closed",
    "1-30 days",
    "31-60 days",
    "61-90 days",
    "91-120 days",
    "Over 120 days",
    "Overdue",
    "General ledger",
    "Difference",
    "Seconds",
)
SOON = 30
COUNTED = ("account_move", "account_payment", "res_partner", "res_users")


@pytest.fixture(scope="module")
def built(demo_ledger):
    """Return the database with the demo ledger, and what its build printed."""
    return demo_ledger.database, demo_ledger.printed


@pytest.mark.slow
@pytest.mark.parametrize("what", list(HOLDS))
def test_ledger_holds(built, connect, what):
    least, query = HOLDS[what]
    with connect(built[0]) as cursor:
        cursor.execute(query)
        assert cursor.fetchone()[0] >= least


@pytest.mark.slow
def test_table_says_what_the_runs_did(built, connect):
    database, printed = built
    cells = {
        line.split("  ")[0].strip(): re.findall(r"-?[\d,]+(?:\.\d+)?", line[22:])
        for line in printed.splitlines()
    }
    for row in ROWS:
        assert len(cells[row]) == 3, row
    assert cells["Difference"] == ["0.00"] * 3
    with connect(database) as cursor:
        # A later build runs again, on the same day and with nothing new.
        cursor.execute("SELECT opened_count FROM collection_run ORDER BY id LIMIT 3")
        opened = [f"{count:,}" for (count,) in cursor.fetchall()]
    assert cells["Cases opened"] == opened
    assert "0" not in opened


@pytest.mark.slow
def test_second_build_takes_seconds_and_loses_nothing(built, connect):
    database, _printed = built

    def contents():
        found = []
        with connect(database) as cursor:
            for table in COUNTED:
                cursor.execute(f"SELECT count(*), max(id) FROM {table}")
                found.append((table, *cursor.fetchone()))
            cursor.execute(
                "SELECT id, name, state, stage_id, user_id, amount_due"
                " FROM collection_case ORDER BY id"
            )
            return found, cursor.fetchall()

    with connect(database) as cursor:
        cursor.execute(
            "UPDATE collection_case SET color = 7"
            " WHERE id = (SELECT min(id) FROM collection_case) RETURNING id"
        )
        worked = cursor.fetchone()
    before = contents()
    started = time.monotonic()
    build_demo(database)
    assert time.monotonic() - started < SOON
    assert contents() == before
    with connect(database) as cursor:
        cursor.execute("SELECT color FROM collection_case WHERE id = %s", worked)
        assert cursor.fetchone() == (7,), "what people did is kept"
