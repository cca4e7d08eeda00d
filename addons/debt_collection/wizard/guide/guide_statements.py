# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements of the guide, as text."""

# What the receivable accounts hold, by the age of each customer's oldest overdue item.
# So a customer is counted once, in the bucket in which its case will stand.
AGES = """
SELECT %(bucket)s AS bucket,
       COUNT(*) AS customer_count,
       COALESCE(SUM(amount_overdue), 0) AS amount_overdue,
       COALESCE(SUM(amount_due), 0) AS amount_due,
       COALESCE(SUM(amount_credit), 0) AS amount_credit,
       COALESCE(SUM(amount_excluded), 0) AS amount_excluded,
       COALESCE(MAX(days_past_due), 0) AS days_past_due,
       MIN(date_next_due) AS date_next_due,
       %(sums)s
  FROM (%(totals)s) totals
 GROUP BY 1
"""

# What each segment's open cases are, and what is to be done about them.
SEGMENTS = """
SELECT c.segment_id,
       COUNT(*) AS case_count,
       COALESCE(SUM(c.amount_overdue), 0) AS amount_overdue,
       COUNT(*) FILTER (WHERE a.state = 'blocked') AS blocked_count,
       COUNT(*) FILTER (WHERE a.state <> 'blocked' AND a.date <= %(today)s)
           AS today_count,
       COUNT(*) FILTER (WHERE a.state <> 'blocked' AND a.date > %(today)s
                          AND a.date <= %(until)s) AS soon_count
  FROM collection_case c
  LEFT JOIN collection_action a
    ON a.case_id = c.id AND a.step_id IS NOT NULL AND a.%(is_open)s
 WHERE c.company_id = %(company)s AND c.state <> 'closed' AND %(in_scope)s
 GROUP BY 1
"""

# What each person has: nobody's cases too. A step that waits for a lead is the lead's.
PEOPLE = """
SELECT user_id, SUM(case_count) AS case_count, SUM(today_count) AS today_count,
       SUM(soon_count) AS soon_count
  FROM (
    SELECT c.user_id, 1 AS case_count, 0 AS today_count, 0 AS soon_count
      FROM collection_case c
     WHERE c.company_id = %(company)s AND c.state <> 'closed' AND %(in_scope)s
     UNION ALL
    SELECT a.user_id, 0, (a.date <= %(today)s)::integer,
           (a.date > %(today)s AND a.date <= %(until)s)::integer
      FROM collection_action a
      JOIN collection_case c ON c.id = a.case_id
     WHERE c.company_id = %(company)s AND %(in_scope)s
       AND a.step_id IS NOT NULL AND a.%(is_open)s AND a.state <> 'blocked'
       ) work
 GROUP BY 1
"""

# Why steps cannot be done.
BLOCKED = """
SELECT a.reason, COUNT(*)
  FROM collection_action a
  JOIN collection_case c ON c.id = a.case_id
 WHERE c.company_id = %(company)s AND %(in_scope)s
   AND a.step_id IS NOT NULL AND a.state = 'blocked'
 GROUP BY 1
"""
