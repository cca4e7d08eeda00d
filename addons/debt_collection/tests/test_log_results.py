# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import NOW, TODAY
from .log_common import LogCommon


@tagged("post_install", "-at_install")
class TestLogResults(LogCommon):
    """What follows by itself from a result."""

    def next_action(self):
        """Return in how many days the case's next action is."""
        day = self.case.date_next_action
        return day and (day - TODAY).days

    def test_next_action_is_set_by_the_result(self):
        self.entry(result="voicemail")
        self.assertEqual(self.next_action(), 2)

    def test_day_that_was_given_goes_before_the_result_s(self):
        self.entry(result="voicemail", date_next=TODAY + timedelta(days=9))
        self.assertEqual(self.next_action(), 9)

    def test_result_without_days_leaves_the_next_action(self):
        self.entry(result="voicemail")
        self.entry(result="wrong_number")
        self.assertEqual(self.next_action(), 2)

    def test_contact_of_last_week_sets_no_day_that_is_over(self):
        self.entry(result="voicemail", date=NOW - timedelta(days=5))
        self.assertEqual(self.next_action(), 0)
        self.entry(result="conversation", date=NOW - timedelta(days=5))
        self.assertEqual(self.next_action(), 2)

    def test_day_that_is_none_is_refused(self):
        with self.assertRaisesRegex(UserError, "is no date"):
            self.entry(date_next="next week")

    def test_day_that_cannot_have_been_agreed_is_refused(self):
        for days in (-1, 732):
            with (
                self.subTest(days=days),
                self.assertRaisesRegex(UserError, "before the contact, or more than"),
            ):
                self.entry(date_next=TODAY + timedelta(days=days))
        for days in (0, 731):
            with self.subTest(days=days):
                self.entry(date_next=TODAY + timedelta(days=days))
                self.assertEqual(self.next_action(), days)

    def test_hardship_puts_the_case_on_hold(self):
        self.entry(result="hardship")
        hold = self.case.hold_ids
        self.assertRecordValues(
            hold,
            [
                {
                    "name": "In Hardship",
                    "date_end": NOW + timedelta(days=14),
                    "user_id": self.ann.id,
                }
            ],
        )
        self.assertEqual(self.case.state, "on_hold")

    def test_wrong_number_asks_the_collector_to_correct_it(self):
        self.entry(user=self.lena, result="wrong_number")
        activity = self.case.sudo().activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Correct the number or address (Call)",
                    "user_id": self.ann.id,
                }
            ],
        )

    def test_collector_who_has_left_is_asked_nothing(self):
        self.ann.sudo().active = False
        self.entry(user=self.lena, result="wrong_number")
        self.assertEqual(self.case.sudo().activity_ids.user_id, self.lena)

    def test_promise_and_dispute_reach_their_hooks_once_with_all_entries(self):
        cases = self.case | self.new_case("Elm House", self.north, self.ann)
        cases[1].partner_id.sudo().phone = "+1 212 555 0111"
        seen = []
        for effect in ("promise", "dispute"):
            with patch.object(
                self.registry[self.log._name],
                f"_apply_{effect}",
                lambda entries: seen.append(entries),
            ):
                entries = self.entry(case=cases, result=effect)
            self.assertEqual(seen.pop(), entries)
        self.assertFalse(seen)

    def test_correction_with_the_same_result_does_not_do_it_again(self):
        wrong = self.entry(result="hardship")
        self.entry(result="hardship", corrects=wrong, reason="Another person")
        self.assertEqual(len(self.case.hold_ids), 1)
        self.assertFalse(self.case.sudo().activity_ids)
        other = self.entry(result="no_answer")
        self.entry(result="wrong_number", corrects=other, reason="Was a stranger")
        self.assertEqual(len(self.case.sudo().activity_ids), 1)

    def test_closed_case_is_left_alone(self):
        self.pay(
            self.env["account.move"].search(
                [("partner_id", "=", self.case.partner_id.id)]
            )
        )
        self.case.partner_id._collection_refresh()
        self.env.invalidate_all()
        self.entry(result="hardship")
        self.entry(result="wrong_number")
        self.assertFalse(self.case.hold_ids)
        self.assertFalse(self.case.sudo().activity_ids)
        self.assertFalse(self.case.date_next_action)

    # === THE RESULTS THEMSELVES === #

    def test_every_channel_has_a_result_for_what_goes_out(self):
        results = self.env["collection.result"].with_user(self.ann).search([])
        for channel in self.env["collection.channel"].with_user(self.ann).search([]):
            with self.subTest(channel=channel.code):
                self.assertTrue(
                    results.filtered(lambda one, ch=channel: one._fits(ch.code, "out"))
                )

    def test_manager_adds_a_result_and_a_collector_does_not(self):
        values = {"name": "Sends a Cheque", "code": "cheque", "next_days": 5}
        results = self.env["collection.result"]
        with self.assertRaises(AccessError):
            results.with_user(self.ann).create(values)
        results.with_user(self.mara).create(values)
        self.entry(result="cheque")
        self.assertEqual(self.next_action(), 5)

    def test_result_that_contradicts_itself_is_refused(self):
        values = {"name": "New", "code": "new"}
        results = self.env["collection.result"].with_user(self.mara)
        with self.assertRaisesRegex(ValidationError, "for how many days"):
            results.create({**values, "effect": "hold"})
        with self.assertRaisesRegex(ValidationError, "conversation"):
            results.create({**values, "code": "newer", "is_right_party": True})

    def test_last_channel_cannot_be_archived(self):
        channels = self.env["collection.channel"].with_user(self.mara).search([])
        channels[1:].active = False
        with self.assertRaisesRegex(ValidationError, "At least one"):
            channels[0].active = False

    def test_what_took_place_on_an_archived_channel_is_logged(self):
        visit = self.env.ref("debt_collection.collection_channel_visit")
        visit.with_user(self.mara).active = False
        entry = self.entry(channel="visit", result="no_answer")
        self.assertIn("channel_off", entry.verdict)
        self.assertFalse(entry.is_violation)
        self.assertTrue(entry.display_name.startswith("Visit"))
