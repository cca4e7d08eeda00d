# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_collection.tools import chain

from .common import NOW
from .log_common import CHECK_LOGGER, TABLES, ChainCommon


@tagged("post_install", "-at_install")
class TestLogVerify(ChainCommon):
    """Content, stuck entries, versions, and who may verify."""

    def test_changed_content_is_named(self):
        for change in (
            "note = 'Nobody rang'",
            "note = NULL",
            "text = ''",
            "address = address || ' '",
            "reason = 'x'",
            "sentences = 'Nothing stood against it'",
            "file_names = 'other.pdf'",
            "salt = repeat('0', 32)",
        ):
            with (
                self.subTest(change=change),
                self.env.cr.savepoint() as savepoint,
                mute_logger(CHECK_LOGGER),
            ):
                with self.as_owner():
                    self.sql(
                        f"UPDATE collection_contact_content SET {change}"
                        " WHERE log_id = %s",
                        self.entries[1].id,
                    )
                self.assertEqual(
                    self.kinds(self.check()), {("content", self.entries[1].id)}
                )
                savepoint.rollback()
                self.env.invalidate_all()

    def test_deleted_content_is_named(self):
        with self.as_owner():
            self.sql(
                "DELETE FROM collection_contact_content WHERE log_id = %s",
                self.entries[1].id,
            )
        self.assert_found(("content", self.entries[1]))

    def test_erased_content_leaves_the_chain_whole(self):
        self.case.with_user(self.ann).hold("Cora is ill", NOW + timedelta(days=3))
        file = self.env["ir.attachment"].with_user(self.ann)
        entry = self.entry(
            note="Cora is ill",
            text="Dear Cora",
            attachments=file.create({"name": "Cora.pdf", "raw": b"x"}),
            date=NOW - timedelta(days=30),
            reason="Cora asked for time",
        ).sudo()
        entry += self.entry(note="Cora is still ill").sudo()
        self.seal()
        self.assertIn("Cora is ill", entry[1].verdict_summary)
        entry.with_user(self.mara).erase("Request of 12 June")
        for table in TABLES:
            self.env.cr.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            self.assertNotIn("Cora", self.env.cr.fetchone()[0])
        self.assertEqual(entry.mapped("is_erased"), [True, True])
        self.assertIn("on_hold", entry[1].verdict)
        self.assertRegex(entry[0].attachment_summary, r"^\(1\.00 bytes, SHA-256")
        entry = entry[0]
        self.assertEqual(self.kinds(self.check()), set())
        self.assert_whole()
        content = self.env["collection.contact.content"].sudo()
        self.assertRecordValues(
            content.search([("log_id", "=", entry.id)]),
            [
                {
                    "salt": False,
                    "erased_by_id": self.mara.id,
                    "erase_reason": "Request of 12 June",
                }
            ],
        )

    def test_entry_that_waits_too_long_for_its_seal_is_named(self):
        entry = self.entry().sudo()
        self.assertEqual(self.kinds(self.check()), set())
        with patch.object(self.env.cr, "now", lambda: NOW + timedelta(hours=1)):
            self.assert_found(("unsealed", entry))

    def test_debtor_or_person_replaced_without_a_merge_is_named(self):
        other = self.other_case.partner_id
        self.sql(
            "UPDATE collection_contact_log SET partner_id = %s WHERE id = %s",
            other.id,
            self.entries[1].id,
        )
        self.sql(
            "UPDATE collection_contact_log SET recipient_id = %s WHERE id = %s",
            other.id,
            self.entries[3].id,
        )
        self.env.invalidate_all()
        self.assert_found(
            ("repointed", self.entries[1]), ("repointed", self.entries[3])
        )

    def test_guard_switched_off_is_found(self):
        with self.as_owner():
            pass
        self.assertEqual(self.kinds(self.check()), set())
        self.sql("ALTER TABLE collection_contact_log DISABLE TRIGGER USER")
        with mute_logger(CHECK_LOGGER):
            self.assertEqual(self.kinds(self.check()), {("unguarded", 0)})
        self.sql("ALTER TABLE collection_contact_log ENABLE TRIGGER USER")

    # === VERSIONS === #

    @contextmanager
    def version_two(self):
        """A later version of the addon hashes another list of fields."""
        fields = tuple(name for name in chain.FIELDS[1] if name != "local_time")
        with patch.dict(chain.FIELDS, {2: (*fields, "result_id")}):
            yield

    def test_old_entries_are_verified_with_the_old_list(self):
        with self.version_two():
            self.assert_whole()
            newer = self.sealed(2)
            self.assertEqual(newer.mapped("version"), [2, 2])
            self.assertEqual(newer.mapped("seq"), [7, 8])
            self.assertEqual(newer[0].previous_hash, self.entries[-1].hash)
            self.assert_whole()
            with self.as_owner():
                self.sql(
                    "UPDATE collection_contact_log SET local_time = 'x'"
                    " WHERE id = ANY(%s)",
                    [self.entries[0].id, newer[0].id],
                )
            self.assert_found(("altered", self.entries[0]))

    def test_entries_of_a_version_that_is_not_known_are_named(self):
        with self.version_two():
            newer = self.sealed(1)
        self.assert_found(("altered", newer))

    # === WHO MAY VERIFY === #

    def test_managers_and_auditors_verify_and_nobody_else(self):
        for user in (self.mara, self.adam, self.odile):
            self.assertFalse(self.log.with_user(user).verify_chain())
            self.call_rpc(user, self.log._name, "verify_chain", [])
            self.call_rpc(user, "collection.chain.check", "action_verify", [[]])
        for user in (self.ann, self.lena, self.nora, self.paul):
            for model, method, args in (
                (self.log._name, "verify_chain", []),
                (self.log._name, "compare_head", [self.check().head]),
                ("collection.chain.check", "action_verify", [[]]),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self.call_rpc(user, model, method, args)

    def test_chain_of_a_company_one_does_not_work_for_is_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(AccessError, "not work for"):
            self.log.with_user(self.odile).verify_chain(elsewhere.id)
        self.assertFalse(self.log.with_user(self.odile).verify_chain(self.company))

    def test_checks_are_nobody_s_to_change(self):
        check = self.check()
        for user in (self.mara, self.adam, self.odile):
            for method, args in (
                ("write", [check.ids, {"state": "whole"}]),
                ("unlink", [check.ids]),
                ("create", [{"company_id": self.company.id}]),
            ):
                with self.subTest(method=method), self.assertRaises(AccessError):
                    self.call_rpc(user, check._name, method, args)
