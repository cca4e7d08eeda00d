# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening the list and the kanban on few and on many cases."""

from statistics import median

import databases
from table import Row, seconds

from measures.stage import run

FEW, TIMES = 200, 5
# A collector with all the cases there is room for, and one with a few.
BUSY, BEGINNER, FEW_OF_DAY = "bench_collector_0", "bench_collector_1", 5


def screens(stage):
    """Count the statements of both views on few and on all cases.

    :param stage: the Stage
    :return: list of rows
    """
    ledgers = stage.ledgers
    database = ledgers.copy("screens", source=stage.ours(ledgers))
    many = run(database, stage.today)["record"]["opened_count"]
    with databases.worker(database) as process:
        few_found, many_found = (
            process.do("screens.open_screens", cases=cases, times=TIMES)
            for cases in (FEW, many)
        )
    rows = []
    for view in ("list", "kanban"):
        few, all_of_them = few_found[view], many_found[view]
        least, most = max(few["statements"]), max(all_of_them["statements"])
        what = f"Opening the {view} on {many:,} cases"
        took = seconds(median(all_of_them["seconds"]))
        on_few = seconds(median(few["seconds"]))
        rows += [
            Row(what, took, f"{on_few} on {FEW}"),
            Row("… statements", f"{most}", f"{least} on {FEW}", "same", most == least),
        ]
    return [*rows, *_day(database, many)]


def _day(database, cases):
    """:return: the rows on a collector's worklist among all the cases there are."""
    with databases.worker(database) as process:
        process.do("staff.leave_few", login=BEGINNER, cases=FEW_OF_DAY)
        found = process.do("screens.open_day", logins=[BUSY, BEGINNER], times=TIMES)
    busy, beginner = found[BUSY], found[BEGINNER]
    most, least = max(busy["statements"]), max(beginner["statements"])
    what = f"Opening the worklist of one collector among {cases:,} cases"
    return [
        Row(
            f"{what}, {busy['left']:,} due",
            seconds(median(busy["seconds"])),
            f"{seconds(median(beginner['seconds']))} with {beginner['left']} due",
        ),
        Row("… statements", f"{most}", f"{least}", "same", most == least),
    ]
