# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A run has PostgreSQL keep no old versions of rows on the account of its caller, and
commits nothing of the caller's."""

import pytest

pytestmark = pytest.mark.slow

PLACE = "collection.run._finish"
HELD = 4


def fetch_value(connect, database, query, *parameters):
    """Return the only value of a query."""
    with connect(database) as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def test_run_holds_no_snapshot_of_its_caller(herd, connect):
    herd.do("make_debtors", count=3, overdue=1)
    worker = herd.start("run_until", place=PLACE, pause=HELD)
    worker.wait_for("there")

    held = fetch_value(
        connect,
        herd.database,
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()",
    )

    assert held == 0
    worker.result()


def test_run_leaves_what_its_caller_wrote_to_the_caller(herd, connect):
    [partner] = herd.do("make_debtors", count=1, overdue=1)
    query = "SELECT name FROM res_partner WHERE id = %s"
    before = fetch_value(connect, herd.database, query, partner)
    worker = herd.start(
        "run_after_writing", partner=partner, name="Renamed", place=PLACE, pause=HELD
    )
    worker.wait_for("there")

    assert fetch_value(connect, herd.database, query, partner) == before

    worker.result()
    assert fetch_value(connect, herd.database, query, partner) == "Renamed"
