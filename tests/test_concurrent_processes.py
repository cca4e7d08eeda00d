# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invariant 2: one open case a debtor, whoever books and runs at the same time."""

import sys

import pytest

BOOKERS, ROUNDS = 8, 10
DEBTORS = 4
OURS = "collection_"


@pytest.mark.slow
def test_bookings_and_runs_at_once_leave_one_right_case_a_debtor(
    herd, connect, check_ledger
):
    partners = herd.do("make_debtors", count=DEBTORS, overdue=1)
    bookers = start_bookers(herd, partners)

    check_second_run_gets_the_running_record(herd)
    runners = [herd.start("run", times=12, pause=0.2, batch=n) for n in (2, 100)]
    check_bookings([booker.result() for booker in bookers])
    for runner in runners:
        assert {values["error_count"] for values in runner.result()} == {0}

    herd.do("fold_by_cron")
    check_ledger()
    with connect(herd.database) as cursor:
        cursor.execute(
            "SELECT partner_id, count(*) FROM collection_case"
            " WHERE state <> 'closed' AND partner_id = ANY(%s) GROUP BY 1",
            [partners],
        )
        assert all(count == 1 for _partner, count in cursor.fetchall())
    [last] = herd.do("run")
    assert last["state"] == "done"
    assert (last["amount_difference"], last["drift_count"]) == (0, 0)
    check_ledger()


@pytest.mark.parametrize("pause", [0.05, 1.5], ids=["waited for", "left to the cron"])
@pytest.mark.parametrize("maker", ["fold", "run"])
@pytest.mark.parametrize("share", [0.5, 1])
def test_payment_while_another_transaction_makes_the_case_is_not_lost(
    herd, check_ledger, share, maker, pause
):
    """The case cannot be seen yet, and was made from the ledger before the payment.

    Paid in full, the debtor needs no case: a fold that saw none would have nothing to
    do and leave one that claims what is paid.
    """
    place = "collection.case._announce"
    if maker == "fold":
        [partner] = herd.do("make_debtors", count=1)
        worker = herd.start("post_until", partner=partner, place=place, pause=pause)
    else:
        [partner] = herd.do("make_debtors", count=1, overdue=1, folded=False)
        worker = herd.start("run_until", place=place, batch=100, pause=pause)
    worker.wait_for("there")
    herd.do("pay_share", partner=partner, share=share)
    worker.result()

    herd.do("fold_by_cron")
    check_ledger()


def start_bookers(herd, partners):
    """Start the processes that post and pay, and wait until all are at it."""
    journals = herd.do("make_journals", count=BOOKERS)
    bookers = [
        herd.start("book", seed=n, partners=partners, journals=pair, rounds=ROUNDS)
        for n, pair in enumerate(journals)
    ]
    for booker in bookers:
        booker.wait_for("ready")
    return bookers


def check_second_run_gets_the_running_record(herd):
    """Start a run while another one is in the middle of its work."""
    first = herd.start(
        "run_until", place="collection.run._score_cases", batch=2, pause=2
    )
    first.wait_for("there")
    [seen_by_second] = herd.do("run")
    [seen_by_first] = first.result()
    assert seen_by_second["id"] == seen_by_first["id"]
    assert seen_by_second["state"] == "running"
    assert (seen_by_first["state"], seen_by_first["error_count"]) == ("done", 0)


def check_bookings(booked):
    """Check that all was booked, and that no conflict was about our tables.

    :param booked: what each booker returned
    """
    assert sum(one["done"] for one in booked) == BOOKERS * ROUNDS * 2
    conflicts = [conflict for one in booked for conflict in one["conflicts"]]
    assert [conflict for conflict in conflicts if OURS in conflict] == []
    sys.stdout.write(f"{len(conflicts)} conflicts of the accounting with itself\n")
