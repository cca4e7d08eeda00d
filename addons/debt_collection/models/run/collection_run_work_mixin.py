# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import time

from psycopg2.errors import LockNotAvailable

from odoo import fields, models
from odoo.tools import SQL

from ..ledger.collection_ledger import SUMMED
from ..ledger.debtor_scope import LAST_DEBTOR, DebtorScope
from ..ledger.own_transaction import CompanyBusy, in_own_transaction
from . import run_statements as statements
from .collection_run_decision_mixin import STEPS
from .done import Done

# Debtors of one batch. The statements' number grows with the batches, the memory and
# the time a case stays locked with the batch: about half a second for so many.
RUN_BATCH = 25000
# A batch that opens as many cases commits each of its steps.
STEPWISE_FROM = 1000
# Among the steps of a batch that are done: the upkeep, and the others come all at once.
ALL_AT_ONCE = -1
# How often a batch waits for a lock, each time as long as a transaction's patience.
LOCK_TRIES = 6


class CollectionRunWorkMixin(models.AbstractModel):
    """The work of a run, batch by batch."""

    _name = "collection.run.work.mixin"
    _description = "Collection Run Work"
    _inherit = [
        "collection.run.decision.mixin",
        "collection.run.dry.mixin",
        "collection.run.failure.mixin",
    ]

    def _work(self):
        """Work off the batches that are left, then draw the control sum."""
        self.ensure_one()
        state, dry, left = self._in_own(lambda run: run._take_up())
        if state != "running":
            return
        tries = LOCK_TRIES
        while left:
            left, failure = self._work_next_batch(tries)
            if isinstance(failure, CompanyBusy):
                self._in_own(lambda run: run._wait_for_others())
                return
            if isinstance(failure, LockNotAvailable):
                # The whole batch has waited; its parts need not wait as long again.
                tries = 1
        if not dry:
            self.env["collection.fold"]._fold_all()
        self._in_own(lambda run: run._finish())

    def _in_own(self, work):
        """Do work on this run in a transaction of its own, and record what it came to,
        with the effort, by one statement.

        :param work: called with the run in the new environment; returns :class:`Done`
        :return: the work's result
        """

        def recorded(env):
            started, counted = time.monotonic(), env.cr.sql_log_count
            run = env[self._name].browse(self.id)
            done = work(run)
            run._add(
                done.also,
                duration=time.monotonic() - started,
                statement_count=env.cr.sql_log_count - counted + 1,
                **done.counts or {},
            )
            return done.result

        return in_own_transaction(self.env, recorded)

    def _take_up(self):
        """Return the run's state, whether it is dry, and whether batches are left."""
        is_new = self.state == "running" and not self.batch_count
        if not is_new:
            return Done((self.state, self.is_dry, bool(self.ranges)))
        ranges = self._divide()
        if not self.is_dry:
            self.company_id._collection_count_from(self.date)
        divided = SQL(
            "ranges = %s::jsonb, batch_steps = %s::jsonb",
            json.dumps(ranges),
            json.dumps([0] * len(ranges)),
        )
        return Done(
            (self.state, self.is_dry, True), {"batch_count": len(ranges)}, divided
        )

    def _divide(self):
        """Divide the debtors into ranges of ids with the same number of debtors.

        :return: the last debtor of each batch
        """
        ledger = self.env["collection.ledger"]
        rows = self.env.execute_query(
            SQL(
                statements.DIVIDE,
                size=RUN_BATCH,
                accounts=ledger._accounts_sql(),
                companies=ledger._companies_sql(self.company_id),
                open_line=ledger._open_line_sql(),
            )
        )
        # The last range is open: it takes in debtors who come while the run goes on.
        return [last for (last,) in rows[:-1]] + [LAST_DEBTOR]

    def _get_next_scope(self):
        """Return the scope of the next batch."""
        return DebtorScope(first=self.last_debtor + 1, last=self.ranges[0])

    def _work_next_batch(self, tries):
        """Work off the next batch, or the next part of it, or find out for which of its
        debtors it fails.

        :param int tries: how often to wait for a lock
        :return: whether there are more, and the exception where the batch failed
        """
        for _attempt in range(tries):
            try:
                return self._in_own(lambda run: run._run_next_batch()), None
            except LockNotAvailable as error:  # noqa: PERF203 it waits for seconds
                # Somebody else's transaction, and no failure of these debtors.
                failure = error
            except Exception as error:  # noqa: BLE001 whatever it was, others go on
                failure = error
                break
        if isinstance(failure, CompanyBusy):
            return True, failure
        return self._in_own(lambda run: run._narrow_down(failure)), failure

    def _run_next_batch(self):
        """Run the next batch, or the next part of it, on the present cursor.

        The progress is written in the same transaction: a killed run neither loses nor
        repeats anything. What is decided about the cases has one of its own: it can
        fail without taking their figures back, and nobody waits for the company's turn.
        PostgreSQL checks all foreign keys of a row again each time a transaction writes
        a row of its own making: where much is new, each step has its own.

        :return: :class:`Done`, with whether there are more
        """
        scope, step = self._get_next_scope(), self.batch_steps[0]
        if self.is_dry:
            return self._pass_on(**self._run_batch(scope))
        if not step:
            _upkeep, counts = self._run_upkeep(scope)
            is_many = counts["opened_count"] >= STEPWISE_FROM
            step, is_last = (1 if is_many else ALL_AT_ONCE), False
        elif self._has_given_up_deciding():
            return self._pass_on()
        elif step == ALL_AT_ONCE:
            counts = self._decide_on(self._get_open_cases(scope), scope)
            is_last = True
        else:
            counts = self._take_step(step, scope)
            step, is_last = step + 1, step == len(STEPS)
        if is_last:
            return self._pass_on(**counts)
        progress = SQL(
            "batch_steps = jsonb_set(batch_steps, '{0}', %s::jsonb)", json.dumps(step)
        )
        return Done(True, counts, progress)

    def _pass_on(self, **counts):
        """Note that the next batch is done.

        :param counts: what it adds to the run's counters and sums
        :return: :class:`Done`, with whether there are more
        """
        progress = SQL(
            "ranges = ranges - 0, batch_steps = batch_steps - 0,"
            " last_debtor = (ranges ->> 0)::integer"
        )
        return Done(len(self.ranges) > 1, {"batch_done": 1, **counts}, progress)

    def _run_batch(self, scope):
        """Run one batch in one transaction, for what is going to be taken back.

        :param DebtorScope scope: the batch's debtors
        :return: dict of what it adds to the run's counters and sums
        """
        before = self._get_figures(scope) if self.is_dry else {}
        upkeep, counts = self._run_upkeep(scope)
        cases = self.env["collection.case"].browse(upkeep.open)
        if not self.is_dry:
            return {**counts, **self._decide_on(cases, scope)}
        decided, steps = self._decide_dry(cases, scope)
        counts.update(decided, **self._get_sums(scope))
        self._undo(self._get_changes(scope, before, upkeep), steps)
        return counts

    def _run_upkeep(self, scope):
        """Bring the cases of one batch up to date, on the present cursor.

        :param DebtorScope scope: the batch's debtors
        :return: the :class:`Upkeep`, and a dict of what it adds to the run's counters
            and sums
        """
        started = time.monotonic()
        fold = self.env["collection.fold"]
        # In a dry run this is taken back with the rest; a run that was stopped and goes
        # on after a later one has its own day again.
        self.company_id._collection_count_from(self.date)
        marks = fold._lock_marks_in(self.company_id, scope)
        touched = fold._get_debtors_by_company(marks).get(self.company_id, ())
        upkeep = self.env["collection.upkeep"]._refresh(
            self.company_id, self.date, scope
        )
        self.env["collection.case"]._announce(upkeep)
        self.env["collection.behaviour"]._touch(self.company_id, touched)
        counts = self._count(upkeep)
        if not self.is_dry:
            fold._delete_marks(marks)
            counts["folded_count"] = len(marks)
        counts["duration_cases"] = time.monotonic() - started
        return upkeep, counts

    def _count(self, upkeep):
        """Return what an upkeep adds to the run's counters.

        :param upkeep: the :class:`Upkeep` of the batch
        """
        updated = len(set(upkeep.changed).intersection(upkeep.kept_open))
        return {
            "debtor_count": upkeep.debtor_count,
            "opened_count": len(upkeep.opened),
            "reopened_count": len(upkeep.reopened),
            "closed_count": len(upkeep.closed),
            "updated_count": updated,
            "unchanged_count": len(upkeep.kept_open) - updated,
            "drift_count": len(set(upkeep.drifted).intersection(upkeep.kept)),
        }

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

    def _get_sums(self, scope):
        """Return what the open cases of a scope add up to: a dict of fields."""
        [sums] = self.env.execute_query_dict(
            self.env["collection.ledger"]._case_sums_sql(self.company_id, scope)
        )
        return sums

    def _finish(self):
        """Write what the open cases add up to, and tie them to the general ledger."""
        if self.state != "running":
            return Done()
        planned = {}
        if self.is_dry:
            summed = (*SUMMED, "amount_cases", "amount_excluded")
            planned = {field: self[field] for field in summed}
        values = {
            **self.env["collection.ledger"]._get_control_sum(self.company_id, planned),
            "state": "done",
            "date_end": fields.Datetime.now(),
            "message": self._get_message() or None,
            **self._get_undecided(),
        }
        written = (SQL("%s = %s", SQL.identifier(c), v) for c, v in values.items())
        return Done(also=SQL(", ").join(written))

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
