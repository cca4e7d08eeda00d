# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements by which next steps are planned, as text.

Each works on any number of cases at once. What stands in ``%(…)s`` is filled in by
``collection.planner``: either a value or a piece of SQL.
"""

# The states in which an action is still to be done.
IS_OPEN = "state IN ('planned', 'blocked', 'to_approve')"

# Nobody writes it by hand, so the ORM refuses it.
NOTE_AGREED = """
UPDATE collection_case SET date_agreed = %(day)s WHERE id = ANY(%(cases)s)
"""

# What is known of the cases whose next step is to be decided: all of those given, or
# those for which something has changed since it was decided. A step that was skipped
# counts as taken. A team without a lead is led by the next one above that has one.
# OFFSET 0 keeps the look at the past to the few that need it.
CANDIDATES = """
SELECT c.*, last.day AS last_day, rung.step_id AS last_step,
       rung.date_done AS last_turn, rung.date_anchor AS last_anchor,
       c.date_last_payment IS NOT NULL AND last.day IS NOT NULL
           AND c.date_last_payment >= last.day AS has_paid,
       %(is_reached)s AS is_reached
  FROM (SELECT c.id, c.company_id, c.partner_id, c.strategy_id,
               COALESCE(%(today)s - c.date_oldest_due, 0) AS days_past_due,
               c.amount_overdue, c.amount_not_due, c.date_last_payment,
               c.date_opened,
               COALESCE(c.date_oldest_due, c.date_next_due) AS anchor,
               c.user_id, lead.lead_id,
               a.id AS action_id, a.step_id AS open_step, a.date AS open_date,
               c.date_agreed,
               a.approved_by_id IS NOT NULL AS is_approved,
               a.state = 'blocked' AS is_blocked,
               COALESCE(%(is_same)s, FALSE) AS is_same,
               COALESCE(%(is_same)s AND a.revision = strategy.revision, FALSE)
                   AS is_steady
          FROM collection_case c
     LEFT JOIN collection_strategy strategy ON strategy.id = c.strategy_id
     LEFT JOIN (
               SELECT DISTINCT ON (team.id) team.id, above.lead_id
                 FROM collection_team team
                 JOIN collection_team above
                   ON starts_with(team.parent_path, above.parent_path)
                 JOIN res_users u ON u.id = above.lead_id AND u.active
                ORDER BY team.id, LENGTH(above.parent_path) DESC) lead
            ON lead.id = c.team_id
     LEFT JOIN collection_action a
            ON a.case_id = c.id AND %(is_action_near)s AND a.step_id IS NOT NULL
           AND a.%(is_open)s
     LEFT JOIN collection_strategy_step s ON s.id = a.step_id
         WHERE %(is_asked)s AND c.state <> 'closed' AND %(needed)s
        OFFSET 0) c
LEFT JOIN LATERAL (
       SELECT MAX(date_done) AS day
         FROM collection_action
        WHERE case_id = c.id AND state = 'done') last ON TRUE
LEFT JOIN LATERAL (
       SELECT done.step_id, done.date_done, done.date_anchor
         FROM collection_action done
         JOIN collection_strategy_step step ON step.id = done.step_id
        WHERE done.case_id = c.id AND step.strategy_id = c.strategy_id
          AND step.trigger <> 'event'
          AND (done.state = 'done'
               OR done.state = 'cancelled' AND done.reason = 'skipped')
        ORDER BY done.date_done DESC, done.id DESC
        LIMIT 1) rung ON TRUE
 ORDER BY c.id
"""

# Whether what is planned is by the case's present strategy and due date.
IS_SAME = """
(s.strategy_id, a.date_anchor)
= (c.strategy_id, COALESCE(c.date_oldest_due, c.date_next_due))
"""

# Nothing is planned yet, what is planned is out of date, its strategy was changed, its
# day has come, or nobody led the team, or somebody else did.
IS_NEEDED = """
(a.id IS NULL AND c.strategy_id IS NOT NULL
 OR a.id IS NOT NULL
    AND (s.strategy_id IS DISTINCT FROM c.strategy_id
         OR a.date_anchor IS DISTINCT FROM COALESCE(c.date_oldest_due, c.date_next_due)
         OR a.revision IS DISTINCT FROM strategy.revision
         OR a.state <> 'to_approve' AND s.role = 'collector'
            AND a.user_id IS DISTINCT FROM c.user_id
         OR (a.user_id IS NULL OR a.user_id <> lead.lead_id)
            AND (a.state = 'to_approve' OR s.role = 'lead')
         OR a.state = 'planned' AND a.date <= %(today)s AND a.date_judged IS NULL
         OR a.state = 'blocked'
            AND (a.blocked_until IS NULL OR a.blocked_until <= %(moment)s)))
"""

# The cases of which less is overdue, or something else, than when their next step was
# decided.
OVERTAKEN = """
SELECT c.id, CASE WHEN c.amount_overdue < a.amount_overdue THEN 'payment'
                  ELSE 'booking' END
  FROM collection_case c
  JOIN collection_action a
    ON a.case_id = c.id AND a.step_id IS NOT NULL AND a.%(is_open)s
 WHERE c.id = ANY(%(cases)s)
   AND (c.amount_overdue < a.amount_overdue
        OR a.date_anchor IS DISTINCT FROM COALESCE(c.date_oldest_due, c.date_next_due))
"""

# Whether somebody entitled was spoken to since the last step.
IS_REACHED = """
EXISTS (SELECT FROM collection_strategy_step WHERE active AND skip_if = 'reached')
AND EXISTS (SELECT FROM collection_contact_log entry
          JOIN collection_result result ON result.id = entry.result_id
         WHERE entry.case_id = c.id AND result.is_right_party
           AND entry.date >= last.day)
"""

# What is overdue of some debtors in each currency, and what it was booked at.
BY_CURRENCY = """
SELECT c.id, item.currency_id, SUM(item.amount_residual_currency),
       SUM(item.amount_residual)
  FROM (%(items)s) item
  JOIN collection_case c ON c.id = item.case_id
 WHERE c.id = ANY(%(cases)s) AND NOT item.is_excluded AND item.amount_residual > 0
   AND (item.days_past_due > 0 OR c.amount_overdue = 0)
 GROUP BY c.id, item.currency_id
"""

# A step that is shown among the activities is made with its activity: to link the two
# afterwards would write each action twice.
INSERT_ACTIONS = """
WITH wanted AS MATERIALIZED (
    SELECT a.*, COALESCE(c.date_oldest_due, c.date_next_due) AS date_anchor,
           c.amount_overdue, strategy.revision,
           CASE WHEN %(is_shown)s THEN nextval('mail_activity_id_seq') END
               AS activity_id
      FROM unnest(%(case_id)s::integer[], %(step_id)s::integer[],
                  %(channel)s::varchar[], %(date)s::date[], %(user_id)s::integer[],
                  %(state)s::varchar[], %(reason)s::varchar[],
                  %(blocked_until)s::timestamp[], %(date_judged)s::date[],
                  %(mode)s::varchar[])
           a (case_id, step_id, channel, date, user_id, state, reason, blocked_until,
              date_judged, mode)
      JOIN collection_case c ON c.id = a.case_id AND %(is_near)s
 LEFT JOIN collection_strategy strategy ON strategy.id = c.strategy_id
 LEFT JOIN res_users u ON u.id = a.user_id
),
planned AS (
    INSERT INTO collection_action (
           case_id, step_id, channel, date, date_anchor, amount_overdue, user_id, state,
           reason, blocked_until, date_judged, mode, tries, revision, activity_id)
    SELECT case_id, step_id, channel, date, date_anchor, amount_overdue, user_id, state,
           reason, blocked_until, date_judged, mode, 0, revision, activity_id
      FROM wanted
     ORDER BY case_id
        ON CONFLICT DO NOTHING
 RETURNING case_id, step_id, channel, date, user_id, activity_id, summary
)
%(make)s
"""

MOVE_ACTIONS = """
UPDATE collection_action a
   SET channel = v.channel, date = v.date, state = v.state, reason = v.reason,
       date_anchor = COALESCE(c.date_oldest_due, c.date_next_due),
       amount_overdue = c.amount_overdue,
       blocked_until = v.blocked_until, date_judged = v.date_judged,
       user_id = v.user_id, mode = v.mode, revision = strategy.revision
  FROM unnest(%(action_id)s::integer[], %(channel)s::varchar[], %(date)s::date[],
              %(user_id)s::integer[], %(state)s::varchar[], %(reason)s::varchar[],
              %(blocked_until)s::timestamp[], %(date_judged)s::date[],
              %(mode)s::varchar[])
       v (action_id, channel, date, user_id, state, reason, blocked_until, date_judged,
          mode),
       collection_case c
  LEFT JOIN collection_strategy strategy ON strategy.id = c.strategy_id
 WHERE a.id = v.action_id AND c.id = a.case_id AND %(is_asked)s
   AND (a.channel, a.date, a.user_id, a.state, a.reason, a.blocked_until, a.date_anchor,
        a.amount_overdue, a.date_judged, a.mode, a.revision)
       IS DISTINCT FROM
       (v.channel, v.date, v.user_id, v.state, v.reason, v.blocked_until,
        COALESCE(c.date_oldest_due, c.date_next_due), c.amount_overdue, v.date_judged,
        v.mode, strategy.revision)
RETURNING a.case_id
"""

CANCEL_ACTIONS = """
UPDATE collection_action
   SET state = 'cancelled', reason = %(reason)s, date_done = %(today)s,
       blocked_until = NULL
 WHERE %(which)s AND %(is_open)s
RETURNING case_id
"""

# Whoever has the case has its steps, and what was planned on it by hand.
FOLLOW_COLLECTORS = """
UPDATE collection_action a
   SET user_id = c.user_id
  FROM collection_case c
 WHERE c.id = ANY(%(cases)s) AND a.case_id = c.id AND a.%(is_open)s
   AND a.state <> 'to_approve' AND a.user_id IS DISTINCT FROM c.user_id
   AND (a.step_id IS NULL AND c.user_id IS NOT NULL
        OR EXISTS (SELECT FROM collection_strategy_step s
                    WHERE s.id = a.step_id AND s.role = 'collector'))
RETURNING a.case_id
"""

# The next step and its day, of cases whose actions changed. A case has one open step.
UPDATE_CASES = """
WITH by_hand AS (
    SELECT case_id, MIN(date) AS date
      FROM collection_action
     WHERE %(is_of_case)s AND step_id IS NULL AND %(is_open)s
     GROUP BY case_id
),
planned AS MATERIALIZED (
    SELECT c.id, c.step_id AS old_step, c.amount_overdue, a.step_id,
           COALESCE(LEAST(a.date, by_hand.date),
                    CASE WHEN c.date_next_action > %(today)s AND c.state <> 'closed'
                         THEN c.date_next_action END) AS date
      FROM collection_case c
 LEFT JOIN collection_action a
        ON a.case_id = c.id AND %(is_action_near)s AND a.step_id IS NOT NULL
       AND a.%(is_open)s
 LEFT JOIN by_hand ON by_hand.case_id = c.id
     WHERE %(is_asked)s
),
changed AS (
    UPDATE collection_case c
       SET step_id = planned.step_id, date_next_action = planned.date,
           write_uid = %(uid)s, write_date = %(now)s
      FROM planned
     WHERE c.id = planned.id AND %(is_asked)s
       AND (c.step_id, c.date_next_action)
           IS DISTINCT FROM (planned.step_id, planned.date)
 RETURNING c.id, planned.old_step, planned.step_id, planned.amount_overdue
),
event AS (
    INSERT INTO collection_case_event
                (case_id, date, kind, old_value, new_value, reason, amount_overdue)
    SELECT id, %(now)s, 'step', old_step::text, step_id::text, %(reason)s,
           amount_overdue
      FROM changed
     WHERE old_step IS NOT NULL OR %(reason)s <> 'schedule'
)
SELECT id FROM changed
"""
