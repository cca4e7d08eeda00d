# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ...tools.ageing import BUCKETS

# What one debtor's open items add up to. The columns of the totals' statement, the
# fields of a case that the ledger alone decides, and the order of both.
TOTALS = (
    "amount_due",
    *(bucket.field for bucket in BUCKETS),
    "amount_overdue",
    "amount_credit",
    "amount_excluded",
    "open_item_count",
    "days_past_due",
    "date_oldest_due",
    "date_next_due",
)

# One pass over the receivable accounts, and one over their open items. The items join
# their cases, which PostgreSQL hashes: asking for each item whether there is a case
# would take the square of the ledger's size. Of unposted lines only the matches with
# posted ones count.
CONTROL_SUM = """
WITH booked AS (
    SELECT COALESCE(SUM(balance) FILTER (WHERE parent_state = 'posted'), 0) AS ledger,
           array_agg(id) FILTER (WHERE parent_state <> 'posted') AS unposted
      FROM account_move_line
     WHERE account_id = ANY(%(accounts)s) AND company_id = ANY(%(companies)s)
),
half_posted AS (
    SELECT -r.amount AS amount
      FROM account_partial_reconcile r
      JOIN account_move_line k ON k.id = r.credit_move_id AND k.parent_state = 'posted'
     WHERE r.debit_move_id = ANY((SELECT unposted FROM booked)::integer[])
     UNION ALL
    SELECT r.amount
      FROM account_partial_reconcile r
      JOIN account_move_line d ON d.id = r.debit_move_id AND d.parent_state = 'posted'
     WHERE r.credit_move_id = ANY((SELECT unposted FROM booked)::integer[])
),
kept AS (
    SELECT COALESCE(SUM(amount_due), 0) AS due,
           COALESCE(SUM(amount_excluded), 0) AS excluded
      FROM collection_case
     WHERE company_id = %(company)s AND state <> 'closed'
),
open_item AS (
    SELECT l.partner_id, l.amount_residual AS residual, c.id AS case_id
      FROM account_move_line l
 LEFT JOIN res_partner p ON p.id = l.partner_id
 LEFT JOIN collection_case c
        ON c.partner_id = p.commercial_partner_id
       AND c.company_id = %(company)s AND c.state <> 'closed'
     WHERE l.account_id = ANY(%(accounts)s) AND l.company_id = ANY(%(companies)s)
       AND %(open_line)s
)
SELECT (SELECT ledger FROM booked) AS amount_ledger,
       (SELECT due FROM kept) AS amount_cases,
       (SELECT excluded FROM kept) AS amount_excluded,
       COALESCE(SUM(residual) FILTER (
           WHERE partner_id IS NOT NULL AND case_id IS NULL), 0) AS amount_without_case,
       COALESCE(SUM(residual) FILTER (WHERE partner_id IS NULL), 0)
           AS amount_without_partner,
       COUNT(*) FILTER (WHERE partner_id IS NULL) AS count_without_partner,
       COALESCE(SUM(residual) FILTER (WHERE partner_id IS NOT NULL), 0) AS with_partner,
       (SELECT COALESCE(SUM(amount), 0) FROM half_posted) AS amount_unposted
  FROM open_item
"""


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
            "ARRAY(SELECT id FROM res_company"
            " WHERE split_part(parent_path, '/', 1)::integer = %s)",
            company.root_id.id,
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
    def _is_excluded_sql(self, company):
        """Return the expression that tells whether item ``l`` is kept from follow-up.

        ``no_followup`` is honoured on invoices, credit notes and receipts. On other
        entries core sets it by default, opening balances included, so it counts there
        only where the company says so.

        :param company: the root company whose setting decides
        """
        if company.collection_misc_no_followup:
            return SQL("COALESCE(l.no_followup, FALSE)")
        return SQL(
            """CASE WHEN l.no_followup
                    THEN (SELECT m.move_type <> 'entry' FROM account_move m
                           WHERE m.id = l.move_id)
                    ELSE FALSE END"""
        )

    @api.model
    def _totals_sql(self, company, today, scope, only=None):
        """Return the statement of the totals of each debtor with open items.

        :param company: root company; its branches count with it
        :param date today: the day from which the items' age is counted
        :param DebtorScope scope: the debtors asked about
        :param SQL only: a further condition on a debtor's partner ``p``
        :return: a SELECT of ``partner_id`` and :data:`TOTALS`, amounts in the company's
            currency
        """
        # OFFSET 0 keeps the items apart from the sums. Merged with them, whether an
        # item is excluded would be looked up once for each of the sums.
        items = SQL(
            """SELECT p.commercial_partner_id AS partner_id,
                      l.amount_residual AS residual,
                      COALESCE(l.date_maturity, l.date) AS due,
                      %(today)s - COALESCE(l.date_maturity, l.date) AS days,
                      %(excluded)s AS excluded
                 FROM res_partner p
                 JOIN account_move_line l ON l.partner_id = p.id
                WHERE %(in_scope)s
                  AND %(only)s
                  AND %(open_line)s
                  AND l.account_id = ANY(%(accounts)s)
                  AND l.company_id = ANY(%(companies)s)
               OFFSET 0""",
            today=today,
            excluded=self._is_excluded_sql(company),
            in_scope=scope.contains(SQL("p.commercial_partner_id")),
            only=only or SQL("TRUE"),
            open_line=self._open_line_sql(),
            accounts=self._accounts_sql(),
            companies=self._companies_sql(company),
        )
        buckets = SQL(", ").join(
            SQL(
                "COALESCE(SUM(residual) FILTER (WHERE owed AND %s), 0) AS %s",
                self._in_bucket_sql(bucket),
                SQL.identifier(bucket.field),
            )
            for bucket in BUCKETS
        )
        return SQL(
            """SELECT partner_id,
                      COALESCE(SUM(residual) FILTER (WHERE NOT excluded), 0)
                          AS amount_due,
                      %(buckets)s,
                      COALESCE(SUM(residual) FILTER (WHERE owed AND days > 0), 0)
                          AS amount_overdue,
                      COALESCE(-SUM(residual) FILTER (
                          WHERE residual < 0 AND NOT excluded), 0) AS amount_credit,
                      COALESCE(SUM(residual) FILTER (WHERE excluded), 0)
                          AS amount_excluded,
                      COUNT(*) FILTER (WHERE owed AND days > 0) AS open_item_count,
                      COALESCE(MAX(days) FILTER (WHERE owed AND days > 0), 0)
                          AS days_past_due,
                      MIN(due) FILTER (WHERE owed AND days > 0) AS date_oldest_due,
                      MIN(due) FILTER (WHERE owed AND days <= 0) AS date_next_due
                 FROM (SELECT *, residual > 0 AND NOT excluded AS owed
                         FROM (%(items)s) item) item
                GROUP BY partner_id""",
            buckets=buckets,
            items=items,
        )

    @api.model
    def _in_bucket_sql(self, bucket):
        """Return the condition that ``days`` lies in a bucket."""
        if bucket.first is None:
            return SQL("days <= %s", bucket.last)
        if bucket.last is None:
            return SQL("days >= %s", bucket.first)
        return SQL("days BETWEEN %s AND %s", bucket.first, bucket.last)

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

        A payment is what a bank, cash or card journal booked against receivables.

        :param company: root company
        :param SQL debtor: the expression with the debtor's id
        :return: a SELECT of at most one row, ``date`` and ``amount``
        """
        return SQL(
            """SELECT l.date, -l.balance AS amount
                 FROM res_partner p
                 JOIN account_move_line l ON l.partner_id = p.id
                 JOIN account_journal j ON j.id = l.journal_id
                WHERE p.commercial_partner_id = %(debtor)s
                  AND l.parent_state = 'posted'
                  AND l.balance < 0
                  AND l.account_id = ANY(%(accounts)s)
                  AND l.company_id = ANY(%(companies)s)
                  AND j.type IN ('bank', 'cash', 'credit')
                ORDER BY l.date DESC, l.id DESC
                LIMIT 1""",
            debtor=debtor,
            accounts=self._accounts_sql(),
            companies=self._companies_sql(company),
        )

    @api.model
    def _get_control_sum(self, company, planned=None):
        """Tie the cases to the general ledger.

        Everything the receivable accounts hold stands in one of five places: on an open
        case (due or excluded), with a debtor who needs no case, on a line without
        partner, or matched with an entry that is not posted (core keeps the match of an
        invoice that is reset to draft).

        :param company: root company
        :param dict planned: ``amount_cases`` and ``amount_excluded`` as they would be,
            for a dry run
        :return: dict of amounts in the company's currency: ``amount_ledger`` (the
            accounts' balance), ``amount_cases``, ``amount_excluded`` (on cases),
            ``amount_without_case``, ``amount_without_partner`` (and
            ``count_without_partner``), ``amount_unposted`` and ``amount_difference``,
            which is zero unless something was booked while the sum was drawn
        """
        [sums] = self.env.execute_query_dict(
            SQL(
                CONTROL_SUM,
                accounts=self._accounts_sql(),
                companies=self._companies_sql(company),
                company=company.id,
                open_line=self._open_line_sql(),
            )
        )
        with_partner = sums.pop("with_partner")
        if planned:
            sums.update(planned)
            sums["amount_without_case"] = with_partner - sum(planned.values())
        places = (
            "amount_cases",
            "amount_excluded",
            "amount_without_case",
            "amount_without_partner",
            "amount_unposted",
        )
        sums["amount_difference"] = company.currency_id.round(
            sums["amount_ledger"] - sum(sums[place] for place in places)
        )
        return sums
