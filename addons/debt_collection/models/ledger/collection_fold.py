# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import defaultdict

import psycopg2.errors

from odoo import api, models
from odoo.sql_db import Cursor
from odoo.tools import SQL, split_every

from .debtor_scope import DebtorScope
from .own_transaction import PATIENCE, RETRIED, in_halves, in_own_transaction

_logger = logging.getLogger(__name__)

# Marks taken by one transaction. A posting of more debtors than this leaves the rest
# to the cron, at most a minute away: nobody waits for the cases of a mass import.
FOLD_BATCH = 500
# Nor does anybody wait long for a case that somebody else is writing.
FOLD_PATIENCE = "100ms"
# What of a company decides about its cases. To read the rest of its hundred fields for
# each posting would take a quarter of the fold's time.
COMPANY_FIELDS = (
    "collection_as_of",
    "collection_lead_days",
    "collection_misc_no_followup",
    "collection_team_id",
    "collection_tz",
    "parent_path",
)


class CollectionFold(models.AbstractModel):
    """Brings the cases of marked debtors up to date and deletes the marks."""

    _name = "collection.fold"
    _description = "Collection Fold"

    @api.model
    def _fold_after_commit(self, mark_ids):
        """Fold marks once the present transaction is committed.

        A test's cursor is a savepoint and drops what is to run after a commit, so
        there the fold runs before it.

        :param list mark_ids: ids of marks
        """
        if not mark_ids:
            return
        cr = self.env.cr
        real = isinstance(cr, Cursor)
        callbacks = cr.postcommit if real else cr.precommit
        waiting = callbacks.data.setdefault("debt_collection.marks", [])
        if not waiting:
            # As in a transaction of its own: whoever books has no right on cases.
            marks = self.with_env(self.env(su=True, context={}))
            fold = self._fold_committed if real else marks._fold_marks
            callbacks.add(lambda: fold(list(waiting)))
        waiting.extend(mark_ids)

    @api.model
    def _fold_committed(self, mark_ids):
        """Fold marks that have just been committed, in a transaction of its own.

        It swallows every error: an exception here would reach the caller as if the
        posting had failed, and stop other callbacks. The marks stay for the cron.
        """
        try:
            self._fold_in_own(mark_ids[:FOLD_BATCH], FOLD_PATIENCE)
        except psycopg2.errors.LockNotAvailable:
            _logger.info(
                "%s marks wait for cases that are being written", len(mark_ids)
            )
        except Exception:
            _logger.warning(
                "The cases of %s marked debtors were not brought up to date right after"
                " the commit; the next fold does it.",
                len(mark_ids),
                exc_info=True,
            )

    @api.model
    def _fold_in_own(self, mark_ids, patience=PATIENCE):
        """Fold marks in a transaction of its own. Of a single debtor about whom nothing
        can be decided, the figures at least follow the ledger: the next run decides.

        :param list mark_ids: ids of marks
        :param str patience: as in :func:`in_own_transaction`
        """

        def fold(decides):
            in_own_transaction(
                self.env,
                lambda env: env[self._name]._fold_marks(mark_ids, decides),
                patience,
            )

        try:
            fold(decides=True)
        except (psycopg2.errors.LockNotAvailable, *RETRIED):
            raise
        except Exception:
            if len(mark_ids) > 1:
                raise
            fold(decides=False)
            _logger.exception(
                "The case of mark %s is up to date, but nothing was decided about it.",
                mark_ids[0],
            )

    @api.model
    def _fold_marks(self, mark_ids, decides=True):
        """Fold marks that nobody else is folding, on the present cursor.

        :param list mark_ids: ids of marks
        :param bool decides: whether to decide at once what follows
        """
        self.env.flush_all()
        marks = self._lock_marks(SQL("mark.id = ANY(%s)", list(mark_ids)))
        if not marks:
            return
        for company, debtor_ids in self._get_debtors_by_company(marks).items():
            self._fold_debtors(company, debtor_ids, decides)
        self._delete_marks(marks)

    @api.model
    def _lock_marks(self, chosen):
        """Take marks that nobody else is folding.

        Take them before the ledger is read: what a mark stands for is then among what
        is read, and the mark can be deleted in the same transaction.

        :param SQL chosen: the condition on a mark ``mark`` and its partner ``p``
        :return: rows of mark id, root company (or None), partner, and the partner's
            debtor of today
        """
        return self.env.execute_query(
            SQL(
                """SELECT mark.id, mark.company_ref, mark.partner_ref,
                          COALESCE(p.commercial_partner_id, mark.partner_ref)
                     FROM collection_mark mark
                LEFT JOIN res_partner p ON p.id = mark.partner_ref
                    WHERE %s
                    ORDER BY mark.id FOR UPDATE OF mark SKIP LOCKED""",
                chosen,
            )
        )

    @api.model
    def _delete_marks(self, marks):
        """Delete marks whose debtors were brought up to date.

        :param marks: rows of :meth:`_lock_marks`
        """
        if marks:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM collection_mark WHERE id = ANY(%s)",
                    [mark_id for mark_id, *_ in marks],
                )
            )

    @api.model
    def _lock_marks_in(self, company, scope):
        """Take the marks of a company's debtors in a scope, as :meth:`_lock_marks`.

        :param company: root company
        :param DebtorScope scope: it must hold both the marked partner and its debtor
        """
        return self._lock_marks(
            SQL(
                "mark.company_ref = %s AND %s AND %s",
                company.id,
                scope.contains(SQL("mark.partner_ref")),
                scope.contains(SQL("p.commercial_partner_id")),
            )
        )

    @api.model
    def _fold_debtors(self, company, debtor_ids, decides=True):
        """Make the cases of some debtors of a company equal to the ledger of today.

        :param company: root company
        :param debtor_ids: ids of commercial partners
        :param bool decides: whether to decide at once what follows
        """
        company.fetch(COMPANY_FIELDS)
        today = company._collection_today()
        if not company.collection_as_of:
            company._collection_count_from(today)
        upkeep = self.env["collection.upkeep"]._refresh(
            company, today, DebtorScope(ids=tuple(sorted(debtor_ids)))
        )
        cases = self.env["collection.case"]
        cases._announce(upkeep)
        if decides:
            cases._respond(company, today, upkeep, debtor_ids)

    @api.model
    def _fold_named(self, company, debtor_ids):
        """Fold some debtors for whoever waits for their figures. Where nothing can be
        decided about them, the figures at least follow the ledger.

        :param company: root company
        :param debtor_ids: ids of commercial partners
        """
        try:
            with self.env.cr.savepoint():
                self._fold_debtors(company, debtor_ids)
        except (psycopg2.errors.LockNotAvailable, *RETRIED):
            raise
        except Exception:
            self._fold_debtors(company, debtor_ids, decides=False)
            _logger.exception(
                "The cases of debtors %s are up to date, but nothing was decided about"
                " them.",
                sorted(debtor_ids),
            )

    @api.model
    def _get_debtors_by_company(self, marks):
        """Resolve marks to debtors.

        A mark names a partner as the journal item has it. The debtor is the commercial
        partner of today; the partner itself is folded too, it may have been the debtor
        before.

        :param marks: rows of :meth:`_lock_marks`
        :return: dict of root company to a set of debtors' ids
        """
        companies = self.env["res.company"]
        everywhere = []
        if any(company_id is None for _id, company_id, *_ in marks):
            everywhere = companies._collection_roots().ids
        debtors = defaultdict(set)
        for _id, company_id, partner_id, debtor_id in marks:
            for root_id in everywhere if company_id is None else (company_id,):
                debtors[root_id] |= {partner_id, debtor_id}
        return {companies.browse(root): ids for root, ids in sorted(debtors.items())}

    @api.model
    def _fold_all(self):
        """Fold all marks, batch by batch, each in a transaction of its own.

        A mark whose fold fails is logged and stays; the others are folded.

        :return: the number of marks there were
        """
        mark_ids = in_own_transaction(
            self.env,
            lambda env: env.execute_query(
                SQL("SELECT id FROM collection_mark ORDER BY id")
            ),
        )
        for some in split_every(FOLD_BATCH, [mark_id for (mark_id,) in mark_ids], list):
            in_halves(
                some,
                self._fold_in_own,
                self._log_failed_mark,
            )
        return len(mark_ids)

    @api.model
    def _log_failed_mark(self, mark_id, error):
        _logger.error("Collection mark %s cannot be folded.", mark_id, exc_info=error)

    @api.model
    def _cron_fold(self):
        """Fold what a crash or a failed fold has left."""
        folded = self._fold_all()
        self.env["ir.cron"]._commit_progress(folded, remaining=0)
