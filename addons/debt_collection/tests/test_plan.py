# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW, TODAY
from .strategy_common import StrategyCommon


@tagged("post_install", "-at_install")
class TestPlan(StrategyCommon):
    """The next step follows what happens, at once and with the reason."""

    def test_new_case_has_its_step_at_once(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        action = self.assert_next(
            case, self.two, TODAY, state="planned", channel="call", user_id=self.ann.id
        )
        self.assertEqual(case.strategy_id, self.strategy)
        self.assertRecordValues(
            action.activity_id.with_user(self.ann),
            [
                {
                    "res_model": "collection.case",
                    "res_id": case.id,
                    "user_id": self.ann.id,
                    "date_deadline": TODAY,
                    "summary": "two",
                }
            ],
        )

    def test_what_is_written_is_no_activity(self):
        case = self.new_reachable("Alder", past_due=5, user=self.ann)
        action = self.assert_next(case, self.one, TODAY, channel="email")
        self.assertFalse(action.activity_id)

    def test_activities_notify_nobody(self):
        messages = self.env["mail.message"].search_count([])
        case = self.new_reachable("Alder", user=self.ann)
        self.assertTrue(self.action_of(case).activity_id)
        self.assertFalse(case.message_follower_ids.partner_id & self.ann.partner_id)
        new = self.env["mail.message"].search([])[messages:]
        self.assertFalse(new.filtered(lambda m: m.message_type == "user_notification"))

    def test_payment_of_the_oldest_moves_the_ladder(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        self.assert_next(case, self.two, TODAY)
        self.post(50, past_due=1, partner=case.partner_id)
        oldest = self.env["account.move"].search(
            [("partner_id", "=", case.partner_id.id), ("amount_total", "=", 100)]
        )
        self.pay(oldest)
        self.fold()
        action = self.assert_next(case, self.one, TODAY + timedelta(days=2))
        self.assertEqual(action.amount_overdue, 50)
        event = case.event_ids.filtered(lambda e: e.kind == "step")[:1]
        self.assertEqual(event.reason, "payment")
        cancelled = case.action_ids - action
        self.assertRecordValues(
            cancelled, [{"state": "cancelled", "reason": "payment"}]
        )
        self.assertFalse(cancelled.activity_id)

    def test_closed_case_has_nothing_planned(self):
        case = self.new_reachable("Alder", user=self.ann)
        activity = self.action_of(case).activity_id
        invoice = self.env["account.move"].search(
            [("partner_id", "=", case.partner_id.id)]
        )
        self.pay(invoice)
        self.fold()
        case.invalidate_recordset()
        self.assertEqual(case.state, "closed")
        self.assertRecordValues(
            case.action_ids, [{"state": "cancelled", "reason": "case_closed"}]
        )
        self.assertFalse(activity.exists())
        self.assertFalse(case.step_id)

    def test_hold_blocks_and_its_end_frees(self):
        case = self.new_reachable("Alder", user=self.ann)
        until = NOW + timedelta(days=5)
        hold = (
            self.env["collection.hold"]
            .with_user(self.ann)
            .create(
                {
                    "case_id": case.id,
                    "name": "Ill",
                    "date_start": NOW,
                    "date_end": until,
                }
            )
        )
        action = self.action_of(case)
        self.assertRecordValues(
            action,
            [{"state": "blocked", "reason": "on_hold", "blocked_until": until}],
        )
        self.assertFalse(action.activity_id)
        hold.action_lift()
        action = self.assert_next(case, self.two, TODAY, state="planned", reason=False)
        self.assertTrue(action.activity_id)

    def test_contact_fulfils_and_the_next_follows(self):
        case = self.new_reachable("Alder", past_due=5, user=self.ann)
        first = self.action_of(case)
        entry = case.with_user(self.ann).log_contact("email", "sent")
        self.assertRecordValues(
            first.with_user(self.ann),
            [{"state": "done", "log_id": entry.id, "date_done": TODAY}],
        )
        self.assert_next(case, self.two, TODAY + timedelta(days=5))

    def test_attempts_that_reach_nobody_are_counted(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        action = self.action_of(case)
        case.with_user(self.ann).log_contact("call", "no_answer")
        self.assertRecordValues(action, [{"state": "planned", "tries": 1}])
        self.assertGreater(action.date, TODAY)
        case.with_user(self.ann).log_contact("call", "no_answer")
        self.assertRecordValues(action, [{"state": "done", "reason": "unreached"}])
        self.assertEqual(self.action_of(case).step_id, self.last)

    def test_day_chosen_by_hand_stays(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        friday = TODAY + timedelta(days=4)
        case.with_user(self.ann).date_next_action = friday
        self.assert_next(case, self.two, friday)
        self.env["collection.planner"]._plan(case, TODAY)
        self.assert_next(case, self.two, friday)

    def test_step_goes_with_the_case_to_another_collector(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        activity = self.action_of(case).activity_id
        case.user_id = self.ben
        self.assertEqual(self.action_of(case).user_id, self.ben)
        self.assertEqual(activity.user_id, self.ben)

    def test_channel_falls_back_where_there_is_no_address(self):
        self.one.channel_ids.create(
            {
                "step_id": self.one.id,
                "sequence": 9,
                "channel_id": self.channel("call").id,
            }
        )
        case = self.new_reachable("Alder", past_due=5, user=self.ann)
        self.assertEqual(self.action_of(case).channel, "email")
        case.partner_id.sudo().email = False
        case._replan("by_hand")
        self.assertEqual(self.action_of(case).channel, "call")
        case.partner_id.sudo().phone = False
        case._replan("by_hand")
        self.assertRecordValues(
            self.action_of(case), [{"state": "blocked", "reason": "no_address"}]
        )

    def test_skipping_needs_a_reason(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        action = self.action_of(case).with_user(self.ann)
        with self.assertRaises(UserError):
            action.action_skip("  ")
        action.action_skip("Was at our counter yesterday")
        self.assertRecordValues(
            action,
            [
                {
                    "state": "cancelled",
                    "reason": "skipped",
                    "reason_note": "Was at our counter yesterday",
                }
            ],
        )
        self.assertEqual(self.action_of(case).step_id, self.last)
