# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, TODAY
from .worklist_common import WorklistCommon


@tagged("post_install", "-at_install")
class TestWorklistOrder(WorklistCommon):
    """What comes first."""

    def test_higher_score_comes_first(self):
        self.planned_case("Low", self.ann, score=10)
        self.planned_case("High", self.ann, score=90)
        self.planned_case("Middle", self.ann, score=50)
        self.assertEqual(self.names_of(self.ann), ["High", "Middle", "Low"])

    def test_same_score_later_step_and_larger_amount_come_first(self):
        self.planned_case("Small", self.ann, score=50, amount=100)
        self.planned_case("Large", self.ann, score=50, amount=900)
        self.planned_case("Late", self.ann, score=50, amount=50, late=3)
        self.assertEqual(self.names_of(self.ann), ["Late", "Large", "Small"])

    def test_free_cases_follow_the_own_and_blocked_ones_come_last(self):
        self.planned_case(
            "Blocked", self.ann, score=99, state="blocked", reason="on_hold"
        )
        self.planned_case("Free", score=90)
        self.planned_case("Own", self.ann, score=10)
        day = self.day_of(self.ann)
        self.assertEqual(
            [(row["partner"], row["section"]) for row in day["rows"]],
            [("Own", "due"), ("Free", "free"), ("Blocked", "held")],
        )
        self.assertIn("The customer is paused", day["rows"][2]["why"])

    def test_block_that_has_ended_no_longer_holds_up(self):
        case = self.planned_case("Evening", self.ann, state="blocked")
        action = case.sudo().action_ids
        action.write({"reason": "on_hold", "blocked_until": NOW + timedelta(hours=1)})
        self.assertEqual(self.row_of(self.ann, case)["section"], "held")
        action.blocked_until = NOW - timedelta(hours=1)
        self.assertEqual(self.row_of(self.ann, case)["section"], "due")

    def test_what_is_planned_for_tomorrow_is_not_there(self):
        self.planned_case("Today", self.ann)
        self.planned_case("Tomorrow", self.ann, late=-1)
        self.assertEqual(self.names_of(self.ann), ["Today"])

    def test_what_is_to_go_out_by_itself_is_there_as_nothing_does(self):
        case = self.planned_case("Automatic", self.ann, mode="automatic")
        self.planned_case("Approval", self.ann, mode="automatic", state="to_approve")
        self.assertCountEqual(self.names_of(self.ann), ["Approval", "Automatic"])
        self.assertTrue(case.action_ids.activity_id)

    def test_case_with_two_actions_comes_once_with_the_more_urgent(self):
        case = self.planned_case("Twice", self.ann, late=1)
        self.plan(case, late=4, summary="Ask for the delivery note")
        rows = self.day_of(self.ann)["rows"]
        self.assertEqual([row["days_late"] for row in rows], [4])
        self.assertIn("Ask for the delivery note", rows[0]["why"])

    def test_day_noted_on_a_case_without_plan_is_there(self):
        case = self.new_case("Noted", self.north, self.ann)
        case.date_next_action = TODAY
        self.env.flush_all()
        row = self.row_of(self.ann, case)
        self.assertFalse(row["action_id"])
        self.assertEqual(row["why"], "Follow up · today · 10 days past due")
        self.plan(case, late=-3)
        self.assertEqual(self.names_of(self.ann), [])

    def test_closed_case_is_not_there(self):
        case = self.planned_case("Paid", self.ann)
        self.pay(
            self.env["account.move"].search([("partner_id", "=", case.partner_id.id)])
        )
        case.partner_id._collection_refresh()
        self.assertEqual(self.names_of(self.ann), [])

    def test_pages_follow_each_other(self):
        for number in range(5):
            self.planned_case(f"Debtor {number}", self.ann, score=100 - number)
        names = [f"Debtor {number}" for number in range(5)]
        self.assertEqual(self.names_of(self.ann, limit=2), names[:2])
        self.assertEqual(self.names_of(self.ann, limit=2, offset=2), names[2:4])
        self.assertEqual(self.names_of(self.ann, limit=2, offset=4), names[4:])
        self.assertEqual(self.day_of(self.ann, limit=2, offset=4)["total"], 5)


@tagged("post_install", "-at_install")
class TestWorklistWords(WorklistCommon):
    """What a row says."""

    def test_row_says_in_one_line_why_it_is_there(self):
        case = self.planned_case("Cedar", self.ann, score=72, late=2)
        case.sudo().action_ids.summary = "First call"
        row = self.row_of(self.ann, case)
        self.assertEqual(
            row["why"], "Call · First call · 2 days late · 10 days past due"
        )
        self.assertEqual((row["score"], row["amount_overdue"]), (72, 100))

    def test_row_says_when_there_was_a_contact_last(self):
        case = self.planned_case("Cedar", self.ann)
        self.assertFalse(self.row_of(self.ann, case)["last_contact"])
        mine = case.with_user(self.ann)
        entry = mine.log_contact("email", "sent", date=NOW - timedelta(hours=2))
        self.assertEqual(
            self.row_of(self.ann, case)["last_contact"],
            {"date": "2025-06-16 10:00:00", "result": entry.result_label},
        )

    def test_corrected_contact_stands_for_nothing(self):
        case = self.planned_case("Cedar", self.ann).with_user(self.ann)
        wrong = case.log_contact("email", "sent", date=NOW - timedelta(hours=2))
        case.log_contact(
            "email",
            "sent",
            date=NOW - timedelta(hours=3),
            corrects=wrong,
            reason="It was earlier",
        )
        contact = self.row_of(self.ann, case)["last_contact"]
        self.assertEqual(contact["date"], "2025-06-16 09:00:00")

    def test_no_address_of_the_debtor_is_disclosed(self):
        case = self.planned_case("Cedar", self.ann)
        self.assertTrue(case.partner_id.phone)
        opened = self.call_rpc(self.ann, "collection.worklist", "get_case", [case.id])
        text = str(self.day_of(self.ann)) + str(opened)
        self.assertNotIn("0143", text)
        self.assertNotIn("debtor.example.com", text)

    def test_case_opened_says_what_to_do_and_what_may_be_done(self):
        case = self.planned_case("Cedar", self.ann, late=2)
        opened = self.call_rpc(self.ann, "collection.worklist", "get_case", [case.id])
        self.assertEqual(opened["action_id"], case.action_ids.id)
        self.assertTrue(opened["can_work"])
        self.assertFalse(opened["can_take"] or opened["can_approve"])
        self.assertEqual(opened["record"]["amount_1_30"], 100)
        self.assertEqual(opened["contacts"], [])

    def test_free_case_can_be_taken_and_only_a_lead_approves(self):
        case = self.planned_case("Cedar", state="to_approve")
        for user, can_approve in ((self.ann, False), (self.lena, True)):
            opened = self.call_rpc(user, "collection.worklist", "get_case", [case.id])
            self.assertTrue(opened["can_take"])
            self.assertEqual(opened["can_approve"], can_approve)
            self.assertEqual(opened["can_postpone"], can_approve)
            self.assertFalse(opened["can_skip"])
        case.sudo().action_ids.state = "planned"
        opened = self.call_rpc(self.ann, "collection.worklist", "get_case", [case.id])
        self.assertTrue(opened["can_postpone"] and opened["can_skip"])


@tagged("post_install", "-at_install")
class TestWorklistCounters(WorklistCommon):
    """What is left and what is done."""

    def test_counters_count_what_is_left_by_section(self):
        self.planned_case("One", self.ann, amount=100)
        self.planned_case("Two", self.ann, amount=250)
        self.planned_case("Free")
        self.planned_case("Held", self.ann, state="blocked")
        counters = self.day_of(self.ann)["counters"]
        self.assertEqual(
            counters,
            {
                "due": 2,
                "free": 1,
                "held": 1,
                "done": 0,
                "amounts": [
                    {"currency_id": self.company.currency_id.id, "amount": 350}
                ],
            },
        )

    def test_contact_logged_moves_a_case_from_left_to_done(self):
        case = self.planned_case("One", self.ann)
        self.planned_case("Two", self.ann)
        case.with_user(self.ann).log_contact("call", "conversation")
        day = self.day_of(self.ann)
        self.assertEqual((day["counters"]["done"], day["counters"]["due"]), (1, 1))
        self.assertEqual([row["partner"] for row in day["rows"]], ["Two"])

    def test_two_contacts_with_a_debtor_are_one_case_done(self):
        case = self.planned_case("One", self.ann).with_user(self.ann)
        case.log_contact("call", "no_answer")
        case.log_contact("call", "conversation")
        self.assertEqual(self.day_of(self.ann)["counters"]["done"], 1)

    def test_what_a_colleague_logged_is_not_done_by_me(self):
        case = self.planned_case("One", self.ben)
        case.with_user(self.ben).log_contact("call", "conversation")
        self.assertEqual(self.day_of(self.ann)["counters"]["done"], 0)
        self.assertEqual(self.day_of(self.ben)["counters"]["done"], 1)

    def test_what_was_done_yesterday_is_not_done_today(self):
        case = self.planned_case("One", self.ann, late=-3).with_user(self.ann)
        case.log_contact("email", "sent", date=NOW - timedelta(days=1))
        self.assertEqual(self.day_of(self.ann)["counters"]["done"], 0)

    def test_day_is_the_companys(self):
        """At noon in London it is tomorrow in Auckland, from whose midnight on counts
        what is done."""
        case = self.planned_case("Tomorrow", self.ann, late=-1)
        self.assertEqual(self.names_of(self.ann), [])
        self.company.sudo().collection_tz = "Pacific/Auckland"
        with self.subTest("due"):
            self.assertEqual(self.names_of(self.ann), ["Tomorrow"])
        mine = case.with_user(self.ann)
        mine.log_contact("email", "sent", date=NOW)
        self.assertEqual(self.day_of(self.ann)["counters"]["done"], 1)


@tagged("post_install", "-at_install")
class TestWorklistEmpty(WorklistCommon):
    """Why there is nothing to do."""

    def reason_of(self, user, **kwargs):
        day = self.day_of(user, **kwargs)
        self.assertFalse(day["rows"])
        return day["empty"]["reason"]

    def test_member_of_no_team_is_told(self):
        loner = self.new_user("olaf", "debt_collection.group_collection_agent")
        self.assertEqual(self.reason_of(loner), "no_team")
        self.assertEqual(self.reason_of(self.ann), "no_cases")

    def test_team_without_members_is_told_to_who_leads_or_sets_it_up(self):
        self.company.sudo().collection_team_id = self.north
        for user in (self.mara, self.lena, self.hugo):
            self.assertEqual(self.reason_of(user), "no_cases", user.login)
        self.north.member_ids = False
        for user, reason in (
            (self.mara, "no_members"),
            (self.adam, "no_members"),
            (self.lena, "no_members"),
            # The members of South are his, too.
            (self.hugo, "no_cases"),
            (self.ann, "no_team"),
            (self.cleo, "no_cases"),
        ):
            self.assertEqual(self.reason_of(user), reason, user.login)
        self.env["collection.assignment.rule"].with_user(self.mara).create(
            {"name": "All", "team_id": self.south.id}
        )
        self.assertEqual(self.reason_of(self.mara), "no_cases")

    def test_lead_of_no_team_is_not_told_about_its_members(self):
        lead = self.new_user("ines", "debt_collection.group_collection_leader")
        self.assertEqual(self.reason_of(lead), "no_cases")

    def test_missing_strategy_is_told(self):
        self.env["collection.strategy"].sudo().search([]).active = False
        self.assertEqual(self.reason_of(self.ann), "no_strategy")

    def test_next_day_is_told_with_its_number_of_cases(self):
        self.planned_case("One", self.ann, late=-2)
        self.planned_case("Two", self.ann, late=-2)
        self.planned_case("Three", self.ann, late=-5)
        day = self.day_of(self.ann)
        self.assertEqual(
            day["empty"], {"reason": "later", "date": "2025-06-18", "count": 2}
        )

    def test_all_done_is_told(self):
        case = self.planned_case("One", self.ann)
        case.with_user(self.ann).log_contact("call", "conversation")
        self.assertEqual(self.reason_of(self.ann), "done")

    def test_list_with_rows_explains_nothing(self):
        self.planned_case("One", self.ann)
        self.assertFalse(self.day_of(self.ann)["empty"])


@tagged("post_install", "-at_install")
class TestWorklistRights(WorklistCommon):
    """Who sees whose work."""

    def test_collector_sees_own_and_free_cases_of_the_team_alone(self):
        own = self.planned_case("Own", self.ann)
        free = self.planned_case("Free")
        bens = self.planned_case("Ben's", self.ben)
        self.planned_case("South free", team=self.south)
        self.assertEqual(self.names_of(self.ann), ["Own", "Free"])
        for case in own | free:
            self.call_rpc(self.ann, "collection.worklist", "get_case", [case.id])
        with self.assertRaises(AccessError):
            self.call_rpc(self.ann, "collection.worklist", "get_case", [bens.id])

    def test_action_left_to_who_lost_the_case_shows_nothing(self):
        """Whoever an action names: the record rules decide."""
        case = self.planned_case("Ben's", self.ben)
        case.sudo().action_ids.user_id = self.ann
        self.assertEqual(self.names_of(self.ann), [])

    def test_lead_sees_the_team_and_a_collector_does_not(self):
        self.planned_case("Ann's", self.ann, score=2)
        self.planned_case("Ben's", self.ben, score=1)
        self.planned_case("Cleo's", self.cleo, team=self.south)
        self.assertEqual(self.names_of(self.lena, scope="team"), ["Ann's", "Ben's"])
        self.assertEqual(
            self.names_of(self.lena, scope="team", user_id=self.ben.id), ["Ben's"]
        )
        self.assertEqual(
            sorted(self.names_of(self.hugo, scope="team")),
            ["Ann's", "Ben's", "Cleo's"],
        )
        with self.assertRaises(AccessError):
            self.day_of(self.ann, scope="team")
        with self.assertRaises(AccessError):
            self.columns_of(self.ann)

    def test_lead_filters_what_is_nobodys(self):
        self.planned_case("Ann's", self.ann)
        self.planned_case("Free")
        self.assertEqual(
            self.names_of(self.lena, scope="team", user_id=False), ["Free"]
        )

    def test_who_has_no_right_on_cases_sees_nothing(self):
        for user in (self.nora, self.paul):
            with self.assertRaises(AccessError):
                self.day_of(user)
            with self.assertRaises(AccessError):
                self.columns_of(user)

    def test_stand_in_has_the_absent_collectors_work_while_it_lasts(self):
        case = self.planned_case("Ben's", self.ben)
        self.assertEqual(self.names_of(self.ann), [])
        absence = (
            self.env["collection.absence"]
            .with_user(self.lena)
            .create(
                {
                    "user_id": self.ben.id,
                    "stand_in_id": self.ann.id,
                    "date_from": TODAY,
                    "date_to": TODAY,
                }
            )
        )
        self.assertEqual(self.names_of(self.ann), ["Ben's"])
        self.assertEqual(self.row_of(self.ann, case)["section"], "due")
        self.assertEqual(self.row_of(self.ann, case)["user"], "Ben")
        self.env.flush_all()
        # As if it were not on yet: nobody moves one that has begun.
        self.env.cr.execute(
            "UPDATE collection_absence SET date_from = %s, date_to = %s WHERE id = %s",
            [TODAY + timedelta(days=1), TODAY + timedelta(days=2), absence.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.names_of(self.ann), [])

    def test_other_companys_cases_are_not_there_until_it_is_chosen(self):
        case = self.planned_case("Here", self.ann)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.ann.sudo().company_ids += other
        rpc = self.env["collection.worklist"].with_user(self.ann)
        chosen = rpc.with_context(allowed_company_ids=[other.id])
        self.assertFalse(chosen.get_day()["rows"])
        both = rpc.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertEqual([row["case_id"] for row in both.get_day()["rows"]], case.ids)


@tagged("post_install", "-at_install")
class TestWorklistArguments(WorklistCommon):
    """Whatever a client sends is answered in words, or taken as far as it goes."""

    ODD_IDS = (None, False, True, 0, -1, 2**31, 1.5, "1", "x", [], [1, 2], {})

    def ask(self, user, method, args, **kwargs):
        return self.call_rpc(user, "collection.worklist", method, args, **kwargs)

    def assert_refused(self, words, user, method, args=(), **kwargs):
        """A call is refused with these words."""
        with (
            self.subTest(method=method, args=args, kwargs=kwargs),
            self.assertRaisesRegex(UserError, words),
            self.env.cr.savepoint(),
        ):
            self.ask(user, method, list(args), **kwargs)

    def test_list_that_there_is_not_is_refused(self):
        self.planned_case("Ann's", self.ann)
        for user in (self.ann, self.lena):
            for scope in ("bogus", "", None, False, 1, [], ["team"], {}):
                self.assert_refused("“mine” or “team”", user, "get_day", scope=scope)
        self.assertEqual(self.names_of(self.ann, scope="mine"), ["Ann's"])
        self.assertEqual(self.names_of(self.lena, scope="team"), ["Ann's"])

    def test_page_that_is_no_number_is_refused(self):
        for name in ("offset", "limit"):
            for number in (None, True, "", "x", "5", 1.5, [], {}):
                self.assert_refused(
                    "whole number", self.ann, "get_day", **{name: number}
                )

    def test_page_out_of_bounds_is_the_nearest_there_is(self):
        for number in range(3):
            self.planned_case(f"Debtor {number}", self.ann, score=100 - number)
        first = ["Debtor 0"]
        for limit in (0, -1, -(10**30)):
            self.assertEqual(self.names_of(self.ann, limit=limit), first)
        self.assertEqual(len(self.names_of(self.ann, limit=10**30)), 3)
        self.assertEqual(self.names_of(self.ann, limit=1, offset=-(10**30)), first)
        self.assertEqual(self.names_of(self.ann, offset=10**30), [])

    def test_collector_that_is_none_is_refused(self):
        self.planned_case("Ann's", self.ann)
        self.planned_case("Free")
        for user_id in self.ODD_IDS[2:]:
            for scope in ("mine", "team"):
                self.assert_refused(
                    "no id of a record",
                    self.lena,
                    "get_day",
                    scope=scope,
                    user_id=user_id,
                )
        for user_id, names in (
            (None, ["Ann's", "Free"]),
            (False, ["Free"]),
            (self.ann.id, ["Ann's"]),
            (2**31 - 1, []),
        ):
            self.assertEqual(
                self.names_of(self.lena, scope="team", user_id=user_id), names
            )

    def test_collector_of_another_team_shows_nothing(self):
        self.planned_case("Cleo's", self.cleo, team=self.south)
        day = self.day_of(self.lena, scope="team", user_id=self.cleo.id)
        self.assertEqual((day["rows"], day["counters"]["done"]), ([], 0))

    def test_case_that_is_none_is_refused(self):
        case = self.planned_case("Ann's", self.ann)
        for case_id in self.ODD_IDS:
            self.assert_refused("no id of a record", self.ann, "get_case", [case_id])
        self.assert_refused("not exist", self.ann, "get_case", [2**31 - 1])
        self.assertEqual(self.ask(self.ann, "get_case", [case.id])["case_id"], case.id)

    def test_doubts_about_nobody_are_refused(self):
        for user_id in self.ODD_IDS:
            self.assert_refused("no id of a record", self.lena, "get_doubts", [user_id])
        self.assert_refused("not exist", self.lena, "get_doubts", [2**31 - 1])
        self.assertEqual(self.ask(self.lena, "get_doubts", [self.ann.id]), [])

    def test_doubts_about_another_company_s_user_are_not_told(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        stan = self.new_user(
            "stan",
            "debt_collection.group_collection_agent",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        stan.sudo().collection_capacity = 0
        words = "Stan works for none of the companies"
        self.assert_refused(words, self.lena, "get_doubts", [stan.id])
        stan.sudo().company_ids += self.company
        [full] = self.ask(self.lena, "get_doubts", [stan.id])
        self.assertIn("the capacity of 0", full)


@tagged("post_install", "-at_install")
class TestTeamBoard(WorklistCommon):
    """The lead's board."""

    def test_column_for_each_member_and_for_nobody(self):
        self.planned_case("Ann's", self.ann)
        self.planned_case("Free")
        self.planned_case("Cleo's", self.cleo, team=self.south)
        columns = self.columns_of(self.lena)
        self.assertEqual(list(columns), ["Nobody", "Ann", "Ben"])
        cards = {
            name: [card["partner"] for card in column["cards"]]
            for name, column in columns.items()
        }
        self.assertEqual(cards, {"Nobody": ["Free"], "Ann": ["Ann's"], "Ben": []})
        self.assertIn("Cleo", self.columns_of(self.hugo))

    def test_load_is_told_with_its_mark(self):
        self.planned_case("One", self.ann)
        self.planned_case("Two", self.ann, late=-5)
        self.ann.sudo().write({"collection_capacity": 1})
        self.ben.sudo().write({"collection_capacity": 10})
        self.env.flush_all()
        columns = self.columns_of(self.lena)
        told = {
            name: tuple(
                columns[name][key]
                for key in ("open_count", "capacity", "due_count", "flag")
            )
            for name in ("Ann", "Ben")
        }
        self.assertEqual(told, {"Ann": (2, 1, 1, "over"), "Ben": (0, 10, 0, "under")})

    def test_due_and_done_are_the_same_numbers_on_all_three_screens(self):
        self.planned_case("Call", self.ann)
        self.planned_case("Late", self.ann, late=3)
        self.planned_case("Later", self.ann, late=-3)
        self.planned_case("Held", self.ann, state="blocked")
        self.planned_case("Lead's", self.ann, state="to_approve", user_id=self.lena.id)
        self.planned_case("Letter", self.ann, mode="automatic")
        noted = self.new_case("Noted", self.north, self.ann)
        noted.date_next_action = TODAY
        twice = self.planned_case("Twice", self.ann)
        self.plan(twice, late=1)
        logged = self.planned_case("Logged", self.ann).with_user(self.ann)
        logged.log_contact("call", "no_answer")
        logged.log_contact("call", "conversation")
        bens = self.planned_case("Ben's", self.ben)
        bens.with_user(self.lena).log_contact("email", "sent")
        self.env.flush_all()
        loads = self.env["collection.load"].with_user(self.lena)
        columns = self.columns_of(self.lena)
        for user, due, done in ((self.ann, 5, 1), (self.ben, 1, 0), (self.lena, 1, 1)):
            with self.subTest(user=user.login):
                counters = self.day_of(user)["counters"]
                self.assertEqual((counters["due"], counters["done"]), (due, done))
                row = loads.search([("user_id", "=", user.id)])
                self.assertEqual((row.due_count, row.done_count), (due, done))
                self.assertEqual(columns[user.name]["due_count"], due)
        self.assertEqual(columns["Ann"]["more_count"], 0)
        self.assertEqual(len(columns["Ann"]["cards"]), 7)

    def test_column_tells_what_its_cards_wait_for(self):
        self.planned_case("Call", self.ann)
        for number in range(2):
            self.planned_case(
                f"Lead's {number}", self.ann, state="to_approve", user_id=self.lena.id
            )
        self.planned_case(
            "Later", self.ann, late=-1, state="to_approve", user_id=self.lena.id
        )
        self.planned_case("Held", self.ann, state="blocked")
        self.planned_case("Own", self.lena, state="to_approve")
        self.env.flush_all()
        columns = self.columns_of(self.lena)
        told = {
            name: tuple(
                columns[name][key]
                for key in ("due_count", "approve_count", "held_count")
            )
            for name in ("Ann", "Ben", "Lena")
        }
        self.assertEqual(told, {"Ann": (1, 2, 1), "Ben": (0, 0, 0), "Lena": (3, 0, 0)})
        self.assertEqual(len(columns["Ann"]["cards"]), 4)

    def test_column_of_nobody_counts_what_anybody_can_do(self):
        self.planned_case("Free")
        self.planned_case("Held", state="blocked")
        self.assertEqual(self.columns_of(self.lena)["Nobody"]["due_count"], 1)

    def test_lead_is_told_before_giving_to_who_is_away_or_full(self):
        self.planned_case("One", self.ann)
        self.ann.sudo().collection_capacity = 2
        self.ben.sudo().collection_capacity = 0
        self.env.flush_all()
        ask = ("collection.worklist", "get_doubts")
        self.assertEqual(self.call_rpc(self.lena, *ask, [self.ann.id]), [])
        [full] = self.call_rpc(self.lena, *ask, [self.ben.id])
        self.assertIn("the capacity of 0", full)
        self.planned_case("Two", self.ann)
        self.env["collection.absence"].with_user(self.lena).create(
            {"user_id": self.ann.id, "date_from": TODAY, "date_to": TODAY}
        )
        away, full = self.call_rpc(self.lena, *ask, [self.ann.id])
        self.assertIn("Ann is away until", away)
        self.assertIn("cases of Ann would rise from 2 to 3", full)
        for user in (self.ann, self.odile, self.nora):
            with self.assertRaises(AccessError):
                self.call_rpc(user, *ask, [self.ann.id])

    def test_column_shows_thirty_cards_and_says_how_many_more(self):
        for number in range(32):
            self.planned_case(f"Debtor {number:02}", self.ann, score=100 - number)
        column = self.columns_of(self.lena)["Ann"]
        self.assertEqual(len(column["cards"]), 30)
        self.assertEqual((column["due_count"], column["more_count"]), (32, 2))
        self.assertEqual(column["cards"][0]["partner"], "Debtor 00")

    def test_lead_gives_a_case_away_and_it_changes_its_column(self):
        case = self.planned_case("Ann's", self.ann)
        case.with_user(self.lena).write({"user_id": self.ben.id})
        self.env.flush_all()
        columns = self.columns_of(self.lena)
        self.assertFalse(columns["Ann"]["cards"])
        self.assertEqual(columns["Ben"]["cards"][0]["case_id"], case.id)
        self.assertEqual(self.names_of(self.ben), ["Ann's"])

    def test_case_given_to_who_must_not_work_it_stays(self):
        case = self.planned_case("Ann's", self.ann)
        with self.assertRaises(UserError):
            case.with_user(self.lena).write({"user_id": self.nora.id})
        self.env.invalidate_all()
        self.assertEqual(case.user_id, self.ann)
        with self.assertRaises(AccessError):
            case.with_user(self.ann).write({"user_id": self.ben.id})
