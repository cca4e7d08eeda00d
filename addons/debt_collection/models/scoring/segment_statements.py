# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements that put cases into segments, as text.

Each does all of its work for any number of cases at once. What stands in ``%(…)s`` is
filled in by ``collection.segment`` and ``collection.experiment``.
"""

# The slot of a debtor in an experiment, as ``slot_of`` of the tool ``split`` has it.
SLOT = """
(('x' || LEFT(MD5(%(salt)s || ':' || %(partner)s), 8))::bit(32)::bigint %% %(slots)s)
"""

# The first segment that fits, how many do, and the places of all that do. Conditions
# can be neither true nor false, where they speak of what is empty.
FIRST = "CASE %(branches)s END::integer"
BRANCH = "WHEN %(condition)s THEN %(number)s"
FITS = "((%(condition)s) IS TRUE)::integer"
FITTING = "ARRAY_REMOVE(ARRAY[%(places)s]::integer[], NULL)"

# Whether a score lies in the range of a segment: its upper end is no part of it, and an
# end of 0 is none.
IN_RANGE = """
((COALESCE(%(score)s, 0) < NULLIF(%(segment)s.score_from, 0)) IS NOT TRUE
 AND (COALESCE(%(score)s, 0) >= NULLIF(%(segment)s.score_to, 0)) IS NOT TRUE)
"""

# Whether something is to be written on a judged case ``j``.
DIFFERS = """
(j.is_news
 OR j.new_segment_id IS DISTINCT FROM j.segment_id
 OR j.new_strategy_id IS DISTINCT FROM j.strategy_id
 OR j.new_experiment_id IS DISTINCT FROM j.experiment_id)
"""

# A case goes to the first segment that fits, unless somebody put it elsewhere by hand.
# What is by hand ends with its day, and with the segment.
#
# Why it goes is told from what is known of before: the score with which it came into
# the segment it leaves, that segment's rules, and whether they were edited since the
# last run, which is a day ago at most. What remains is that other facts of the case
# changed. A case's first segment is no change: the first change tells what was before.
#
# On most nights nothing changes, so what it takes to find that out is kept narrow: only
# those that differ, or fit no segment or several, are carried along, and only of those
# that differ more is read. They are near each other, so that of many batches each reads
# its own part. OFFSET 0 has the segment found once.
CLASSIFY = """
WITH experiment AS (
    SELECT DISTINCT ON (segment_id)
           id, segment_id, challenger_strategy_id, salt,
           ROUND(share * %(slots)s / 100) AS slots
      FROM collection_experiment
     WHERE state = 'running' AND company_id = %(company)s AND date_from <= %(today)s
       AND COALESCE(date_to, %(today)s) >= %(today)s
     ORDER BY segment_id, id
),
judged AS MATERIALIZED (
    SELECT *
      FROM (SELECT found.*, new.id AS new_segment_id,
                   experiment.id AS new_experiment_id,
                   experiment.id IS NOT NULL AND %(slot)s < experiment.slots
                       AS is_challenger,
                   CASE WHEN experiment.id IS NOT NULL AND %(slot)s < experiment.slots
                        THEN experiment.challenger_strategy_id
                        ELSE new.strategy_id END AS new_strategy_id
              FROM (SELECT c.id, c.partner_id, c.segment_id, c.strategy_id,
                           c.experiment_id, pinned.id IS NOT NULL AS is_pinned,
                           c.override_segment_id IS NOT NULL
                           AND (pinned.id IS NULL
                                OR c.segment_reason IS DISTINCT FROM 'override')
                               AS is_news,
                           COALESCE(pinned.id, %(first)s) AS first_id,
                           %(fit_count)s AS fit_count
                      FROM %(cases)s
                 LEFT JOIN collection_segment pinned
                        ON pinned.id = c.override_segment_id AND pinned.active
                       AND c.override_until >= %(today)s
                     WHERE %(is_asked)s
                    OFFSET 0) found
         LEFT JOIN collection_segment new ON new.id = found.first_id
         LEFT JOIN experiment
                ON experiment.segment_id = new.id AND NOT found.is_pinned
            OFFSET 0) j
     WHERE %(differs)s OR fit_count <> 1
),
differing AS (
    SELECT j.id, j.is_challenger, c.amount_overdue, c.score,
           j.new_segment_id, j.new_strategy_id, j.new_experiment_id,
           j.segment_id, j.strategy_id, j.experiment_id,
           j.new_segment_id IS DISTINCT FROM j.segment_id AS is_moved,
           j.new_segment_id IS DISTINCT FROM j.segment_id OR j.is_news AS is_news,
           NOT j.is_pinned AND c.override_segment_id IS NOT NULL AS is_released,
           CASE WHEN j.is_pinned THEN 'override'
                WHEN c.override_segment_id IS NOT NULL THEN 'override_end'
                WHEN c.segment_date IS NULL THEN 'first'
                WHEN NOT old.active THEN 'setup'
                WHEN old.date_from > %(today)s OR old.date_to < %(today)s THEN 'date'
                WHEN %(entry_fits_old)s AND NOT %(score_fits_old)s
                  OR %(score_fits_new)s AND NOT %(entry_fits_new)s THEN 'score'
                WHEN new.date_from > c.segment_date THEN 'date'
                WHEN GREATEST(old.write_date, new.write_date) >= %(edited_since)s
                THEN 'setup'
                ELSE 'domain' END AS reason
      FROM judged j
      JOIN collection_case c
        ON c.id = j.id AND %(is_near)s
 LEFT JOIN collection_segment new ON new.id = j.new_segment_id
 LEFT JOIN collection_segment old ON old.id = j.segment_id
     WHERE %(differs)s
),
changed AS (
    UPDATE collection_case c
       SET segment_id = d.new_segment_id,
           segment_date = CASE WHEN is_moved OR c.segment_date IS NULL
                               THEN %(today)s ELSE c.segment_date END,
           segment_reason = CASE WHEN is_news THEN reason ELSE c.segment_reason END,
           segment_score_before = CASE WHEN is_news THEN c.segment_score
                                       ELSE c.segment_score_before END,
           segment_score = CASE WHEN is_news THEN d.score ELSE c.segment_score END,
           strategy_id = d.new_strategy_id, experiment_id = d.new_experiment_id,
           override_segment_id = CASE WHEN NOT is_released
                                      THEN c.override_segment_id END,
           override_reason = CASE WHEN NOT is_released THEN c.override_reason END,
           override_until = CASE WHEN NOT is_released THEN c.override_until END,
           override_user_id = CASE WHEN NOT is_released THEN c.override_user_id END,
           write_uid = %(uid)s, write_date = %(now)s
      FROM differing d
     WHERE c.id = d.id AND %(is_near)s
 RETURNING c.id
),
event AS (
    INSERT INTO collection_case_event (
           case_id, date, kind, old_value, new_value, reason, amount_overdue, user_id)
    SELECT d.id, %(now)s, kind, old_value, new_value, told.reason, amount_overdue,
           %(user)s
      FROM differing d, LATERAL (
           VALUES ('segment', d.segment_id, d.new_segment_id, d.reason,
                   is_news AND d.reason <> 'first'),
                  ('strategy', d.strategy_id, d.new_strategy_id,
                   CASE WHEN d.new_experiment_id IS DISTINCT FROM d.experiment_id
                         AND (is_challenger OR NOT is_news) THEN 'experiment'
                        WHEN is_news THEN 'segment'
                        ELSE 'setup' END,
                   d.new_strategy_id IS DISTINCT FROM d.strategy_id
                   AND d.reason <> 'first'),
                  ('experiment', d.experiment_id, d.new_experiment_id,
                   CASE WHEN is_challenger THEN 'challenger' ELSE 'champion' END,
                   d.new_experiment_id <> COALESCE(d.experiment_id, 0))
           ) told (kind, old_value, new_value, reason, happened)
     WHERE happened
)
SELECT (SELECT ARRAY_AGG(id) FROM changed),
       COUNT(*) FILTER (WHERE NOT is_pinned AND fit_count = 0),
       COUNT(*) FILTER (WHERE NOT is_pinned AND fit_count > 1),
       (SELECT ARRAY_AGG(id) FROM collection_experiment
         WHERE state = 'running' AND company_id = %(company)s AND date_to < %(today)s)
  FROM judged
"""

# How many open cases fit each pair of segments, the first one with itself among them,
# and how many fit none. Segments are named by their place in the order.
OVERLAPS = """
WITH found AS (
    SELECT %(fitting)s AS fitting
      FROM %(cases)s
     WHERE c.state <> 'closed' AND c.company_id = ANY(%(companies)s)
)
SELECT fitting[1], other, COUNT(*)
  FROM found, UNNEST(fitting[2:]) other
 GROUP BY 1, 2
 UNION ALL
SELECT NULL, NULL, COUNT(*) FROM found WHERE CARDINALITY(fitting) = 0
"""

# How today's cases of a segment would be divided.
ARMS = """
SELECT draft.key, %(slot)s < draft.slots, COUNT(*)
  FROM UNNEST(%(keys)s, %(segments)s, %(companies)s, %(salts)s, %(numbers)s)
       AS draft (key, segment_id, company_id, salt, slots)
  JOIN collection_case c
    ON c.segment_id = draft.segment_id AND c.company_id = draft.company_id
   AND c.state <> 'closed' AND c.override_segment_id IS NULL
 GROUP BY 1, 2
"""

# A case counts in the arm in which it came into the experiment, wherever it went later;
# and as paid where the last that happened to it until the experiment's end says so.
RESULTS = """
SELECT entry.experiment_id, entry.reason, COUNT(*),
       COUNT(*) FILTER (WHERE life.new_value = 'paid')
  FROM (SELECT DISTINCT ON (e.id, event.case_id)
               e.id AS experiment_id, e.date_to, event.case_id, event.reason,
               event.date
          FROM collection_experiment e
          JOIN collection_case_event event
            ON event.kind = 'experiment' AND event.new_value = e.id::varchar
         WHERE e.id = ANY(%(experiments)s)
         ORDER BY e.id, event.case_id, event.date, event.id) entry
 LEFT JOIN LATERAL (
           SELECT CASE WHEN kind = 'closed' THEN new_value END AS new_value
             FROM collection_case_event
            WHERE case_id = entry.case_id AND kind IN ('closed', 'reopened')
              AND date >= entry.date
              AND (entry.date_to IS NULL OR date < entry.date_to + 1)
            ORDER BY date DESC, id DESC
            LIMIT 1) life ON TRUE
 GROUP BY 1, 2
"""

OVERRIDE = """
UPDATE collection_case
   SET override_segment_id = %(segment)s, override_reason = %(reason)s,
       override_until = %(until)s, override_user_id = %(user)s,
       segment_reason = NULL
 WHERE id = ANY(%(cases)s)
"""

# As if yesterday had been the last day: the classification that follows ends it.
LIFT = """
UPDATE collection_case
   SET override_until = %(today)s - 1
 WHERE id = ANY(%(cases)s)
"""
