# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invariant 5: many who log at once, who are killed, or whose database is restored,
leave one whole chain."""

import subprocess
import sys

import pytest
from conftest import CONF, drop
from herd import Herd

from odoo.tools.misc import exec_pg_environ, find_pg_tool

LOGGERS, ROUNDS = 8, 25
# A commit with its seal takes milliseconds. Waiting for somebody who stands still for
# seconds would show.
A_COMMIT = 1.0
STANDSTILL = 4
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cases(herd):
    """Return pairs of collector and case."""
    return herd.do("log_tasks.make_cases", count=LOGGERS)


def fetch(connect, herd, query):
    """Return the rows of a query on the herd's database."""
    with connect(herd.database) as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def unsealed(connect, herd):
    """Return how many entries wait for their seal."""
    query = "SELECT count(*) FROM collection_contact_log WHERE seq IS NULL"
    return fetch(connect, herd, query)[0][0]


def check_chain(connect, herd):
    """Check by plain SQL that there is neither fork nor gap, then verify every seal.

    :return: how many entries there are
    """
    rows = fetch(
        connect,
        herd,
        """SELECT seq, previous_hash, lag(hash) OVER (ORDER BY seq)
             FROM collection_contact_log ORDER BY seq""",
    )
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert all(previous == before for _seq, previous, before in rows[1:])
    found = herd.do("log_tasks.verify")
    assert found == {"state": "whole", "entries": len(rows), "faults": []}
    return len(rows)


@pytest.mark.parametrize(
    "shared", [1, LOGGERS], ids=["own cases", "all the same cases"]
)
def test_eight_who_log_at_once_leave_one_chain(herd, connect, cases, shared):
    before = fetch(connect, herd, "SELECT count(*) FROM collection_contact_log")[0][0]
    loggers = [
        herd.start(
            "log_tasks.log_contacts",
            seed=seed,
            cases=(cases * 2)[seed : seed + shared],
            rounds=ROUNDS,
        )
        for seed in range(LOGGERS)
    ]
    for logger in loggers:
        logger.wait_for("ready")
    results = [logger.result() for logger in loggers]

    left = unsealed(connect, herd)
    herd.do("log_tasks.seal_by_cron")
    done = sum(result["done"] for result in results)
    assert check_chain(connect, herd) == before + done
    assert done > LOGGERS * ROUNDS
    # The first one of each process reads rights and settings into its memory.
    seconds = sorted(second for one in results for second in one["seconds"][1:])
    sys.stdout.write(
        f"{done} entries, {left} left to the cron; a transaction took"
        f" {seconds[len(seconds) // 2]:.3f} s, at most {seconds[-1]:.3f} s\n"
    )
    if shared == 1:
        # Two on one case may meet in the case itself, as in any record of Odoo's.
        assert seconds[-1] < A_COMMIT


def test_some_of_those_who_log_are_killed_and_the_chain_is_whole(herd, connect, cases):
    loggers = [
        herd.start("log_tasks.log_contacts", seed=100 + n, cases=cases, rounds=10**6)
        for n in range(4)
    ]
    for logger in loggers:
        logger.wait_for("ready")
    for seed, logger in enumerate(loggers):
        herd.do("log_tasks.log_contacts", seed=seed, cases=cases, rounds=5)
        logger.kill()
    herd.do("log_tasks.seal_by_cron")
    assert not unsealed(connect, herd)
    check_chain(connect, herd)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("collection.contact.log._apply_results", 0),
        ("collection.contact.sealer._seal_committed", 1),
        ("collection.contact.sealer._fetch_unsealed", 1),
    ],
    ids=["before the commit", "between commit and seal", "while sealing"],
)
def test_killed_logger_loses_nothing_that_was_committed(
    herd, connect, cases, place, kept
):
    herd.do("log_tasks.seal_by_cron")
    before = check_chain(connect, herd)
    user_id, case_id = cases[0]
    worker = herd.start(
        "log_tasks.log_until", user_id=user_id, case_id=case_id, place=place
    )
    worker.wait_for("there")
    worker.kill()
    assert unsealed(connect, herd) == kept

    herd.do("log_tasks.seal_by_cron")

    assert not unsealed(connect, herd)
    assert check_chain(connect, herd) == before + kept


@pytest.mark.parametrize(
    "place",
    [
        "collection.contact.log._apply_results",
        "collection.contact.sealer._fetch_unsealed",
    ],
    ids=["has not committed", "holds the sealer's lock"],
)
def test_nobody_waits_for_another_who_stands_still(herd, connect, cases, place):
    worker = herd.start(
        "log_tasks.log_until",
        user_id=cases[0][0],
        case_id=cases[0][1],
        place=place,
        pause=STANDSTILL,
    )
    worker.wait_for("there")
    seconds = herd.do(
        "log_tasks.log_once", user_id=cases[1][0], case_id=cases[1][1], count=3
    )
    assert seconds < A_COMMIT
    worker.result()
    herd.do("log_tasks.seal_by_cron")
    check_chain(connect, herd)


def test_restored_dump_verifies(herd, connect, cases, tmp_path):
    herd.do("log_tasks.log_once", user_id=cases[0][0], case_id=cases[0][1])
    herd.do("log_tasks.seal_by_cron")
    count = check_chain(connect, herd)
    restored = f"{herd.database}_restored"
    dump = tmp_path / "dump.sql"
    try:
        run_tool("pg_dump", "--no-owner", f"--file={dump}", herd.database)
        with connect("postgres") as cursor:
            cursor.execute(f'CREATE DATABASE "{restored}" TEMPLATE template0')
        run_tool("psql", "-q", "-v", "ON_ERROR_STOP=1", f"--file={dump}", restored)
        with Herd(CONF, restored, tmp_path) as herd_there:
            found = herd_there.do("log_tasks.verify")
            assert found == {"state": "whole", "entries": count, "faults": []}
            # And it goes on there, guarded as before.
            herd_there.do(
                "log_tasks.log_once", user_id=cases[0][0], case_id=cases[0][1]
            )
            assert check_chain(connect, herd_there) == count + 1
    finally:
        drop(restored)


def run_tool(name, *arguments):
    """Run a tool of PostgreSQL's on the server that the tests use."""
    done = subprocess.run(
        [find_pg_tool(name), *arguments],
        env=exec_pg_environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
