# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
import json

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .log_common import LogCommon

MAIL = """From: {sender}
To: {to}
Subject: Re: your reminder
Message-Id: <answer.{number}@cedar.example.com>
In-Reply-To: {parent}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{body}
--cut
Content-Type: application/pdf; name="proof.pdf"
Content-Disposition: attachment; filename="proof.pdf"
Content-Transfer-Encoding: base64

{file}
--cut--
"""
PROOF = b"%PDF-1.7 proof of payment"


@tagged("post_install", "-at_install")
class TestLogMail(MailCommon, LogCommon):
    """What a debtor answers by mail is logged."""

    def answer(self, sender, body="We pay on Friday.", number=1):
        """Let an answer to the case's thread come in by the gateway.

        :return: the entries that it made
        """
        message = self.case.sudo().message_post(body="Reminder")
        before = self.log.sudo().search([])
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(
                False,
                MAIL.format(
                    sender=sender,
                    to=f"catchall@{self.alias_domain}",
                    parent=message.message_id,
                    body=body,
                    number=number,
                    file=base64.b64encode(PROOF).decode(),
                ),
            )
        return self.log.sudo().search([]) - before

    def test_answer_of_the_debtor_is_logged(self):
        entry = self.answer("Cedar Mills <accounts@cedar.example.com>")
        debtor = self.case.partner_id
        self.assertRecordValues(
            entry,
            [
                {
                    "case_id": self.case.id,
                    "channel": "email",
                    "direction": "in",
                    "result_code": "reply",
                    "recipient_role": "debtor",
                    "partner_id": debtor.id,
                    "is_violation": False,
                }
            ],
        )
        self.assertIn("We pay on Friday.", entry.text)
        self.assertIn("Re: your reminder", entry.text)
        self.assertIn("accounts@cedar.example.com", entry.address)
        self.assertEqual(
            json.loads(entry.attachments),
            [
                {
                    "size": len(PROOF),
                    "sha256": hashlib.sha256(PROOF).hexdigest(),
                }
            ],
        )
        self.assertTrue(entry.attachment_summary.startswith("proof.pdf (25.00 bytes"))
        self.assertIn("Re: your reminder", self.case.sudo().message_ids[0].subject)

    def test_answer_of_a_stranger_is_logged_as_such(self):
        entry = self.answer("Somebody <somebody@elsewhere.example.com>")
        self.assertEqual(entry.recipient_role, "unknown")

    def test_answer_of_a_colleague_is_no_contact(self):
        self.ben.sudo().email = "ben@our.example.com"
        self.assertFalse(self.answer("Ben <ben@our.example.com>"))

    def test_long_answer_is_cut_and_not_lost(self):
        entry = self.answer(
            "Cedar <accounts@cedar.example.com>", body="é" * (2 * 1024 * 1024)
        )
        self.assertEqual(len(entry), 1)
        self.assertLessEqual(len(entry.text.encode()), 2 * 1024 * 1024)
        self.seal()
        self.assert_whole()
