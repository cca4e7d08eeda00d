# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the addon costs the accountants, side by side with none."""

from statistics import median

import databases
from table import Row, seconds

from measures.stage import run

SINGLES, BATCHES, BATCH, PAYMENTS, STATEMENTS, LINES = 60, 8, 100, 60, 4, 1000
INSIDE, WHOLE = 5, 15


def accounting(stage):
    """Let two workers post, pay and reconcile the same in turns.

    :param stage: the Stage
    :return: list of rows
    """
    ledgers = stage.ledgers
    ours = ledgers.copy("with", source=stage.ours(ledgers))
    bare = ledgers.copy("without")
    run(ours, stage.today)
    with databases.worker(bare) as without, databases.worker(ours) as with_addon:
        pair = Pair(stage, without, with_addon)
        return [
            *pair.post("Posting an invoice", SINGLES, 1),
            *pair.post(f"Posting {BATCH} invoices at once", BATCHES, BATCH),
            *pair.pay(),
            *pair.reconcile(),
        ]


class Pair:
    """A worker without and one with the addon, doing the same things in turns."""

    def __init__(self, stage, without, with_addon):
        self.today = stage.today
        self.workers = (without, with_addon)
        most = stage.ledgers.customers
        self.lines = min(LINES, most // 8)
        self.open = self._both(
            "bookings.open_invoices", count=PAYMENTS + STATEMENTS * self.lines
        )

    def post(self, what, times, count):
        """:return: rows on posting so many invoices, so often."""
        drafts = self._both(
            "bookings.draft_invoices", today=self.today, count=times * count
        )
        return self._turns(
            what,
            times,
            "bookings.post",
            lambda worker, turn: {
                "invoice_ids": drafts[worker][turn * count : (turn + 1) * count]
            },
        )

    def pay(self):
        """:return: rows on registering a payment."""
        return self._turns(
            "Registering a payment",
            PAYMENTS,
            "bookings.pay",
            lambda worker, turn: {
                "today": self.today,
                "invoice_id": self.open[worker][turn],
            },
        )

    def reconcile(self):
        """:return: rows on matching the lines of a statement."""
        shares = [
            slice(PAYMENTS + turn * self.lines, PAYMENTS + (turn + 1) * self.lines)
            for turn in range(STATEMENTS)
        ]
        statements = [
            [
                process.do(
                    "bookings.import_statement",
                    today=self.today,
                    invoice_ids=self.open[worker][share],
                )
                for share in shares
            ]
            for worker, process in enumerate(self.workers)
        ]
        return self._turns(
            f"Reconciling a statement of {self.lines:,} lines",
            STATEMENTS,
            "bookings.reconcile",
            lambda worker, turn: {
                "statement_id": statements[worker][turn],
                "invoice_ids": self.open[worker][shares[turn]],
            },
        )

    def _both(self, task, **arguments):
        """:return: the results of both workers."""
        return [process.do(task, **arguments) for process in self.workers]

    def _turns(self, what, times, task, arguments):
        """Do a task alternately, A B then B A, and compare.

        What a machine's other work slows down, it slows down for both: the ratio of
        each turn's two is taken, then the median of the ratios. The first turn warms
        up.
        """
        turns = []
        for turn in range(times):
            effort = {}
            for worker in (0, 1) if turn % 2 else (1, 0):
                effort[worker] = self.workers[worker].do(
                    task, **arguments(worker, turn)
                )
            turns.append(effort)
        return [
            self._row(what, turns[1:], "inside", INSIDE),
            self._row("… with the fold", turns[1:], "whole", WHOLE),
        ]

    def _row(self, what, turns, moment, limit):
        """:return: the row on one of the two moments."""
        more = median(turn[1][moment] / turn[0][moment] for turn in turns) - 1
        without, with_addon = (
            seconds(median(turn[worker][moment] for turn in turns)) for worker in (0, 1)
        )
        figure = f"{with_addon} with, {without} without"
        return Row(what, figure, f"{more:+.1%}", f"≤ +{limit} %", more * 100 <= limit)
