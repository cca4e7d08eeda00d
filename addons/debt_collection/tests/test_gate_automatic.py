# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import tagged

from .common import NOW
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateAutomatic(GateCommon):
    """What sends by itself passes the gate as people do."""

    def setUp(self):
        super().setUp()
        self.template = self.new_template()

    def run_action(self, **values):
        """Run a server action on the case, as a schedule does."""
        action = (
            self.env["ir.actions.server"]
            .sudo()
            .create(
                {
                    "name": "Remind",
                    "model_id": self.env["ir.model"]._get_id("collection.case"),
                    **values,
                }
            )
        )
        context = {"active_model": "collection.case", "active_ids": self.case.ids}
        return action.with_context(**context, active_id=self.case.id).run()

    def reasons(self):
        """Return the codes of what was refused for the case so far."""
        return self.case.sudo().refusal_ids.reason_ids.mapped("code")

    def test_server_action_that_mails(self):
        for method in ("email", "comment"):
            values = {
                "state": "mail_post",
                "template_id": self.template.id,
                "mail_post_method": method,
            }
            with self.subTest(method=method):
                with self.mock_mail_gateway():
                    self.run_action(**values)
                    self._new_mails.sudo().send()
                self.assertTrue(self._mails)
        self.hold()
        for method in ("email", "comment"):
            values["mail_post_method"] = method
            with self.subTest(refused=method):
                with self.mock_mail_gateway():
                    self.run_action(**values)
                    self._new_mails.sudo().send()
                self.assertFalse(self._mails)
                self.assertEqual(set(self.reasons()), {"on_hold"})

    def test_server_action_that_sends_sms(self):
        template = (
            self.env["sms.template"]
            .sudo()
            .create(
                {
                    "name": "Reminder",
                    "model_id": self.env["ir.model"]._get_id("collection.case"),
                    "body": "Pay.",
                }
            )
        )
        self.hold()
        with self.mockSMSGateway():
            self.run_action(state="sms", sms_template_id=template.id, sms_method="sms")
            self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()
        sent = self._sms
        self.assertFalse(sent)

    def test_server_action_in_code_is_refused(self):
        self.hold()
        code = f"record.message_post(body='Pay.', partner_ids=[{self.debtor.id}])"
        with self.mock_mail_gateway():
            self.assert_refused(
                "on_hold", lambda: self.run_action(state="code", code=code)
            )

    def test_scheduled_message_is_refused_and_its_author_told(self):
        scheduled = (
            self.env["mail.scheduled.message"]
            .with_user(self.ann)
            .create(
                {
                    "model": "collection.case",
                    "res_id": self.case.id,
                    "author_id": self.ann.partner_id.id,
                    "body": "Please pay.",
                    "partner_ids": self.debtor.ids,
                    "scheduled_date": NOW + timedelta(hours=1),
                }
            )
        )
        self.hold()
        with self.mock_mail_gateway():
            scheduled.sudo()._post_message(raise_exception=False)
        self.assertFalse(
            self._new_mails.filtered(lambda mail: self.debtor in mail.recipient_ids)
        )
        told = (
            self.env["mail.message"]
            .sudo()
            .search(
                [("partner_ids", "in", self.ann.partner_id.ids)],
                order="id desc",
                limit=1,
            )
        )
        self.assertIn("Please pay.", told.body)

    def test_message_announced_for_later_is_judged_again_and_stops_nobody(self):
        with self.mock_mail_gateway():
            message = self.case.with_user(self.ann).message_post(
                body="Please pay.",
                partner_ids=self.debtor.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
                scheduled_date=NOW + timedelta(hours=1),
            )
        self.hold()
        waiting = (
            self.env["mail.message.schedule"]
            .sudo()
            .search([("mail_message_id", "=", message.id)])
        )
        self.assertTrue(waiting)
        with self.mock_mail_gateway():
            waiting._send_notifications()
        self.assertNotIn(self.debtor, self._new_mails.sudo().recipient_ids)
        self.assertEqual(self.reasons(), ["on_hold"])
