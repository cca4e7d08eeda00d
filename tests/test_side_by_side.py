# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A run's batches, several at a time: by connections of their own, as tests on one
cannot show it."""

import time

import pytest

DEBTORS = 18
PATIENCE = 30
# The control sum stands still for so long.
HELD = 8
# What was decided about each case.
DECIDED = """
SELECT c.partner_id, c.score, c.scorecard_id, c.segment_id, c.strategy_id, c.user_id,
       c.team_id, c.step_id, c.date_next_action, a.date, a.state, a.channel, a.user_id
  FROM collection_case c
  JOIN collection_action a ON a.case_id = c.id
 ORDER BY c.partner_id
"""


@pytest.fixture(scope="module")
def debtors(herd):
    """Return customers who owe something, more than their collectors can work."""
    herd.do("make_collectors", count=3, capacity=5)
    return herd.do("make_debtors", count=DEBTORS, overdue=2, folded=False)


def decide(herd, connect, **arguments):
    """Forget all cases and run.

    :return: the run's values, and what it decided about each case
    """
    herd.do("forget_cases")
    [values] = herd.do(**arguments)
    with connect(herd.database) as cursor:
        cursor.execute(DECIDED)
        return values, cursor.fetchall()


def test_batches_side_by_side_decide_what_one_after_the_other_do(
    herd, connect, check_ledger, debtors
):
    alone, expected = decide(herd, connect, task="run", batch=100)
    assert (alone["batch_count"], len(expected)) == (1, DEBTORS)
    assert (alone["assigned_count"], alone["unassigned_count"]) == (15, 3)

    values, decided = decide(herd, connect, task="run", batch=4)

    assert values["batch_done"] == values["batch_count"] == 5
    assert decided == expected
    counters = {name for name in alone if name.endswith("_count")}
    for name in counters - {"batch_count", "statement_count"}:
        assert values[name] == alone[name], name
    assert values["duration_cases"] <= values["duration"]
    check_ledger()


def test_batch_that_fails_is_told_once_and_the_others_are_decided(
    herd, connect, check_ledger, debtors
):
    bad = debtors[7]

    values, decided = decide(herd, connect, task="run_failing", partner=bad, batch=4)

    assert (values["state"], values["error_count"]) == ("done", 1)
    assert values["opened_count"] == DEBTORS
    assert sorted({row[0] for row in decided} ^ set(debtors)) == [bad]
    check_ledger()


def test_others_go_on_while_one_batch_stands(herd, connect, debtors):
    herd.do("forget_cases")
    worker = herd.start("run_until", place="collection.run._score_cases", batch=4)
    worker.wait_for("there")

    # Those after it wait to be given away: who gets a case depends on those before.
    end = time.monotonic() + PATIENCE
    while len(others := read_steps(connect, herd)) > 1 and min(others[1:]) < 3:
        assert time.monotonic() < end, others
        time.sleep(0.05)

    worker.kill()
    with connect(herd.database) as cursor:
        cursor.execute(
            "SELECT duration_cases, duration FROM collection_run"
            " WHERE state = 'running'"
        )
        [(of_cases, in_all)] = cursor.fetchall()
    assert 0 < of_cases < in_all, "its time is told as far as it came"
    [values] = herd.do("run")
    assert (values["state"], values["planned_count"]) == ("done", DEBTORS)


def test_run_that_was_killed_while_it_decided_keeps_no_booking_waiting(
    herd, connect, check_ledger, debtors
):
    herd.do("forget_cases")
    places = ("collection.run._choose_strategies", "collection.run._plan_actions")
    for place in places:
        worker = herd.start("run_until", place=place, batch=4)
        worker.wait_for("there")
        herd.do("pay_share", partner=debtors[0], share=0.5)
        check_ledger()
        worker.kill()
    [values] = herd.do("run")
    assert (values["state"], values["batch_done"]) == ("done", 5)


def test_control_sum_is_drawn_while_the_rest_is_decided(
    herd, connect, check_ledger, debtors
):
    herd.do("forget_cases")
    place = "collection.ledger._get_control_sum"
    worker = herd.start("run_until", place=place, batch=100, pause=HELD)
    worker.wait_for("there")
    end = time.monotonic() + HELD / 2
    while read_steps(connect, herd):
        assert time.monotonic() < end, "what is decided waits for the sum"
        time.sleep(0.05)

    # Booked after the cases were brought up to date, and before the sum is drawn.
    booking = herd.start(
        "post_until", partner=debtors[0], place="collection.fold._fold_committed"
    )
    booking.wait_for("there")
    booking.kill()
    with connect(herd.database) as cursor:
        cursor.execute("SELECT COUNT(*) FROM collection_mark")
        assert cursor.fetchone()[0], "the booking was folded too early to be seen"

    [values] = worker.result()
    assert (values["state"], values["amount_difference"]) == ("done", 0)
    check_ledger()


def read_steps(connect, herd):
    """Return the steps that the batches of the running run take next, the first of
    those that stands still before the others."""
    with connect(herd.database) as cursor:
        cursor.execute("SELECT batches FROM collection_run WHERE state = 'running'")
        [(batches,)] = cursor.fetchall()
    return sorted(step for _last, step in batches.values())
