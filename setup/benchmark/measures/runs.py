# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run against the plain aggregate and against OCA's credit control."""

from statistics import median
from typing import NamedTuple

import databases
from table import Row, at_most, seconds

from measures.stage import run

TURNS = 3
SHARE = 0.01
MEMORY = 300


class Turn(NamedTuple):
    """What the peer took, and our runs right beside it: the first, one on a day without
    changes, and one after a share of the debtors changed."""

    peer: dict
    first: dict
    quiet: dict
    changed: int
    busy: dict


def runs(stage):
    """Measure first run, quiet day, busy day and the peer on one ledger.

    :param stage: the Stage
    :return: list of rows
    """
    ours = stage.ours(stage.ledgers)
    lines, debtors, aggregate = _aggregate(stage, ours)
    with_peer = stage.ledgers.copy("with_peer", modules=[databases.PEER])
    turns = [
        _take_turn(stage, ours, with_peer, peer_first=not turn % 2)
        for turn in range(TURNS)
    ]
    return [
        *_ledger_rows(stage.ledgers, lines, debtors),
        Row("Plain SQL aggregate of the open lines", seconds(aggregate)),
        *_peer_rows(turns, aggregate),
        *_first_rows(turns, aggregate),
        *_next_rows(turns, aggregate),
        _exact(turns),
    ]


def _aggregate(stage, database):
    """:return: overdue lines, debtors, and the plain aggregate's median seconds."""
    with databases.worker(database) as process:
        lines, debtors = process.do("runs.count_overdue", today=stage.today)
        times = process.do("runs.aggregate", today=stage.today, times=7)
    return lines, debtors, median(times)


def _take_turn(stage, ours, with_peer, *, peer_first):
    """Measure the peer and our runs one right after the other, each on a copy of its
    own: what a machine's other work slows down, it slows down for both.

    :param str ours: the database with the addon
    :param str with_peer: the database with the peer
    :param bool peer_first: which of them begins
    :return: the :class:`Turn`
    """
    peer = _measure_peer(stage, with_peer) if peer_first else None
    cased = stage.ledgers.copy("cased", source=ours)
    first = run(cased, stage.today)
    databases.settle(cased)
    quiet = run(cased, stage.day(1))
    with databases.worker(cased) as process:
        changed = process.do("runs.book", today=stage.day(1), share=SHARE)
    busy = run(cased, stage.day(2))
    peer = peer or _measure_peer(stage, with_peer)
    return Turn(peer, first, quiet, changed, busy)


def _measure_peer(stage, with_peer):
    """:return: what OCA's credit control took."""
    name = stage.ledgers.copy("peer", source=with_peer)
    with databases.worker(name) as process:
        process.do("runs.count_overdue", today=stage.today)
        return process.do("runs.peer_lines", today=stage.today)


def _ledger_rows(ledgers, lines, debtors):
    """:return: the rows on the ledger itself."""
    what = f"Ledger: {ledgers.invoices:,} invoices, {ledgers.customers:,} customers"
    built = [at_most(what, ledgers.seconds, 60, " s")] if ledgers.seconds else []
    return [*built, Row("… overdue lines, debtors", f"{lines:,}, {debtors:,}")]


def _peer_rows(turns, aggregate):
    """:return: the rows on OCA's credit control."""
    peer = turns[0].peer
    took = median(turn.peer["seconds"] for turn in turns)
    what = f"OCA account_credit_control: {peer['lines']:,} lines"
    return [
        Row(what, seconds(took), f"{took / aggregate:,.0f} × aggregate"),
        Row("… peak memory", f"{peer['memory']:,.0f} MB"),
    ]


def _first_rows(turns, aggregate):
    """:return: the rows on the first run."""
    record = turns[0].first["record"]
    what = f"First run: {record['opened_count']:,} cases opened, scored, assigned, "
    return [
        *_against(f"{what}planned", turns, "first", aggregate, targets=(10, 20)),
        Row("… steps planned", f"{record['planned_count']:,}"),
        Row("… cases given to collectors", f"{record['assigned_count']:,}"),
        _most("… statements", turns, "first", "statements", 1000),
        _most("… peak memory", turns, "first", "memory", MEMORY, " MB"),
    ]


def _next_rows(turns, aggregate):
    """:return: the rows on the days after."""
    what = f"Next day's run, {turns[0].changed:,} debtors changed"
    quiet = median(turn.quiet["seconds"] for turn in turns)
    return [
        *_against(what, turns, "busy", aggregate, targets=(50, 50)),
        _most("… statements", turns, "busy", "statements", 100),
        Row("A day without changes", seconds(quiet)),
        _most("… statements", turns, "quiet", "statements", 100),
    ]


def _against(what, turns, name, aggregate, targets):
    """Make the rows of a run that is to be so many times faster than the peer.

    :param str what: what is run
    :param list turns: the turns; a ratio is the median of theirs
    :param str name: which of their runs
    :param float aggregate: seconds
    :param targets: how many times, the whole of it and the part of the cases alone
    """
    found = [getattr(turn, name) for turn in turns]
    times = [one["seconds"] for one in found]
    cases = [one["record"]["duration_cases"] for one in found]
    rows = []
    for part, took, target in zip(
        (what, "… of which the cases"), (times, cases), targets, strict=True
    ):
        ratio = median(
            turn.peer["seconds"] / one for turn, one in zip(turns, took, strict=True)
        )
        shown = f"{ratio:,.1f} × faster than OCA"
        reached = f"≥ {target} ×"
        rows.append(Row(part, seconds(median(took)), shown, reached, ratio >= target))
    multiple = f"{median(times) / aggregate:,.1f} ×"
    return [*rows, Row("… as a multiple of the aggregate", "", multiple)]


def _most(what, turns, name, measure, limit, unit=""):
    """:return: the row of the highest of a measure of one run, with its limit."""
    highest = max(getattr(turn, name)[measure] for turn in turns)
    return at_most(what, highest, limit, unit)


def _exact(turns):
    """:return: the row on what the runs' control sums left over."""
    worst = max(
        abs(one["record"]["amount_difference"])
        for turn in turns
        for one in (turn.first, turn.quiet, turn.busy)
    )
    return Row(
        "Difference to the general ledger", f"{worst:.2f}", "", "0.00", not worst
    )
