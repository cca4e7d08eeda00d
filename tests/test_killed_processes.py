# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invariant 3: a run or a fold killed at any moment loses nothing, repeats nothing."""

import pytest

pytestmark = pytest.mark.slow

# Where a fold may be when its process is killed: nothing done yet, cases opened and
# refreshed but none closed, all written but the mark not deleted.
FOLD_PLACES = [
    "collection.fold._fold_committed",
    "collection.upkeep._close",
    "collection.case._announce",
]


def fetch(connect, herd, query, *parameters):
    """Return the rows of a query on the herd's database."""
    with connect(herd.database) as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("place", "calls", "batches"),
    [
        ("collection.upkeep._close", 1, {0}),
        ("collection.run._score_cases", 3, {0}),
        # Two batches are worked side by side: the other one may be done or not.
        ("collection.run._plan_actions", 3, {1, 2}),
        ("collection.run._finish", 1, None),
    ],
)
def test_run_killed_is_taken_up_where_it_was(
    herd, connect, check_ledger, place, calls, batches
):
    partners = herd.do("make_debtors", count=18, overdue=2, folded=False)
    worker = herd.start("run_until", place=place, batch=5, calls=calls)
    worker.wait_for("there")
    worker.kill()
    [(run_id, done, count)] = fetch(
        connect,
        herd,
        "SELECT id, batch_done, batch_count FROM collection_run"
        " WHERE state = 'running'",
    )
    assert (done or 0) in (batches or {count})

    [resumed] = herd.do("run")

    assert (resumed["id"], resumed["state"]) == (run_id, "done")
    assert resumed["batch_done"] == resumed["batch_count"] == count
    assert resumed["opened_count"] == resumed["planned_count"] == len(partners)
    counters = ("opened_count", "reopened_count", "updated_count", "unchanged_count")
    assert sum(resumed[name] for name in counters) == resumed["debtor_count"]
    assert (resumed["error_count"], resumed["amount_difference"]) == (0, 0)
    check_ledger()
    [again] = herd.do("run")
    assert again["id"] != run_id
    assert again["unchanged_count"] == again["debtor_count"]


@pytest.mark.parametrize("place", FOLD_PLACES)
@pytest.mark.parametrize("repair", ["fold_by_cron", "run"])
def test_fold_killed_leaves_a_mark_that_is_folded_later(
    herd, connect, check_ledger, place, repair
):
    [partner] = herd.do("make_debtors", count=1)
    amounts = []
    for task in ("post_until", "pay_until"):
        worker = herd.start(task, partner=partner, place=place)
        worker.wait_for("there")
        worker.kill()
        marks = fetch(
            connect,
            herd,
            "SELECT DISTINCT company_ref, partner_ref FROM collection_mark",
        )
        assert marks == [(1, partner)]

        repaired = herd.do(repair)

        if repair == "run":
            assert repaired[0]["folded_count"] > 0
            assert repaired[0]["drift_count"] == 0
        check_ledger()
        amounts += fetch(
            connect,
            herd,
            "SELECT amount_overdue FROM collection_case WHERE partner_id = %s",
            partner,
        )
    assert [float(amount) for (amount,) in amounts] == [250, 125]
