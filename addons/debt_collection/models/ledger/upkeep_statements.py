# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that keep cases equal to the ledger, as text.

Each does all of its work for any number of debtors at once. What stands in ``%(…)s``
is filled in by ``collection.upkeep``: either a value or a piece of SQL.
"""

# One row: arrays of thousands come as two texts, not as as many rows. Hardly any
# debtor has become another's contact since, so only those are joined.
LOCK_OPEN_CASES = """
WITH locked AS (
    SELECT c.id, c.date_ahead, p.commercial_partner_id AS new_debtor_id
      FROM collection_case c
 LEFT JOIN res_partner p
        ON p.id = c.partner_id AND p.commercial_partner_id <> p.id
       AND %(debtor_in_scope)s
     WHERE c.company_id = %(company)s AND c.state <> 'closed' AND %(in_scope)s
     ORDER BY c.id
       FOR NO KEY UPDATE OF c
)
SELECT COALESCE(array_agg(id), '{}'), MAX(date_ahead),
       COALESCE(array_agg(ARRAY[id, new_debtor_id])
                    FILTER (WHERE new_debtor_id IS NOT NULL), '{}')
  FROM locked
"""

# On most days nearly every debtor has a case, and nothing needs to be added up. Such a
# list PostgreSQL keeps in memory, whatever it believes of the table's size; by NOT
# EXISTS it may go through the rows of others' transactions once for each debtor.
NO_CASE = """
p.commercial_partner_id NOT IN (
    SELECT c.partner_id FROM collection_case c
     WHERE c.company_id = %(company)s AND c.state <> 'closed' AND %(in_scope)s)
"""

# A case that closed reopens when the oldest due date is not after its closing: that is
# the same episode (bounced payment, unreconciled, reset to draft).
OPEN_MISSING = """
WITH totals AS MATERIALIZED (%(totals)s),
needy AS (
    SELECT totals.*, COALESCE(date_oldest_due, date_next_due) AS since
      FROM totals
     WHERE %(needed)s
),
last AS (
    SELECT DISTINCT ON (c.partner_id) c.id, c.partner_id, c.date_closed
      FROM collection_case c
      JOIN needy ON needy.partner_id = c.partner_id
     WHERE c.company_id = %(company)s AND c.state = 'closed'
       AND c.merged_into_id IS NULL
     ORDER BY c.partner_id, c.date_closed DESC, c.id DESC
),
reopened AS (
    UPDATE collection_case c
       SET state = 'open', stage_id = %(stage)s, active = TRUE, outcome = NULL,
           date_closed = NULL, reopen_count = c.reopen_count + 1,
           write_uid = %(uid)s, write_date = %(now)s
      FROM needy
      JOIN last ON last.partner_id = needy.partner_id
     WHERE c.id = last.id AND c.state = 'closed' AND needy.since <= last.date_closed
 RETURNING c.id, c.partner_id, needy.amount_overdue
),
opened AS (
    INSERT INTO collection_case (
           name, company_id, partner_id, team_id, stage_id, state, active,
           reopen_count, previous_case_id, date_opened, date_ahead, bucket,
           date_last_payment, amount_last_payment, %(columns)s,
           create_uid, create_date, write_uid, write_date)
    SELECT %(name)s, %(company)s, partner_id, %(team)s, %(stage)s, 'open', TRUE,
           0, previous_id, %(today)s, %(ahead)s, %(bucket)s,
           payment_date, payment_amount, %(columns)s,
           %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM (SELECT needy.*, last.id AS previous_id, %(draw)s AS number,
                   payment.date AS payment_date,
                   COALESCE(payment.amount, 0) AS payment_amount
              FROM needy
         LEFT JOIN last ON last.partner_id = needy.partner_id
 LEFT JOIN LATERAL (%(payment)s) payment ON TRUE
             WHERE last.id IS NULL OR needy.since > last.date_closed
             ORDER BY needy.partner_id) fresh
        ON CONFLICT DO NOTHING
 RETURNING id, partner_id, amount_overdue
),
event AS (
    INSERT INTO collection_case_event (case_id, date, kind, amount_overdue)
    SELECT id, %(now)s, 'opened', amount_overdue FROM opened
     UNION ALL
    SELECT id, %(now)s, 'reopened', amount_overdue FROM reopened
)
SELECT 'opened', id FROM opened
 UNION ALL
SELECT 'reopened', id FROM reopened
 UNION ALL
SELECT 'contested', partner_id FROM needy
 WHERE partner_id NOT IN (SELECT partner_id FROM opened UNION ALL
                          SELECT partner_id FROM reopened)
 UNION ALL
SELECT 'others', ((SELECT COUNT(*) FROM totals)
                  - (SELECT COUNT(*) FROM needy))::integer
"""

# So many new cases are unknown to the statistics by which PostgreSQL plans. Of a table
# it believes to be empty it would go through all rows for each one, for minutes. Where
# another transaction is telling it already, its word is enough. A fifth of the usual
# sample shows where the new rows lie; the usual one costs too much batch by batch.
ANALYZE = """
SET LOCAL default_statistics_target = 20;
ANALYZE (SKIP_LOCKED) collection_case (id, company_id, partner_id, state)
"""

# One row comes back for each case that was written or is no longer needed. "drifted"
# tells whether the amounts differed and no mark says why. Of what was overdue, the
# columns after it tell what is kept from follow-up since, and what is not due any more.
# Of the debtors without a case, one row lists those who need one, another the others.
#
# On most days hardly any case differs, so only those that do are carried along, and
# only for those that are announced or differ the payments are consulted.
REFRESH_OPEN = """
WITH compared AS (
    SELECT c.id, COALESCE(c.partner_id, totals.partner_id) AS partner_id, %(old)s,
           %(needed)s AS needed, %(drifted)s AS drifted,
           c.id IS NOT NULL AND %(consulted)s AS consulted,
           %(new_totals)s, (%(bucket)s)::varchar AS bucket,
           %(ahead)s::date AS date_ahead
      FROM (SELECT * FROM collection_case c
             WHERE c.company_id = %(company)s AND c.state <> 'closed'
               AND %(in_scope)s) c
 FULL JOIN (%(totals)s OFFSET 0) totals ON totals.partner_id = c.partner_id
    OFFSET 0
),
pair AS MATERIALIZED (
    SELECT *, %(differs)s AS differs
      FROM (SELECT compared.*,
                   CASE WHEN consulted THEN payment.date
                        ELSE old_date_last_payment END AS date_last_payment,
                   CASE WHEN consulted THEN COALESCE(payment.amount, 0)
                        ELSE old_amount_last_payment END AS amount_last_payment
              FROM (SELECT * FROM compared
                     WHERE id IS NULL OR NOT needed OR consulted OR %(totals_differ)s
                    OFFSET 0) compared
         LEFT JOIN LATERAL (SELECT * FROM (%(payment)s) found
                             WHERE consulted OFFSET 0) payment ON TRUE
            OFFSET 0) fresh
     WHERE id IS NULL OR NOT needed OR %(differs)s
),
changed AS (
    UPDATE collection_case c
       SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
      FROM pair
     WHERE c.id = pair.id AND pair.differs AND %(in_scope)s
 RETURNING c.id
),
event AS (
    INSERT INTO collection_case_event
                (case_id, date, kind, old_value, new_value, amount_overdue)
    SELECT pair.id, %(now)s, 'bucket', old_bucket, bucket, amount_overdue
      FROM pair JOIN changed ON changed.id = pair.id
     WHERE old_bucket <> bucket
)
SELECT pair.id, needed, changed.id IS NOT NULL, drifted,
       LEAST(COALESCE(old_amount_overdue, 0),
             amount_excluded - COALESCE(old_amount_excluded, 0)),
       LEAST(COALESCE(old_amount_overdue, 0),
             amount_not_due - COALESCE(old_amount_not_due, 0)),
       NULL
  FROM pair LEFT JOIN changed ON changed.id = pair.id
 WHERE pair.id IS NOT NULL
 UNION ALL
SELECT NULL, needed, NULL, NULL, NULL, NULL, array_agg(partner_id)
  FROM pair
 WHERE id IS NULL
 GROUP BY needed
"""

# What became of the debt is what became of most of it: what it was matched with since
# the case opened, or what has just been excluded or postponed. Where there is neither,
# the items were withdrawn. Who runs a day before the opening closes it on that day.
CLOSE = """
WITH settled AS (
    SELECT DISTINCT ON (id) id, kind
      FROM (SELECT c.id, SUM(r.amount) AS amount,
                   CASE WHEN %(is_payment)s THEN 'paid'
                        WHEN m.move_type = 'out_refund' THEN 'credited'
                        ELSE 'adjusted' END AS kind
              FROM collection_case c
              JOIN res_partner p ON p.commercial_partner_id = c.partner_id
              JOIN account_move_line l ON l.partner_id = p.id
               AND l.account_id = ANY(%(accounts)s)
               AND l.company_id = ANY(%(companies)s)
              JOIN account_partial_reconcile r ON r.debit_move_id = l.id
              JOIN account_move_line k ON k.id = r.credit_move_id
              JOIN account_move m ON m.id = k.move_id
              JOIN account_journal j ON j.id = k.journal_id
             WHERE c.id = ANY(%(cases)s)
               AND GREATEST(r.max_date, r.create_date::date) >= c.date_opened
             GROUP BY c.id, 3
             UNION ALL
            SELECT id, amount, kind
              FROM unnest(%(escaped)s::integer[], %(amounts)s::numeric[],
                          %(kinds)s::varchar[]) escaped (id, amount, kind)) matched
     ORDER BY id, amount DESC, kind IN ('excluded', 'not_due')
),
closed AS (
    UPDATE collection_case c
       SET state = 'closed', stage_id = %(stage)s,
           date_closed = GREATEST(%(today)s, c.date_opened), date_next_action = NULL,
           outcome = COALESCE(
               (SELECT kind FROM settled WHERE settled.id = c.id),
               CASE WHEN c.amount_not_due > 0 THEN 'not_due'
                    WHEN c.amount_excluded <> 0 THEN 'excluded'
                    ELSE 'withdrawn' END),
           write_uid = %(uid)s, write_date = %(now)s
     WHERE c.id = ANY(%(cases)s)
 RETURNING c.id, c.outcome
),
event AS (
    INSERT INTO collection_case_event (case_id, date, kind, new_value, amount_overdue)
    SELECT id, %(now)s, 'closed', outcome, 0 FROM closed
)
SELECT id FROM closed
"""
