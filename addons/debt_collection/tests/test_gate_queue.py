# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.debt_collection.models.gate import collection_exit_mixin

from .common import day
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateQueue(GateCommon):
    """A queue goes on without those that are refused, and what went out is logged."""

    def many_cases(self, count):
        """Open the cases of so many debtors with an e-mail address.

        :return: the cases, ann's
        """
        partners = self.env["res.partner"].create(
            [
                {"name": f"Debtor {number}", "email": f"d{number}@debtor.example"}
                for number in range(count)
            ]
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day(10),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "partner_id": partner.id,
                            "balance": 10,
                            "date_maturity": day(10),
                        }
                    )
                    for partner in partners
                ]
                + [
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "balance": -10 * count,
                        }
                    )
                ],
            }
        )
        entry.action_post()
        partners._collection_refresh()
        cases = self.env["collection.case"].with_user(self.mara)
        cases = cases.search([("partner_id", "in", partners.ids)])
        cases.write({"user_id": self.ann.id, "team_id": self.north.id})
        return cases

    def test_of_a_thousand_mails_the_ten_refused_ones_stay(self):
        cases = self.many_cases(1000)
        paused = cases[::100]
        paused.with_user(self.ann).hold("Flood", "2025-06-30 12:00:00")
        mails = self.queue(cases)
        refused = mails[::100]
        judged = []
        judge = type(self.env["collection.case"])._get_blockers

        def count(records, act):
            judged.append(len(records))
            return judge(records, act)

        self.patch(self.registry["collection.case"], "_get_blockers", count)
        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            patch.object(collection_exit_mixin, "_logger") as logger,
        ):
            mails.send()
        self.assertEqual(len(self._mails), 990)
        self.assertFalse(logger.exception.called)
        self.assertEqual(mails.exists(), refused)
        self.assertEqual(set(refused.mapped("state")), {"cancel"})
        self.assertEqual(set(refused.mapped("failure_type")), {"collection_refused"})
        self.assertLessEqual(max(judged), 50)
        refusals = (
            self.env["collection.refusal"].sudo().search([("case_id", "in", cases.ids)])
        )
        self.assertEqual(refusals.case_id, paused.sudo())
        self.assertEqual(refusals.user_id, self.ann)
        log = self.log([("case_id", "in", cases.ids)])
        self.assertEqual(len(log), 990)
        self.assertEqual(log.user_id, self.ann)

    def test_mail_that_went_out_stands_in_the_log(self):
        mail = self.queue(self.case)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        entry = self.log([("case_id", "=", self.case.id)])
        self.assertRecordValues(
            entry,
            [
                {
                    "channel": "email",
                    "direction": "out",
                    "user_id": self.ann.id,
                    "recipient_id": self.debtor.id,
                    "is_violation": False,
                }
            ],
        )
        self.assertIn("Please pay", entry.text)

    def test_mail_that_failed_does_not(self):
        mail = self.queue(self.case, recipient_ids=False, email_to="")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(self.log([("case_id", "=", self.case.id)]))

    def test_payment_between_queue_and_exit_stops_the_mail(self):
        mail = self.queue(self.case)
        self.pay(self.invoice)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(self._mails)
        self.assertIn("Nothing is overdue any more", mail.failure_reason)

    def test_mail_of_a_case_that_does_not_exist_stays(self):
        mail = self.queue(self.case)
        mail.mail_message_id.res_id = 2**30
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertEqual(mail.state, "cancel")
        refusal = self.env["collection.refusal"].sudo().search([], limit=1)
        self.assertEqual(refusal.reason_ids.code, "no_record")

    def test_message_of_a_colleague_is_neither_judged_nor_logged(self):
        self.hold()
        mail = self.queue(
            self.case, recipient_ids=[Command.link(self.mara.partner_id.id)]
        )
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self.log([("case_id", "=", self.case.id)]))

    def test_two_mails_of_one_case_are_judged_each_for_itself(self):
        self.env["mail.blacklist"].sudo()._add(self.debtor.email)
        to_debtor = self.queue(self.case)
        to_bookkeeper = self.queue(
            self.case, recipient_ids=[Command.link(self.bookkeeper.id)]
        )
        with self.mock_mail_gateway(mail_unlink_sent=True):
            (to_debtor | to_bookkeeper).send()
        self.assertEqual(to_debtor.state, "cancel")
        self.assertFalse(to_bookkeeper.exists())
        self.assertEqual(len(self._mails), 1)

    def test_sms_that_went_out_stands_in_the_log_and_the_refused_does_not(self):
        case = self.case.with_user(self.ann)
        case._message_sms("Pay.", partner_ids=self.debtor.ids)
        other = self.many_cases(1).with_user(self.ann)
        other._message_sms("Pay too.", sms_numbers=["+12025550177"])
        self.hold()
        sms = self.env["sms.sms"].sudo().search([("body", "in", ("Pay.", "Pay too."))])
        with self.mockSMSGateway():
            sms.send()
        log = self.log([("channel", "=", "sms")])
        self.assertEqual(log.case_id, other.sudo())
        self.assertEqual(log.text, "Pay too.")
        refused = sms.filtered(lambda one: one.body == "Pay.")
        self.assertEqual(refused.failure_type, "collection_refused")
        notification = (
            self.env["mail.notification"]
            .sudo()
            .search([("sms_id_int", "=", refused.id)])
        )
        self.assertEqual(notification.notification_status, "canceled")
        self.assertEqual(notification.failure_type, "collection_refused")
