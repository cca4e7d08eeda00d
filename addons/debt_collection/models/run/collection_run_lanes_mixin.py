# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import functools
import logging
import threading
import time

from odoo import models
from odoo.sql_db import Cursor

from ...tools.lanes import side_by_side
from ..ledger.debtor_scope import EVERYBODY
from ..ledger.own_transaction import own_cursor
from .collection_run_decision_mixin import STEPS
from .done import Done
from .run_batch import ALL_AT_ONCE

_logger = logging.getLogger(__name__)

# Batches that are worked at a time, each by a connection of its own: it is PostgreSQL
# that works, so each keeps one of its processors busy.
LANES = 2
# Batches whose upkeep is done before anything is decided about their cases. Bookings
# of the company wait with their folds as long as these upkeeps take.
WAVE = 8
# Who gets a case depends on who got those before it.
ORDERED = 1 + STEPS.index("_assign_cases")


class Turn:
    """A company's turn that several upkeeps have together: it ends with the last."""

    def __init__(self, upkeeps):
        self.held = contextlib.ExitStack()
        self.ended = time.monotonic()
        self._left = upkeeps
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        self.held.close()

    def count_down(self):
        """Note that one of the upkeeps has ended."""
        with self._lock:
            self._left -= 1
            if not self._left:
                self.held.close()
                self.ended = time.monotonic()


class CollectionRunLanesMixin(models.AbstractModel):
    """A run's batches, several at a time.

    A batch that fails here is left as it stands on the run's record. It is tried again
    when it has the machine for itself, and what it fails for is found out then.
    """

    _name = "collection.run.lanes.mixin"
    _description = "Collection Run Lanes"

    def _work_side_by_side(self, batches, lock_cr):
        """Work off batches, several at a time. What is left stands on the record.

        :param batches: list of :class:`RunBatch`
        :param lock_cr: the cursor that has the lock of the company's run
        """
        for first in range(0, len(batches), WAVE):
            wave = [
                batch
                for batch in batches[first : first + WAVE]
                if batch.step != ALL_AT_ONCE
            ]
            started = time.monotonic()
            try:
                turn = self._take_turn(sum(not batch.step for batch in wave))
            except Exception:
                _logger.info("Run %s works alone", self.id, exc_info=True)
                return
            with turn:
                work = functools.partial(self._work_in_lane, turn=turn, lock_cr=lock_cr)
                side_by_side(wave, work, LANES, ordered=ORDERED)
            self._record_time(started, turn.ended)

    def _can_work_side_by_side(self, batches):
        """Tell whether there are several batches, and connections of their own to work
        them by: a test's cursors share one.

        :param batches: list of :class:`RunBatch`
        """
        return not self.is_dry and len(batches) > 1 and isinstance(self.env.cr, Cursor)

    def _take_turn(self, upkeeps):
        """Keep the company's other upkeeps away from those of several batches, on
        behalf of all of them.

        :param int upkeeps: of how many batches; where there is none, nobody is kept
            away
        :return: :class:`Turn`
        """
        turn = Turn(upkeeps)
        if not upkeeps:
            return turn
        with contextlib.ExitStack() as stack:
            env = stack.enter_context(own_cursor(self.env))
            company = env[self._name].browse(self.id).company_id
            env["collection.upkeep"]._wait_for_turn(company, EVERYBODY)
            turn.held = stack.pop_all()
        return turn

    def _work_in_lane(self, batch, turn, lock_cr):
        """Take a batch's next step, in a thread of its own.

        :param RunBatch batch: the batch
        :param Turn turn: the turn of the wave's upkeeps
        :param lock_cr: the cursor that has the lock of the company's run. A server that
            is told to end closes it, and another process may take up the run then.
        :return: the batch as it goes on, or None where it is done or failed
        """
        if lock_cr.closed:
            return None
        threading.current_thread().dbname = self.env.cr.dbname  # for the log
        try:
            rest = self._in_own(
                lambda run: run._take_part(batch, in_lane=True), is_timed=False
            )
        except Exception:
            _logger.info("Run %s leaves a batch for later", self.id, exc_info=True)
            rest = None
        if not batch.step:
            turn.count_down()
        return rest[0] if rest else None

    def _record_time(self, started, kept_up):
        """Add the time a wave took: what its batches took ran side by side.

        :param float started: when it began, of a clock that only goes on
        :param float kept_up: when its upkeeps were done
        """
        counts = {
            "duration": time.monotonic() - started,
            "duration_cases": kept_up - started,
        }
        self._in_own(lambda run: Done(counts=counts), is_timed=False)
