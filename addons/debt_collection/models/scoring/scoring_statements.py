# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that give cases their points, as text.

Each does all of its work for any number of cases of one company at once. What stands in
``%(…)s`` is filled in by ``collection.scorecard``: either a value or a piece of SQL.
"""

# What is known of cases: the scorecard of each, and a column for each characteristic.
# PostgreSQL leaves out the tables of which no column is asked for. OFFSET 0 has each
# value worked out once, however many ranges it is compared with.
VALUES = """
SELECT c.id, c.score AS old_score, c.scorecard_id AS old_card_id, %(values)s
  FROM %(cases)s
  LEFT JOIN res_partner p ON p.id = c.partner_id AND %(is_partner)s
  LEFT JOIN res_company k ON k.id = c.company_id
  LEFT JOIN collection_behaviour b
    ON b.company_id = c.company_id AND b.partner_id = c.partner_id AND %(is_debtor)s
 %(joins)s
 WHERE %(chosen)s
OFFSET 0
"""

SCORE = """
UPDATE collection_case c
   SET score = scored.score, scorecard_id = scored.card_id,
       write_uid = %(uid)s, write_date = %(now)s
  FROM (SELECT id, card_id, old_score, old_card_id, %(score)s AS score
          FROM (%(values)s) value OFFSET 0) scored
 WHERE c.id = scored.id AND %(is_near)s
   AND (old_score, old_card_id) IS DISTINCT FROM (scored.score, card_id)
RETURNING c.id
"""

# What an edited scorecard would do, by the figures of now.
EFFECT = """
WITH effect AS MATERIALIZED (
    SELECT id, %(before)s AS before, %(after)s AS after FROM (%(values)s) value
)
SELECT COUNT(*) AS case_count,
       COUNT(*) FILTER (WHERE after > before) AS up_count,
       COALESCE(SUM(after - before) FILTER (WHERE after > before), 0) AS up_points,
       COUNT(*) FILTER (WHERE after < before) AS down_count,
       COALESCE(SUM(before - after) FILTER (WHERE after < before), 0) AS down_points,
       (SELECT json_agg(top)
          FROM (SELECT id, before, after FROM effect WHERE before <> after
                 ORDER BY ABS(after - before) DESC, id LIMIT %(limit)s) top) AS top
  FROM effect
"""

# The cases with another score in place of their own.
RESCORED = """
(SELECT %(columns)s, %(score)s AS score
   FROM (%(values)s) value
   JOIN collection_case stored ON stored.id = value.id)
"""

# How many cases go to each segment: by hand as long as that lasts, else to the first.
SIZES = """
SELECT COALESCE(pinned.id, %(first)s), COUNT(*)
  FROM %(cases)s
  LEFT JOIN collection_segment pinned
    ON pinned.id = c.override_segment_id AND pinned.active
   AND c.override_until >= %(today)s
 GROUP BY 1
"""

# Some open cases of a company.
SOME = """
c.id IN (SELECT id FROM collection_case
          WHERE company_id = %(company)s AND state <> 'closed'
          LIMIT %(limit)s)
"""
