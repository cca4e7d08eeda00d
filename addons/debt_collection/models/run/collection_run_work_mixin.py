# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time
from collections import Counter

from psycopg2.errors import LockNotAvailable

from odoo import fields, models
from odoo.tools import SQL

from ...tools.lanes import aside
from ..ledger.collection_ledger import SUMMED
from ..ledger.debtor_scope import LAST_DEBTOR
from ..ledger.own_transaction import CompanyBusy, in_own_transaction
from . import run_statements as statements
from .done import Done
from .run_batch import RunBatch

# Debtors of one batch. The statements' number grows with the batches, the memory and
# the time a case stays locked with the batch: about half a second for so many.
RUN_BATCH = 25000
# Where a company has no cases yet, all is new and takes several times as long.
OPENING_BATCH = 4000
# More batches than these are made larger, up to the usual size: to give cases away, all
# that somebody works already are counted for each batch.
MANY_BATCHES = 25
# How often a batch waits for a lock, each time as long as a transaction's patience.
LOCK_TRIES = 6


class CollectionRunWorkMixin(models.AbstractModel):
    """The work of a run, batch by batch."""

    _name = "collection.run.work.mixin"
    _description = "Collection Run Work"
    _inherit = [
        "collection.run.batch.mixin",
        "collection.run.failure.mixin",
        "collection.run.lanes.mixin",
    ]

    def _work(self, lock_cr):
        """Work off the batches that are left, then draw the control sum.

        :param lock_cr: the cursor that has the lock of the company's run
        """
        self.ensure_one()
        state, company_id, dry, batches = self._in_own(lambda run: run._take_up())
        if state != "running":
            return
        if self._can_work_side_by_side(batches, dry, lock_cr):
            self._work_side_by_side(batches, lock_cr)
            batches = self._in_own(lambda run: Done(RunBatch.read_all(run.batches)))
        waited, drawn = 0, None
        while batches:
            if not drawn and self._can_draw_aside(batches, dry, lock_cr):
                drawn = aside(self._draw_control_sum, company_id)
            tries = LOCK_TRIES if batches[0].first > waited else 1
            following, failure = self._work_part(batches[0], tries)
            if isinstance(failure, CompanyBusy):
                self._in_own(lambda run: run._wait_for_others())
                return
            if isinstance(failure, LockNotAvailable):
                # The whole batch has waited; its parts need not wait as long again.
                waited = max(waited, batches[0].last)
            if following is None:
                break
            batches[:1] = following
        sums, counts = drawn.result() if drawn else (None, None)
        if not dry:
            self.env["collection.fold"]._fold_all()
        self._in_own(lambda run: run._finish(sums, counts))

    def _in_own(self, work, lap=None):
        """Do work on this run in a transaction of its own, and record what it came to,
        with the effort, by one statement.

        :param work: called with the run in the new environment; returns :class:`Done`
        :param lap: called for the seconds that the run has taken since the last time,
            where others work on it meanwhile
        :return: the work's result
        """

        def recorded(env):
            started, counted = time.monotonic(), env.cr.sql_log_count
            run = env[self._name].browse(self.id)
            done = work(run)
            counts = Counter(done.counts)
            counts["statement_count"] += env.cr.sql_log_count - counted + 1
            seconds = lap() if lap else time.monotonic() - started
            counts["duration"] += seconds
            if lap and "duration_cases" in counts:
                counts["duration_cases"] = seconds
            run._add(done.also, **counts)
            return done.result

        return in_own_transaction(self.env, recorded)

    def _take_up(self):
        """Return the run's state, its company's id, whether it is dry, and its
        batches."""
        if self.state != "running" or self.batch_count:
            batches, counts, also = RunBatch.read_all(self.batches), None, None
        else:
            batches = self._divide(is_undone=self.is_dry)
            counts, also = {"batch_count": len(batches)}, RunBatch.write_all(batches)
            if self._can_work_side_by_side(batches, self.is_dry, self.env.cr):
                # Or each would wait for the other to write the company's day.
                self.company_id._collection_count_from(self.date)
        taken_up = (self.state, self.company_id.id, self.is_dry, batches)
        return Done(taken_up, counts, also)

    def _divide(self, *, is_undone):
        """Divide the debtors into ranges of ids with the same number of debtors.

        :param bool is_undone: whether each batch is taken back before the next one,
            which does not see it then: so they are as few as can be
        :return: list of :class:`RunBatch`
        """
        ledger = self.env["collection.ledger"]
        size = SQL(
            statements.BATCH_SIZE,
            company=self.company_id.id,
            is_undone=is_undone,
            usual=RUN_BATCH,
            opening=min(OPENING_BATCH, RUN_BATCH),
        )
        rows = self.env.execute_query(
            SQL(
                statements.DIVIDE,
                size=size,
                usual=RUN_BATCH,
                many=MANY_BATCHES,
                accounts=ledger._accounts_sql(),
                companies=ledger._companies_sql(self.company_id),
                open_line=ledger._open_line_sql(),
            )
        )
        # The last range is open: it takes in debtors who come while the run goes on.
        lasts = [last for (last,) in rows[:-1]] + [LAST_DEBTOR]
        firsts = [1] + [last + 1 for last in lasts[:-1]]
        return list(map(RunBatch, firsts, lasts))

    def _work_part(self, batch, tries):
        """Work off a batch, or the next part of it, or find out for which of its
        debtors it fails.

        :param RunBatch batch: the batch
        :param int tries: how often to wait for a lock
        :return: the batches that come in its place, or None where the run was given
            up, and the exception where the batch failed
        """
        for _attempt in range(tries):
            try:
                return self._in_own(lambda run: run._take_part(batch)), None
            except LockNotAvailable as error:  # noqa: PERF203 it waits for seconds
                # Somebody else's transaction, and no failure of these debtors.
                failure = error
            except Exception as error:  # noqa: BLE001 whatever it was, others go on
                failure = error
                break
        if isinstance(failure, CompanyBusy):
            return [batch], failure
        return self._in_own(lambda run: run._narrow_down(batch, failure)), failure

    def _add(self, also=None, /, **increments):
        """Add to the run's counters, in the database: a dry run's record is no longer
        in memory.

        :param SQL also: further assignments
        """
        assignments = [also] if also else []
        assignments += [
            SQL("%(c)s = COALESCE(%(c)s, 0) + %(n)s", c=SQL.identifier(c), n=n)
            for c, n in increments.items()
        ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_run SET %s WHERE id = %s",
                SQL(", ").join(assignments),
                self.id,
            )
        )
        self.invalidate_recordset(flush=False)

    def _finish(self, sums=None, counts=None):
        """Write what the open cases add up to, and tie them to the general ledger.

        :param dict sums: the control sum, where it was drawn already
        :param dict counts: what drawing it adds to the run's counters
        """
        if self.state != "running":
            return Done()
        planned = {}
        if self.is_dry:
            summed = (*SUMMED, "amount_cases", "amount_excluded")
            planned = {field: self[field] for field in summed}
        # What makes a difference may have been booked before it was drawn, and folded
        # since.
        if not sums or sums["amount_difference"]:
            ledger = self.env["collection.ledger"]
            sums = ledger._get_control_sum(self.company_id, planned)
        values = {
            **sums,
            "state": "done",
            "date_end": fields.Datetime.now(),
            "message": self._get_message() or None,
            **self._get_undecided(),
        }
        written = (SQL("%s = %s", SQL.identifier(c), v) for c, v in values.items())
        return Done(counts=counts, also=SQL(", ").join(written))

    def _get_message(self):
        """Return why nothing was found where there can be nothing, or False."""
        if self.debtor_count:
            return False
        accounts = self.env["collection.ledger"]._get_receivable_accounts()
        if self.company_id in accounts.company_ids.root_id:
            return False
        return self.env._(
            "%(company)s has no receivable account, so nobody can owe it anything. "
            "Choose its chart of accounts in the settings of Invoicing.",
            company=self.company_id.name,
        )
