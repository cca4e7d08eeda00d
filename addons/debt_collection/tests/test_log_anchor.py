# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tests.test_cursor import TestCursor
from odoo.tools import mute_logger

from .common import NOW
from .log_common import CHECK_LOGGER, LogCommon


@tagged("post_install", "-at_install")
class TestLogAnchor(LogCommon):
    """The head goes to where nobody who administers the database can change it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "collection_anchor_email": "auditor@example.com",
                "collection_anchor_period": "weekly",
            }
        )

    def check_nightly(self, days=0):
        """Run the nightly check some days later.

        :return: the mails with the company's head
        """
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        with (
            mute_logger(CHECK_LOGGER),
            # A cron has a cursor of its own, and with it a clock.
            patch.object(TestCursor, "now", lambda cr: NOW + timedelta(days)),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "debt_collection.ir_cron_collection_check"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return (mails.search([]) - before).filtered(
            lambda mail: f"company={self.company.id} " in mail.body_html
        )

    def test_head_is_sent_weekly(self):
        self.sealed(2)
        sent = [len(self.check_nightly(days)) for days in range(15)]
        self.assertEqual(sent, [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])

    def test_head_in_the_mail_is_the_one_that_is_compared(self):
        self.sealed(2)
        mail = self.check_nightly()
        self.assertEqual(mail.email_to, "auditor@example.com")
        self.assertIn("whole", mail.subject)
        found = self.log.with_user(self.odile).compare_head(mail.body_html)
        self.assertTrue(found["matches"])
        self.assertEqual(found["seq"], 2)

    def test_broken_chain_is_told_at_once(self):
        entries = self.sealed(2)
        self.assertTrue(self.check_nightly())
        with self.as_owner():
            self.sql(
                "UPDATE collection_contact_log SET duration = 5 WHERE id = %s",
                entries[0].id,
            )
        self.assertIn("BROKEN", self.check_nightly(1).subject)

    def test_nothing_is_sent_where_nobody_wants_it(self):
        self.sealed(1)
        self.company.collection_anchor_period = "none"
        self.assertFalse(self.check_nightly())
        self.company.write(
            {"collection_anchor_period": "daily", "collection_anchor_email": False}
        )
        self.assertFalse(self.check_nightly(1))

    def test_address_that_is_none_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no e-mail address"):
            self.company.collection_anchor_email = "the auditor"

    def test_head_is_downloaded_as_a_file(self):
        self.sealed(2)
        check = self.check()
        action = check.action_download_head()
        again = check.action_download_head()
        self.assertEqual(action, again)
        attachment = self.env["ir.attachment"].with_user(self.odile)
        attachment = attachment.browse(int(action["url"].split("/")[3].split("?")[0]))
        self.assertIn(check.head, attachment.raw.decode())

    def test_company_shows_its_last_check(self):
        self.sealed(1)
        self.check()
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.collection_chain_state, "whole")
        entry = self.log.sudo().search([("company_id", "=", self.company.id)], limit=1)
        with self.as_owner():
            self.sql(
                "UPDATE collection_contact_log SET duration = 5 WHERE id = %s", entry.id
            )
        with mute_logger(CHECK_LOGGER):
            self.check()
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.collection_chain_state, "broken")

    def test_pasted_mail_is_compared_in_the_dialog(self):
        self.sealed(1)
        dialog = self.env["collection.head.comparison"].with_user(self.odile)
        dialog = dialog.create({"head": self.check()._get_head_text()})
        dialog.action_compare()
        self.assertTrue(dialog.matches)
