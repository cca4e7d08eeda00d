# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import NOW, TODAY
from .strategy_common import StrategyCommon


@tagged("post_install", "-at_install")
class TestAction(StrategyCommon):
    """What people may do with what is planned, and what follows by itself."""

    def setUp(self):
        super().setUp()
        self.case = self.new_reachable("Alder", past_due=12, user=self.ann)
        self.action = self.action_of(self.case)
        self.friday = TODAY + timedelta(days=4)

    def approval(self):
        """Let the case's next step need an approval.

        :return: the action, as the manager sees it
        """
        self.two.needs_approval = True
        self.case._replan("by_hand")
        action = self.action_of(self.case)
        self.assertEqual(action.state, "to_approve")
        return action

    # === WRITING === #

    def test_collector_changes_day_and_summary_and_nothing_else(self):
        action = self.action.with_user(self.ann)
        action.write({"date": self.friday, "summary": "Ask for Ms Lee"})
        self.assertEqual(action.title, "Ask for Ms Lee")
        self.assertEqual(self.case.date_next_action, self.friday)
        for values in (
            {"state": "done"},
            {"channel": "visit"},
            {"user_id": self.ben.id},
            {"step_id": self.last.id},
            {"case_id": self.new_reachable("Birch", user=self.ann).id},
            {"mode": "automatic"},
            {"reason": "skipped"},
            {"date": self.friday, "approved_by_id": self.ann.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                action.write(values)

    def test_day_of_an_action_is_neither_over_nor_missing(self):
        for user in (self.ann, self.mara):
            action = self.action.with_user(user)
            for day, words in (
                (TODAY - timedelta(days=1), "That day is over"),
                (TODAY + timedelta(days=732), "That day is too far away"),
                (False, "has a day"),
            ):
                with self.assertRaisesRegex(UserError, words):
                    action.date = day
        self.action.with_user(self.ann).date = TODAY + timedelta(days=731)
        self.action.with_user(self.ann).date = TODAY

    def test_day_of_a_case_is_neither_over_nor_missing_while_a_step_is_planned(self):
        day = self.action.date
        for user in (self.ann, self.lena, self.mara):
            case = self.case.with_user(user)
            for value, words in (
                ("2020-01-01", "That day is over"),
                (TODAY - timedelta(days=1), "That day is over"),
                ("2206-01-01", "That day is too far away"),
                (False, "is planned, so the case has a day"),
            ):
                with (
                    self.subTest(user=user.login, value=value),
                    self.assertRaisesRegex(UserError, words),
                    self.env.cr.savepoint(),
                ):
                    case.date_next_action = value
        self.env.invalidate_all()
        self.assertEqual((self.action.date, self.case.date_next_action), (day, day))
        self.case.with_user(self.ann).date_next_action = TODAY
        self.assertEqual(self.action.date, TODAY)

    def test_day_of_a_case_without_a_step_can_be_emptied(self):
        self.action.with_user(self.ann).action_skip("Pays on Friday")
        self.action_of(self.case).sudo()._end("cancelled", "skipped", note="x")
        case = self.case.with_user(self.ann)
        self.last.repeat_days = 0
        while case.action_id:
            case.action_id.action_skip("Pays on Friday")
        case.date_next_action = self.friday
        case.date_next_action = False
        self.assertFalse(case.date_next_action)

    def test_day_that_is_over_may_be_sent_again_unchanged(self):
        yesterday = TODAY - timedelta(days=1)
        self.case.sudo().date_next_action = yesterday
        self.case.with_user(self.ann).write({"date_next_action": yesterday, "color": 3})
        self.assertEqual(self.case.color, 3)

    def test_day_agreed_long_ago_is_recorded_with_its_contact(self):
        """What happened is logged, whatever day it names."""
        agreed = TODAY - timedelta(days=1)
        entry = self.case.with_user(self.ann).log_contact(
            "call",
            "conversation",
            date=NOW - timedelta(days=4),
            date_next=agreed,
        )
        self.assertEqual(entry.date_next, agreed)

    def test_manager_has_no_way_around_either(self):
        for user in (self.lena, self.mara, self.adam):
            with self.assertRaises(UserError):
                self.action.with_user(user).write({"state": "done"})

    def test_action_of_others_is_not_touched_or_seen(self):
        for user in (self.ben, self.cleo):
            found = self.env["collection.action"].with_user(user).search([])
            self.assertNotIn(self.action, found)
            with self.assertRaises(AccessError):
                self.action.with_user(user).write({"date": self.friday})
        for user in (self.ann, self.lena, self.hugo, self.mara, self.odile):
            found = self.env["collection.action"].with_user(user).search([])
            self.assertIn(self.action.with_user(user), found)
        with self.assertRaises(AccessError):
            self.action.with_user(self.odile).write({"date": self.friday})

    def test_day_that_is_over_is_refused(self):
        action = self.action.with_user(self.ann)
        with self.assertRaisesRegex(UserError, "That day is over"):
            action.date = TODAY - timedelta(days=1)
        action.date = TODAY

    def test_postponed_step_is_judged_anew_on_its_day(self):
        self.assertEqual(self.action.date_judged, TODAY)
        self.action.with_user(self.ann).date = self.friday
        self.assertFalse(self.action.date_judged)
        self.env["collection.planner"]._plan(self.case, self.friday)
        self.action.invalidate_recordset()
        self.assertEqual(self.action.date_judged, self.friday)

    def test_what_is_over_does_not_change(self):
        action = self.action.with_user(self.ann)
        action.action_skip("Paid at our counter")
        for values in ({"date": self.friday}, {"summary": "X"}):
            with self.assertRaisesRegex(UserError, "does not change"):
                action.write(values)
        with self.assertRaisesRegex(UserError, "does not change"):
            action.action_skip("Again")

    def test_nothing_is_deleted(self):
        for user in (self.ann, self.mara, self.adam):
            with self.assertRaises(AccessError):
                self.action.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "Actions are not deleted"):
            self.action.sudo().unlink()

    # === PLANNING BY HAND === #

    def plan(self, user=None, case=None, **values):
        """Plan a visit by hand, as a client does."""
        values = {"channel": "visit", "date": str(self.friday), **values}
        values["case_id"] = (case or self.case).id
        ids = self.call_rpc(user or self.ann, "collection.action", "create", [[values]])
        return self.env["collection.action"].with_user(self.mara).browse(ids)

    def test_collector_plans_what_no_strategy_asks_for(self):
        action = self.plan(summary="See the warehouse")
        self.assertRecordValues(
            action,
            [
                {
                    "state": "planned",
                    "mode": "manual",
                    "user_id": self.ann.id,
                    "step_id": False,
                    "strategy_id": False,
                    "company_id": self.company.id,
                    "partner_id": self.case.partner_id.id,
                }
            ],
        )
        self.assertEqual(self.action_of(self.case), self.action)

    def test_dialog_of_the_case_plans_a_call_for_today(self):
        dialog = self.case.with_user(self.ann).action_plan()
        actions = self.env["collection.action"].with_user(self.ann)
        form = Form(
            actions.with_context(**dialog["context"]), view=dialog["view_id"][0]
        )
        form.summary = "Ask for the credit note"
        self.assertRecordValues(
            form.save(),
            [{"case_id": self.case.id, "channel": "call", "date": TODAY}],
        )

    def test_what_follows_from_the_strategy_is_not_planned_by_hand(self):
        for values in (
            {"state": "done"},
            {"step_id": self.one.id},
            {"user_id": self.ben.id},
            {"mode": "automatic"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.plan(**values)

    def test_no_context_plans_otherwise(self):
        forged = (
            self.env["collection.action"]
            .with_user(self.ann)
            .with_context(
                default_state="done",
                default_mode="automatic",
                default_user_id=self.ben.id,
            )
        )
        action = forged.create(
            {"case_id": self.case.id, "channel": "visit", "date": self.friday}
        )
        self.assertRecordValues(
            action, [{"state": "planned", "mode": "manual", "user_id": self.ann.id}]
        )

    def test_nothing_is_planned_where_one_may_not_work_or_nothing_is_owed(self):
        for user in (self.ben, self.odile, self.nora):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.plan(user)
        with self.assertRaisesRegex(UserError, "That day is over"):
            self.plan(date=str(TODAY - timedelta(days=1)))
        self.pay(
            self.env["account.move"].search(
                [("partner_id", "=", self.case.partner_id.id)]
            )
        )
        self.fold()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.plan()

    def test_what_is_planned_by_hand_is_work_like_any_other(self):
        action = self.plan(summary="See the warehouse")
        self.assertRecordValues(
            action.activity_id,
            [
                {
                    "user_id": self.ann.id,
                    "date_deadline": self.friday,
                    "summary": "See the warehouse",
                }
            ],
        )
        self.case.user_id = self.ben
        action.invalidate_recordset()
        self.assertEqual(action.user_id, self.ben)
        self.assertEqual(action.activity_id.user_id, self.ben)

    # === APPROVING, SKIPPING === #

    def test_leads_approve_and_collectors_do_not(self):
        action = self.approval()
        for name in ("action_approve", "action_refuse"):
            with self.assertRaisesRegex(AccessError, "Team leads approve"):
                getattr(action.with_user(self.ann), name)()
            with self.assertRaises(AccessError):
                getattr(action.with_user(self.odile), name)()
        action.with_user(self.lena).action_approve()
        self.assertRecordValues(
            action, [{"state": "planned", "approved_by_id": self.lena.id}]
        )

    def test_what_waits_for_approval_is_the_lead_s_to_skip(self):
        action = self.approval()
        with self.assertRaisesRegex(AccessError, "Team leads approve"):
            action.with_user(self.ann).action_skip("Not needed")
        self.assertEqual(action.state, "to_approve")
        action.with_user(self.lena).action_skip("Not needed")
        self.assertEqual(action.state, "cancelled")

    def test_what_waits_for_approval_is_the_lead_s_to_postpone(self):
        action = self.approval()
        day = action.date
        ways = {
            "action": lambda user: action.with_user(user).write({"date": self.friday}),
            "dialog": lambda user: self.postpone(user, action),
            "activity": lambda user: action.activity_id.with_user(user).write(
                {"date_deadline": self.friday}
            ),
            "case": lambda user: self.case.with_user(user).write(
                {"date_next_action": self.friday}
            ),
        }
        for name, move in ways.items():
            with (
                self.subTest(way=name),
                self.assertRaisesRegex(AccessError, "Team leads approve"),
                self.env.cr.savepoint(),
            ):
                move(self.ann)
            self.env.invalidate_all()
            self.assertEqual((action.date, self.case.date_next_action), (day, day))
            with self.subTest(way=name, user="lena"):
                move(self.lena)
                self.assertEqual(self.action_of(self.case).date, self.friday)
                action.sudo().date = day

    def test_summary_of_what_waits_is_the_collector_s_to_change(self):
        action = self.approval()
        action.with_user(self.ann).summary = "Ask for Ms Lee"
        self.assertEqual(action.title, "Ask for Ms Lee")

    def test_day_agreed_with_the_customer_moves_what_waits_too(self):
        action = self.approval()
        self.case.with_user(self.ann).log_contact(
            "email", "sent", date_next=self.friday
        )
        self.assertEqual(action.date, self.friday)
        self.assertEqual(action.state, "to_approve")

    def postpone(self, user, actions):
        """Postpone actions to Friday by the dialog."""
        dialogs = self.env["collection.action.postpone"].with_user(user)
        values = {"action_ids": actions.ids, "date": self.friday}
        dialogs.create(values).action_postpone()

    def test_lead_of_another_team_approves_nothing(self):
        self.region.lead_id = False
        action = self.approval()
        with self.assertRaises(AccessError):
            action.with_user(self.hugo).action_approve()

    def test_stand_in_of_a_lead_approves(self):
        self.region.lead_id = False
        action = self.approval()
        days = {"date_from": TODAY, "date_to": TODAY}
        self.env["collection.absence"].with_user(self.lena).create(
            {"user_id": self.lena.id, "stand_in_id": self.hugo.id, **days}
        )
        self.env.invalidate_all()
        for scope in ("mine", "team"):
            day = self.env["collection.worklist"].with_user(self.hugo).get_day(scope)
            self.assertIn(self.case.id, [row["case_id"] for row in day["rows"]])
        action.with_user(self.hugo).action_approve()
        self.assertEqual(action.approved_by_id, self.hugo)

    def test_step_is_skipped_with_words_alone(self):
        for note in (None, "", " ", 5, True, ["x"]):
            with (
                self.subTest(note=note),
                self.assertRaisesRegex(UserError, "Say in a few words"),
            ):
                self.action.with_user(self.ann).action_skip(note)
        self.action.with_user(self.ann).action_skip("Met at the fair")
        self.assertEqual(self.action.state, "cancelled")

    def test_dialog_skips_several_with_one_reason(self):
        other = self.action_of(self.new_reachable("Birch", 12, user=self.ann))
        actions = self.action | other
        dialog = Form(
            self.env["collection.action.skip"]
            .with_user(self.ann)
            .with_context(active_model="collection.action", active_ids=actions.ids)
        )
        dialog.note = "Both met at the fair"
        dialog.save().action_skip()
        for action in actions:
            self.assertRecordValues(
                action,
                [
                    {
                        "state": "cancelled",
                        "reason": "skipped",
                        "reason_note": "Both met at the fair",
                    }
                ],
            )

    def test_dialog_postpones_what_is_next_on_the_case(self):
        action = self.case.with_user(self.ann).action_postpone_step()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.ann)
            .with_context(**action["context"])
        )
        dialog.date = self.friday
        dialog.save().action_postpone()
        self.assert_next(self.case, self.two, self.friday)

    def test_dialogs_need_the_right_on_the_action(self):
        for model, values, method in (
            ("collection.action.skip", {"note": "x"}, "action_skip"),
            ("collection.action.postpone", {"date": self.friday}, "action_postpone"),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                wizard = self.env[model].with_user(self.ben)
                values = {"action_ids": self.action.ids, **values}
                getattr(wizard.create(values), method)()

    def test_contact_of_the_action_is_logged_by_its_channel(self):
        dialog = self.action.with_user(self.ann).action_log_contact()
        self.assertEqual(dialog["context"]["default_channel"], "call")
        self.assertEqual(dialog["context"]["default_case_id"], self.case.id)
        self.assertEqual(
            self.case.with_user(self.ann).action_log_step()["context"],
            dialog["context"],
        )

    # === THE ACTIVITY === #

    def test_activity_of_a_step_is_not_ticked_off(self):
        activity = self.action.activity_id.with_user(self.ann)
        for call in (
            activity.action_done,
            lambda: activity.action_feedback(feedback="Done"),
        ):
            with self.assertRaisesRegex(UserError, "Log the contact on the case"):
                call()
        self.assertTrue(activity.exists())

    def test_other_activities_are_ticked_off(self):
        other = self.case.with_user(self.ann).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.ann.id
        )
        other.action_feedback(feedback="Done")
        self.assertFalse(other.exists() and other.active)

    def test_activity_that_moves_takes_its_step_along(self):
        activity = self.action.activity_id.with_user(self.ann)
        activity.date_deadline = self.friday
        self.assert_next(self.case, self.two, self.friday)

    def test_activity_of_a_step_does_not_move_to_a_day_that_is_over(self):
        activity = self.action.activity_id.with_user(self.ann)
        for user in (self.ann, self.mara):
            with self.assertRaisesRegex(UserError, "That day is over"):
                activity.with_user(user).date_deadline = TODAY - timedelta(days=1)
        self.assertGreaterEqual(self.action.date, TODAY)
        other = self.case.with_user(self.ann).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.ann.id
        )
        other.date_deadline = TODAY - timedelta(days=1)

    def test_activity_of_a_step_is_not_cancelled(self):
        other = self.new_reachable("Birch", user=self.ann)
        for user in (self.ann, self.lena, self.mara):
            activity = self.action.activity_id.with_user(user)
            for name, call in {
                "delete": activity.unlink,
                "cancel": activity.action_cancel,
                "archive": activity.action_archive,
                "elsewhere": lambda a=activity: a.write({"res_id": other.id}),
            }.items():
                with (
                    self.subTest(user=user.login, way=name),
                    self.assertRaisesRegex(UserError, "Postpone or skip the step"),
                    self.env.cr.savepoint(),
                ):
                    call()
        self.env.invalidate_all()
        self.assertTrue(self.action.activity_id.active)

    def test_activity_goes_with_the_step_that_is_skipped(self):
        activity = self.action.activity_id
        self.action.with_user(self.ann).action_skip("Pays on Friday")
        self.assertFalse(activity.exists())

    def test_other_activities_are_cancelled_and_given_away(self):
        other = self.case.with_user(self.ann).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.ann.id
        )
        other.user_id = self.lena
        self.assertEqual(other.user_id, self.lena)
        other.action_cancel()
        self.assertFalse(other.exists())

    def test_activity_of_a_step_is_not_given_away_without_its_case(self):
        for user in (self.ann, self.lena, self.mara):
            activity = self.action.activity_id.with_user(user)
            for user_id in (self.ben.id, self.nora.id, False):
                with (
                    self.subTest(user=user.login, user_id=user_id),
                    self.assertRaisesRegex(UserError, "under “Collector”"),
                    self.env.cr.savepoint(),
                ):
                    activity.user_id = user_id
        self.env.invalidate_all()
        self.assertEqual(self.action.activity_id.user_id, self.ann)
        self.action.activity_id.with_user(self.ann).user_id = self.ann

    def test_activity_goes_with_its_case_to_a_colleague(self):
        self.case.with_user(self.lena).user_id = self.ben
        action = self.action_of(self.case)
        self.assertEqual(action.activity_id.user_id, self.ben)

    def test_activity_of_a_case_out_of_reach_tells_nothing(self):
        activity = self.action.activity_id.with_user(self.ben)
        for call in (
            activity.unlink,
            lambda: activity.write({"user_id": self.ben.id}),
            lambda: activity.write({"date_deadline": "2020-01-01"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()

    def test_activity_that_core_deleted_comes_back_with_the_step(self):
        """Core can be set to delete activities that are long overdue."""
        self.action.activity_id.sudo().unlink()
        self.case._replan("by_hand")
        self.assertTrue(self.action_of(self.case).activity_id)
