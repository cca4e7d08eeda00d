# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import functools
import logging
import threading

from odoo import api, models
from odoo.sql_db import Cursor
from odoo.tools import split_every

from ...tools.lanes import Laps, side_by_side
from ..ledger.debtor_scope import EVERYBODY
from ..ledger.own_transaction import CompanyBusy, own_cursor
from .collection_run_decision_mixin import STEPS
from .run_batch import ALL_AT_ONCE

_logger = logging.getLogger(__name__)

# Batches that are worked at a time, each by a connection of its own: it is PostgreSQL
# that works, so each keeps one of its processors busy.
LANES = 2
# Batches that have the company's turn together: their upkeep is done before anything is
# decided about their cases, and bookings wait with their folds as long.
WAVE = 8
# Who gets a case depends on who got those before it.
ORDERED = 1 + STEPS.index("_assign_cases")


class Turn:
    """A company's turn that several upkeeps have together: the first takes it, and it
    ends with the last.

    :param int upkeeps: how many
    """

    def __init__(self, upkeeps):
        self._left = upkeeps
        self._lock = threading.Lock()
        self._held = None
        self._is_refused = False

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        if self._held:
            self._held.close()

    def take(self, waiting):
        """Take the turn, unless another upkeep has.

        :param waiting: a context manager that waits for the company's turn and has it
            until it is left
        :raise CompanyBusy: if another has waited for it in vain
        """
        with self._lock:
            if self._held:
                return
            if self._is_refused:
                raise CompanyBusy
            self._is_refused = True
            with contextlib.ExitStack() as stack:
                stack.enter_context(waiting)
                self._held = stack.pop_all()

    def count_down(self):
        """Note that one of the upkeeps has ended."""
        with self._lock:
            self._left -= 1
            if not self._left and self._held:
                self._held.close()


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
        batches = [batch for batch in batches if batch.step != ALL_AT_ONCE]
        turns = {}
        with contextlib.ExitStack() as held:
            for wave in split_every(WAVE, batches, list):
                turn = held.enter_context(Turn(sum(not batch.step for batch in wave)))
                turns.update(dict.fromkeys((batch.first for batch in wave), turn))
            work = functools.partial(
                self._work_in_lane, turns=turns, lap=Laps(), lock_cr=lock_cr
            )
            try:
                side_by_side(batches, work, LANES, ordered=ORDERED, group=WAVE)
            except Exception:
                _logger.info("Run %s works alone", self.id, exc_info=True)

    @api.model
    def _can_work_side_by_side(self, batches, dry, own_cr):
        """Tell whether there are several batches, and connections of their own to work
        them by: a test's cursors share one.

        :param list batches: the :class:`RunBatch` that are left
        :param bool dry: whether what they do is taken back
        :param own_cr: a cursor of the run's own
        """
        return not dry and len(batches) > 1 and isinstance(own_cr, Cursor)

    @api.model
    def _can_draw_aside(self, batches, dry, own_cr):
        """Tell whether all cases are up to date, so that the control sum can be drawn
        while the rest is decided about them. Its parameters are those of
        :meth:`_can_work_side_by_side`.
        """
        is_kept_up = all(batch.step for batch in batches)
        return not dry and is_kept_up and isinstance(own_cr, Cursor)

    def _draw_control_sum(self, company_id):
        """Draw the control sum, in a thread of its own. It sees what is committed.

        :param int company_id: the run's company
        :return: the sums, and what they add to the run's counters; nothing where it
            failed
        """
        threading.current_thread().dbname = self.env.cr.dbname  # for the log
        try:
            with own_cursor(self.env) as env:
                # Another of PostgreSQL's processors is busy with what is decided.
                env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
                company = env["res.company"].browse(company_id)
                sums = env["collection.ledger"]._get_control_sum(company)
                return sums, {"statement_count": env.cr.sql_log_count}
        except Exception:
            _logger.info("Run %s draws its control sum again", self.id, exc_info=True)
            return None, None

    @contextlib.contextmanager
    def _take_turn(self):
        """Keep the company's other upkeeps away from those of several batches, on
        behalf of all of them."""
        with own_cursor(self.env) as env:
            company = env[self._name].browse(self.id).company_id
            env["collection.upkeep"]._wait_for_turn(company, EVERYBODY)
            yield

    def _work_in_lane(self, batch, turns, lap, lock_cr):
        """Take a batch's next step, in a thread of its own.

        :param RunBatch batch: the batch
        :param dict turns: the :class:`Turn` of each batch's wave, by its first debtor
        :param Laps lap: the clock of all lanes: what batches take, they take together
        :param lock_cr: the cursor that has the lock of the company's run. A server that
            is told to end closes it, and another process may take up the run then.
        :return: the batch as it goes on, or None where it is done or failed
        :raise CompanyBusy: if somebody else keeps the company to itself
        """
        if lock_cr.closed:
            return None
        threading.current_thread().dbname = self.env.cr.dbname  # for the log
        turn = turns[batch.first]
        if not batch.step:
            turn.take(self._take_turn())
        try:
            rest = self._in_own(lambda run: run._take_part(batch, in_lane=True), lap)
        except Exception:
            _logger.info("Run %s leaves a batch for later", self.id, exc_info=True)
            rest = None
        if not batch.step:
            turn.count_down()
        return rest[0] if rest else None
