# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements by which a run divides its work."""

# Ranges of ids that hold as many partners with open items. A contact counts as much as
# its debtor here: the ranges need not be of quite the same size. Where there would be
# too many, they are larger. Where there are so few partners that one range holds them
# all, nothing is counted and no row comes back.
DIVIDE = """
SELECT MAX(partner_id)
  FROM (SELECT partner_id, (ROW_NUMBER() OVER (ORDER BY partner_id) - 1)
               / GREATEST(%(size)s, LEAST(%(usual)s, COUNT(*) OVER () / %(many)s))
               AS batch
          FROM (SELECT DISTINCT l.partner_id
                  FROM account_move_line l
                 WHERE l.account_id = ANY(%(accounts)s)
                   AND l.company_id = ANY(%(companies)s)
                   AND l.partner_id IS NOT NULL
                   AND %(open_line)s
                   AND (SELECT COUNT(*) FROM (SELECT FROM res_partner
                                               LIMIT %(size)s + 1) found) > %(size)s
               ) partner) numbered
 GROUP BY batch ORDER BY batch
"""

# Debtors of one batch of a run. A company that has no more cases than a batch that
# opens them holds has to open most of them still.
BATCH_SIZE = """
CASE WHEN %(is_undone)s
            OR EXISTS (SELECT FROM collection_case
                        WHERE company_id = %(company)s AND state <> 'closed'
                       OFFSET %(opening)s)
     THEN %(usual)s ELSE %(opening)s END
"""

DEBTORS = """
SELECT partner_id FROM (%s) totals
 UNION
SELECT partner_id FROM collection_case c
 WHERE company_id = %s AND state <> 'closed' AND %s
 ORDER BY 1
"""
