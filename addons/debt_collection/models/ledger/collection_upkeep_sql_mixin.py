# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from . import columns_sql
from . import upkeep_statements as statements
from .collection_ledger import TOTALS
from .collection_totals_mixin import UPKEEP_FIELDS

# A debtor's age where a case is opened, and where one is refreshed.
DAYS_OF_NEW = SQL("days_past_due")
DAYS_OF_OPEN = SQL("COALESCE(totals.days_past_due, 0)")
WRITTEN = tuple(sorted(UPKEEP_FIELDS))
# Of these, what needs no look at the payments.
OF_TOTALS = tuple(sorted(UPKEEP_FIELDS - {"date_last_payment", "amount_last_payment"}))
# A case whose amounts these are has seen all that was booked.
COMPARED = ("amount_due", "amount_excluded", "amount_credit")


class CollectionUpkeepSqlMixin(models.AbstractModel):
    """Fills in the statements that keep cases equal to the ledger."""

    _name = "collection.upkeep.sql.mixin"
    _description = "Collection Upkeep Statements"

    @api.model
    def _open_sql(self, company, today, scope):
        """Return the statement that opens and reopens the cases of a scope's debtors
        who need one and have none. It lists the cases, and the debtors for whom another
        transaction was making one, by kind.

        :param company: root company
        :param date today: the day from which ages are counted
        :param DebtorScope scope: the debtors
        """
        ledger = self.env["collection.ledger"]
        sequence = self.env["ir.sequence"].with_context(tz=company.collection_tz)
        draw, name = sequence._collection_case_number_sql(company)
        no_case = SQL(
            statements.NO_CASE,
            company=company.id,
            in_scope=scope.contains(SQL("c.partner_id")),
        )
        return SQL(
            statements.OPEN_MISSING,
            totals=ledger._totals_sql(company, today, scope, only=no_case),
            needed=ledger._is_needed_sql(company, today, SQL("totals")),
            payment=ledger._last_payment_sql(company, SQL("needy.partner_id")),
            columns=columns_sql.names(TOTALS),
            bucket=columns_sql.bucket_code(DAYS_OF_NEW),
            draw=draw,
            name=name,
            company=company.id,
            team=company.collection_team_id.id or None,
            stage=self.env["collection.stage"]._get_first().id,
            today=today,
            ahead=company._collection_day_ahead(today),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    @api.model
    def _refresh_sql(self, company, today, scope):
        """Return the statement that writes the ledger's totals on the open cases of a
        scope's debtors. A row of it stands for a case, or for the debtors who have
        none, as told beside the statement.

        :param company: root company
        :param date today: the day from which ages are counted
        :param DebtorScope scope: the debtors
        """
        ledger = self.env["collection.ledger"]
        moved = SQL(
            "(%s) IS DISTINCT FROM (%s)",
            columns_sql.row("c", COMPARED),
            columns_sql.totals_or_nothing(COMPARED, named=False),
        )
        drifted, consulted = SQL("FALSE"), SQL("TRUE")
        # Named debtors were announced, and touched maybe by a payment and its return.
        if scope.ids is None:
            is_marked = self.env["collection.mark"]._is_marked_sql(company)
            drifted = SQL("%s AND NOT %s", moved, is_marked)
            consulted = SQL("(%s OR %s)", moved, is_marked)
        return SQL(
            statements.REFRESH_OPEN,
            totals=ledger._totals_sql(company, today, scope),
            needed=ledger._is_needed_sql(company, today, SQL("totals")),
            payment=ledger._last_payment_sql(company, SQL("compared.partner_id")),
            drifted=drifted,
            consulted=consulted,
            new_totals=columns_sql.totals_or_nothing(TOTALS, named=True),
            bucket=columns_sql.bucket_code(DAYS_OF_OPEN),
            in_scope=scope.contains(SQL("c.partner_id")),
            assignments=columns_sql.assignments("pair", WRITTEN),
            old=columns_sql.prefixed("c", WRITTEN, "old_"),
            differs=columns_sql.differ("fresh", WRITTEN, "old_"),
            totals_differ=columns_sql.differ("compared", OF_TOTALS, "old_"),
            company=company.id,
            ahead=company._collection_day_ahead(today),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    @api.model
    def _close_sql(self, company, today, case_ids, escaped):
        """Return the statement that closes cases and lists their ids.

        :param company: root company
        :param date today: the day
        :param list case_ids: ids of the cases
        :param list escaped: what was overdue and is not any more without having been
            matched, by triples of the case's id, the amount and the outcome
        """
        ledger = self.env["collection.ledger"]
        ids, amounts, kinds = zip(*escaped, strict=True) if escaped else ((), (), ())
        return SQL(
            statements.CLOSE,
            escaped=columns_sql.array(ids),
            amounts=columns_sql.array(amounts),
            kinds=columns_sql.array(kinds),
            accounts=ledger._accounts_sql(),
            companies=ledger._companies_sql(company),
            is_payment=ledger._is_payment_sql(),
            cases=case_ids,
            stage=self.env["collection.stage"]._get_closed().id,
            today=today,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
