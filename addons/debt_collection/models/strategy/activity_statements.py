# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements by which collectors find their steps among their activities, as text.

Nobody gets a message: there may be thousands. Who reads the activities calls and visits
people; what is written stands on the worklist alone. What stands in ``%(…)s`` is filled
in by ``collection.planner``.
"""

# Whether an action ``a`` of the user ``u`` is shown.
IS_SHOWN = """
(u.active AND (a.state = 'to_approve'
               OR a.state = 'planned'
                  AND (a.step_id IS NULL OR a.channel IN ('call', 'visit'))))
"""

# The activities of actions, a row each that has the number of its activity already.
MAKE = """
INSERT INTO mail_activity (
       id, res_model_id, res_model, res_id, res_name, activity_type_id, summary,
       date_deadline, user_id, user_tz, automated, active, create_uid, create_date,
       write_uid, write_date)
SELECT a.activity_id, model.id, model.model, a.case_id,
       c.name || ' · ' || debtor.complete_name,
       CASE a.channel WHEN 'call' THEN type.call ELSE type.todo END,
       COALESCE(a.summary, s.name ->> person.lang, s.name ->> 'en_US',
                channel.name ->> person.lang, channel.name ->> 'en_US'),
       a.date, a.user_id, person.tz, TRUE, TRUE, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM %(actions)s a
  JOIN collection_case c ON c.id = a.case_id AND %(is_near)s
  JOIN res_partner debtor ON debtor.id = c.partner_id
  JOIN collection_channel channel ON channel.code = a.channel
  JOIN res_users u ON u.id = a.user_id
  JOIN res_partner person ON person.id = u.partner_id
  JOIN ir_model model ON model.model = 'collection.case'
  JOIN (SELECT MAX(res_id) FILTER (WHERE name = 'mail_activity_data_call') AS call,
               MAX(res_id) FILTER (WHERE name = 'mail_activity_data_todo') AS todo
          FROM ir_model_data
         WHERE module = 'mail'
           AND name IN ('mail_activity_data_call', 'mail_activity_data_todo')) type
    ON TRUE
 LEFT JOIN collection_strategy_step s ON s.id = a.step_id
 WHERE a.activity_id IS NOT NULL
"""

# Those of some cases' actions: what is no longer needed goes, what moved is moved, and
# who has something to do finds it.
SHOW = """
WITH wrong AS MATERIALIZED (
    SELECT a.id, a.activity_id
      FROM collection_action a
     WHERE a.case_id = ANY(%(cases)s) AND a.activity_id IS NOT NULL
       AND (NOT a.%(is_open)s OR a.state = 'blocked' OR a.user_id IS NULL
            OR a.state = 'planned' AND a.step_id IS NOT NULL
               AND a.channel NOT IN ('call', 'visit'))
),
unlinked AS (
    UPDATE collection_action a SET activity_id = NULL FROM wrong WHERE a.id = wrong.id
),
dropped AS (
    DELETE FROM mail_activity WHERE id IN (SELECT activity_id FROM wrong)
),
moved AS (
    UPDATE mail_activity activity
       SET date_deadline = a.date, user_id = a.user_id, write_uid = %(uid)s,
           write_date = %(now)s
      FROM collection_action a
     WHERE a.case_id = ANY(%(cases)s) AND a.%(is_open)s
       AND activity.id = a.activity_id
       AND NOT EXISTS (SELECT FROM wrong WHERE wrong.id = a.id)
       AND (activity.date_deadline, activity.user_id)
           IS DISTINCT FROM (a.date, a.user_id)
),
wanted AS MATERIALIZED (
    SELECT a.id, a.case_id, a.step_id, a.channel, a.date, a.user_id, a.summary,
           nextval('mail_activity_id_seq') AS activity_id
      FROM collection_action a
      JOIN res_users u ON u.id = a.user_id
     WHERE a.case_id = ANY(%(cases)s) AND a.activity_id IS NULL AND %(is_shown)s
),
made AS (%(make)s)
UPDATE collection_action a SET activity_id = wanted.activity_id
  FROM wanted WHERE a.id = wanted.id
"""
