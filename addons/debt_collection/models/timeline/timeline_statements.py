# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements behind a case's timeline.

Each source gives the ids and moments of what a timeline shows, newest first, and no
more of them than the page needs. What a page shows is read by its ids afterwards.
"""

# A case and all that were merged into it, however many times over.
FAMILY = """
WITH RECURSIVE family AS (
    SELECT id, partner_id FROM collection_case WHERE id = %(case)s
     UNION
    SELECT merged.id, merged.partner_id
      FROM collection_case merged
      JOIN family ON merged.merged_into_id = family.id
)
SELECT id, partner_id FROM family
"""
LOG = """
SELECT 'log' AS kind, id, date AS moment
  FROM collection_contact_log
 WHERE case_id = ANY(%(cases)s)
"""
REFUSAL = """
SELECT 'refusal' AS kind, id, date AS moment
  FROM collection_refusal
 WHERE case_id = ANY(%(cases)s)
"""
# Holds are shown themselves, with their reasons: what they do to the state says less.
CASE = """
SELECT 'case' AS kind, id, date AS moment
  FROM collection_case_event
 WHERE case_id = ANY(%(cases)s)
   AND NOT (kind = 'state' AND 'on_hold' IN (old_value, new_value))
"""
HOLD = """
SELECT 'hold' AS kind, id, create_date AS moment
  FROM collection_hold
 WHERE case_id = ANY(%(cases)s)
"""
# Money has a day and no time: it stands at the start of the reader's day. What the bank
# takes back (a returned direct debit) is shown as well.
PAYMENT = """
SELECT 'payment' AS kind, l.id,
       l.date::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS moment
  FROM account_move_line l
  JOIN res_partner p ON p.id = l.partner_id
   AND p.commercial_partner_id = ANY(%(debtors)s)
  JOIN account_account a ON a.id = l.account_id
   AND a.account_type = 'asset_receivable'
  JOIN account_journal j ON j.id = l.journal_id AND %(is_payment)s
 WHERE l.company_id = ANY(%(companies)s)
   AND l.parent_state = 'posted' AND l.balance <> 0
   AND l.date <= %(closed)s
"""
# What went to the debtor from records that do not pass the gate.
OUTSIDE = """
SELECT 'outside' AS kind, m.id, m.date AS moment
  FROM mail_message m
 WHERE m.id IN (SELECT n.mail_message_id
                  FROM mail_notification n
                  JOIN res_partner p ON p.id = n.res_partner_id
                 WHERE p.commercial_partner_id = ANY(%(debtors)s)
                   AND n.notification_type IN ('email', 'sms', 'snail')
                   AND n.notification_status <> 'canceled')
   AND m.model <> ALL(%(gated)s)
   AND (m.record_company_id IS NULL OR m.record_company_id = ANY(%(companies)s))
   AND m.date < %(closed)s::timestamp + interval '1 day'
"""
PART = "(%s ORDER BY moment DESC, id DESC LIMIT %s)"
PAGE = """
SELECT kind, id, moment
  FROM (%s) page
 ORDER BY moment DESC, kind, id DESC
OFFSET %s LIMIT %s
"""
