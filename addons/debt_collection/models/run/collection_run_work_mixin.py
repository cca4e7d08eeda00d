# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import time

from odoo import fields, models
from odoo.tools import SQL

from ...tools.ageing import BUCKETS
from ..ledger.debtor_scope import DebtorScope
from ..ledger.own_transaction import in_halves, in_own_transaction

_logger = logging.getLogger(__name__)

# Debtors of one batch. The statements' number grows with the batches, the memory and
# the time a case stays locked with the batch: about half a second for so many.
RUN_BATCH = 10000
LAST_DEBTOR = 2**31 - 1
DIVIDE = """
SELECT MAX(debtor), COUNT(*)
  FROM (SELECT debtor, (ROW_NUMBER() OVER (ORDER BY debtor) - 1) / %(size)s AS batch
          FROM (SELECT p.commercial_partner_id AS debtor
                  FROM (SELECT DISTINCT l.partner_id
                          FROM account_move_line l
                         WHERE l.account_id = ANY(%(accounts)s)
                           AND l.company_id = ANY(%(companies)s)
                           AND %(open_line)s) l
                  JOIN res_partner p ON p.id = l.partner_id
                 UNION
                SELECT partner_id FROM collection_case
                 WHERE company_id = %(company)s AND state <> 'closed') debtors) numbered
 GROUP BY batch ORDER BY batch
"""
SUMMED = (
    "amount_overdue",
    *(bucket.field for bucket in BUCKETS),
    "amount_credit",
)


class CollectionRunWorkMixin(models.AbstractModel):
    """The work of a run, batch by batch."""

    _name = "collection.run.work.mixin"
    _description = "Collection Run Work"

    # === HOOKS === #
    # Called for each batch, in this order, in the batch's transaction. They get all
    # open cases of the batch, and ``self`` is the run with its company and date. They
    # must work on the whole recordset: a query per case is a query too many. In a dry
    # run their writes are rolled back with the rest.

    def _score_cases(self, cases):
        """Hook: score the cases. Void here; the scorecard fills it.

        :param cases: the batch's open cases
        """

    def _choose_strategies(self, cases):
        """Hook: put the scored cases into segments, and so under a strategy. Void
        here; segments and strategies fill it.

        :param cases: the batch's open cases
        """

    def _plan_actions(self, cases):
        """Hook: plan the next step of each case. Void here; the strategies' steps fill
        it.

        :param cases: the batch's open cases
        """

    # === WORK === #

    def _work(self):
        """Work off the batches that are left, then draw the control sum."""
        self.ensure_one()
        state, dry, divided, scopes = self._in_own(
            lambda run: (
                run.state,
                run.is_dry,
                run.batch_count,
                run._get_scopes_left(),
            )
        )
        if state != "running":
            return
        if not divided:
            folded = 0 if dry else self.env["collection.fold"]._fold_all()
            scopes = self._in_own(lambda run: run._divide(folded))
        for scope in scopes:
            self._work_batch(scope)
        if not dry:
            self.env["collection.fold"]._fold_all()
        self._in_own(lambda run: run._finish())

    def _in_own(self, work):
        """Do work on this run in a transaction of its own, and record the effort.

        :param work: called with the run in the new environment
        """

        def recorded(env):
            started, counted = time.monotonic(), env.cr.sql_log_count
            run = env[self._name].browse(self.id)
            result = work(run)
            run._add(
                duration=time.monotonic() - started,
                statement_count=env.cr.sql_log_count - counted + 1,
            )
            return result

        return in_own_transaction(self.env, recorded)

    def _divide(self, folded):
        """Divide the debtors into ranges of ids with the same number of debtors.

        :param int folded: number of marks folded before
        :return: the scopes of the batches
        """
        ledger = self.env["collection.ledger"]
        rows = self.env.execute_query(
            SQL(
                DIVIDE,
                size=RUN_BATCH,
                accounts=ledger._accounts_sql(),
                companies=ledger._companies_sql(self.company_id),
                company=self.company_id.id,
                open_line=ledger._open_line_sql(),
            )
        )
        # The last range is open: it takes in debtors who come while the run goes on.
        ranges = [last for last, _count in rows[:-1]] + [LAST_DEBTOR]
        self.write(
            {
                "ranges": ranges,
                "batch_count": len(ranges),
                "debtor_count": sum(count for _last, count in rows),
                "folded_count": folded,
            }
        )
        return self._get_scopes_left()

    def _get_scopes_left(self):
        """Return the scopes of the batches still to do."""
        ends = self.ranges or []
        starts = [0, *(last + 1 for last in ends)]
        return [
            DebtorScope(first=first, last=last)
            for first, last in zip(starts, ends, strict=False)
        ][self.batch_done :]

    def _work_batch(self, scope):
        """Work off one batch. Where it fails, find the debtors it fails for, record
        them and do the others."""
        try:
            self._in_own(lambda run: run._run_batch(scope))
        except Exception:
            _logger.warning(
                "A batch of run %s is done in parts", self.id, exc_info=True
            )
            in_halves(
                self._in_own(lambda run: run._get_debtor_ids(scope)),
                lambda ids: self._in_own(
                    lambda run: run._run_batch(DebtorScope(ids=tuple(ids)), whole=False)
                ),
                lambda debtor_id, error: self._in_own(
                    lambda run: run._record_error(debtor_id, error)
                ),
            )
            self._in_own(lambda run: run._add(batch_done=1))

    def _run_batch(self, scope, whole=True):
        """Bring the cases of one batch up to date, on the present cursor.

        The progress is written in the same transaction: a killed run neither loses nor
        repeats a batch.

        :param DebtorScope scope: the batch's debtors
        :param bool whole: whether these are all debtors of the batch
        """
        before = self._get_figures(scope) if self.is_dry else {}
        upkeep = self.env["collection.upkeep"]._refresh(
            self.company_id, self.date, scope
        )
        Case = self.env["collection.case"]
        Case._announce(upkeep)
        closed = set(upkeep.closed)
        cases = Case.browse(
            case_id
            for case_id in upkeep.kept + upkeep.opened + upkeep.reopened
            if case_id not in closed
        )
        self._score_cases(cases)
        self._choose_strategies(cases)
        self._plan_actions(cases)
        sums = {}
        if self.is_dry:
            changes = self._get_changes(scope, before, upkeep)
            sums = self._get_sums(scope)
            # Everything was done as a real run does it. Now it is undone.
            self.env.flush_all()
            self.env.cr.rollback()
            self.env["collection.run.change"].create(changes)
        updated = len(set(upkeep.changed).intersection(upkeep.kept) - closed)
        self._add(
            batch_done=int(whole),
            opened_count=len(upkeep.opened),
            reopened_count=len(upkeep.reopened),
            closed_count=len(closed),
            updated_count=updated,
            unchanged_count=len(set(upkeep.kept) - closed) - updated,
            drift_count=len(set(upkeep.drifted).intersection(upkeep.kept)),
            **sums,
        )

    def _add(self, **increments):
        """Add to the run's counters."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_run SET %s WHERE id = %s",
                SQL(", ").join(
                    SQL("%(c)s = COALESCE(%(c)s, 0) + %(n)s", c=SQL.identifier(c), n=n)
                    for c, n in increments.items()
                ),
                self.id,
            )
        )
        self.invalidate_recordset(increments, flush=False)

    def _get_debtor_ids(self, scope):
        """Return the ids of the debtors in a scope who have an open item or case."""
        ledger = self.env["collection.ledger"]
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%s) totals
                    UNION
                   SELECT partner_id FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s
                    ORDER BY 1""",
                ledger._totals_sql(self.company_id, self.date, scope),
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return [debtor_id for (debtor_id,) in rows]

    def _record_error(self, debtor_id, error):
        """Keep why a debtor's case could not be brought up to date."""
        _logger.error(
            "Run %s failed for the debtor %s", self.id, debtor_id, exc_info=error
        )
        self.env["collection.run.error"].create(
            {
                "run_id": self.id,
                "partner_id": debtor_id,
                "message": str(error) or type(error).__name__,
            }
        )
        self._add(error_count=1)

    def _get_figures(self, scope):
        """Return what the open cases of a scope say: debtor to overdue and bucket."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, amount_overdue, bucket FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s""",
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return {debtor_id: figures for debtor_id, *figures in rows}

    def _get_changes(self, scope, before, upkeep):
        """Return what a dry run did, as values of ``collection.run.change``.

        :param dict before: the figures before the batch
        :param upkeep: the :class:`Upkeep` of the batch
        """
        after = self._get_figures(scope)
        life = {
            case.partner_id.id: kind
            for kind in ("opened", "reopened", "closed")
            for case in self.env["collection.case"].browse(getattr(upkeep, kind))
        }
        changes = []
        for debtor_id in sorted(before.keys() | after.keys()):
            old = before.get(debtor_id, (0, None))
            new = after.get(debtor_id, (0, None))
            if debtor_id in life or list(old) != list(new):
                changes.append(
                    {
                        "run_id": self.id,
                        "partner_id": debtor_id,
                        "kind": life.get(debtor_id, "changed"),
                        "amount_before": old[0],
                        "bucket_before": old[1],
                        "amount_after": new[0],
                        "bucket_after": new[1],
                    }
                )
        return changes

    def _get_sums(self, scope=None):
        """Return what the open cases add up to: a dict of fields of the run.

        :param scope: the debtors, all of the company where none is given
        """
        [sums] = self.env.execute_query_dict(
            SQL(
                """SELECT %s, COALESCE(SUM(amount_due), 0) AS amount_cases,
                          COALESCE(SUM(amount_excluded), 0) AS amount_excluded
                     FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s""",
                SQL(", ").join(
                    SQL("COALESCE(SUM(%(c)s), 0) AS %(c)s", c=SQL.identifier(field))
                    for field in SUMMED
                ),
                self.company_id.id,
                scope.contains(SQL("c.partner_id")) if scope else SQL("TRUE"),
            )
        )
        return sums

    def _finish(self):
        """Write what the open cases add up to, and tie them to the general ledger."""
        sums, planned = {}, None
        if self.is_dry:
            planned = {
                field: self[field] for field in ("amount_cases", "amount_excluded")
            }
        else:
            sums = self._get_sums()
        control = self.env["collection.ledger"]._get_control_sum(
            self.company_id, planned
        )
        self.write(
            {
                **sums,
                **control,
                "state": "done",
                "date_end": fields.Datetime.now(),
            }
        )
