# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from psycopg2.errors import LockNotAvailable

from odoo import fields, models
from odoo.tools import SQL

from . import run_statements as statements
from .done import Done
from .run_batch import RunBatch

_logger = logging.getLogger(__name__)

# A failure of so many debtors is not theirs. Each costs a transaction of its own, and
# nobody reads a list that is longer.
ERRORS_TOLD = 100


class CollectionRunFailureMixin(models.AbstractModel):
    """What a run does about a batch that fails."""

    _name = "collection.run.failure.mixin"
    _description = "Collection Run Failure"

    def _narrow_down(self, batch, error):
        """Divide a batch that failed in two, or tell whose failure it was.

        A batch whose upkeep is done is divided for what is decided about its cases. The
        division stands on the run's record. If the process is killed while it looks for
        the debtor, the next one goes on from there and tells no error twice.

        :param RunBatch batch: the batch
        :param Exception error: what it failed with
        :return: :class:`Done`, with the batches that come in its place, or None where
            the run was given up
        """
        debtor_ids = self._get_debtor_ids(batch.scope)
        if len(debtor_ids) < 2:
            self._record_error(batch, debtor_ids, error)
            done = self._pass_on(batch)
            gives_up = not batch.step and self._gives_up()
            return done._replace(result=None) if gives_up else done
        _logger.warning("Run %s divides a batch that failed: %s", self.id, error)
        middle = debtor_ids[len(debtor_ids) // 2 - 1]
        halves = [batch._replace(last=middle), batch._replace(first=middle + 1)]
        return Done(halves, {"batch_count": 1}, RunBatch.write_all(halves))

    def _gives_up(self):
        """Stop the run where more debtors failed than there can be bad ones.

        :return: whether it did
        """
        if self.error_count < ERRORS_TOLD:
            return False
        self.write(
            {
                "state": "interrupted",
                "date_end": fields.Datetime.now(),
                "message": self.env._(
                    "Stopped after %(count)s errors: something is wrong that is not "
                    "the customers'. Look at the first errors, put it right and run "
                    "again.",
                    count=self.error_count,
                ),
            }
        )
        return True

    def _has_given_up_deciding(self):
        """Tell whether so many decisions failed that no more are tried. The cases
        follow the ledger to the end of the run: a failing upkeep would have stopped it.
        """
        return not self.is_dry and self.error_count >= ERRORS_TOLD

    def _get_undecided(self):
        """Return what is to be told of a run that gave up deciding: values of it."""
        if not self._has_given_up_deciding():
            return {}
        return {
            "state": "interrupted",
            "message": self.env._(
                "The cases follow the accounting, but after %(count)s errors nothing "
                "more was decided about them: something is wrong that is not the "
                "customers'. Look at the first errors, put it right and run again.",
                count=self.error_count,
            ),
        }

    def _wait_for_others(self):
        """Say that the run waits for a transaction that keeps the company to itself.

        It stays a running one, so whoever runs next goes on where it stands.
        """
        self.message = self.env._(
            "Somebody else's booking kept all cases of the company locked for half a "
            "minute. The run waits; the next one, within the hour, goes on from here."
        )
        return Done()

    def _record_error(self, batch, debtor_ids, error):
        """Keep why a debtor's case could not be brought up to date.

        :param RunBatch batch: the batch of that debtor alone
        :param list debtor_ids: the debtor's id; none where the batch was empty
        """
        _logger.error(
            "Run %s failed for debtor %s", self.id, debtor_ids, exc_info=error
        )
        message = str(error) or type(error).__name__
        if isinstance(error, LockNotAvailable):
            message = self.env._(
                "Somebody else was changing this customer's case all the time. Run "
                "again in a moment."
            )
        elif batch.step:
            message = self.env._(
                "The case follows the accounting, but nothing more was decided about "
                "it: %(error)s",
                error=message,
            )
        self.env["collection.run.error"].create(
            {
                "run_id": self.id,
                "partner_id": debtor_ids[0] if debtor_ids else False,
                "message": message,
            }
        )
        self._add(error_count=1)

    def _get_debtor_ids(self, scope):
        """Return the ids of the debtors in a scope who have an open item or case."""
        ledger = self.env["collection.ledger"]
        rows = self.env.execute_query(
            SQL(
                statements.DEBTORS,
                ledger._totals_sql(self.company_id, self.date, scope),
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return [debtor_id for (debtor_id,) in rows]
