# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounting never waits on a case: neither for a run that writes it, nor for a fold,
nor for somebody who changes it by hand."""

import time

import pytest

# A run or fold stands still for so long; who books must be back long before.
HELD, SOON = 8, 4
PLACES = [
    ("run_until", "collection.case._announce", {"batch": 100}),
    ("run_until", "collection.run._finish", {}),
    ("post_until", "collection.case._announce", None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "place", "options"), PLACES)
def test_payment_does_not_wait_for_who_writes_the_case(
    herd, check_ledger, task, place, options
):
    [partner] = herd.do("make_debtors", count=1, overdue=2)
    # The first process pays for what is loaded once; measured is the second.
    herd.do("pay_share", partner=partner, share=0.5)
    given = options if options is not None else {"partner": partner}
    worker = herd.start(task, place=place, pause=HELD, **given)
    worker.wait_for("there")

    started = time.monotonic()
    herd.do("pay_share", partner=partner, share=0.5)
    waited = time.monotonic() - started

    assert waited < SOON, f"{waited:.1f} s"
    worker.result()
    herd.do("fold_by_cron")
    check_ledger()


@pytest.mark.slow
def test_payment_does_not_wait_for_a_case_somebody_changes(herd, connect, check_ledger):
    [partner] = herd.do("make_debtors", count=1, overdue=2)
    herd.do("pay_share", partner=partner, share=0.5)
    with connect(herd.database) as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT id FROM collection_case WHERE partner_id = %s FOR UPDATE", [partner]
        )
        assert cursor.rowcount == 1
        started = time.monotonic()
        herd.do("pay_share", partner=partner, share=0.5)
        waited = time.monotonic() - started
        cursor.execute("SELECT count(*) FROM collection_mark")
        assert cursor.fetchone()[0], "the mark waits for the case to be free"
        cursor.execute("ROLLBACK")
    assert waited < SOON, f"{waited:.1f} s"
    herd.do("fold_by_cron")
    check_ledger()
