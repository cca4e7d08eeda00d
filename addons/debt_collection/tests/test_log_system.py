# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common import NOW
from .log_common import CHECK_LOGGER, LogCommon

SYSTEM_LOGGER = "odoo.addons.debt_collection.models.log.collection_system_entry_mixin"
UNLOGGED = "odoo.addons.debt_collection.models.log.collection_contact_unlogged"
TWO_MB = 2 * 1024 * 1024


@tagged("post_install", "-at_install")
class TestLogSystem(MailCommon, LogCommon):
    """What the system logs by itself is never refused and never lost."""

    def told(self, **told):
        """Return what the system tells of a mail that went out."""
        return {
            "case_id": self.case.id,
            "channel": "email",
            "direction": "out",
            "result": "sent",
            "recipient_role": "debtor",
            "address": "accounts@cedar.example.com",
            "text": "Please pay",
            **told,
        }

    def log_system(self, *entries):
        """Log as the system does."""
        return self.log.sudo()._log_system(list(entries))

    def waiting(self):
        """Return what waits to be logged."""
        return self.env["collection.contact.unlogged"].sudo().search([])

    def retry(self):
        """Try again as the cron does, but in the test's own transaction."""
        own = f"{UNLOGGED}.in_own_transaction"
        with patch(own, lambda env, work: work(env)):
            self.env["collection.contact.unlogged"].sudo()._retry_all()
        self.env.invalidate_all()

    def incoming(self, **told):
        """Let a mail of the debtor come in on the case.

        :return: the entries that it made
        """
        before = self.log.sudo().search([])
        self.case.sudo().message_update(
            {
                "author_id": self.case.partner_id.id,
                "email_from": "accounts@cedar.example.com",
                "subject": "Re: your reminder",
                "body": "<p>We pay on Friday.</p>",
                "attachments": [],
                **told,
            }
        )
        return self.log.sudo().search([]) - before

    # === WHAT A PERSON COULD NOT LOG === #

    def test_what_would_be_refused_from_a_person_is_logged_of_the_system(self):
        for told in (
            {"text": "é" * TWO_MB},
            {"address": "x" * 3 * 1024 * 1024},
            {"address": False},
            {"date": NOW - timedelta(days=3000)},
            {"date": NOW + timedelta(days=3000)},
            {"date": "Thu, 99 Foo"},
            {"recipient_role": "stranger"},
            {"recipient_id": 2**30},
            {"channel": "visit"},
            {"direction": "in"},
            {"text": "a\x00b\ud800"},
        ):
            with self.subTest(**{key: str(val)[:30] for key, val in told.items()}):
                entry = self.log_system(self.told(**told))
                self.assertEqual(len(entry), 1)
                self.assertEqual(entry.result_code, "sent")
                self.assertLessEqual(len((entry.text or "").encode()), TWO_MB)
                self.assertLessEqual(len(entry.address), 500)
        self.assertFalse(self.waiting())
        self.seal()
        self.assert_whole()

    def test_late_entry_of_the_system_is_marked_late(self):
        entry = self.log_system(self.told(date=NOW - timedelta(days=30)))
        self.assertEqual((entry.timing, entry.date), ("late", NOW - timedelta(days=30)))

    def test_settings_of_a_manager_do_not_hinder_the_system(self):
        sent = self.env.ref("debt_collection.collection_result_sent")
        sent.with_user(self.mara).write(
            {"is_conversation": True, "is_right_party": True, "active": False}
        )
        email = self.env.ref("debt_collection.collection_channel_email")
        email.with_user(self.mara).active = False
        entry = self.log_system(self.told(recipient_role="unknown", recipient_id=False))
        self.assertEqual(entry.result_id, sent.sudo())

    def test_nobody_passes_for_the_system(self):
        for user in (self.ann, self.mara, self.adam):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "leave them out"),
            ):
                self.log.with_user(user).create(
                    [
                        {
                            "case_id": self.case.id,
                            "channel": "call",
                            "is_system": True,
                            "result_id": self.env.ref(
                                "debt_collection.collection_result_no_answer"
                            ).id,
                        }
                    ]
                )

    # === WHAT THE SYSTEM USES STAYS WHAT IT IS === #

    def test_results_of_the_system_are_not_restricted(self):
        sms = self.env.ref("debt_collection.collection_channel_sms")
        for code in ("sent", "delivered", "bounced", "reply"):
            result = self.env.ref(f"debt_collection.collection_result_{code}")
            result = result.with_user(self.mara)
            other = "in" if result.direction == "out" else "out"
            for vals in (
                {"channel_ids": [Command.set(sms.ids)]},
                {"direction": other},
                {"code": "other"},
            ):
                with (
                    self.subTest(code=code, vals=vals),
                    self.assertRaisesRegex(UserError, "by the system"),
                ):
                    result.write(vals)
            with self.assertRaisesRegex(UserError, "by the system"):
                result.unlink()
            result.write({"name": "Another", "next_days": 3, "active": False})

    def test_results_of_people_can_be_restricted(self):
        result = self.env.ref("debt_collection.collection_result_no_answer")
        result = result.with_user(self.mara)
        result.direction = "out"
        result.channel_ids = result.channel_ids[:1]
        self.assertEqual(len(result.channel_ids), 1)

    def test_built_in_channels_keep_what_they_need(self):
        channels = self.env["collection.channel"].with_user(self.mara)
        for channel in channels.search([]):
            other = "none" if channel.address != "none" else "email"
            with (
                self.subTest(channel=channel.code),
                self.assertRaisesRegex(UserError, "the system itself"),
            ):
                channel.address = other
            with self.assertRaisesRegex(UserError, "the system itself|Archive"):
                channel.unlink()
            channel.write({"address": channel.address, "name": "Another"})
        fax = channels.create({"name": "Fax", "code": "fax"})
        fax.address = "phone"
        fax.unlink()

    # === WHAT CANNOT BE LOGGED IS KEPT === #

    def failing(self, error):
        """Let what is logged fail while the block runs."""

        def fail(entries, vals_list):
            raise error

        return patch.object(self.registry[self.log._name], "create", fail)

    @mute_logger(SYSTEM_LOGGER)
    def test_what_fails_is_kept_and_logged_by_the_cron(self):
        with self.failing(psycopg2.OperationalError("conflict")):
            self.assertFalse(
                self.log_system(self.told(text="One"), self.told(text="Two \ud800\x00"))
            )
            self.retry()
        self.assertEqual(self.waiting().mapped("tries"), [2, 2])
        self.assertIn("conflict", self.waiting()[0].error)
        self.retry()
        self.assertFalse(self.waiting())
        entries = self.log.sudo().search([("case_id", "=", self.case.id)])
        self.assertEqual(
            sorted(entry.text.split()[0] for entry in entries), ["One", "Two"]
        )
        self.assertEqual(set(entries.mapped("date")), {NOW})

    @mute_logger(SYSTEM_LOGGER)
    def test_one_that_fails_does_not_take_the_others_along(self):
        logged = self.log_system(self.told(), self.told(channel="telepathy"))
        self.assertEqual(logged.mapped("channel"), ["email"])
        self.assertEqual(len(self.waiting()), 1)

    @mute_logger(SYSTEM_LOGGER)
    def test_what_follows_from_a_result_may_fail(self):
        def fail(entries):
            raise ValueError(entries)

        with patch.object(self.registry[self.log._name], "_apply_results", fail):
            self.assertEqual(len(self.log_system(self.told())), 1)
        self.assertFalse(self.waiting())

    @mute_logger(SYSTEM_LOGGER, CHECK_LOGGER)
    def test_what_waits_too_long_is_found_by_the_check(self):
        self.log_system(self.told(channel="telepathy"))
        self.assertEqual(self.kinds(self.check()), set())
        with patch.object(self.env.cr, "now", lambda: NOW + timedelta(hours=1)):
            self.assertEqual(self.kinds(self.check()), {("unlogged", 0)})

    # === MAIL THAT COMES IN === #

    def test_mail_comes_in_and_is_logged_whatever_it_looks_like(self):
        for told in (
            {"email_from": "x" * 3 * 1024 * 1024},
            {"email_from": False, "author_id": False},
            {"body": "<p>" + "é" * TWO_MB + "</p>"},
            {"body": False, "subject": False},
            {"date": "not a date"},
            {"attachments": [("x.txt", "text", {}), ("y", b"", {}), ("z", None, {})]},
        ):
            with self.subTest(**{key: str(val)[:30] for key, val in told.items()}):
                self.assertEqual(self.incoming(**told).result_code, "reply")
        self.assertFalse(self.waiting())

    @mute_logger(
        "odoo.addons.debt_collection.models.log.collection_incoming_mixin",
        SYSTEM_LOGGER,
    )
    def test_mail_that_cannot_be_read_is_logged_without_its_text(self):
        entry = self.incoming(attachments=[None], body=["no text"])
        self.assertEqual((entry.result_code, entry.text), ("reply", False))

    @mute_logger(SYSTEM_LOGGER)
    def test_mail_comes_in_although_nothing_can_be_logged(self):
        with self.failing(UserError("Nothing is logged today")):
            self.assertFalse(self.incoming())
        self.assertEqual(len(self.waiting()), 1)

    # === MAIL THAT CAME BACK === #

    def test_mail_that_came_back_is_logged_and_its_address_to_be_corrected(self):
        debtor = self.case.partner_id.sudo()
        self.case.sudo()._message_receive_bounce(debtor.email, debtor)
        entry = self.log.sudo().search([("case_id", "=", self.case.id)])
        self.assertRecordValues(
            entry,
            [
                {
                    "result_code": "bounced",
                    "channel": "email",
                    "direction": "in",
                    "recipient_role": "debtor",
                    "is_violation": False,
                }
            ],
        )
        self.assertIn("E-mail", self.case.sudo().activity_ids.summary)
        self.assertEqual(self.case.sudo().activity_ids.user_id, self.ann)

    def report(self, status):
        """Send a message to the debtor, and let the operator report of it."""
        debtor = self.case.partner_id.sudo()
        message = self.case.sudo().message_post(body="Pay", message_type="sms")
        notification = (
            self.env["mail.notification"]
            .sudo()
            .create(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": debtor.id,
                    "notification_type": "sms",
                    "notification_status": "pending",
                    "sms_number": "+12125550100",
                }
            )
        )
        tracker = (
            self.env["sms.tracker"]
            .sudo()
            .create({"sms_uuid": "a" * 32, "mail_notification_id": notification.id})
        )
        for _twice in range(2):
            if status == "delivered":
                tracker._action_update_from_sms_state("sent")
            else:
                tracker._action_update_from_provider_error(status)
        return self.log.sudo().search([("case_id", "=", self.case.id)])

    def test_message_that_arrived_is_logged_once(self):
        entry = self.report("delivered")
        self.assertEqual(entry.mapped("result_code"), ["delivered"])
        self.assertEqual((entry.channel, entry.address), ("sms", "+12125550100"))

    def test_message_that_came_back_is_logged_and_its_number_to_be_corrected(self):
        self.assertEqual(
            self.report("invalid_destination").mapped("result_code"), ["bounced"]
        )
        self.assertIn("SMS", self.case.sudo().activity_ids.summary)
