# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the contact log costs: writing, sealing, and verifying a long chain."""

from statistics import median

import databases
from table import Row, at_most, seconds

from measures.stage import run

ENTRIES, TIMES, FASTER = 1000, 4, 3
SHORT, LONG, RATE = 10_000, 1_000_000, 50_000
FLAT = 20


def log(stage):
    """Write entries beside messages, then verify a short and a long chain.

    :param stage: the Stage
    :return: list of rows
    """
    ledgers = stage.ledgers
    database = ledgers.copy("log", source=stage.ours(ledgers))
    run(database, stage.today)
    return [*_writing(database), *_chain(database)]


def _writing(database):
    """:return: the rows on writing, with the seal that a user waits for."""
    with databases.worker(database) as process:
        process.do("log.prepare", count=ENTRIES)
        turns = [
            {kind: process.do(f"log.{kind}") for kind in ("post", "write")}
            for _turn in range(TIMES)
        ][1:]
    ratio = median(turn["post"]["whole"] / turn["write"]["whole"] for turn in turns)
    took = median(turn["write"]["whole"] for turn in turns)
    posted = median(turn["post"]["whole"] for turn in turns)
    return [
        Row(f"{ENTRIES:,} times message_post", seconds(posted)),
        Row(
            f"Logging {ENTRIES:,} contacts in one call, sealed",
            seconds(took),
            f"{ratio:.1f} × faster",
            f"≥ {FASTER} ×",
            ratio >= FASTER,
        ),
    ]


def _chain(database):
    """:return: the rows on a short and a long chain."""
    with databases.worker(database) as process:
        process.do("log.fill", count=SHORT)
        process.do("log.seal")
    with databases.worker(database) as process:
        short = process.do("log.verify")
    with databases.worker(database) as process:
        process.do("log.fill", count=LONG - short["entries"])
        sealed = process.do("log.seal")
    with databases.worker(database) as process:
        whole = process.do("log.verify")
    count = whole["entries"]
    rate = count / whole["seconds"]
    more = whole["memory"] - short["memory"]
    return [
        Row(
            f"Sealing {sealed['count']:,} entries",
            seconds(sealed["seconds"]),
            f"{sealed['count'] / sealed['seconds']:,.0f} a second",
        ),
        Row(
            f"Verifying a chain of {count:,} entries, {whole['faults']} faults",
            seconds(whole["seconds"]),
            f"{rate:,.0f} a second",
            f"≥ {RATE:,} a second",
            rate >= RATE and not whole["faults"],
        ),
        at_most(
            f"… memory above that of {short['entries']:,}",
            more,
            FLAT,
            " MB",
            f"{more:+,.0f} MB of {whole['memory']:,.0f} MB",
        ),
    ]
