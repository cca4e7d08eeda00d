# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements behind the worklist, as text.

What stands in ``%(…)s`` is filled in by the models beside it. ``work``, ``noted`` and
``cases`` are queries that hold the record rules of whoever asks.
"""

# What there is to do: actions whose day has come, and days that somebody noted on cases
# for which nothing is planned. A case comes once, with the most urgent it has. Only the
# few noted ones are asked about other actions.
TASKS = """
WITH acted AS MATERIALIZED (%(work)s), noted AS MATERIALIZED (
    SELECT wanted.*
      FROM (%(noted)s) wanted
 LEFT JOIN acted ON acted.case_id = wanted.case_id
     WHERE acted.case_id IS NULL
), task AS (
    SELECT case_id, id AS action_id, date, user_id, is_held
      FROM acted
     UNION ALL
    SELECT case_id, NULL, date_next_action, NULL, FALSE
      FROM noted
     WHERE %(is_unplanned)s
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

# The first of each collector's cases, whoever is to do something about them.
BOARD = """
%(tasks)s
SELECT user_id, total, due_count, case_id, action_id, date, section
  FROM (SELECT todo.*, COUNT(*) OVER (PARTITION BY user_id) AS total,
               COUNT(*) FILTER (WHERE section <> 'held')
                   OVER (PARTITION BY user_id) AS due_count,
               ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY %(rank)s) AS place
          FROM todo) ranked
 WHERE place <= %(limit)s
 ORDER BY user_id, place
"""

# How many cases were worked.
WORKED = "SELECT COUNT(DISTINCT done.case_id) FROM (%(done)s) done WHERE %(whose)s"

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
