# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements behind a case's timeline.

Each source gives the ids and moments of what a timeline shows, newest first, and no
more of them than the page needs. What a page shows is read by its ids afterwards.
"""

from ..gate.gate_statements import NOTIFIED_NUMBER, SMS_NUMBER

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
# Money has a day and no time: it stands at noon of the reader's day, which is that day
# in the zone of most browsers, too. What the bank takes back (a returned direct debit)
# is shown as well.
PAYMENT = """
SELECT 'payment' AS kind, l.id,
       (l.date + time '12:00') AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS moment
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
# The addresses of a mail, and the figures of a number, however they were written. The
# indexes on the tables are made from the same text, or they would not be used.
MAIL_ADDRESSES = (
    "regexp_split_to_array("
    "lower(COALESCE(email_to, '') || ',' || COALESCE(email_cc, '')), "
    "'[[:space:],;<>\"]+')"
)
HAS_ADDRESSES = "email_to IS NOT NULL OR email_cc IS NOT NULL"
ADDRESSES = """
SELECT name, email, email_normalized, phone, phone_sanitized
  FROM res_partner
 WHERE commercial_partner_id = ANY(%(debtors)s)
 ORDER BY id
"""
# What went to the debtor without passing the gate: from other records and from none, to
# one of its contacts, and to an address or a number of theirs that was written down.
OUTSIDE = f"""
SELECT 'outside' AS kind, m.id, m.date AS moment
  FROM mail_message m
 WHERE m.id IN (
       SELECT n.mail_message_id
         FROM mail_notification n
         JOIN res_partner p ON p.id = n.res_partner_id
        WHERE p.commercial_partner_id = ANY(%(debtors)s)
          AND n.notification_type IN ('email', 'sms', 'snail')
          AND n.notification_status <> 'canceled'
        UNION ALL
       SELECT mail_message_id
         FROM mail_notification
        WHERE res_partner_id IS NULL AND mail_email_address = ANY(%(emails)s)
          AND notification_status <> 'canceled'
        UNION ALL
       SELECT mail_message_id
         FROM mail_notification
        WHERE res_partner_id IS NULL AND {NOTIFIED_NUMBER} = ANY(%(numbers)s)
          AND notification_status <> 'canceled'
        UNION ALL
       SELECT mail_message_id
         FROM mail_mail
        WHERE ({HAS_ADDRESSES}) AND {MAIL_ADDRESSES} && %(emails)s
          AND state <> 'cancel'
        UNION ALL
       SELECT mail.mail_message_id
         FROM mail_mail_res_partner_rel r
         JOIN mail_mail mail ON mail.id = r.mail_mail_id AND mail.state <> 'cancel'
         JOIN res_partner p ON p.id = r.res_partner_id
        WHERE p.commercial_partner_id = ANY(%(debtors)s)
        UNION ALL
       SELECT mail_message_id
         FROM sms_sms
        WHERE mail_message_id IS NOT NULL AND {SMS_NUMBER} = ANY(%(numbers)s)
          AND state <> 'canceled')
   AND (m.model IS NULL OR m.model <> ALL(%(gated)s))
   AND (m.record_company_id IS NULL OR m.record_company_id = ANY(%(companies)s))
   AND m.date < %(closed)s::timestamp + interval '1 day'
"""
# Which mails are addressed to somebody who has a case.
TO_DEBTORS = f"""
SELECT mail.id
  FROM mail_mail mail
  JOIN LATERAL (
       SELECT p.commercial_partner_id AS debtor
         FROM mail_mail_res_partner_rel r
         JOIN res_partner p ON p.id = r.res_partner_id
        WHERE r.mail_mail_id = mail.id
        UNION ALL
       SELECT p.commercial_partner_id
         FROM res_partner p
        WHERE p.email_normalized = ANY({MAIL_ADDRESSES})) reached ON TRUE
  JOIN collection_case c ON c.partner_id = reached.debtor
 WHERE mail.id = ANY(%(mails)s)
 GROUP BY mail.id
"""
PART = "(%s ORDER BY moment DESC, id DESC LIMIT %s)"
PAGE = """
SELECT kind, id, moment
  FROM (%s) page
 ORDER BY moment DESC, kind, id DESC
OFFSET %s LIMIT %s
"""
