# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, timedelta

from odoo.exceptions import MissingError, UserError
from odoo.tests import tagged

from .common import NOW
from .log_common import LogCommon

TWO_MB = 2 * 1024 * 1024


@tagged("post_install", "-at_install")
class TestLogInput(LogCommon):
    """What can be told of a contact, what cannot be, and the sentence about it."""

    def assert_refused(self, sentence, **told):
        """A contact told like this is not logged, and the sentence says why."""
        before = self.log.sudo().search_count([])
        with self.subTest(**told), self.assertRaisesRegex(UserError, sentence):
            self.entry(**told)
        self.assertEqual(self.log.sudo().search_count([]), before)

    # === WHEN === #

    def test_clocks_may_differ_by_minutes(self):
        entry = self.entry(date=NOW + timedelta(minutes=4))
        self.assertEqual(entry.timing, "prompt")

    def test_future_needs_a_reason_and_is_marked(self):
        tomorrow = NOW + timedelta(days=1)
        self.assert_refused("lies in the future", date=tomorrow)
        entry = self.entry(date=tomorrow, reason="Agreed by telephone")
        self.assertEqual((entry.timing, entry.date), ("future", tomorrow))
        self.assertEqual(entry.reason, "Agreed by telephone")

    def test_long_past_needs_a_reason_and_is_marked(self):
        for days, timing in ((6, "prompt"), (8, "late"), (3000, "late")):
            day = NOW - timedelta(days=days)
            if timing == "late":
                self.assert_refused("more than 7 days back", date=day)
            entry = self.entry(date=day, reason="Found in her notebook")
            self.assertEqual(entry.timing, timing)

    def test_company_says_how_long_there_is_time(self):
        self.company.collection_log_days = 30
        self.assertEqual(self.entry(date=NOW - timedelta(days=8)).timing, "prompt")

    def test_moment_that_cannot_be_is_refused(self):
        for moment in (
            "yesterday",
            "2025-13-01 00:00:00",
            "0001-01-01 00:00:00",
            "9999-12-31 23:59:59",
            datetime.max.replace(tzinfo=UTC),
            7,
        ):
            self.assert_refused("is no date and time", date=moment, reason="x")

    def test_moment_with_a_zone_is_kept_in_utc(self):
        for moment in (
            "2025-06-16T13:30:00+02:00",
            "2025-06-16T11:30:00Z",
            datetime(2025, 6, 16, 11, 30, 0, 999, tzinfo=UTC),
        ):
            entry = self.entry(date=moment)
            self.assertEqual(entry.date, NOW - timedelta(minutes=30))

    # === HOW IT ENDED === #

    def test_contact_without_result_is_refused(self):
        for result in (None, "", False, "nonsense", 999999):
            self.assert_refused("no contact result", result=result)
        with self.assertRaisesRegex(UserError, "how the contact ended"):
            self.log.with_user(self.ann).create(
                [{"case_id": self.case.id, "channel": "call"}]
            )

    def test_result_of_another_channel_or_direction_is_refused(self):
        self.assert_refused("no result of this kind", channel="letter")
        self.assert_refused("no result of this kind", result="reply", channel="email")
        self.assertTrue(self.entry(result="reply", channel="email", direction="in"))

    def test_unknown_channel_or_direction_is_refused(self):
        self.assert_refused("no contact channel", channel="fax")
        self.assert_refused("no contact channel", channel=None)
        self.assert_refused("outgoing", direction="sideways")

    # === WHO WAS REACHED === #

    def test_conversation_needs_to_know_with_whom(self):
        self.assert_refused(
            "Say who it was", result="third_party", recipient_role="unknown"
        )
        self.assert_refused(
            "the debtor or a representative",
            result="conversation",
            recipient_role="third_party",
        )
        self.assert_refused("who was reached", recipient_role="neighbour")
        entry = self.entry(result="conversation")
        self.assertEqual(
            (entry.recipient_role, entry.recipient_id),
            ("debtor", self.case.partner_id),
        )

    def test_result_with_a_third_party_says_the_role_itself(self):
        entry = self.entry(result="third_party")
        self.assertEqual(entry.recipient_role, "third_party")
        self.assertFalse(entry.recipient_id)

    def test_person_who_is_gone_is_refused(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone.unlink()
        self.assert_refused("does not exist", recipient=gone.id)

    # === HOW LONG === #

    def test_duration_of_days_is_refused(self):
        for duration in (-1, 24 * 3600 + 1, 10**9, "long"):
            self.assert_refused("up to 24 hours", duration=duration)
        self.assertEqual(self.entry(duration=24 * 3600).duration, 24 * 3600)

    # === TEXTS === #

    def test_two_megabytes_of_text_are_kept_and_more_is_refused(self):
        text = "é" * (TWO_MB // 2)
        entry = self.entry(channel="email", result="sent", text=text)
        self.assertEqual(entry.text, text)
        self.seal()
        self.assert_whole()
        self.assert_refused(
            "longer than 2 MB", channel="email", result="sent", text=text + "e"
        )
        self.assert_refused("longer than 2 MB", note="x" * (TWO_MB + 1))

    def test_characters_that_no_database_keeps_do_no_harm(self):
        entry = self.entry(note="a\x00b\ud800c 电话 🙂", text=" \n ")
        self.assertEqual(entry.note, "ab?c 电话 🙂")
        self.assertFalse(entry.text)
        self.seal()
        self.assert_whole()

    # === WHERE IT WENT === #

    def test_channel_without_an_address_of_the_debtor_asks_for_the_one_used(self):
        self.case.partner_id.sudo().write(
            {"phone": False, "email": False, "street": False, "city": False}
        )
        for channel, result in (("call", "no_answer"), ("email", "sent")):
            self.assert_refused(
                "number or address for: Cedar Mills", channel=channel, result=result
            )
        self.assert_refused("Give the one", channel="letter", result="sent")
        entry = self.entry(address="+1 212 555 0177")
        self.assertEqual(entry.address, "+1 212 555 0177")
        self.assertFalse(entry.is_violation)
        self.assertTrue(self.entry(direction="in", result="conversation"))
        self.assertTrue(self.entry(channel="message", result="sent"))

    # === WHAT IS NOT FOR THE USER TO SAY === #

    def test_what_the_log_fills_in_itself_is_refused(self):
        result = self.env.ref("debt_collection.collection_result_no_answer")
        values = {
            "case_id": self.case.id,
            "channel": "call",
            "result_id": result.id,
        }
        for name, value in (
            ("verdict", "{}"),
            ("is_violation", False),
            ("date_logged", NOW),
            ("seq", 1),
            ("hash", "x"),
            ("previous_hash", "x"),
            ("version", 1),
            ("content_digest", "x"),
            ("attachments", "[]"),
            ("raw_attachments", [{"name": "x", "size": 1, "sha256": "x"}]),
            ("partner_id", self.debtor.id),
            ("debtor_ref", 1),
            ("company_id", self.company.id),
            ("local_time", "x"),
            ("result_code", "promise"),
            ("timing", "prompt"),
            ("id", 1),
            ("nonsense", 1),
        ):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, "leave them out"),
            ):
                self.call_rpc(
                    self.mara, self.log._name, "create", [[{**values, name: value}]]
                )
        self.call_rpc(self.mara, self.log._name, "create", [[values]])

    def test_nobody_logs_in_another_s_name(self):
        result = self.env.ref("debt_collection.collection_result_no_answer")
        values = {
            "case_id": self.case.id,
            "channel": "call",
            "result_id": result.id,
            "user_id": self.ben.id,
        }
        with self.assertRaisesRegex(UserError, "by who made it"):
            self.log.with_user(self.mara).create([values])
        own = self.log.with_user(self.ben).sudo().create([values])
        self.assertEqual(own.user_id, self.ben)

    def test_context_does_not_weaken_what_is_checked(self):
        log = self.log.with_user(self.ann).with_context(
            default_verdict="{}",
            default_is_violation=False,
            default_user_id=self.ben.id,
            default_duration=10**9,
            import_file=True,
            install_mode=True,
            tracking_disable=True,
        )
        result = self.env.ref("debt_collection.collection_result_no_answer")
        entry = log.create(
            [{"case_id": self.case.id, "channel": "call", "result_id": result.id}]
        )
        self.assertRecordValues(
            entry, [{"user_id": self.ann.id, "duration": 0, "date_logged": NOW}]
        )
        self.assertIn("allowed", entry.verdict)

    def test_case_that_is_not_one_is_refused(self):
        result = self.env.ref("debt_collection.collection_result_no_answer")
        told = {"channel": "call", "result_id": result.id}
        log = self.log.with_user(self.ann)
        with self.assertRaisesRegex(UserError, "Say with whom"):
            log.create([told])
        with self.assertRaises(MissingError):
            log.create([{**told, "case_id": 10**8}])

    def test_no_case_gives_no_entry(self):
        self.assertFalse(
            self.case.browse().with_user(self.ann).log_contact("call", "no_answer")
        )

    def test_collector_imports_entries_under_the_same_checks(self):
        columns = ["case_id/.id", "channel", "result_id/.id", "date", "duration"]
        result = str(self.env.ref("debt_collection.collection_result_no_answer").id)
        rows = [[str(self.case.id), "call", result, "2025-06-16 10:00:00", "5"]]
        log = self.log.with_user(self.ann)
        loaded = log.load(columns, rows)
        self.assertTrue(loaded["ids"], loaded["messages"])
        rows[0][3] = "2025-01-01 10:00:00"
        loaded = log.load(columns, rows)
        self.assertFalse(loaded["ids"])
        self.assertIn("more than 7 days back", loaded["messages"][0]["message"])
