# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW
from .timeline_common import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCommon):
    """Everything that happened with a debtor, newest first."""

    def test_every_kind_of_entry_is_shown(self):
        self.log(note="Rang for long.")
        self.advance(40, partner=self.debtor)
        with self.mock_mail_gateway():
            self.send_invoice()
        self.hold()
        self.refuse()
        kinds = {entry["kind"] for entry in self.entries()}
        self.assertEqual(
            kinds, {"log", "refusal", "case", "hold", "payment", "outside"}
        )

    def test_newest_comes_first(self):
        self.log(date=NOW - timedelta(days=2))
        self.log(date=NOW - timedelta(days=1))
        self.log(date=NOW - timedelta(days=3))
        dates = [entry["date"] for entry in self.entries()]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_filter_shows_its_kind_alone(self):
        self.log()
        self.hold()
        self.refuse()
        for kind, shown in (
            ("log", {"log"}),
            ("refusal", {"refusal"}),
            ("case", {"case", "hold"}),
            ("payment", set()),
        ):
            with self.subTest(kind=kind):
                kinds = {entry["kind"] for entry in self.entries(kinds=[kind])}
                self.assertEqual(kinds, shown)

    def test_unknown_kind_is_refused_with_the_known_ones(self):
        with self.assertRaisesRegex(UserError, "payment"):
            self.entries(kinds=["letters"])

    def test_pages_follow_one_another_without_gap_or_repetition(self):
        for days in range(5):
            self.log(date=NOW - timedelta(days=days))
        whole = [entry["key"] for entry in self.entries()]
        case = self.case.with_user(self.ann)
        first = case.get_timeline(limit=3)
        self.assertTrue(first["has_more"])
        rest = case.get_timeline(offset=3, limit=100)
        self.assertFalse(rest["has_more"])
        self.assertEqual(
            [entry["key"] for entry in first["entries"] + rest["entries"]], whole
        )

    # === CONTACTS === #

    def test_contact_says_who_was_reached_how_and_what_came_of_it(self):
        self.log(
            result="conversation",
            recipient=self.bookkeeper,
            recipient_role="representative",
            duration=95,
            note="She will look into it.",
            date_next="2025-06-30",
        )
        [entry] = self.entries(kinds=["log"])
        self.assertIn("Call", entry["title"])
        self.assertEqual(entry["person"], "Bea Keeper (Representative)")
        self.assertEqual(entry["text"], "She will look into it.")
        self.assertEqual(entry["user"], "Ann")
        self.assertIn("0:01:35", entry["details"][0])
        self.assertIn("06/30/2025", entry["details"][1])

    def test_violation_is_marked_with_its_reasons(self):
        self.hold()
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertIn("danger", [badge["level"] for badge in entry["badges"]])
        self.assertTrue(any("Fire" in line for line in entry["details"]))

    def test_entry_that_broke_nothing_has_no_such_mark(self):
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertNotIn("danger", [badge["level"] for badge in entry["badges"]])

    def test_entry_waits_for_its_seal_until_it_is_sealed(self):
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertIn("Not Sealed Yet", [badge["label"] for badge in entry["badges"]])
        self.env["collection.contact.sealer"].sudo()._seal(self.company.id)
        [entry] = self.entries(kinds=["log"])
        self.assertFalse(entry["badges"])

    def test_corrected_entry_names_who_corrected_it_and_why(self):
        wrong = self.log()
        self.log(result="voicemail", corrects=wrong, reason="It was the machine.")
        by_id = {entry["id"]: entry for entry in self.entries(kinds=["log"])}
        self.assertEqual(
            by_id.pop(wrong.id)["corrected"],
            {
                "user": "Ann",
                "date": "2025-06-16 12:00:00",
                "reason": "It was the machine.",
            },
        )
        [correction] = by_id.values()
        self.assertFalse(correction["corrected"])
        self.assertIn("It was the machine.", correction["details"][-1])

    def test_only_what_is_not_corrected_can_be_corrected(self):
        wrong = self.log()
        self.log(result="voicemail", corrects=wrong, reason="It was the machine.")
        for entry in self.entries(kinds=["log"]):
            self.assertEqual(entry["can_correct"], entry["id"] != wrong.id)
        for entry in self.entries(kinds=["log"], user=self.odile):
            self.assertFalse(entry["can_correct"])

    # === WHOSE === #

    def test_merged_cases_belong_to_the_survivor(self):
        gone = self.new_case("Cedar Mills Ltd", team=self.north, user=self.ann)
        gone.partner_id.sudo().phone = "+1 202-555-0111"
        self.log(gone, note="Before the merge.")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (gone.partner_id | self.debtor).ids, self.debtor
        )
        self.env.invalidate_all()
        self.assertEqual(gone.merged_into_id, self.case)
        texts = [entry["text"] for entry in self.entries(kinds=["log"])]
        self.assertEqual(texts, ["Before the merge."])
        events = self.entries(kinds=["case"])
        self.assertTrue(any(gone.name in entry["text"] for entry in events))

    def test_who_may_not_read_the_case_reads_no_timeline(self):
        for user, is_allowed in (
            (self.ann, True),
            (self.lena, True),
            (self.mara, True),
            (self.odile, True),
            (self.ben, False),
            (self.cleo, False),
            (self.nora, False),
            (self.paul, False),
        ):
            with self.subTest(user=user.login):
                args = (user, "collection.case", "get_timeline", [self.case.ids])
                if is_allowed:
                    self.assertTrue(self.call_rpc(*args)["entries"])
                else:
                    with self.assertRaises(AccessError):
                        self.call_rpc(*args)

    # === SPEED === #

    def test_number_of_queries_does_not_depend_on_the_entries(self):
        def fill(number):
            for days in range(number):
                self.log(date=NOW - timedelta(hours=days), note=str(days))
            wrong = self.log()
            self.log(result="voicemail", corrects=wrong, reason="Wrong.")
            self.hold(reason=f"Hold {number}")
            self.pay(self.invoice, 1)
            with self.mock_mail_gateway():
                self.send_invoice()

        fill(2)
        case = self.case.with_user(self.ann)
        case.get_timeline()
        with self.counted() as few:
            case.get_timeline()
        fill(12)
        with self.counted() as many:
            entries = case.get_timeline()["entries"]
        self.assertGreater(len(entries), 20)
        self.assertEqual(many, few)
