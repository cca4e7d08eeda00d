# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The statements by which cases find people, as text.

What stands in ``%(…)s`` is filled in by the models beside it. A company's root is the
first one of its path.
"""

# Absences that are on in some zone of the world, with the collector's own zone.
ABSENCES = """
SELECT absence.user_id, absence.stand_in_id, absence.date_from, absence.date_to,
       root.collection_tz
  FROM collection_absence absence
  JOIN res_users u ON u.id = absence.user_id
  JOIN res_company c ON c.id = u.company_id
  JOIN res_company root ON root.id = split_part(c.parent_path, '/', 1)::integer
 WHERE absence.date_to >= %(earliest)s::date AND absence.date_from <= %(latest)s::date
   AND %(whose)s
"""

# The company of a batch's cases.
COMPANY = "(SELECT company_id FROM collection_case WHERE id = %s)"

# Whether a case of a company needs anybody.
WANTED = """(SELECT EXISTS (
    SELECT FROM collection_case
     WHERE user_id IS NULL AND state <> 'closed' AND company_id = %(company)s))"""

# Who can be given cases of a company on a day, team by team.
MEMBERS = """
SELECT t.id, u.id, COALESCE(u.collection_capacity, 0)
  FROM collection_team t
  JOIN collection_team_member_rel m ON m.team_id = t.id
  JOIN res_users u ON u.id = m.user_id
 WHERE %(which)s
   AND t.active AND u.active AND u.share IS NOT TRUE
   AND %(team)s AND %(works_here)s
   AND NOT EXISTS (SELECT FROM collection_absence absence
                    WHERE absence.user_id = u.id
                      AND %(today)s BETWEEN absence.date_from AND absence.date_to)
 ORDER BY 1, 2
"""

# The same where a case needs anybody. One row without a team tells how many rules there
# are, which send cases to teams that have nobody, too, and how many cases are free.
MEMBERS_WANTED = """
(%(members)s)
 UNION ALL
SELECT NULL, (SELECT COUNT(*) FROM collection_assignment_rule WHERE active)::integer,
       COUNT(*)::integer
  FROM (%(free)s) free
HAVING COUNT(*) > 0
"""

# The cases without collector of a batch. They are found by their own index, which has
# their numbers: to look up each case of the batch would take longer.
FREE = """
SELECT c.id, c.company_id, c.partner_id, c.team_id, c.segment_id, c.score,
       c.amount_overdue, c.previous_case_id
  FROM collection_case c
 WHERE c.user_id IS NULL AND c.state <> 'closed' AND c.company_id = %(company)s
   AND %(is_asked)s
"""

# Whether a team may work cases of a company.
TEAM_OF_COMPANY = """(t.company_id IS NULL OR t.company_id IN (
    SELECT id FROM res_company
     WHERE split_part(parent_path, '/', 1)::integer = %(company)s))"""

# Whether a user may work cases of a company: is a collector, be it by a group that
# implies it. Core's own memory of the groups takes a run's process six statements.
WORKS_HERE = """(
       EXISTS (SELECT FROM res_groups_users_rel g
                WHERE g.uid = u.id AND g.gid IN (
                      WITH RECURSIVE able (id) AS (
                          SELECT res_id FROM ir_model_data
                           WHERE module = 'debt_collection'
                             AND name = 'group_collection_agent'
                           UNION
                          SELECT implied.gid
                            FROM res_groups_implied_rel implied
                            JOIN able ON able.id = implied.hid)
                      SELECT id FROM able))
   AND EXISTS (SELECT FROM res_company_users_rel w
                 JOIN res_company c ON c.id = w.cid
                WHERE w.user_id = u.id
                  AND split_part(c.parent_path, '/', 1)::integer = %(company)s))
"""

# The cases without collector, the most urgent first: the team they belong to, and who
# knows the debtor (the last episode's collector, the one of another company's case, and
# who last spoke with the debtor). Only cases of the company's own team, or of none, are
# sent to another one by the rules.
#
# Nothing is asked of user_id where others' cases are found: as long as statistics say
# that hardly any is set, its index would be gone through for each case.
FREE_CASES = """
WITH free AS MATERIALIZED (%(free)s), other AS MATERIALIZED (
    SELECT DISTINCT ON (free.id) free.id, o.user_id
      FROM free
      JOIN collection_case o ON o.partner_id = free.partner_id
                            AND o.company_id <> free.company_id
     ORDER BY free.id, o.user_id IS NULL, o.state = 'closed', o.id DESC
), spoke AS MATERIALIZED (
    SELECT DISTINCT ON (free.id) free.id, entry.user_id
      FROM free
      JOIN collection_contact_log entry ON entry.partner_id = free.partner_id
      JOIN collection_result result ON result.id = entry.result_id
                                   AND result.is_right_party
     ORDER BY free.id, entry.date DESC, entry.id DESC
), rule AS MATERIALIZED (
    SELECT r.id, r.sequence, r.team_id,
           COALESCE(r.amount_min, 0) AS amount_min,
           COALESCE(r.amount_max, 0) AS amount_max,
           (SELECT array_agg(segment_id) FROM collection_assignment_rule_segment_rel
             WHERE rule_id = r.id) AS segments,
           (SELECT array_agg(country_id) FROM collection_assignment_rule_country_rel
             WHERE rule_id = r.id) AS countries,
           (SELECT array_agg(l.code) FROM collection_assignment_rule_lang_rel x
              JOIN res_lang l ON l.id = x.lang_id
             WHERE x.rule_id = r.id) AS langs,
           (SELECT array_agg(user_id ORDER BY user_id)
              FROM collection_assignment_rule_user_rel
             WHERE rule_id = r.id) AS users
      FROM collection_assignment_rule r
      JOIN collection_team t ON t.id = r.team_id AND t.active
     WHERE r.active AND (r.company_id IS NULL OR r.company_id = %(company)s)
)
SELECT free.id, COALESCE(first.team_id, free.team_id), first.users,
       COALESCE(first.team_id, free.team_id) IS DISTINCT FROM free.team_id,
       array_remove(ARRAY[previous.user_id, other.user_id, spoke.user_id], NULL)
  FROM free
  JOIN res_company company ON company.id = free.company_id
  JOIN res_partner p ON p.id = free.partner_id
  LEFT JOIN collection_case previous ON previous.id = free.previous_case_id
  LEFT JOIN other ON other.id = free.id
  LEFT JOIN spoke ON spoke.id = free.id
  LEFT JOIN LATERAL (
       SELECT rule.team_id, rule.users
         FROM rule
        WHERE (free.team_id IS NULL OR free.team_id = company.collection_team_id)
          AND (rule.segments IS NULL OR free.segment_id = ANY(rule.segments))
          AND (rule.countries IS NULL OR p.country_id = ANY(rule.countries))
          AND (rule.langs IS NULL OR p.lang = ANY(rule.langs))
          AND COALESCE(free.amount_overdue, 0) >= rule.amount_min
          AND (rule.amount_max = 0
               OR COALESCE(free.amount_overdue, 0) <= rule.amount_max)
        ORDER BY rule.sequence, rule.id
        LIMIT 1) first ON TRUE
 ORDER BY free.score DESC NULLS LAST, free.amount_overdue DESC NULLS LAST, free.id
"""

# How many open cases people work, whatever the company.
LOADS = """
SELECT user_id, COUNT(*)
  FROM collection_case
 WHERE state <> 'closed' AND user_id = ANY(%(users)s)
 GROUP BY user_id
"""

# Give cases away, and record it where the collector changes.
GIVE = """
WITH given AS (
    UPDATE collection_case c
       SET user_id = v.user_id, team_id = v.team_id,
           write_uid = %(uid)s, write_date = %(now)s
      FROM unnest(%(cases)s::integer[], %(teams)s::integer[], %(users)s::integer[],
                  %(reasons)s::text[], %(old_users)s::integer[])
               v (id, team_id, user_id, reason, old_user_id)
     WHERE c.id = v.id AND %(is_near)s
       AND (c.user_id IS DISTINCT FROM v.user_id
            OR c.team_id IS DISTINCT FROM v.team_id)
    RETURNING c.id, c.amount_overdue, v.user_id, v.old_user_id, v.reason
), recorded AS (
    INSERT INTO collection_case_event (
           case_id, date, kind, old_value, new_value, reason, amount_overdue, user_id)
    SELECT id, %(now)s, 'assigned', old_user_id::text, user_id::text, reason,
           amount_overdue, %(by)s
      FROM given
     WHERE user_id IS DISTINCT FROM old_user_id
)
SELECT id FROM given
"""

# A row for each team and collector who belong together: the collector is a member, or
# works cases of the team, or has something to do there, or did. A person's cases are
# counted, not what is planned on them, as on the person's own day.
LOAD = """
WITH worked AS MATERIALIZED (
    SELECT company_id, team_id, user_id, COUNT(*) AS case_count,
           SUM(amount_overdue) AS amount_overdue
      FROM collection_case
     WHERE state <> 'closed' AND user_id IS NOT NULL
     GROUP BY company_id, team_id, user_id
), person AS MATERIALIZED (
    SELECT user_id, SUM(case_count) AS case_count FROM worked GROUP BY user_id
), task AS MATERIALIZED (
    SELECT c.company_id, c.team_id, action.user_id, c.id, action.date < today.day
               AS is_late
      FROM %(today)s
      JOIN collection_case c ON c.company_id = today.company_id AND c.state <> 'closed'
      JOIN (%(work)s) action ON action.case_id = c.id AND action.date <= today.day
     WHERE action.user_id IS NOT NULL AND NOT action.is_held
     UNION ALL
    SELECT c.company_id, c.team_id, c.user_id, c.id, c.date_next_action < today.day
      FROM %(today)s
      JOIN collection_case c ON c.company_id = today.company_id AND c.state <> 'closed'
     WHERE c.user_id IS NOT NULL AND c.date_next_action <= today.day
       AND %(is_unplanned)s
), acted AS MATERIALIZED (
    SELECT deed.company_id, deed.team_id, deed.user_id,
           COUNT(DISTINCT deed.due_id) AS due_count,
           COUNT(DISTINCT deed.due_id) FILTER (WHERE deed.is_late) AS late_count,
           COUNT(DISTINCT deed.done_id) AS done_count
      FROM (SELECT company_id, team_id, user_id, id AS due_id, is_late, NULL AS done_id
              FROM task
             UNION ALL
            SELECT c.company_id, c.team_id, done.user_id, NULL, NULL, c.id
              FROM (%(done)s) done
              JOIN collection_case c ON c.id = done.case_id) deed
      JOIN res_users person ON person.id = deed.user_id AND person.active
     GROUP BY deed.company_id, deed.team_id, deed.user_id
), pair AS (
    SELECT split_part(c.parent_path, '/', 1)::integer AS company_id, m.team_id,
           m.user_id
      FROM collection_team t
      JOIN collection_team_member_rel m ON m.team_id = t.id
      JOIN res_users member ON member.id = m.user_id AND member.active
      JOIN res_company c ON c.id = COALESCE(t.company_id, member.company_id)
     WHERE t.active
     UNION
    SELECT company_id, team_id, user_id FROM worked
     UNION
    SELECT company_id, team_id, user_id FROM acted
)
SELECT ROW_NUMBER() OVER (ORDER BY pair.team_id, pair.user_id, pair.company_id) AS id,
       pair.company_id, pair.team_id, pair.user_id,
       COALESCE(u.collection_capacity, 0) AS capacity,
       COALESCE(worked.case_count, 0) AS case_count,
       COALESCE(worked.amount_overdue, 0) AS amount_overdue,
       COALESCE(person.case_count, 0) AS total_count,
       COALESCE(acted.due_count, 0) AS due_count,
       COALESCE(acted.late_count, 0) AS late_count,
       COALESCE(acted.done_count, 0) AS done_count,
       CASE WHEN u.collection_capacity > 0
            THEN COALESCE(person.case_count, 0)::float / u.collection_capacity
       END AS load,
       CASE WHEN pair.user_id = ANY(%(away)s::integer[]) THEN 'away'
            WHEN COALESCE(person.case_count, 0) > COALESCE(u.collection_capacity, 0)
            THEN 'over'
            WHEN COALESCE(u.collection_capacity, 0) = 0 THEN 'none'
            WHEN COALESCE(person.case_count, 0) < u.collection_capacity * %(under)s
            THEN 'under'
            ELSE 'fair' END AS flag
  FROM pair
  JOIN res_users u ON u.id = pair.user_id
  LEFT JOIN worked ON worked.company_id = pair.company_id
                  AND worked.user_id = pair.user_id
                  AND worked.team_id IS NOT DISTINCT FROM pair.team_id
  LEFT JOIN person ON person.user_id = pair.user_id
  LEFT JOIN acted ON acted.company_id = pair.company_id
                 AND acted.user_id = pair.user_id
                 AND acted.team_id IS NOT DISTINCT FROM pair.team_id
"""
