# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo shows gate, log and plans: it is whole, varied, and sends nothing."""

import pytest
from conftest import CONF, build_demo
from herd import Herd

COMPANIES = 3
VARIETY = {
    ("call", "out", "no_answer"),
    ("call", "out", "voicemail"),
    ("call", "out", "conversation"),
    ("call", "out", "promise"),
    ("call", "out", "refused"),
    ("call", "out", "dispute"),
    ("call", "out", "third_party"),
    ("call", "out", "wrong_number"),
    ("call", "in", "conversation"),
    ("email", "out", "sent"),
    ("email", "out", "bounced"),
    ("email", "in", "reply"),
    ("letter", "out", "sent"),
    ("letter", "out", "delivered"),
    ("visit", "out", "conversation"),
}
# Everything the contacts of the demo leave, as the database counts it.
LEFT = """
SELECT (SELECT count(*) FROM collection_contact_log),
       (SELECT count(*) FROM collection_hold),
       (SELECT count(*) FROM collection_refusal),
       (SELECT count(*) FROM mail_activity),
       (SELECT count(*) FROM collection_case_event)
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(demo_ledger):
    """Return the name of the database with the demo ledger."""
    return demo_ledger.database


@pytest.fixture
def fetch(connect, demo):
    """Return a function that returns the rows of a query on the demo."""

    def fetch(query, *arguments):
        with connect(demo) as cursor:
            cursor.execute(query, arguments)
            return cursor.fetchall()

    return fetch


@pytest.fixture(scope="module")
def companies(connect, demo):
    """Return the ids of the companies whose debtors are collected from."""
    with connect(demo) as cursor:
        cursor.execute("SELECT id FROM res_company WHERE parent_id IS NULL")
        return [row[0] for row in cursor.fetchall()]


def test_each_log_verifies_whole_and_is_sealed(demo, fetch, companies, tmp_path):
    with Herd(CONF, demo, tmp_path) as herd:
        found = herd.do("demo_tasks.verify_all")
    counts = fetch("SELECT company_id, count(*) FROM collection_contact_log GROUP BY 1")
    assert len(counts) == len(companies) == COMPANIES
    assert found == {str(company): ["whole", n, []] for company, n in counts}
    assert fetch("SELECT count(*) FROM collection_contact_log WHERE seq IS NULL") == [
        (0,)
    ]


def test_every_company_has_every_kind_of_contact(fetch, companies):
    for company in companies:
        kinds = fetch(
            "SELECT DISTINCT channel, direction, result_code"
            " FROM collection_contact_log WHERE company_id = %s",
            company,
        )
        assert set(kinds) >= VARIETY


def test_contacts_are_spread_over_weeks_cases_and_collectors(fetch, companies):
    rows = fetch(
        """SELECT company_id, count(DISTINCT case_id), count(DISTINCT user_id),
                  max(date)::date - min(date)::date, bool_and(date < date_logged)
             FROM collection_contact_log GROUP BY 1"""
    )
    assert {row[0] for row in rows} == set(companies)
    for _company, cases, users, days, is_past in rows:
        assert cases >= 20
        assert users == 3
        assert 28 <= days <= 36
        assert is_past
    assert fetch("SELECT count(*) FROM collection_contact_log WHERE user_id = 1") == [
        (0,)
    ]


def test_one_contact_a_company_broke_a_rule_during_a_pause(fetch, companies):
    rows = fetch(
        """SELECT log.company_id,
                  EXISTS (SELECT FROM collection_hold hold
                           WHERE hold.case_id = log.case_id
                             AND log.date BETWEEN hold.date_start AND hold.date_end)
             FROM collection_contact_log log WHERE log.is_violation"""
    )
    assert sorted(rows) == [(company, True) for company in sorted(companies)]


def test_one_entry_a_company_is_late_and_one_corrects_another(fetch, companies):
    rows = fetch(
        """SELECT log.company_id, log.timing, log.corrects_id IS NOT NULL
             FROM collection_contact_log log
             JOIN collection_contact_content content ON content.log_id = log.id
            WHERE content.reason <> ''"""
    )
    expected = [
        (company, *kind)
        for company in companies
        for kind in (("late", False), ("prompt", True))
    ]
    assert sorted(rows) == sorted(expected)
    days = fetch("SELECT DISTINCT collection_log_days FROM res_company")
    assert days == [(7,)]


def test_pauses_are_ended_active_and_planned(fetch, companies):
    rows = fetch(
        """SELECT company_id,
                  CASE WHEN date_start > now() AT TIME ZONE 'UTC' THEN 'planned'
                       WHEN date_end > now() AT TIME ZONE 'UTC' THEN 'active'
                       ELSE 'ended' END
             FROM collection_hold WHERE note <> ''"""
    )
    states = ("active", "ended", "planned")
    assert sorted(rows) == [(c, state) for c in sorted(companies) for state in states]


def test_refusals_are_kept_and_nothing_was_sent(fetch, companies):
    rows = fetch(
        """SELECT company_id, array_agg(DISTINCT kind || ' ' || channel)
             FROM collection_refusal GROUP BY 1"""
    )
    assert {row[0] for row in rows} == set(companies)
    for _company, kinds in rows:
        assert {"contact email", "contact visit", "reveal call"} <= set(kinds)
    for table in ("mail_mail", "sms_sms"):
        assert fetch(f"SELECT count(*) FROM {table}") == [(0,)]
    assert fetch(
        "SELECT count(*) FROM mail_message"
        " WHERE model = 'collection.case' AND message_type = 'comment'"
    ) == [(0,)]


def test_companies_are_live_and_cases_are_answered_for(fetch, companies):
    rows = fetch("SELECT id FROM res_company WHERE collection_is_live")
    assert {row[0] for row in rows} >= set(companies)
    assert fetch(
        """SELECT count(*) FILTER (WHERE team_id IS NULL),
                  count(date_next_action) > 60
             FROM collection_case WHERE state <> 'closed'"""
    ) == [(0, True)]


def test_notes_are_in_the_customers_language(fetch):
    rows = fetch(
        """SELECT DISTINCT partner.lang LIKE 'zh%%', content.note ~ '[一-鿿]{4}',
                  content.note ~ 'None|False|[{}]'
             FROM collection_contact_log log
             JOIN res_partner partner ON partner.id = log.partner_id
             JOIN collection_contact_content content ON content.log_id = log.id"""
    )
    assert sorted(rows) == [(False, False, False), (True, True, False)]


def test_plans_show_every_state_of_a_step(fetch, companies):
    rows = fetch(
        """SELECT c.company_id, array_agg(DISTINCT action.state),
                  count(*) FILTER (WHERE action.step_id IS NULL),
                  count(*) FILTER (WHERE action.approved_by_id IS NOT NULL),
                  count(*) FILTER (WHERE step.trigger = 'event'
                                     AND action.state = 'planned')
             FROM collection_action action
             JOIN collection_case c ON c.id = action.case_id
        LEFT JOIN collection_strategy_step step ON step.id = action.step_id
            GROUP BY 1"""
    )
    assert {row[0] for row in rows} == set(companies)
    for _company, states, by_hand, approved, answering in rows:
        assert set(states) >= {"planned", "to_approve", "done", "cancelled"}
        assert (by_hand, approved, answering) == (1, 1, 1)
    blocked = fetch("SELECT reason FROM collection_action WHERE state = 'blocked'")
    assert ("on_hold",) in blocked


def test_every_collector_has_something_to_do_today(fetch):
    idle = fetch(
        """SELECT u.login FROM collection_team_member_rel member
             JOIN res_users u ON u.id = member.user_id
            WHERE NOT EXISTS (
                SELECT FROM collection_action action
                  JOIN collection_case c ON c.id = action.case_id
                  JOIN res_company company ON company.id = c.company_id
                 WHERE action.user_id = u.id AND action.state = 'planned'
                   AND action.date <= (now() AT TIME ZONE company.collection_tz)::date)
            ORDER BY 1"""
    )
    assert idle == []


def test_work_is_shared_out_within_capacity_and_covered(fetch, companies):
    rows = fetch(
        """SELECT u.login, u.collection_capacity, count(*) FROM collection_case c
             JOIN res_users u ON u.id = c.user_id
            WHERE c.state <> 'closed' GROUP BY 1, 2"""
    )
    assert len(rows) == 2 * len(companies)
    assert all(cases <= capacity for _login, capacity, cases in rows)
    covered = fetch(
        """SELECT DISTINCT team.company_id FROM collection_absence absence
             JOIN collection_team_member_rel member ON member.user_id = absence.user_id
             JOIN collection_team team ON team.id = member.team_id
            WHERE absence.stand_in_id IS NOT NULL
              AND CURRENT_DATE BETWEEN absence.date_from - 1 AND absence.date_to"""
    )
    assert {row[0] for row in covered} == set(companies)


def test_strategies_are_compared_and_one_segment_is_chosen_by_hand(fetch, companies):
    rows = fetch(
        """SELECT company_id, count(DISTINCT strategy_id),
                  count(DISTINCT strategy_id) FILTER (WHERE experiment_id IS NOT NULL),
                  count(override_segment_id)
             FROM collection_case WHERE state <> 'closed' GROUP BY 1"""
    )
    assert sorted(rows) == [(company, 3, 2, 1) for company in sorted(companies)]


def test_to_build_again_adds_nothing(demo, fetch):
    before = fetch(LEFT)
    build_demo(demo)
    assert fetch(LEFT) == before
