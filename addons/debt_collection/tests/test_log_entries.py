# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW
from .log_common import LogCommon


@tagged("post_install", "-at_install")
class TestLogEntry(LogCommon):
    """What an entry holds (clause 3.4.2), logged as a collector does."""

    def test_entry_holds_everything_that_was_told(self):
        debtor = self.case.partner_id.sudo()
        cora = self.env["res.partner"].create(
            {"name": "Cora", "parent_id": debtor.id, "phone": "+1 212 555 0199"}
        )
        entry = self.entry(
            result="conversation",
            recipient=cora,
            recipient_role="representative",
            date="2025-06-16 11:30:00",
            duration=65,
            note="Pays on Friday",
            date_next="2025-06-20",
        )
        self.assertRecordValues(
            entry,
            [
                {
                    "case_id": self.case.id,
                    "partner_id": debtor.id,
                    "debtor_ref": debtor.id,
                    "company_id": self.company.id,
                    "user_id": self.ann.id,
                    "channel": "call",
                    "direction": "out",
                    "date": NOW - timedelta(minutes=30),
                    "recipient_id": cora.id,
                    "recipient_ref": cora.id,
                    "recipient_role": "representative",
                    "result_id": self.env.ref(
                        "debt_collection.collection_result_conversation"
                    ).id,
                    "result_code": "conversation",
                    "duration": 65,
                    "note": "Pays on Friday",
                    "address": "+1 212 555 0199",
                    "timing": "prompt",
                    "date_logged": NOW,
                    "is_violation": False,
                }
            ],
        )
        self.assertEqual(str(entry.date_next), "2025-06-20")
        self.assertEqual(str(self.case.date_next_action), "2025-06-20")

    def test_result_is_named_by_record_id_or_code(self):
        result = self.env.ref("debt_collection.collection_result_voicemail")
        for named in (result, result.id, "voicemail"):
            self.assertEqual(self.entry(result=named).result_id, result)

    def test_several_cases_give_one_entry_each(self):
        cases = self.case | self.new_case("Elm House", self.north, self.ann)
        cases[1].partner_id.sudo().write({"street": "2 Hill", "city": "Salem"})
        entries = cases.with_user(self.ann).log_contact(
            "letter", "sent", text="Please pay"
        )
        self.assertEqual(entries.case_id, cases)
        self.assertEqual(len(entries), 2)
        self.assertEqual(entries.mapped("text"), ["Please pay"] * 2)
        self.assertEqual(
            entries.mapped("address"),
            ["1 Mill Road, Salem, United States", "2 Hill, Salem"],
        )
        digests = entries.mapped("content_digest")
        self.assertNotEqual(*digests, "the same text has a salt of its own each time")

    def test_one_case_several_times_in_one_call_is_judged_each_time(self):
        values = {
            "case_id": self.case.id,
            "channel": "call",
            "result_id": self.env.ref("debt_collection.collection_result_no_answer").id,
        }
        entries = self.log.with_user(self.ann).create([dict(values), dict(values)])
        self.assertEqual(len(entries), 2)
        self.assertTrue(all(json.loads(e.verdict)["allowed"] for e in entries))

    def test_sentence_of_the_entry_is_in_the_user_s_words(self):
        self.assertRegex(
            self.entry().with_context(tz="UTC").display_name,
            r"^Call · 6/16/25, 12:00\sPM · No Answer$",
        )

    # === LOCAL TIME === #

    def test_company_s_zone_is_taken_where_the_debtor_s_country_has_it(self):
        debtor = self.case.partner_id.sudo()
        debtor.country_id = self.env.ref("base.us")
        self.company.sudo().collection_tz = "America/Denver"
        self.assertEqual(self.entry().local_time, "2025-06-16T06:00:00-06:00")

    def test_debtor_s_clock_is_recorded_with_its_offset(self):
        debtor = self.case.partner_id.sudo()
        belgium, japan, us = (
            self.env.ref(f"base.{code}") for code in ("be", "jp", "us")
        )
        for country, zone, expected in (
            # The zone of whoever created the contact is not the contact's.
            (japan, "Europe/Brussels", "2025-06-16T21:00:00+09:00"),
            (belgium, False, "2025-06-16T14:00:00+02:00"),
            # A country of many zones: its own zone is believed, a foreign one is not.
            (us, "America/Chicago", "2025-06-16T07:00:00-05:00"),
            # Otherwise it is where most people of the country live.
            (us, "Europe/Brussels", "2025-06-16T08:00:00-04:00"),
            (us, False, "2025-06-16T08:00:00-04:00"),
            (False, "Asia/Shanghai", "2025-06-16T20:00:00+08:00"),
            (False, False, "2025-06-16T12:00:00+00:00"),
        ):
            with self.subTest(country=country and country.code, zone=zone):
                debtor.write({"country_id": country and country.id, "tz": zone})
                self.assertEqual(self.entry().local_time, expected)

    # === THE VERDICT === #

    def test_contact_that_broke_a_rule_is_recorded_and_stamped(self):
        self.env["mail.blacklist"].sudo()._add("accounts@cedar.example.com")
        self.env["mail.blacklist"].sudo().search([]).flush_recordset()
        self.env.cr.execute(
            "UPDATE mail_blacklist SET create_date = %s", [NOW - timedelta(days=1)]
        )
        entry = self.entry(channel="email", result="sent", text="Please pay")
        self.assertTrue(entry.is_violation)
        verdict = json.loads(entry.verdict)
        self.assertFalse(verdict["allowed"])
        [reason] = [r for r in verdict["reasons"] if r["code"] == "opted_out"]
        self.assertEqual(reason["severity"], "rule")
        told = self.case.with_user(self.ann).check_contact("email")[0]["reasons"]
        [sentence] = [r["message"] for r in told if r["code"] == "opted_out"]
        self.assertIn(sentence, entry.verdict_summary)

    def test_contact_that_broke_no_rule_is_not_stamped(self):
        entry = self.entry(channel="email", result="sent", text="Please pay")
        self.assertFalse(entry.is_violation)
        self.assertEqual(json.loads(entry.verdict), {"allowed": True, "reasons": []})

    def test_obstacle_is_no_violation(self):
        self.company.collection_is_live = False
        entry = self.entry()
        self.assertFalse(entry.is_violation)
        self.assertIn("not_live", entry.verdict)

    def test_contact_on_hold_is_a_violation_and_an_incoming_one_is_not(self):
        self.case.with_user(self.ann).hold("Illness", NOW + timedelta(days=5))
        self.assertTrue(self.entry(result="conversation").is_violation)
        incoming = self.entry(result="conversation", direction="in")
        self.assertFalse(incoming.is_violation)
        self.assertIn("on_hold", incoming.verdict)

    def test_verdict_is_the_one_of_the_moment_and_not_of_today(self):
        case = self.case.with_user(self.ann)
        case.hold("Illness", NOW + timedelta(days=5))
        self.assertFalse(self.entry(date=NOW - timedelta(hours=2)).is_violation)
        self.assertTrue(self.entry(date=NOW).is_violation)

    def test_contact_on_a_closed_case_is_recorded(self):
        self.pay(
            self.env["account.move"].search(
                [("partner_id", "=", self.case.partner_id.id)]
            )
        )
        self.case.partner_id._collection_refresh()
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "closed")
        entry = self.entry()
        self.assertTrue(entry.is_violation)
        self.assertIn("case_closed", entry.verdict)

    def test_verdicts_of_many_entries_cost_as_much_as_of_one(self):
        cases = self.case
        for number in range(12):
            case = self.new_case(f"Debtor {number}", self.north, self.ann)
            case.partner_id.sudo().phone = "+1 212 555 0111"
            cases |= case
        self.entry()
        counts = []
        for some in (cases[:2], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.entry(case=some, channel="call", result="voicemail")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # === CORRECTIONS === #

    def test_correction_stands_beside_the_entry(self):
        wrong = self.entry(result="conversation", note="Pays on Friday")
        right = self.entry(
            result="third_party", corrects=wrong, reason="It was her brother"
        )
        self.assertEqual(right.corrects_id, wrong)
        self.assertEqual(wrong.corrected_by_id, right)
        self.assertEqual(wrong.note, "Pays on Friday")
        self.assertFalse(right.corrected_by_id)
        mine = [("case_id", "=", self.case.id)]
        log = self.log.with_user(self.ann)
        self.assertEqual(log.search([*mine, ("corrected_by_id", "!=", False)]), wrong)
        self.assertEqual(log.search([*mine, ("corrected_by_id", "=", False)]), right)
        self.assertEqual(log.search([("corrected_by_id", "=", right.id)]), wrong)

    def test_correction_says_why_and_of_what(self):
        wrong = self.entry()
        with self.assertRaisesRegex(UserError, "what was wrong"):
            self.entry(corrects=wrong)
        case = self.new_case("Elm House", self.north, self.ann)
        case.partner_id.sudo().phone = "+1 212 555 0111"
        with self.assertRaisesRegex(UserError, "belongs to the case"):
            self.entry(case=case, corrects=wrong, reason="Wrong one")

    def test_entry_is_corrected_once_and_the_correction_again(self):
        wrong = self.entry()
        right = self.entry(corrects=wrong, reason="Not so")
        with self.assertRaisesRegex(UserError, "corrected already by Ann"):
            self.entry(corrects=wrong, reason="Not so either")
        last = self.entry(corrects=right, reason="Not so either")
        self.assertEqual(right.corrected_by_id, last)

    # === SEARCHING === #

    def test_notes_are_found_although_they_stand_beside_the_log(self):
        found = self.entry(note="Pays on Friday", address="+1 212 555 0123")
        other = self.entry(note="Nobody there")
        log = self.log.with_user(self.ann)
        self.assertEqual(log.search([("note", "ilike", "friday")]), found)
        self.assertEqual(log.search([("address", "ilike", "0123")]), found)
        self.assertIn(other, log.search([("note", "not ilike", "friday")]))
        self.assertNotIn(found, log.search([("note", "not ilike", "friday")]))


@tagged("post_install", "-at_install")
class TestLogFiles(LogCommon):
    """Attachments stand in the log by their digests."""

    def attach(self, name="letter.pdf", content=b"%PDF-1.7 pay"):
        """Upload a file as ann does in the dialog, before there is an entry."""
        return (
            self.env["ir.attachment"]
            .with_user(self.ann)
            .create({"name": name, "raw": content})
        )

    def test_file_is_recorded_by_name_size_and_digest(self):
        file = self.attach()
        entry = self.entry(channel="letter", result="sent", attachments=file)
        self.assertEqual(
            json.loads(entry.attachments),
            [
                {
                    "id": file.id,
                    "size": 12,
                    "sha256": hashlib.sha256(b"%PDF-1.7 pay").hexdigest(),
                }
            ],
        )
        self.assertEqual(entry.attachment_ids.ids, file.ids)
        self.assertIn("letter.pdf (12.00 bytes", entry.attachment_summary)

    def test_file_is_kept_with_the_case_so_that_colleagues_read_it(self):
        file = self.attach()
        self.entry(channel="letter", result="sent", attachments=file.ids)
        self.assertEqual(
            (file.sudo().res_model, file.sudo().res_id),
            ("collection.case", self.case.id),
        )
        self.assertTrue(file.with_user(self.lena).raw)

    def test_file_deleted_or_changed_afterwards_is_told(self):
        files = self.attach() | self.attach("list.csv", b"1;2") | self.attach("c", b"c")
        entry = self.entry(channel="letter", result="sent", attachments=files)
        self.seal()
        files[0].sudo().unlink()
        files[1].sudo().raw = b"3;4"
        self.env.invalidate_all()
        lines = entry.attachment_summary.split("\n")
        self.assertIn("deleted since", lines[0])
        self.assertIn("changed since", lines[1])
        self.assertNotIn("since", lines[2])
        self.assertEqual(entry.attachment_ids.ids, files[1:].ids)
        self.assert_whole()

    def test_file_that_the_user_may_not_read_is_refused(self):
        foreign = self.env["ir.attachment"].with_user(self.ben)
        foreign = foreign.create({"name": "private", "raw": b"x"})
        with self.assertRaises(UserError):
            self.entry(attachments=foreign.ids)
