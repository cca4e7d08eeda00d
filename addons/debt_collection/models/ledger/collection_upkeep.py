# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import operator

from psycopg2.errors import LockNotAvailable

from odoo import api, models
from odoo.tools import SQL

from . import columns_sql
from . import upkeep_statements as statements
from .collection_totals_mixin import UPKEEP_FIELDS
from .debtor_scope import DebtorScope
from .own_transaction import CompanyBusy
from .upkeep import Upkeep

# First key of the advisory lock by which the upkeeps of a company keep apart; the
# second key is the company's id.
UPKEEP_LOCK = 0xC0_11ED
# PostgreSQL's lock table is small: more debtors than this lock the company instead.
LOCKED_DEBTORS = 500
LIFE_FIELDS = (
    "state",
    "stage_id",
    "outcome",
    "active",
    "date_closed",
    "reopen_count",
)


class CollectionUpkeep(models.AbstractModel):
    """Opens, refreshes and closes the cases of many debtors by a few statements.

    Their order is what makes it safe beside other upkeeps: lock the open cases in id
    order, open what is missing, and only then read the ledger in a new statement. What
    was read before a lock could overwrite something newer.
    """

    _name = "collection.upkeep"
    _description = "Collection Case Upkeep"
    _inherit = ["collection.upkeep.sql.mixin"]

    @api.model
    def _refresh(self, company, today, scope, *, has_turn=False):
        """Make the cases of some debtors equal to the ledger.

        :param company: root company
        :param date today: the day from which ages are counted
        :param DebtorScope scope: the debtors
        :param bool has_turn: whether :meth:`_wait_for_turn` was called already, by a
            transaction that outlasts this one and keeps other upkeeps of the company
            away, but for such of other debtors
        :return: :class:`Upkeep`
        """
        if not has_turn:
            self._wait_for_turn(company, scope)
        if scope.ids is None:
            scope = self.env["collection.ledger"]._find_partners(scope)
        kept, ahead = self._lock_open_cases(company, scope)
        # A clock that was set back must make no case younger, or close it. The run has
        # its own word on that; it is told the day by people, too.
        if scope.ids is not None and kept:
            today = max(today, ahead or today, company.collection_as_of or today)
        rows, missing, others = [], scope, 0
        if kept:
            rows, missing, others = self._refresh_open(company, today, scope)
        # The opened ones are made with the ledger's totals. What is booked since waits
        # with its mark for the end of this transaction.
        opened, reopened, contested, more = self._open_missing(company, today, missing)
        if reopened:
            rows += self._refresh_open(company, today, missing)[0]
        closed = self._close(company, today, rows)
        changed = [case_id for case_id, _needed, is_changed, *_ in rows if is_changed]
        drifted = [case_id for case_id, *_, has_drifted, _, _ in rows if has_drifted]
        counted = others + more
        result = Upkeep(kept, opened, reopened, closed, changed, drifted, counted)
        self._tell_orm(result)
        if contested:
            # Another transaction was making these cases, and its commit was waited for.
            named = DebtorScope(ids=tuple(contested))
            rest = self._refresh(company, today, named, has_turn=has_turn)
            result = Upkeep(*map(operator.add, result, rest))
        return result

    @api.model
    def _wait_for_turn(self, company, scope):
        """Keep apart from upkeeps of the same debtors until the transaction ends.

        A case another transaction is making cannot be seen and so not be locked. A fold
        that passed it by would leave it with the figures of before. Folds lock their
        debtors; whoever works on many locks the company.

        :raise CompanyBusy: after the transaction's lock_timeout, where all of a
            company's debtors are asked for
        :raise psycopg2.errors.LockNotAvailable: where some are
        """
        is_company = scope.ids is None or len(scope.ids) > LOCKED_DEBTORS
        if is_company:
            lock = SQL("SELECT pg_advisory_xact_lock(%s, %s)", UPKEEP_LOCK, company.id)
        else:
            lock = SQL(
                "SELECT pg_advisory_xact_lock_shared(%s, %s);"
                " SELECT pg_advisory_xact_lock(%s, id)"
                " FROM unnest(%s::integer[]) debtor (id)",
                UPKEEP_LOCK,
                company.id,
                company.id,
                sorted(scope.ids),
            )
        try:
            self.env.cr.execute(lock, log_exceptions=False)
        except LockNotAvailable as error:
            if is_company:
                raise CompanyBusy from error
            raise

    @api.model
    def _lock_open_cases(self, company, scope):
        """Lock the debtors' open cases, and let those whose debtor changed follow.

        :return: ids of the open cases, and the latest day on which something was
            booked on one of them since the company's last run
        """
        lock = SQL(
            statements.LOCK_OPEN_CASES,
            company=company.id,
            in_scope=scope.contains(SQL("c.partner_id")),
            debtor_in_scope=scope.contains(SQL("p.id")),
        )
        self.env.cr.execute(lock, log_exceptions=False)
        [(case_ids, ahead, moved)] = self.env.cr.fetchall()
        for case_id, debtor_id in moved:
            self.env["collection.case"].browse(case_id)._follow_debtor(debtor_id)
        if moved:
            # They may have gone into another case, or out of the scope.
            [(case_ids, ahead, _moved)] = self.env.execute_query(lock)
        return case_ids, ahead

    @api.model
    def _open_missing(self, company, today, scope):
        """Open or reopen the cases of debtors who need one and have none.

        :return: ids of the opened cases, of the reopened ones, of contested debtors,
            and the number of debtors who need none
        """
        if scope.ids == ():
            return [], [], [], 0
        rows = self.env.execute_query(self._open_sql(company, today, scope))
        opened, reopened, contested, [others] = (
            [value for kind, value in rows if kind == wanted]
            for wanted in ("opened", "reopened", "contested", "others")
        )
        if len(opened) >= columns_sql.MANY:
            self.env.cr.execute(statements.ANALYZE)
        return opened, reopened, contested, others

    @api.model
    def _refresh_open(self, company, today, scope):
        """Write the ledger's totals on the open cases that differ from it.

        :return: a row for each case that was written or is no longer needed: id,
            needed, written, whether the amounts differed unannounced, and how much of
            what was overdue is excluded since, and how much not due; the scope of the
            debtors who need a case and have none; and how many need none
        """
        rows = self.env.execute_query(self._refresh_sql(company, today, scope))
        without_case = {
            needed: debtors for case_id, needed, *_, debtors in rows if not case_id
        }
        missing = DebtorScope(ids=tuple(without_case.get(True, ())))
        others = len(without_case.get(False, ()))
        return [row[:-1] for row in rows if row[0]], missing, others

    @api.model
    def _close(self, company, today, rows):
        """Close cases that nothing overdue and no satellite keeps open.

        :param rows: of :meth:`_refresh_open`
        :return: ids of the closed cases
        """
        idle = [case_id for case_id, needed, *_ in rows if not needed]
        if not idle:
            return []
        cases = self.env["collection.case"].browse(sorted(idle))
        cases -= cases.browse(
            case.id for case, why in cases._get_reasons_to_stay_open().items() if why
        )
        if not cases:
            return []
        escaped = [
            (case_id, amount, kind)
            for case_id, needed, *_, excluded, postponed in rows
            for kind, amount in (("excluded", excluded), ("not_due", postponed))
            if not needed and amount > 0
        ]
        closed = self.env.execute_query(
            self._close_sql(company, today, cases.ids, escaped)
        )
        return [case_id for (case_id,) in closed]

    @api.model
    def _tell_orm(self, result):
        """Do what the ORM would have done after such writes: forget cached values and
        recompute what depends on the fields."""
        Case = self.env["collection.case"]
        Case.invalidate_model(flush=False)
        Case.browse(result.opened).modified(
            [name for name, field in Case._fields.items() if field.store], create=True
        )
        Case.browse(result.changed).modified(UPKEEP_FIELDS)
        Case.browse(result.reopened + result.closed).modified(LIFE_FIELDS)
