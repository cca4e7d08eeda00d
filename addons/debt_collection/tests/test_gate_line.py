# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateLine(GateCommon):
    """Where the line between a measure and ordinary mail runs, and that nothing moves
    it."""

    # === ORDINARY MAIL === #

    def test_notes_and_colleagues_pass_whatever_stands_against_it(self):
        self.hold()
        self.case.sudo().message_subscribe(partner_ids=self.debtor.ids)
        case = self.case.with_user(self.ann)
        with self.mock_mail_gateway():
            case.message_post(body="Spoke to the neighbour.")
            case.message_notify(body="Look", partner_ids=self.mara.partner_id.ids)
        self.assertFalse(self.kept)
        self.assertNotIn(self.debtor, self._new_mails.recipient_ids)

    def test_mail_from_an_invoice_passes(self):
        self.hold()
        with self.mock_mail_gateway():
            self.post_to(self.debtor, user=self.env.user, record=self.invoice)
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self.kept)

    def test_mail_of_no_record_passes(self):
        self.hold()
        mail = self.env["mail.mail"].create(
            {"body_html": "<p>Hello</p>", "email_to": "x@elsewhere.example"}
        )
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)

    def test_incoming_mail_is_kept_although_another_reader_may_not_be_told(self):
        self.case.sudo().message_subscribe(partner_ids=self.bookkeeper.ids)
        self.hold()
        with self.mock_mail_gateway():
            message = self.case.sudo().message_post(
                body="We pay tomorrow.",
                author_id=self.debtor.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertTrue(message.exists())
        self.assertNotIn(self.bookkeeper, self._new_mails.recipient_ids)
        self.assertEqual(self.case.refusal_ids.reason_ids.mapped("code"), ["on_hold"])

    # === NOTHING WEAKENS IT === #

    def test_nobody_writes_in_anothers_name(self):
        with self.assertRaises(UserError):
            self.call_rpc(
                self.ann,
                "collection.case",
                "message_post",
                [self.case.ids],
                body="Pay.",
                author_id=self.lena.partner_id.id,
            )
        note = self.case.with_user(self.ann).message_post(
            body="Note.", author_id=self.ann.partner_id.id
        )
        self.assertEqual(note.author_id, self.ann.partner_id)

    def test_colleague_who_is_out_of_office_keeps_nobody_from_writing(self):
        """Core answers in the colleague's name, within the writer's own call."""
        self.mara.sudo().write(
            {
                "out_of_office_from": NOW - timedelta(days=1),
                "out_of_office_to": NOW + timedelta(days=1),
                "out_of_office_message": Markup("<p>Back on Monday</p>"),
            }
        )
        with self.mock_mail_gateway():
            message = self.post_to(self.mara.partner_id)
        answer = self.case.sudo().message_ids.filtered(
            lambda one: one.message_type == "out_of_office"
        )
        self.assertEqual(message.author_id, self.ann.partner_id)
        self.assertEqual(answer.author_id, self.mara.partner_id)

    def test_message_from_a_hold_is_judged_as_one_from_its_case(self):
        hold = self.hold()
        with self.mock_mail_gateway():
            self.assert_refused(
                "on_hold", lambda: self.post_to(self.debtor, record=hold)
            )
        hold.action_lift()
        with self.mock_mail_gateway():
            self.post_to(self.debtor, record=hold)
        self.assertEqual(len(self._mails), 1)

    def test_no_context_key_or_superuser_opens_it(self):
        self.hold()
        keys = dict.fromkeys(
            (
                "active_test",
                "check_exception",
                "collection_gate_disable",
                "force_send",
                "import_file",
                "install_mode",
                "mail_create_nolog",
                "mail_notify_force_send",
                "mail_notrack",
                "no_gate",
                "skip_check",
                "test_enable",
                "tracking_disable",
            ),
            True,
        )
        for case in (
            self.case.with_user(self.ann).with_context(**keys),
            self.case.with_user(self.mara).with_context(**keys),
            self.case.sudo().with_context(**keys),
        ):
            with self.mock_mail_gateway():
                self.assert_refused(
                    "on_hold",
                    lambda case=case: case.message_post(
                        body="Pay.", partner_ids=self.debtor.ids
                    ),
                )
            self.assertFalse(case.check_contact("email")[0]["allowed"])

    def test_other_type_of_message_leaves_the_refused_out(self):
        self.hold()
        for message_type in ("auto_comment", "email", "out_of_office"):
            with self.mock_mail_gateway():
                self.post_to(self.debtor, message_type=message_type)
            self.assertFalse(self._mails, message_type)

    def test_refusals_and_holds_cannot_be_edited_away(self):
        hold = self.hold()
        with self.mock_mail_gateway():
            self.assert_refused("on_hold", lambda: self.post_to(self.debtor))
        refusal = self.env["collection.refusal"]._insert(self.kept)
        for user in (self.ann, self.lena, self.mara, self.adam, self.odile):
            for model, record_id, values in (
                ("collection.refusal", refusal.id, {"channel": "sms"}),
                ("collection.refusal.reason", refusal.reason_ids.id, {"code": "x"}),
            ):
                for method, args in (
                    ("write", [[record_id], values]),
                    ("unlink", [[record_id]]),
                ):
                    with self.assertRaises(AccessError):
                        self.call_rpc(user, model, method, args)
        with self.assertRaises(UserError):
            hold.with_user(self.mara).name = "Other"
        with self.assertRaises(UserError):
            hold.sudo().unlink()
