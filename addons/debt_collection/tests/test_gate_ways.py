# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateWays(GateCommon):
    """Every way from a case to the debtor leads through the gate; ordinary mail does
    not."""

    # === MEASURES === #

    def test_message_to_the_debtor_goes_when_nothing_stands_against_it(self):
        with self.mock_mail_gateway():
            self.post_to(self.debtor)
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self.kept)

    def test_message_to_the_debtor_is_refused_and_nothing_goes(self):
        self.hold()
        with self.mock_mail_gateway():
            text = self.assert_refused("on_hold", lambda: self.post_to(self.debtor))
        self.assertFalse(self._new_mails)
        self.assertIn("Fire in the warehouse", text)
        self.assertEqual(self.kept[0]["text"], "Please pay.")
        self.assertEqual(self.kept[0]["user_id"], self.ann.id)

    def test_message_to_anybody_outside_is_judged(self):
        self.hold()
        stranger = self.env["res.partner"].create(
            {"name": "Neighbour", "email": "n@elsewhere.example"}
        )
        for partner in (self.bookkeeper, stranger, self.paul.partner_id):
            with self.mock_mail_gateway():
                self.assert_refused("on_hold", lambda to=partner: self.post_to(to))

    def test_message_to_a_raw_address_is_judged(self):
        self.hold()
        none = self.env["res.partner"]
        with self.mock_mail_gateway():
            self.assert_refused(
                "on_hold",
                lambda: self.post_to(none, outgoing_email_to="x@elsewhere.example"),
            )

    def test_notification_of_the_debtor_is_judged(self):
        self.hold()
        notify = self.case.with_user(self.ann).message_notify
        with self.mock_mail_gateway():
            self.assert_refused(
                "on_hold", lambda: notify(body="Pay.", partner_ids=self.debtor.ids)
            )

    def test_notification_from_nowhere_is_stopped_at_the_exit(self):
        self.hold()
        threads = self.env["mail.thread"].with_user(self.ann)
        with self.mock_mail_gateway():
            threads.message_notify(
                body="Pay.",
                partner_ids=self.debtor.ids,
                model="collection.case",
                res_id=self.case.id,
            )
        self.assertEqual(self._new_mails.state, "cancel")
        self.assertEqual(self._new_mails.failure_type, "collection_refused")
        self.assertFalse(self._mails)

    def test_invitation_to_follow_is_judged(self):
        invite = (
            self.env["mail.followers.edit"]
            .with_user(self.ann)
            .create(
                {
                    "res_model": "collection.case",
                    "res_ids": str(self.case.ids),
                    "partner_ids": self.debtor.ids,
                    "message": Markup("<p>Look</p>"),
                    "notify": True,
                }
            )
        )
        self.hold()
        with self.mock_mail_gateway():
            self.assert_refused("on_hold", invite.edit_followers)

    def test_follower_from_outside_is_judged_when_a_message_follows(self):
        self.case.message_subscribe(partner_ids=self.debtor.ids)
        self.hold()
        none = self.env["res.partner"]
        with self.mock_mail_gateway():
            self.assert_refused("on_hold", lambda: self.post_to(none))

    def test_composer_is_judged(self):
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.ann)
            .create(
                {
                    "model": "collection.case",
                    "res_ids": str(self.case.ids),
                    "partner_ids": self.debtor.ids,
                    "subject": "Reminder",
                    "body": "Pay.",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                }
            )
        )
        self.hold()
        with self.mock_mail_gateway():
            self.assert_refused("on_hold", composer.action_send_mail)

    def test_template_is_stopped_at_the_exit(self):
        template = self.new_template()
        with self.mock_mail_gateway():
            template.sudo().send_mail(self.case.id, force_send=True)
            self.assertEqual(len(self._mails), 1)
            self.hold()
            mail_id = template.sudo().send_mail(self.case.id, force_send=True)
        mail = self.env["mail.mail"].sudo().browse(mail_id)
        self.assertEqual(
            (mail.state, mail.failure_type), ("cancel", "collection_refused")
        )
        self.assertIn("Fire in the warehouse", mail.failure_reason)

    def test_mail_created_by_hand_is_stopped_at_the_exit(self):
        self.hold()
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "model": "collection.case",
                    "res_id": self.case.id,
                    "body_html": "<p>Pay.</p>",
                    "email_to": "x@elsewhere.example",
                }
            )
        )
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(mail.state, "cancel")
        self.assertFalse(self._mails)

    def test_sms_to_the_debtor_and_to_raw_numbers_is_judged(self):
        case = self.case.with_user(self.ann)
        with self.mockSMSGateway():
            case._message_sms("Pay.", partner_ids=self.debtor.ids)
            case._message_sms("Pay.", sms_numbers=["+12025550199"])
        # Never within the transaction: a retry of it would send them again.
        self.assertEqual(set(self._new_sms.mapped("state")), {"outgoing"})
        self.hold()
        others = {self.mara.partner_id.id: "+12025550199"}
        for values in (
            {"partner_ids": self.debtor.ids},
            {"sms_numbers": ["+12025550199"]},
            # A colleague's name with somebody else's number.
            {"partner_ids": list(others), "sms_pid_to_number": others},
        ):
            with self.mockSMSGateway():
                self.assert_refused(
                    "on_hold", lambda values=values: case._message_sms("Pay.", **values)
                )

    def test_sms_composer_is_judged_one_by_one_by_numbers_and_in_mass(self):
        self.hold()
        Composer = self.env["sms.composer"].with_user(self.ann)
        shared = {"res_model": "collection.case", "body": "Pay."}
        one = Composer.create(
            {
                **shared,
                "composition_mode": "comment",
                "res_id": self.case.id,
                "recipient_single_number_itf": "+12025550143",
            }
        )
        by_number = Composer.create(
            {
                **shared,
                "composition_mode": "numbers",
                "res_ids": str(self.case.ids),
                "numbers": "+12025550199",
            }
        )
        with self.mockSMSGateway():
            self.assert_refused("on_hold", one.action_send_sms)
            self.assert_refused("on_hold", by_number.action_send_sms)
        mass = Composer.create(
            {
                **shared,
                "composition_mode": "mass",
                "res_ids": str(self.case.ids),
                "mass_keep_log": False,
                "mass_force_send": True,
            }
        )
        sms = mass._action_send_sms().sudo()
        sms.write(
            {"number": "+12025550143", "state": "outgoing", "failure_type": False}
        )
        with self.mockSMSGateway():
            sms.send()
        self.assertEqual(
            (sms.state, sms.failure_type), ("canceled", "collection_refused")
        )

    def test_numbers_typed_in_without_a_case_are_refused(self):
        composer = (
            self.env["sms.composer"]
            .with_user(self.ann)
            .create(
                {
                    "res_model": "collection.case",
                    "composition_mode": "numbers",
                    "numbers": "+12025550143",
                    "body": "Pay.",
                }
            )
        )
        with self.mockSMSGateway(), self.assertRaises(UserError):
            composer.action_send_sms()
        self.assertFalse(self._sms)

    def test_letter_is_stopped_at_the_exit(self):
        letter = (
            self.env["snailmail.letter"]
            .sudo()
            .create(
                {
                    "partner_id": self.debtor.id,
                    "model": "collection.case",
                    "res_id": self.case.id,
                    "user_id": self.ann.id,
                    "company_id": self.company.id,
                    "attachment_id": self.env["ir.attachment"]
                    .create({"name": "letter.pdf", "raw": b"%PDF"})
                    .id,
                }
            )
        )
        self.hold()
        letter._snailmail_print(immediate=False)
        self.assertEqual(letter.state, "canceled")
        self.assertEqual(letter.notification_ids.failure_type, "collection_refused")

    def test_number_to_dial_is_shown_and_refused(self):
        case = self.case.with_user(self.ann)
        numbers = {row["number"] for row in case.reveal_numbers()}
        self.assertEqual(numbers, {"+1 202-555-0143", "+1 202-555-0188"})
        self.hold()
        self.assert_refused("on_hold", case.reveal_numbers)

    def test_portal_share_is_judged(self):
        self.hold()
        self.ann.sudo().group_ids += self.env.ref("base.group_partner_manager")
        share = (
            self.env["portal.share"]
            .with_user(self.ann)
            .create(
                {
                    "res_model": "collection.case",
                    "res_id": self.case.id,
                    "partner_ids": self.debtor.ids,
                }
            )
        )
        with self.mock_mail_gateway():
            self.assert_refused("on_hold", share.action_send_mail)
        self.assertFalse(self._mails)

    def test_assignment_is_put_to_the_gate_as_the_collectors_act(self):
        acts = []

        def listen(cases, act):
            # That the next step is planned for somebody else is another act.
            if act.kind != "plan":
                acts.append((act.kind, act.user))
            return {case: [] for case in cases}

        self.patch(self.registry["collection.case"], "_get_blockers", listen)
        self.case.with_user(self.lena).user_id = self.ben
        self.assertEqual(acts, [("assign", self.ben.id)])
        self.case.with_user(self.lena).user_id = False
        self.assertEqual(len(acts), 1)
