# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import NOW
from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestLogDialog(DialogCommon):
    """A collector logs what took place in one dialog."""

    def test_usual_call_needs_a_result_and_nothing_more(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("no_answer")
        action = form.save().action_log()
        entry = self.case.log_ids
        self.assertRecordValues(
            entry,
            [
                {
                    "channel": "call",
                    "direction": "out",
                    "result_id": self.result("no_answer").id,
                    "recipient_role": "debtor",
                    "user_id": self.ann.id,
                    "date": NOW,
                    "timing": "prompt",
                    "is_violation": False,
                }
            ],
        )
        self.assertEqual(action["tag"], "collection_contact_logged")
        self.assertFalse(action["params"]["next_case_id"])
        self.assertIn("Cedar Mills", action["params"]["message"])

    def test_without_a_result_nothing_is_logged(self):
        with self.assertRaises(AssertionError):
            self.open_dialog(self.case).save()
        dialog = (
            self.env["collection.case.log.contact"]
            .with_user(self.ann)
            .create({"case_id": self.case.id})
        )
        with self.assertRaises(UserError):
            dialog.action_log()
        self.assertFalse(self.case.log_ids)

    def test_number_that_was_dialled_stands_in_the_log(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("no_answer")
        form.recipient_id = self.bookkeeper
        form.address = "+1 202-555-0199"
        form.save().action_log()
        self.assertEqual(self.case.log_ids.address, "+1 202-555-0199")

    def test_what_is_told_stands_in_the_log(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("conversation")
        form.recipient_role = "representative"
        form.recipient_id = self.bookkeeper
        form.note = "She will look into it."
        form.duration = 95
        form.date_next = "2025-06-30"
        form.save().action_log()
        entry = self.case.log_ids
        self.assertRecordValues(
            entry,
            [
                {
                    "recipient_role": "representative",
                    "recipient_id": self.bookkeeper.id,
                    "note": "She will look into it.",
                    "duration": 95,
                    "date_next": fields.Date.to_date("2025-06-30"),
                }
            ],
        )
        self.assertEqual(self.case.date_next_action, fields.Date.to_date("2025-06-30"))

    def test_uploaded_file_is_kept_with_the_entry(self):
        files = self.env["ir.attachment"].with_user(self.ann)
        dialogs = self.env["collection.case.log.contact"].with_user(self.ann)
        uploaded = files.create(
            {"name": "letter.txt", "raw": b"Pay.", "res_model": dialogs._name}
        )
        dialog = dialogs.create(
            {
                "case_id": self.case.id,
                "channel": "letter",
                "result_id": self.result("sent").id,
                "attachment_ids": [Command.set(uploaded.ids)],
            }
        )
        dialog.action_log()
        self.assertEqual(self.case.log_ids.attachment_ids.ids, uploaded.ids)
        # The dialog and what belongs to it alone are cleaned away one day.
        dialog.sudo().unlink()
        self.assertEqual(uploaded.with_user(self.lena).raw, b"Pay.")

    # === WHAT THE DIALOG PROPOSES === #

    def test_only_results_that_fit_are_offered(self):
        form = self.open_dialog(self.case)
        offered = form.result_ids.ids
        for result in self.env["collection.result"].with_user(self.mara).search([]):
            with self.subTest(result=result.code):
                self.assertEqual(result.id in offered, result._fits("call", "out"))
        self.assertTrue(offered)

    def test_result_that_no_longer_fits_is_forgotten(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("no_answer")
        form.channel = "letter"
        self.assertNotEqual(form.result_id, self.result("no_answer"))
        self.assertNotIn(self.result("no_answer").id, form.result_ids.ids)

    def test_next_action_is_proposed_from_the_result(self):
        result = self.result("no_answer")
        result.next_days = 3
        form = self.open_dialog(self.case)
        self.assertFalse(form.date_next)
        form.result_id = result
        self.assertEqual(form.date_next, NOW.date() + timedelta(days=3))

    def test_result_with_somebody_else_proposes_a_third_party(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("third_party")
        self.assertEqual(form.recipient_role, "third_party")
        form.result_id = self.result("promise")
        self.assertEqual(form.recipient_role, "debtor")

    def test_reason_is_asked_for_what_is_late_or_lies_ahead(self):
        form = self.open_dialog(self.case)
        self.assertFalse(form.timing)
        for moment, timing in (
            (NOW + timedelta(hours=1), "future"),
            (NOW - timedelta(days=30), "late"),
            (NOW - timedelta(hours=1), False),
        ):
            with self.subTest(moment=moment):
                form.date = moment
                self.assertEqual(form.timing, timing)

    def test_late_contact_is_logged_with_its_reason(self):
        form = self.open_dialog(self.case)
        form.result_id = self.result("no_answer")
        form.date = NOW - timedelta(days=30)
        with self.assertRaises(AssertionError):
            form.save()
        form.reason = "Found in the call list."
        form.save().action_log()
        self.assertRecordValues(
            self.case.log_ids,
            [{"timing": "late", "reason": "Found in the call list."}],
        )

    def test_letter_has_no_duration(self):
        form = self.open_dialog(self.case)
        form.duration = 60
        form.channel = "letter"
        form.result_id = self.result("sent")
        form.save().action_log()
        self.assertEqual(self.case.log_ids.duration, 0)

    # === WHAT THE GATE SAYS === #

    def test_allowed_contact_is_told_so(self):
        verdict = self.open_dialog(self.case).verdict
        self.assertEqual((verdict["total"], verdict["allowed"]), (1, 1))
        self.assertFalse(verdict["is_violation"])

    def test_refused_contact_is_told_with_reasons_and_from_when(self):
        until = NOW + timedelta(days=2)
        self.case.with_user(self.ann).hold("Illness", until)
        verdict = self.open_dialog(self.case).verdict
        [told] = verdict["told"]
        [answer] = self.case.with_user(self.ann).check_contact("call")
        self.assertEqual(verdict["allowed"], 0)
        self.assertEqual(
            told["reasons"], [reason["message"] for reason in answer["reasons"]]
        )
        self.assertEqual(told["next_allowed"], fields.Datetime.to_string(until))
        self.assertTrue(verdict["is_violation"])

    def test_refused_contact_that_took_place_is_logged_as_a_violation(self):
        self.case.with_user(self.ann).hold("Illness", NOW + timedelta(days=2))
        form = self.open_dialog(self.case)
        form.result_id = self.result("no_answer")
        form.save().action_log()
        self.assertTrue(self.case.log_ids.is_violation)

    def test_verdict_follows_the_channel_and_the_person(self):
        self.debtor.email = False
        form = self.open_dialog(self.case)
        self.assertEqual(form.verdict["allowed"], 1)
        form.channel = "email"
        form.recipient_id = self.debtor
        form.recipient_id = self.bookkeeper
        self.assertEqual(form.verdict["allowed"], 1)
        self.bookkeeper.email = False
        form.recipient_role = "representative"
        self.assertEqual(form.verdict["allowed"], 0)

    def test_incoming_contact_is_not_judged(self):
        self.case.with_user(self.ann).hold("Illness", NOW + timedelta(days=2))
        form = self.open_dialog(self.case)
        form.direction = "in"
        self.assertEqual(form.verdict, {"asked": False})
        form.result_id = self.result("conversation")
        form.save().action_log()
        self.assertFalse(self.case.log_ids.is_violation)

    def test_opening_the_dialog_refuses_nothing(self):
        self.case.with_user(self.ann).hold("Illness", NOW + timedelta(days=2))
        self.open_dialog(self.case)
        self.assertFalse(self.kept)
        self.assertFalse(self.case.refusal_ids)

    # === CORRECTING === #

    def test_correction_begins_with_what_was_logged(self):
        [entry] = self.case.with_user(self.ann).log_contact(
            "call", "no_answer", note="Rang for long.", duration=40
        )
        action = self.case.with_user(self.ann).action_correct_contact(entry.id)
        form = self.follow(action, self.cases)
        self.assertEqual(form.result_id, self.result("no_answer"))
        self.assertEqual((form.note, form.duration), ("Rang for long.", 40))
        with self.assertRaises(AssertionError):
            form.save()
        form.result_id = self.result("voicemail")
        form.reason = "It was the answering machine."
        form.save().action_log()
        correction = entry.corrected_by_id
        self.assertEqual(correction.result_id, self.result("voicemail"))
        self.assertEqual(entry.result_id, self.result("no_answer"))

    def test_correction_leaves_the_next_action_alone(self):
        case = self.case.with_user(self.ann)
        [entry] = case.log_contact("call", "no_answer", date_next="2025-07-01")
        case.date_next_action = "2025-08-01"
        form = self.follow(case.action_correct_contact(entry.id), self.cases)
        form.note = "On the second number."
        form.reason = "The note was missing."
        form.save().action_log()
        self.assertEqual(case.date_next_action, fields.Date.to_date("2025-08-01"))

    # === RIGHTS === #

    def test_dialog_is_for_those_who_may_work_the_case(self):
        for user, is_allowed in (
            (self.ann, True),
            (self.lena, True),
            (self.mara, True),
            (self.ben, False),
            (self.odile, False),
            (self.nora, False),
        ):
            with self.subTest(user=user.login):
                case = self.case.with_user(user)
                if is_allowed:
                    self.assertTrue(case.action_log_contact())
                else:
                    with self.assertRaises(AccessError):
                        case.action_log_contact()

    def test_dialog_on_a_foreign_case_shows_and_writes_nothing(self):
        dialogs = self.env["collection.case.log.contact"].with_user(self.ben)
        foreign = dialogs.with_context(default_case_id=self.case.id)
        with self.assertRaises(AccessError):
            Form(foreign)
        dialog = dialogs.create(
            {"case_id": self.case.id, "result_id": self.result("no_answer").id}
        )
        for name in ("amount_overdue", "partner_id", "verdict"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                dialog[name]
        with self.assertRaises(AccessError):
            dialog.action_log()
        self.assertFalse(self.case.log_ids)
