# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that gather what the gate must know, as text.

Each reads for any number of cases at once. What stands in ``%(…)s`` is filled in by
``collection.chased.mixin`` and its neighbours.
"""

# What the cases themselves say. Somebody is responsible where an active collector is
# set, or else where the team has an active lead or member.
CASES = """
SELECT c.id, c.company_id, c.partner_id, c.state, c.date_closed, p.active,
       COALESCE(u.active, FALSE)
    OR EXISTS (SELECT FROM collection_team t
                 JOIN res_users lead ON lead.id = t.lead_id AND lead.active
                WHERE t.id = c.team_id)
    OR EXISTS (SELECT FROM collection_team_member_rel m
                 JOIN res_users member ON member.id = m.user_id AND member.active
                WHERE m.team_id = c.team_id) AS is_answered_for
  FROM collection_case c
  JOIN res_partner p ON p.id = c.partner_id
  LEFT JOIN res_users u ON u.id = c.user_id
 WHERE %(is_asked)s
"""

# The debtors whose items were touched after a moment: booked, matched, unmatched.
TOUCHED_SINCE = """
SELECT asked.case_id
  FROM unnest(%(cases)s::integer[], %(partners)s::integer[], %(moments)s::timestamp[])
           asked (case_id, partner_id, moment)
 WHERE EXISTS (
       SELECT FROM res_partner p
         JOIN account_move_line l ON l.partner_id = p.id
        WHERE p.commercial_partner_id = asked.partner_id
          AND l.write_date > asked.moment
          AND l.account_id = ANY(%(accounts)s))
"""

# What had become of cases at a moment, as their events tell.
LIFE_AT = """
SELECT asked.case_id, last.kind
  FROM unnest(%(cases)s::integer[], %(moments)s::timestamp[]) asked (case_id, moment)
 CROSS JOIN LATERAL (
       SELECT event.kind
         FROM collection_case_event event
        WHERE event.case_id = asked.case_id AND event.date <= asked.moment
          AND event.kind IN ('opened', 'reopened', 'closed', 'merged')
        ORDER BY event.date DESC, event.id DESC
        LIMIT 1) last
"""

# Payments that are on their way and have not lowered anything yet: registered without
# an entry, or started online a few days ago at most.
IN_PROCESS = """
SELECT p.commercial_partner_id, pay.amount, pay.currency_id, NULL::timestamp AS started
  FROM res_partner p
  JOIN account_payment pay ON pay.partner_id = p.id
 WHERE %(is_debtor)s
   AND pay.company_id = ANY(%(companies)s)
   AND pay.state = 'in_process' AND pay.move_id IS NULL
   AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
 UNION ALL
SELECT p.commercial_partner_id, tx.amount, tx.currency_id, tx.last_state_change
  FROM res_partner p
  JOIN payment_transaction tx ON tx.partner_id = p.id
 WHERE %(is_debtor)s
   AND tx.company_id = ANY(%(companies)s)
   AND COALESCE(tx.operation, '') NOT IN ('refund', 'validation')
   AND tx.payment_id IS NULL
   AND (tx.state IN ('pending', 'authorized')
        OR tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
   AND tx.last_state_change > %(moment)s - %(days)s * interval '1 day'
"""

# Whether a debtor, or one of its contacts, has an address of a kind, and one at which
# it did not ask to be left alone.
ADDRESSES = """
SELECT p.commercial_partner_id,
       bool_or(%(usable)s),
       bool_or(%(usable)s AND NOT %(opted_out)s)
  FROM res_partner p
 WHERE %(is_debtor)s AND p.active
 GROUP BY p.commercial_partner_id
"""

# The same for single contacts, archived or not.
ADDRESSES_OF_CONTACTS = """
SELECT p.id, COALESCE(%(usable)s, FALSE), COALESCE(%(opted_out)s, FALSE)
  FROM res_partner p
 WHERE p.id = ANY(%(partners)s)
"""

USABLE_EMAIL = "(COALESCE(p.email_normalized, '') <> '')"
# People dial what Odoo cannot parse.
USABLE_PHONE = r"""(COALESCE(p.phone_sanitized, '') <> ''
    OR length(regexp_replace(COALESCE(p.phone, ''), '\D', '', 'g')) >= 5)"""
USABLE_STREET = """(COALESCE(p.street, '') <> '' AND p.country_id IS NOT NULL
    AND (COALESCE(p.city, '') <> '' OR COALESCE(p.zip, '') <> ''))"""

OPTED_OUT_OF_EMAIL = """EXISTS (SELECT FROM mail_blacklist b
    WHERE b.active AND b.email = p.email_normalized AND b.create_date <= %s)"""
OPTED_OUT_OF_PHONE = """EXISTS (SELECT FROM phone_blacklist b
    WHERE b.active AND b.number = p.phone_sanitized AND b.create_date <= %s)"""

# Numbers as they are compared: of an SMS, and of a notification about one.
SMS_NUMBER = "regexp_replace(number, '[^+0-9]', '', 'g')"
NOTIFIED_NUMBER = "regexp_replace(sms_number, '[^+0-9]', '', 'g')"

# Which of some addresses asked to be left alone before a moment.
BLACKLISTED_EMAILS = """
SELECT email FROM mail_blacklist
 WHERE active AND email = ANY(%s) AND create_date <= %s
"""
BLACKLISTED_PHONES = """
SELECT number FROM phone_blacklist
 WHERE active AND number = ANY(%s) AND create_date <= %s
"""

# The holds in force for debtors of root companies at each case's moment.
HOLDS = """
SELECT asked.case_id, hold.id, hold.date_end, hold.name
  FROM unnest(%(cases)s::integer[], %(moments)s::timestamp[]) asked (case_id, moment)
  JOIN collection_case c ON c.id = asked.case_id
  JOIN collection_hold hold ON hold.company_id = c.company_id
                           AND hold.partner_id = c.partner_id
 WHERE hold.date_start <= asked.moment
   AND (hold.date_end IS NULL OR hold.date_end > asked.moment)
"""

# Refusals, each once, naming only what is there.
INSERT_REFUSALS = """
INSERT INTO collection_refusal (
       act_key, date, kind, channel, user_id, res_model, res_id, case_id, company_id,
       partner_id, recipient_id, recipient_address, text)
SELECT v.act_key, v.date::timestamp, v.kind, v.channel,
       (SELECT id FROM res_users WHERE id = v.user_id::integer),
       v.res_model, v.res_id::integer,
       (SELECT id FROM collection_case WHERE id = v.case_id::integer),
       (SELECT id FROM res_company WHERE id = v.company_id::integer),
       (SELECT id FROM res_partner WHERE id = v.partner_id::integer),
       (SELECT id FROM res_partner WHERE id = v.recipient_id::integer),
       v.recipient_address, v.text
  FROM (VALUES %s) v (
       act_key, date, kind, channel, user_id, res_model, res_id, case_id, company_id,
       partner_id, recipient_id, recipient_address, text)
    ON CONFLICT (act_key) DO NOTHING
RETURNING id, act_key
"""

# The codes among the reasons, each found by one look into their index.
CODES_IN_USE = """
WITH RECURSIVE used (code) AS (
    (SELECT code FROM collection_refusal_reason ORDER BY code LIMIT 1)
     UNION ALL
    SELECT (SELECT code FROM collection_refusal_reason
             WHERE code > used.code ORDER BY code LIMIT 1)
      FROM used WHERE used.code IS NOT NULL
)
SELECT code FROM used WHERE code IS NOT NULL
"""

INSERT_REASONS = """
INSERT INTO collection_refusal_reason (
       refusal_id, date, code, message, reference, until)
SELECT v.refusal_id::integer, refusal.date, v.code, v.message, v.reference,
       v.until::timestamp
  FROM (VALUES %s) v (refusal_id, code, message, reference, until)
  JOIN collection_refusal refusal ON refusal.id = v.refusal_id::integer
"""
