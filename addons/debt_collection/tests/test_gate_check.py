# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.debt_collection.tools.gate import Blocker

from .common import NOW
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateCheck(GateCommon):
    """May I contact this debtor? The same answer by method, panel and RPC."""

    def test_allowed_now(self):
        self.assertEqual(
            self.case.with_user(self.ann).check_contact("call"),
            [
                {
                    "case_id": self.case.id,
                    "allowed": True,
                    "reasons": [],
                    "next_allowed": NOW,
                }
            ],
        )

    def test_refused_with_every_reason_and_the_moment_it_opens(self):
        self.hold(until="2025-06-20 08:00:00")
        [answer] = self.call_rpc(
            self.ann, "collection.case", "check_contact", [self.case.ids, "call"]
        )
        self.assertFalse(answer["allowed"])
        self.assertEqual(
            answer["next_allowed"], fields.Datetime.to_datetime("2025-06-20 08:00")
        )
        [reason] = answer["reasons"]
        self.assertEqual(reason["code"], "on_hold")
        self.assertEqual(reason["until"], answer["next_allowed"])
        self.assertIn("collection.hold", reason["reference"])

    def test_what_time_does_not_lift_never_opens(self):
        self.hold()
        self.debtor.write({"phone": False})
        self.bookkeeper.write({"phone": False})
        [answer] = self.case.with_user(self.ann).check_contact("call")
        self.assertFalse(answer["next_allowed"])

    def test_moment_asked_about_decides(self):
        self.hold(until="2025-06-20 08:00:00")
        case = self.case.with_user(self.ann)
        for moment, allowed in (
            ("2025-06-20 07:59:59", False),
            ("2025-06-20 08:00:00", True),
        ):
            self.assertEqual(case.check_contact("call", moment)[0]["allowed"], allowed)

    def test_next_moment_is_judged_again(self):
        """Where one reason ends another begins: a window that opens within a hold."""
        self.hold(until="2025-06-20 08:00:00")
        opens = fields.Datetime.to_datetime("2025-06-20 09:30:00")
        before = type(self.env["collection.case"])._get_blockers

        def with_hours(cases, act):
            blockers = before(cases, act)
            for case, reasons in blockers.items():
                if act.of(case.id).moment < opens:
                    reasons.append(Blocker("hours", "Closed.", until=opens))
            return blockers

        self.patch(self.registry["collection.case"], "_get_blockers", with_hours)
        [answer] = self.case.with_user(self.ann).check_contact("call")
        self.assertEqual([r["code"] for r in answer["reasons"]], ["hours", "on_hold"])
        self.assertEqual(answer["next_allowed"], opens)

    def test_recipient_may_be_contact_id_address_or_role(self):
        case = self.case.with_user(self.ann)
        self.env["mail.blacklist"].sudo()._add("bea@debtor.example")
        for recipient, allowed in (
            (None, True),
            (self.bookkeeper, False),
            (self.bookkeeper.id, False),
            ("bea@debtor.example", False),
            ("cedar@debtor.example", True),
            ("third_party", True),
        ):
            answer = case.check_contact("email", recipient=recipient)[0]
            self.assertEqual(answer["allowed"], allowed, recipient)

    def test_unknown_channel_is_told(self):
        with self.assertRaisesRegex(UserError, "call"):
            self.case.with_user(self.ann).check_contact("pigeon")

    def test_stranger_to_the_case_gets_no_answer(self):
        for user in (self.cleo, self.nora, self.paul):
            with self.assertRaises(AccessError):
                self.call_rpc(
                    user, "collection.case", "check_contact", [self.case.ids, "call"]
                )
            with self.assertRaises(AccessError):
                self.call_rpc(
                    user, "collection.case", "get_contact_panel", [self.case.ids]
                )
            with self.assertRaises(AccessError):
                self.call_rpc(
                    user, "collection.case", "reveal_numbers", [self.case.ids]
                )

    def test_panel_has_every_channel_in_use(self):
        self.debtor.write({"street": False})
        self.bookkeeper.write({"street": False})
        panel = self.case.with_user(self.ann).get_contact_panel()
        allowed = {line["channel"]: line["allowed"] for line in panel}
        self.assertEqual(
            allowed,
            {
                "call": True,
                "sms": True,
                "email": True,
                "letter": False,
                "visit": False,
                "portal": True,
                "message": True,
                "legal": False,
            },
        )
        self.assertTrue(all(line["label"] for line in panel))

    def test_the_same_sentence_in_panel_preview_refusal_and_record(self):
        self.hold()
        case = self.case.with_user(self.ann)
        [panel] = [
            line for line in case.get_contact_panel() if line["channel"] == "email"
        ]
        sentence = panel["reasons"][0]["message"]
        self.assertEqual(
            case.check_contact("email")[0]["reasons"][0]["message"], sentence
        )
        with self.mock_mail_gateway():
            text = self.assert_refused(
                "on_hold",
                lambda: case.message_post(body="Pay.", partner_ids=self.debtor.ids),
            )
        self.assertIn(sentence, text)
        self.assertEqual(self.kept[0]["reasons"][0]["message"], sentence)
        entry = case.log_contact(channel="call", result="no_answer")
        self.assertIn(sentence, entry.verdict_summary)
        self.assertTrue(entry.is_violation)

    def test_many_cases_are_judged_with_the_same_queries_as_one(self):
        cases = self.case.sudo()
        for number in range(12):
            cases |= self.new_case(f"Debtor {number}", self.north, self.ann).sudo()
        cases = cases.with_user(self.mara)
        act = self.act()

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some._judge(act)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._judge(act)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(cases[:1]), count(cases))
        later = NOW + timedelta(days=1)
        mixed = self.act(particulars={cases[0].id: self.act(moment=later)})
        self.assertEqual(set(cases._judge(mixed)), set(cases))
