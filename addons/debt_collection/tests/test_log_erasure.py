# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW
from .log_common import CHECK_LOGGER, ChainCommon

ERASE = """
UPDATE collection_contact_content
   SET salt = NULL, note = NULL, text = NULL, address = NULL, reason = NULL,
       sentences = NULL, file_names = NULL, date_erased = %s, erased_by_id = %s,
       erase_reason = 'Request'
 WHERE log_id = %s
"""


@tagged("post_install", "-at_install")
class TestLogErasure(ChainCommon):
    """Erasing is an entry of the log; words that are gone without one are found."""

    def erasures(self):
        """Return the entries that are erasures."""
        return self.log.sudo().search([("erases_id", "!=", False)])

    def test_erasure_is_an_entry_that_says_what_who_and_why(self):
        entries = self.entries[1:3]
        entries.with_user(self.mara).erase("  Request of 12 June ")
        erasures = self.erasures()
        self.assertEqual(erasures.erases_id, entries)
        self.assertEqual(erasures.mapped("reason"), ["Request of 12 June"] * 2)
        for values in (
            {"user_id": self.mara, "case_id": self.case, "date": NOW},
            {"channel": False, "direction": False, "result_code": False},
        ):
            for name, value in values.items():
                self.assertEqual(set(erasures.mapped(name)), {value})
        self.assertIn("Personal Data Erased", erasures[0].display_name)
        self.seal()
        self.assertTrue(all(erasures.mapped("seq")))
        self.assert_whole()
        # No contact took place.
        self.assertEqual(self.case.with_user(self.ann).log_count, 6)

    def test_erasing_again_logs_nothing(self):
        entry = self.entries[1].with_user(self.mara)
        entry.erase("Request of 12 June")
        entry.erase("Request of 13 June")
        self.assertEqual(self.erasures().mapped("reason"), ["Request of 12 June"])

    def test_erasure_is_neither_erased_nor_corrected(self):
        self.entries[1].with_user(self.mara).erase("Request of 12 June")
        self.seal()
        erasure = self.erasures()
        with self.assertRaisesRegex(UserError, "proof"):
            erasure.with_user(self.mara).erase("Another request")
        with self.assertRaisesRegex(UserError, "no contact"):
            self.entry(corrects=erasure, reason="Wrong")

    @mute_logger("odoo.sql_db")
    def test_sql_erases_nothing_without_an_entry(self):
        for entry, user in ((self.entries[1], self.lena), (self.entries[2], self.mara)):
            with (
                self.subTest(user=user.login),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.sql(ERASE, NOW, user.id, entry.id)

    @mute_logger("odoo.sql_db")
    def test_sql_erases_nothing_in_another_s_name(self):
        self.log.with_user(self.mara)._log_erasures(self.entries[1], "Request")
        self.env.flush_all()
        with (
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.sql(ERASE, NOW, self.lena.id, self.entries[1].id)
        self.sql(ERASE, NOW, self.mara.id, self.entries[1].id)

    @mute_logger("odoo.sql_db")
    def test_sql_erases_nothing_before_it_is_sealed(self):
        fresh = self.entry().sudo()
        self.log.with_user(self.mara)._log_erasures(fresh, "Request")
        self.env.flush_all()
        with (
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.sql(ERASE, NOW, self.mara.id, fresh.id)

    def test_words_gone_without_an_entry_are_named(self):
        with self.as_owner():
            self.sql(ERASE, NOW, self.mara.id, self.entries[3].id)
        self.assert_found(("erased", self.entries[3]))

    @mute_logger(CHECK_LOGGER)
    def test_erasure_told_otherwise_afterwards_is_named(self):
        self.entries[1].with_user(self.mara).erase("Request of 12 June")
        self.seal()
        self.assertEqual(self.kinds(self.check()), set())
        for change in (
            "erased_by_id = 1",
            "erase_reason = 'nobody'",
            "date_erased = date_erased - interval '1 day'",
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                with self.as_owner():
                    self.sql(
                        f"UPDATE collection_contact_content SET {change}"
                        " WHERE log_id = %s",
                        self.entries[1].id,
                    )
                self.assertEqual(
                    self.kinds(self.check()), {("erased", self.entries[1].id)}
                )
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_erasure_has_no_channel_and_a_contact_has_one(self):
        for change, row in (
            ("channel = NULL", self.entries[1]),
            (f"erases_id = {self.entries[0].id}", self.entries[1]),
        ):
            with (
                self.subTest(change=change),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.sql("ALTER TABLE collection_contact_log DISABLE TRIGGER USER")
                self.sql(
                    f"UPDATE collection_contact_log SET {change} WHERE id = %s", row.id
                )
