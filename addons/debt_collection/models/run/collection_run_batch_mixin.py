# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import models

from .collection_run_decision_mixin import STEPS
from .done import Done
from .run_batch import ALL_AT_ONCE, RunBatch

# A batch that opens as many cases commits each of its steps.
STEPWISE_FROM = 1000


class CollectionRunBatchMixin(models.AbstractModel):
    """What a run does about the debtors of one batch."""

    _name = "collection.run.batch.mixin"
    _description = "Collection Run Batch"
    _inherit = ["collection.run.decision.mixin", "collection.run.dry.mixin"]

    def _take_part(self, batch, *, in_lane=False):
        """Run a batch, or the next part of it, on the present cursor.

        The progress is written in the same transaction: a killed run neither loses nor
        repeats anything. What is decided about the cases has one of its own: it can
        fail without taking their figures back, and nobody waits for the company's turn.
        PostgreSQL checks all foreign keys of a row again each time a transaction writes
        a row of its own making: where much is new, each step has its own.

        :param RunBatch batch: the batch
        :param bool in_lane: whether others are worked at the same time: who started
            them has the company's turn, and each step is committed
        :return: :class:`Done`, with the batches that come in its place
        """
        if self.is_dry:
            return self._pass_on(batch, **self._run_batch(batch.scope))
        if not batch.step:
            _upkeep, counts = self._run_upkeep(batch.scope, has_turn=in_lane)
            is_many = in_lane or counts["opened_count"] >= STEPWISE_FROM
            return self._go_on(batch, 1 if is_many else ALL_AT_ONCE, counts)
        if self._has_given_up_deciding():
            return self._pass_on(batch)
        if batch.step == ALL_AT_ONCE:
            cases = self._get_open_cases(batch.scope)
            return self._pass_on(batch, **self._decide_on(cases, batch.scope))
        counts = self._take_step(batch.step, batch.scope)
        if batch.step == len(STEPS):
            return self._pass_on(batch, **counts)
        return self._go_on(batch, batch.step + 1, counts)

    def _go_on(self, batch, step, counts):
        """Note the step that a batch takes next.

        :param RunBatch batch: the batch
        :param int step: the step
        :param dict counts: what it has added to the run's counters and sums
        :return: :class:`Done`, with the batch as it goes on
        """
        following = [batch._replace(step=step)]
        return Done(following, counts, RunBatch.write_all(following))

    def _pass_on(self, batch, **counts):
        """Note that a batch is done.

        :param RunBatch batch: the batch
        :param counts: what it adds to the run's counters and sums
        :return: :class:`Done`, with nothing in its place
        """
        return Done([], {"batch_done": 1, **counts}, batch.as_done())

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

    def _run_upkeep(self, scope, *, has_turn=False):
        """Bring the cases of one batch up to date, on the present cursor.

        :param DebtorScope scope: the batch's debtors
        :param bool has_turn: as of ``collection.upkeep``
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
            self.company_id, self.date, scope, has_turn=has_turn
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

    def _get_sums(self, scope):
        """Return what the open cases of a scope add up to: a dict of fields."""
        [sums] = self.env.execute_query_dict(
            self.env["collection.ledger"]._case_sums_sql(self.company_id, scope)
        )
        return sums
