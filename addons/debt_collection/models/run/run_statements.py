# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements by which a run divides its work and adds up what came of it."""

# The debtors with an open item or case, in ranges of ids of the same size.
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

DEBTORS = """
SELECT partner_id FROM (%s) totals
 UNION
SELECT partner_id FROM collection_case c
 WHERE company_id = %s AND state <> 'closed' AND %s
 ORDER BY 1
"""

SUMS = """
SELECT %s,
       COALESCE(SUM(amount_due), 0) AS amount_cases,
       COALESCE(SUM(amount_excluded), 0) AS amount_excluded
  FROM collection_case c
 WHERE company_id = %s AND state <> 'closed' AND %s
"""
