# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ...tools.ageing import BUCKETS, OVERDUE_BUCKETS
from . import columns_sql
from . import ledger_statements as statements
from .debtor_scope import LAST_DEBTOR

# What one debtor's open items add up to. The columns of the totals' statement, the
# fields of a case that the ledger alone decides, and the order of both. The statement
# has ``days_past_due`` too, which a case does not keep.
TOTALS = (
    "amount_due",
    *(bucket.field for bucket in BUCKETS),
    "amount_overdue",
    "amount_credit",
    "amount_excluded",
    "open_item_count",
    "date_oldest_due",
    "date_next_due",
)
# What is overdue, from the sums of the buckets.
OVERDUE = SQL(" + ").join(SQL.identifier(bucket.field) for bucket in OVERDUE_BUCKETS)
# Where all that the receivable accounts hold has to stand.
PLACES = (
    "amount_cases",
    "amount_excluded",
    "amount_without_case",
    "amount_without_partner",
    "amount_unposted",
)
# The amounts of cases that a run adds up.
SUMMED = ("amount_overdue", *(bucket.field for bucket in BUCKETS), "amount_credit")


class CollectionLedger(models.AbstractModel):
    """Reads what is owed, as the accounting has it. It never writes.

    All figures on cases come from the statements built here, so that the fold, the
    run and the control sum cannot disagree about which journal items count.
    """

    _name = "collection.ledger"
    _description = "Collection Ledger"

    @api.model
    def _get_receivable_accounts(self):
        """Return the receivable accounts, archived ones included."""
        return (
            self.env["account.account"]
            .sudo()
            .with_context(active_test=False)
            .search([("account_type", "=", "asset_receivable")])
        )

    @api.model
    def _accounts_sql(self):
        """Return the array of the receivable accounts, archived ones included.

        A statement reads it at its start: no statement is spent on it beforehand, and a
        list of ids cannot grow old on the way.
        """
        return SQL(
            "ARRAY(SELECT id FROM account_account"
            " WHERE account_type = 'asset_receivable')"
        )

    @api.model
    def _companies_sql(self, company):
        """Return the array of a root company and its branches, archived ones too."""
        return SQL(
            "ARRAY(SELECT c.id FROM res_company c WHERE %s = %s)",
            self._root_sql(SQL("c")),
            company.id,
        )

    @api.model
    def _open_line_sql(self):
        """Return the condition for an open journal item ``l``.

        It repeats the predicate of ``account.move.line``'s partial index word for
        word, otherwise PostgreSQL cannot use that index.
        """
        return SQL(
            "l.reconciled IS NOT TRUE AND l.parent_state = 'posted'"
            " AND l.amount_residual <> 0"
        )

    @api.model
    def _root_sql(self, company):
        """Return the id of the root of a company, which is the one that has the cases.

        :param SQL company: the alias of a row of ``res_company``
        """
        return SQL("split_part(%s.parent_path, '/', 1)::integer", company)

    @api.model
    def _is_payment_sql(self):
        """Return the condition that what journal ``j`` books is money received.

        A payment is what a bank, cash or card journal books against receivables.
        """
        return SQL("j.type IN ('bank', 'cash', 'credit')")

    @api.model
    def _is_excluded_sql(self, misc_counts):
        """Return the expression that tells whether item ``l`` is kept from follow-up.

        ``no_followup`` is honoured on invoices, credit notes and receipts. On other
        entries core sets it by default, opening balances included, so it counts there
        only where the company says so. Few items bear the mark, so the entry is looked
        up for them alone.

        :param SQL misc_counts: the root company's ``collection_misc_no_followup``
        """
        return SQL(
            """CASE WHEN l.no_followup
                    THEN %s OR (SELECT m.move_type <> 'entry' FROM account_move m
                                 WHERE m.id = l.move_id)
                    ELSE FALSE END""",
            misc_counts,
        )

    @api.model
    def _find_partners(self, scope):
        """Return a range of debtors with the ids between which their partners lie; the
        range itself where it has all debtors there are."""
        if scope.first <= 1 and scope.last == LAST_DEBTOR:
            return scope
        [(lowest, highest)] = self.env.execute_query(
            SQL(
                # OFFSET 0: by its own plan for MIN it would go through all partners
                # from the first one on.
                "SELECT MIN(id), MAX(id) FROM ("
                "SELECT id FROM res_partner WHERE %s OFFSET 0) partner",
                scope.contains(SQL("commercial_partner_id")),
            )
        )
        return scope._replace(lowest=lowest, highest=highest)

    @api.model
    def _totals_sql(self, company, today, scope, only=None):
        """Return the statement of the totals of each debtor with open items.

        :param company: root company; its branches count with it
        :param date today: the day from which the items' age is counted
        :param DebtorScope scope: the debtors asked about
        :param SQL only: a further condition on a debtor's partner ``p``
        :return: a SELECT of ``partner_id``, :data:`TOTALS` and ``days_past_due``,
            amounts in the company's currency
        """
        items = SQL(
            statements.OPEN_ITEMS,
            today=today,
            excluded=self._is_excluded_sql(
                SQL("TRUE" if company.collection_misc_no_followup else "FALSE")
            ),
            in_scope=scope.contains(SQL("p.commercial_partner_id")),
            # Said of both, or PostgreSQL would read all partners there are.
            may_be_partner=scope.may_have(SQL("p.id")),
            only=only or SQL("TRUE"),
            may_be_theirs=scope.may_have(SQL("l.partner_id")),
            open_line=self._open_line_sql(),
            accounts=self._accounts_sql(),
            companies=self._companies_sql(company),
        )
        return SQL(
            statements.TOTALS_OF_ITEMS,
            today=today,
            overdue=OVERDUE,
            buckets=columns_sql.names(tuple(bucket.field for bucket in BUCKETS)),
            bucket_sums=columns_sql.bucket_sums(),
            items=items,
        )

    @api.model
    def _is_needed_sql(self, company, today, totals):
        """Return the condition that a debtor's totals call for an open case.

        Something is overdue, or falls due within the company's ``lead_days``.

        :param company: root company
        :param date today: the day asked about
        :param SQL totals: the alias of a row with the totals
        """
        if not company.collection_lead_days:
            return SQL("COALESCE(%s.amount_overdue > 0, FALSE)", totals)
        return SQL(
            "COALESCE(%(totals)s.amount_overdue > 0, FALSE)"
            " OR COALESCE(%(totals)s.date_next_due <= %(today)s + %(days)s, FALSE)",
            totals=totals,
            today=today,
            days=company.collection_lead_days,
        )

    @api.model
    def _last_payment_sql(self, company, debtor):
        """Return the statement of a debtor's most recent payment.

        :param company: root company
        :param SQL debtor: the expression with the debtor's id
        :return: a SELECT of at most one row, ``date`` and ``amount``
        """
        return SQL(
            statements.LAST_PAYMENT,
            debtor=debtor,
            accounts=self._accounts_sql(),
            companies=self._companies_sql(company),
            is_payment=self._is_payment_sql(),
        )

    @api.model
    def _case_sums_sql(self, company, scope=None):
        """Return the statement of what the open cases add up to.

        :param company: root company
        :param DebtorScope scope: the debtors, all of the company where none is given
        :return: a SELECT of one row: :data:`SUMMED`, ``amount_cases`` (due on them) and
            ``amount_excluded``
        """
        return SQL(
            statements.CASE_SUMS,
            sums=columns_sql.sums(SUMMED),
            company=company.id,
            in_scope=scope.contains(SQL("c.partner_id")) if scope else SQL("TRUE"),
        )

    @api.model
    def _get_control_sum(self, company, planned=None):
        """Tie the cases to the general ledger.

        Everything the receivable accounts hold stands in one of five places: on an open
        case (due or excluded), with a debtor who needs no case, on a line without
        partner, or matched with an entry that is not posted (core keeps the match of an
        invoice that is reset to draft).

        :param company: root company
        :param dict planned: what the cases would add up to, for a dry run, as
            :meth:`_case_sums_sql` has it
        :return: dict of amounts in the company's currency: what the cases add up to,
            ``amount_ledger`` (the accounts' balance), ``amount_without_case``,
            ``amount_without_partner`` (and ``count_without_partner``),
            ``amount_unposted`` and ``amount_difference``, which is zero unless
            something was booked while the sum was drawn
        """
        [sums] = self.env.execute_query_dict(
            SQL(
                statements.CONTROL_SUM,
                kept=self._case_sums_sql(company),
                accounts=self._accounts_sql(),
                companies=self._companies_sql(company),
                company=company.id,
                open_line=self._open_line_sql(),
            )
        )
        with_partner = sums.pop("with_partner")
        if planned:
            sums.update(planned)
            with_case = planned["amount_cases"] + planned["amount_excluded"]
            sums["amount_without_case"] = with_partner - with_case
        sums["amount_difference"] = company.currency_id.round(
            sums["amount_ledger"] - sum(sums[place] for place in PLACES)
        )
        return sums
