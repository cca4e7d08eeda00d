# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run against the plain aggregate and against OCA's credit control."""

from statistics import median

import databases
from table import Row, at_most, seconds

from measures.stage import run

FIRST_RUNS = 3
SHARE = 0.01
MEMORY = 300


def runs(stage):
    """Measure first run, quiet day, busy day and the peer on one ledger.

    :param stage: the Stage
    :return: list of rows
    """
    ledgers = stage.ledgers
    ours = stage.ours(ledgers)
    lines, debtors, aggregate = _aggregate(stage, ours)
    peer = _peer(stage)
    firsts, memory = [], 0
    for _ in range(FIRST_RUNS):
        cased = ledgers.copy("cased", source=ours)
        first = run(cased, stage.today)
        firsts.append(first["seconds"])
        memory = max(memory, first["memory"])
    databases.settle(cased)
    quiet = run(cased, stage.day(1))
    with databases.worker(cased) as process:
        changed = process.do("runs.book", today=stage.day(1), share=SHARE)
    busy = run(cased, stage.day(2))
    opened = first["record"]["opened_count"]
    return [
        *_ledger_rows(ledgers, lines, debtors),
        Row("Plain SQL aggregate of the open lines", seconds(aggregate)),
        Row(
            f"OCA account_credit_control: {peer['lines']:,} lines",
            seconds(peer["seconds"]),
            f"{peer['seconds'] / aggregate:,.0f} × aggregate",
        ),
        _against(
            f"First run: {opened:,} cases opened, scored, assigned and planned",
            median(firsts),
            peer,
            10,
        ),
        _against(
            "… of which opening the cases", first["record"]["duration_cases"], peer, 20
        ),
        _times("… as a multiple of the aggregate", median(firsts), aggregate),
        Row("… steps planned", f"{first['record']['planned_count']:,}"),
        Row("… cases given to collectors", f"{first['record']['assigned_count']:,}"),
        at_most("… statements", first["statements"], 1000),
        at_most("… peak memory", memory, MEMORY, " MB"),
        Row("… peak memory of OCA's lines", f"{peer['memory']:,.0f} MB"),
        _against(
            f"Next day's run, {changed:,} debtors changed", busy["seconds"], peer, 50
        ),
        _against("… of which the cases", busy["record"]["duration_cases"], peer, 50),
        _times("… as a multiple of the aggregate", busy["seconds"], aggregate),
        at_most("… statements", busy["statements"], 100),
        Row("A day without changes", seconds(quiet["seconds"])),
        at_most("… statements", quiet["statements"], 100),
        _exact(first, quiet, busy),
    ]


def _aggregate(stage, database):
    """:return: overdue lines, debtors, and the plain aggregate's median seconds."""
    with databases.worker(database) as process:
        lines, debtors = process.do("runs.count_overdue", today=stage.today)
        times = process.do("runs.aggregate", today=stage.today, times=7)
    return lines, debtors, median(times)


def _peer(stage):
    """:return: what OCA's credit control took."""
    name = stage.ledgers.copy("peer", modules=[databases.PEER])
    with databases.worker(name) as process:
        process.do("runs.count_overdue", today=stage.today)
        peer = process.do("runs.peer_lines", today=stage.today)
    stage.ledgers.drop(name)
    return peer


def _ledger_rows(ledgers, lines, debtors):
    """:return: the rows on the ledger itself."""
    what = f"Ledger: {ledgers.invoices:,} invoices, {ledgers.customers:,} customers"
    built = [at_most(what, ledgers.seconds, 60, " s")] if ledgers.seconds else []
    return [*built, Row("… overdue lines, debtors", f"{lines:,}, {debtors:,}")]


def _against(what, value, peer, target):
    """:return: the row of something to be so many times faster than the peer."""
    ratio = peer["seconds"] / value
    shown = f"{ratio:,.1f} × faster than OCA"
    return Row(what, seconds(value), shown, f"≥ {target} ×", ratio >= target)


def _times(what, value, aggregate):
    """:return: the row of a multiple of the aggregate."""
    return Row(what, "", f"{value / aggregate:,.1f} ×")


def _exact(*done):
    """:return: the row on what the runs' control sums left over."""
    worst = max(abs(one["record"]["amount_difference"]) for one in done)
    return Row(
        "Difference to the general ledger", f"{worst:.2f}", "", "0.00", not worst
    )
