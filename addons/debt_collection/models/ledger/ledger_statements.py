# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that read the ledger, as text.

What stands in ``%(…)s`` is filled in by ``collection.ledger``: either a value or a
piece of SQL.
"""

# The open items of some debtors.
OPEN_ITEMS = """
SELECT p.commercial_partner_id AS partner_id,
       l.amount_residual AS residual,
       COALESCE(l.date_maturity, l.date) AS due,
       %(today)s - COALESCE(l.date_maturity, l.date) AS days,
       %(excluded)s AS excluded
  FROM res_partner p
  JOIN account_move_line l ON l.partner_id = p.id
 WHERE %(in_scope)s
   AND %(may_be_partner)s
   AND %(only)s
   AND %(may_be_theirs)s
   AND %(open_line)s
   AND l.account_id = ANY(%(accounts)s)
   AND l.company_id = ANY(%(companies)s)
"""

# What they add up to. Only what is owed ages: credits and excluded items do not. What
# the buckets tell already is not summed again, item by item. OFFSET 0 keeps the items
# apart from the sums: merged with them, whether an item is excluded, or owed, would be
# found out once for each of the sums.
TOTALS_OF_ITEMS = """
SELECT partner_id, amount_not_due + %(overdue)s - amount_credit AS amount_due,
       %(buckets)s, %(overdue)s AS amount_overdue, amount_credit, amount_excluded,
       open_item_count, COALESCE(%(today)s - date_oldest_due, 0) AS days_past_due,
       date_oldest_due, date_next_due
  FROM (SELECT partner_id, %(bucket_sums)s,
               COALESCE(-SUM(residual) FILTER (WHERE residual < 0 AND NOT excluded), 0)
                   AS amount_credit,
               COALESCE(SUM(residual) FILTER (WHERE excluded), 0) AS amount_excluded,
               (COUNT(*) FILTER (WHERE owed AND days > 0))::integer AS open_item_count,
               MIN(due) FILTER (WHERE owed AND days > 0) AS date_oldest_due,
               MIN(due) FILTER (WHERE owed AND days <= 0) AS date_next_due
          FROM (SELECT *, residual > 0 AND NOT excluded AS owed
                  FROM (%(items)s) item
                OFFSET 0) item
         GROUP BY partner_id) summed
"""

LAST_PAYMENT = """
SELECT l.date, -l.balance AS amount
  FROM res_partner p
  JOIN account_move_line l ON l.partner_id = p.id
  JOIN account_journal j ON j.id = l.journal_id
 WHERE p.commercial_partner_id = %(debtor)s
   AND l.parent_state = 'posted'
   AND l.balance < 0
   AND l.account_id = ANY(%(accounts)s)
   AND l.company_id = ANY(%(companies)s)
   AND %(is_payment)s
 ORDER BY l.date DESC, l.id DESC
 LIMIT 1
"""

# What the open cases of some debtors add up to.
CASE_SUMS = """
SELECT %(sums)s,
       COALESCE(SUM(amount_due), 0) AS amount_cases,
       COALESCE(SUM(amount_excluded), 0) AS amount_excluded
  FROM collection_case c
 WHERE company_id = %(company)s AND state <> 'closed' AND %(in_scope)s
"""

# One pass over the receivable accounts, which PostgreSQL can share among its workers
# (array_agg would keep it from that), and one over the open items of debtors without a
# case. Of unposted lines only the matches with posted ones count; where there is no
# such line, none is looked for.
CONTROL_SUM = """
WITH booked AS (
    SELECT COALESCE(SUM(l.balance) FILTER (WHERE l.parent_state = 'posted'), 0)
               AS ledger,
           COUNT(*) FILTER (WHERE l.parent_state <> 'posted') AS unposted,
           COALESCE(SUM(l.amount_residual) FILTER (
               WHERE l.partner_id IS NOT NULL AND %(open_line)s), 0) AS with_partner,
           COALESCE(SUM(l.amount_residual) FILTER (
               WHERE l.partner_id IS NULL AND %(open_line)s), 0) AS without_partner,
           COUNT(*) FILTER (
               WHERE l.partner_id IS NULL AND %(open_line)s) AS count_without_partner
      FROM account_move_line l
     WHERE l.account_id = ANY(%(accounts)s) AND l.company_id = ANY(%(companies)s)
),
unposted AS (
    SELECT CASE WHEN unposted > 0
                THEN ARRAY(SELECT id
                             FROM account_move_line
                            WHERE parent_state <> 'posted'
                              AND account_id = ANY(%(accounts)s)
                              AND company_id = ANY(%(companies)s))
            END AS ids
      FROM booked
),
half_posted AS (
    SELECT -r.amount AS amount
      FROM account_partial_reconcile r
      JOIN account_move_line k ON k.id = r.credit_move_id AND k.parent_state = 'posted'
     WHERE r.debit_move_id = ANY((SELECT ids FROM unposted)::integer[])
     UNION ALL
    SELECT r.amount
      FROM account_partial_reconcile r
      JOIN account_move_line d ON d.id = r.debit_move_id AND d.parent_state = 'posted'
     WHERE r.credit_move_id = ANY((SELECT ids FROM unposted)::integer[])
),
kept AS (%(kept)s),
without_case AS (
    SELECT COALESCE(SUM(l.amount_residual), 0) AS amount
      FROM res_partner p
      JOIN account_move_line l ON l.partner_id = p.id
     WHERE NOT EXISTS (SELECT FROM collection_case c
                        WHERE c.partner_id = p.commercial_partner_id
                          AND c.company_id = %(company)s AND c.state <> 'closed')
       AND l.account_id = ANY(%(accounts)s) AND l.company_id = ANY(%(companies)s)
       AND %(open_line)s
)
SELECT kept.*,
       (SELECT amount FROM without_case) AS amount_without_case,
       booked.without_partner AS amount_without_partner,
       booked.count_without_partner,
       booked.with_partner,
       booked.ledger AS amount_ledger,
       (SELECT COALESCE(SUM(amount), 0) FROM half_posted) AS amount_unposted
  FROM kept, booked
"""
