# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether time and memory keep pace with the ledger."""

import math
from statistics import mean

import databases
from table import Row, at_most, seconds

from measures.runs import MEMORY, SHARE
from measures.stage import run

EXPONENT = 1.05


def growth(stage):
    """Measure the runs on a ledger larger than the usual one.

    :param stage: the Stage
    :return: list of rows, none where there is no larger ledger
    """
    small, large = stage.ledgers, stage.large
    if large.invoices <= small.invoices:
        return []
    # A machine is not as fast at all times: the usual ledger is measured on both sides.
    before, figures, after = (_measure(stage, one) for one in (small, large, small))
    usual = {name: mean([before[name], after[name]]) for name in ("first", "busy")}
    size = f"{large.invoices:,} invoices"
    factor = large.invoices / small.invoices
    return [
        Row(
            f"{size}: first run, {figures['opened']:,} cases", seconds(figures["first"])
        ),
        _exponent("… time grows as size to the power", "first", usual, figures, factor),
        at_most("… peak memory", figures["memory"], MEMORY, " MB"),
        Row(f"{size}: next day's run", seconds(figures["busy"])),
        _exponent("… time grows as size to the power", "busy", usual, figures, factor),
        at_most("… peak memory", figures["busy_memory"], MEMORY, " MB"),
    ]


def _measure(stage, ledgers):
    """:return: dict of the runs' figures on a ledger."""
    ours = ledgers.copy("grown", source=stage.ours(ledgers))
    with databases.worker(ours) as process:
        process.do("runs.aggregate", today=stage.today, times=1)
    first = run(ours, stage.today)
    databases.settle(ours)
    with databases.worker(ours) as process:
        process.do("runs.book", today=stage.day(1), share=SHARE)
    busy = run(ours, stage.day(1))
    ledgers.drop(ours)
    return {
        "opened": first["record"]["opened_count"],
        "first": first["seconds"],
        "memory": first["memory"],
        "busy": busy["seconds"],
        "busy_memory": busy["memory"],
    }


def _exponent(what, name, usual, figures, factor):
    """:return: the row of the exponent of one figure."""
    power = math.log(figures[name] / usual[name]) / math.log(factor)
    return Row(what, f"{power:.2f}", "", f"≤ {EXPONENT}", power <= EXPONENT)
