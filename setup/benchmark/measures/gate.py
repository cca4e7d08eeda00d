# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a verdict costs, for one case and for all of them."""

from statistics import median

import databases
from table import Row, at_most, seconds

from measures.stage import run

TIMES, RATE, ONE = 5, 20_000, 20


def gate(stage):
    """Judge all cases for one channel.

    :param stage: the Stage
    :return: list of rows
    """
    ledgers = stage.ledgers
    database = ledgers.copy("gate", source=stage.ours(ledgers))
    run(database, stage.today)
    with databases.worker(database) as process:
        count = process.do("gate.prepare")
        found = process.do("gate.judge", times=TIMES)
        one = median(process.do("gate.check_one", times=4 * TIMES))
    took = median(found["many"]["seconds"])
    rate = count / took
    statements = max(found["many"]["statements"])
    few = max(found["few"]["statements"])
    return [
        Row(
            f"Judging {count:,} cases for e-mail, {found['allowed']:,} allowed",
            seconds(took),
            f"{rate:,.0f} a second",
            f"≥ {RATE:,} a second",
            rate >= RATE,
        ),
        Row(
            "… statements",
            f"{statements}",
            f"{few} on a hundred",
            "same",
            statements == few,
        ),
        at_most("One verdict", one * 1000, ONE, " ms", f"{one * 1000:.1f} ms"),
    ]
