# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that read how debtors pay, as text.

What stands in ``%(…)s`` is filled in by ``collection.behaviour``: either a value or a
piece of SQL.
"""

TOUCH = """
UPDATE collection_behaviour
   SET date_stale = NULL
 WHERE company_id = %(company)s AND partner_id = ANY(%(debtors)s)
   AND date_stale IS NOT NULL
"""

# The debtors with an open case whose row is missing, was touched, or does not hold on
# the day asked about, and whether it is missing. Rows of debtors without open case go
# once they no longer hold.
#
# The lock waits for whoever touches a row just now. What they have booked or logged is
# then seen by the next statement, and who comes later touches the row as it is then.
FIND_STALE = """
WITH stale AS (
    SELECT b.id, b.partner_id, c.id IS NOT NULL AS is_needed
      FROM collection_behaviour b
 LEFT JOIN collection_case c
        ON c.company_id = b.company_id AND c.partner_id = b.partner_id
       AND c.state <> 'closed' AND %(case_in_scope)s
     WHERE b.company_id = %(company)s AND %(row_in_scope)s
       AND (b.date_as_of <= %(today)s AND b.date_stale > %(today)s) IS NOT TRUE
     ORDER BY b.id
       FOR UPDATE OF b
),
dropped AS (
    DELETE FROM collection_behaviour b USING stale
     WHERE b.id = stale.id AND NOT is_needed AND %(row_in_scope)s
)
SELECT partner_id, FALSE FROM stale WHERE is_needed
 UNION ALL
SELECT c.partner_id, TRUE
  FROM collection_case c
 WHERE c.company_id = %(company)s AND c.state <> 'closed' AND %(case_in_scope)s
   AND NOT EXISTS (SELECT FROM collection_behaviour b
                    WHERE b.company_id = c.company_id AND b.partner_id = c.partner_id
                      AND %(row_in_scope)s)
"""

# So many new rows are unknown to the statistics by which PostgreSQL plans. A fifth of
# the usual sample shows where they lie.
ANALYZE = """
SET LOCAL default_statistics_target = 20;
ANALYZE (SKIP_LOCKED) collection_behaviour (company_id, partner_id)
"""

# All that counts, and the days on which it happened: a sales document's item and when
# it was settled, a payment that came back, an attempt to reach somebody.
#
# Core lets receivable items be of the type payment_term on sales documents, and only
# there: so the documents themselves need no look. An item is settled on the day of the
# last match; one booked without due date is due on its own day. Mails and messages that
# merely went out are no attempts, nor is an entry of the log that another one corrects.
FACTS = """
SELECT p.commercial_partner_id AS debtor_id,
       COALESCE(l.invoice_date, l.date) AS invoiced_on, l.balance AS invoiced,
       COALESCE(l.date_maturity, l.date) AS due,
       CASE WHEN l.reconciled AND l.balance > 0
            THEN (SELECT MAX(r.max_date) FROM account_partial_reconcile r
                   WHERE r.debit_move_id = l.id) END AS settled_on,
       NULL::date AS returned_on, NULL::date AS tried_on, FALSE AS is_reached
  FROM res_partner p
  JOIN %(lines)s
 WHERE %(is_debtor)s
   AND l.account_id = ANY(%(accounts)s)
   AND l.company_id = ANY(%(companies)s)
   AND l.parent_state = 'posted'
   AND l.display_type = 'payment_term'
 UNION ALL
SELECT p.commercial_partner_id, NULL, NULL, NULL, NULL, m.date, NULL, FALSE
  FROM res_partner p
  JOIN %(lines)s
  JOIN account_move m ON m.id = l.move_id
 WHERE %(is_debtor)s
   AND l.account_id = ANY(%(accounts)s)
   AND l.company_id = ANY(%(companies)s)
   AND l.parent_state = 'posted'
   AND %(is_returned)s
 UNION ALL
SELECT p.commercial_partner_id, NULL, NULL, NULL, NULL, pay.date, NULL, FALSE
  FROM res_partner p
  JOIN account_payment pay ON pay.partner_id = p.id
 WHERE %(is_debtor)s
   AND pay.state = 'rejected'
   AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
   AND pay.company_id = ANY(%(companies)s)
   AND NOT EXISTS (SELECT FROM account_move m
                    WHERE m.reversed_entry_id = pay.move_id AND m.state = 'posted')
 UNION ALL
SELECT p.commercial_partner_id, NULL, NULL, NULL, NULL, NULL,
       (e.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
       COALESCE(result.is_right_party, FALSE)
  FROM res_partner p
  JOIN collection_contact_log e ON e.partner_id = p.id
  JOIN collection_result result ON result.id = e.result_id
 WHERE %(is_debtor)s
   AND e.company_id = %(company)s
   AND e.direction = 'out'
   AND e.result_code <> ALL(%(not_tried)s)
   AND NOT EXISTS (SELECT FROM collection_contact_log later
                    WHERE later.corrects_id = e.id)
"""

# How the items of debtors are found: of many in one pass over those of all partners
# between the first and the last, of a few by their partners. PostgreSQL would read the
# whole ledger for a hundred debtors.
LINES_OF_MANY = """account_move_line l
    ON l.partner_id = p.id AND %(may_be_theirs)s"""
LINES_OF_FEW = """LATERAL (
       SELECT id, partner_id, move_id, account_id, company_id, parent_state, balance,
              reconciled, date_maturity, date, invoice_date, display_type
         FROM account_move_line
        WHERE partner_id = p.id
       OFFSET 0) l ON TRUE"""

# A posted entry that takes a payment of a debtor back. Of several items only the first
# one counts.
IS_RETURNED = """
(m.move_type = 'entry' AND m.reversed_entry_id IS NOT NULL AND l.balance > 0
 AND EXISTS (SELECT FROM account_move o JOIN account_journal j ON j.id = o.journal_id
              WHERE o.id = m.reversed_entry_id AND %(is_payment)s)
 AND NOT EXISTS (SELECT FROM account_move_line other
                  WHERE other.move_id = l.move_id AND other.id < l.id
                    AND other.partner_id = l.partner_id AND other.balance > 0
                    AND other.account_id = ANY(%(accounts)s)))
"""

# Each figure is a sum over the days of a window. A row holds until the first of these
# days leaves its window or one to come enters it, and a year at the most.
#
# A month before the 31st is the 30th. So the day on which something leaves is found a
# little too early at times, never too late, and the row is then read once more.
REFRESH = """
WITH summed AS (
    SELECT debtor_id,
           ROUND(AVG(late) FILTER (WHERE %(settled_in_year)s), 2) AS average_days_late,
           ROUND(AVG(late) FILTER (WHERE %(settled_in_half)s)
                 - AVG(late) FILTER (WHERE %(settled_before)s), 2) AS trend,
           COUNT(*) FILTER (WHERE %(settled_in_year)s) AS settled_count,
           COUNT(*) FILTER (WHERE %(settled_in_half)s) AS settled_recent_count,
           COUNT(*) FILTER (WHERE %(returned_in_year)s) AS returned_count,
           SUM(invoiced) FILTER (WHERE %(invoiced_in_year)s) AS amount_invoiced,
           MIN(invoiced_on) FILTER (WHERE invoiced > 0) AS date_first_invoice,
           COUNT(*) FILTER (WHERE %(tried_in_year)s) AS attempt_count,
           COUNT(*) FILTER (WHERE is_reached AND %(tried_in_year)s)
               AS right_party_count,
           LEAST(MIN(settled_on) FILTER (WHERE %(settled_in_year)s),
                 MIN(returned_on) FILTER (WHERE %(returned_in_year)s),
                 MIN(invoiced_on) FILTER (WHERE %(invoiced_in_year)s),
                 MIN(tried_on) FILTER (WHERE %(tried_in_year)s)) AS first_in_year,
           MIN(settled_on) FILTER (WHERE %(settled_in_half)s) AS first_in_half,
           LEAST(MIN(settled_on) FILTER (WHERE settled_on > %(today)s),
                 MIN(returned_on) FILTER (WHERE returned_on > %(today)s),
                 MIN(invoiced_on) FILTER (WHERE invoiced_on > %(today)s),
                 MIN(tried_on) FILTER (WHERE tried_on > %(today)s)) AS next
      FROM (SELECT *, GREATEST(settled_on - due, 0) AS late FROM (%(facts)s) f) fact
     GROUP BY debtor_id
)
INSERT INTO collection_behaviour AS b (
       company_id, partner_id, date_as_of, date_stale, %(columns)s)
SELECT %(company)s, debtor.id, %(today)s,
       LEAST(first_in_year + interval '12 months', first_in_half + interval '6 months',
             next, %(today)s + interval '12 months')::date,
       %(values)s
  FROM unnest(%(debtors)s) debtor (id)
  LEFT JOIN summed ON summed.debtor_id = debtor.id
    ON CONFLICT (company_id, partner_id) DO UPDATE
   SET date_as_of = EXCLUDED.date_as_of, date_stale = EXCLUDED.date_stale,
       %(assignments)s
"""
