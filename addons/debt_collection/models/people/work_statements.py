# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is left to do and what is done today, as text: the one meaning of these words
for a collector's day, the board and the load.

What stands in ``%(…)s`` is filled in by whoever asks. ``today`` says which day it is in
each company.
"""

# The day it is in each company, and the zone in which that day lies.
TODAY = """
unnest(%(companies)s::integer[], %(days)s::date[], %(zones)s::text[])
       today (company_id, day, zone)
"""

IS_OPEN = "state IN ('planned', 'blocked', 'to_approve')"

# What people have to do. Nothing goes out by itself yet, so what is to counts as well.
# What is held up must wait, so it is not counted as due.
WORK = """
SELECT id, case_id, user_id, date,
       state = 'blocked' AND COALESCE(blocked_until > %(now)s, TRUE) AS is_held
  FROM %(actions)s
 WHERE %(is_open)s
"""

# A day that somebody noted on a case counts where nothing is planned on it.
IS_UNPLANNED = """
NOT EXISTS (SELECT FROM collection_action planned
             WHERE planned.case_id = %(case)s AND planned.%(is_open)s)
"""

# The contacts logged of today, whoever's case it is. A correction does nothing anew.
DONE = """
SELECT entry.company_id, entry.case_id, entry.user_id
  FROM %(today)s
  JOIN collection_contact_log entry
    ON entry.company_id = today.company_id
   AND entry.date >= today.day::timestamp AT TIME ZONE today.zone AT TIME ZONE 'UTC'
   AND entry.date < (today.day + 1)::timestamp
                    AT TIME ZONE today.zone AT TIME ZONE 'UTC'
 WHERE entry.erases_id IS NULL AND entry.corrects_id IS NULL
"""
