# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements behind the worklist, as text.

What stands in ``%(…)s`` is filled in by the models beside it. ``actions``, ``noted``
and ``cases`` are queries that hold the record rules of whoever asks.
"""

# What there is to do: actions whose day has come, and days that somebody noted on cases
# for which nothing is planned. A case comes once, with the most urgent it has. Only the
# few noted ones are asked about other actions.
TASKS = """
WITH acted AS MATERIALIZED (%(actions)s), noted AS MATERIALIZED (
    SELECT wanted.*
      FROM (%(noted)s) wanted
 LEFT JOIN acted ON acted.case_id = wanted.case_id
     WHERE acted.case_id IS NULL
), task AS (
    SELECT case_id, id AS action_id, date, user_id,
           state = 'blocked' AND COALESCE(blocked_until > %(now)s, TRUE) AS is_held
      FROM acted
     UNION ALL
    SELECT case_id, NULL, date_next_action, NULL, FALSE
      FROM noted
     WHERE NOT EXISTS (SELECT FROM collection_action a
                        WHERE a.case_id = noted.case_id AND a.%(is_open)s)
), todo AS (
    SELECT DISTINCT ON (task.case_id)
           task.case_id, task.action_id, task.date, c.user_id, c.company_id, c.score,
           c.amount_overdue,
           CASE WHEN task.is_held THEN 'held'
                WHEN COALESCE(c.user_id, task.user_id) IS NULL THEN 'free'
                ELSE 'due' END AS section
      FROM task
      JOIN collection_case c ON c.id = task.case_id
     WHERE c.state <> 'closed' AND c.id IN %(cases)s
     ORDER BY task.case_id, task.is_held, task.date, task.action_id
)
"""

# What can be done comes first, then what anybody may take, then what must wait.
RANK = """
array_position(ARRAY['due', 'free', 'held'], section), score DESC NULLS LAST, date,
amount_overdue DESC NULLS LAST, case_id
"""

DAY = """
%(tasks)s
SELECT case_id, action_id, date, section, company_id, amount_overdue
  FROM todo
 ORDER BY %(rank)s
"""

# The first of each collector's.
BOARD = """
%(tasks)s
SELECT user_id, total, case_id, action_id, date, section
  FROM (SELECT todo.*, COUNT(*) OVER (PARTITION BY user_id) AS total,
               ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY %(rank)s) AS place
          FROM todo) ranked
 WHERE place <= %(limit)s
 ORDER BY user_id, place
"""

# The cases somebody has worked, by a contact or by what was planned and is done.
WORKED = """
SELECT COUNT(DISTINCT case_id)
  FROM (SELECT case_id FROM collection_contact_log WHERE id IN %(entries)s
         UNION ALL
        SELECT case_id FROM collection_action WHERE id IN %(actions)s) worked
"""

# The last contact with each of some debtors. What was corrected stands for nothing.
LAST_CONTACTS = """
SELECT wanted.case_id, entry.id
  FROM unnest(%(cases)s) wanted (case_id)
 CROSS JOIN LATERAL (
       SELECT e.id
         FROM collection_contact_log e
        WHERE e.case_id = wanted.case_id AND e.erases_id IS NULL
          AND NOT EXISTS (SELECT FROM collection_contact_log later
                           WHERE later.corrects_id = e.id)
        ORDER BY e.date DESC, e.id DESC
        LIMIT 1) entry
"""
