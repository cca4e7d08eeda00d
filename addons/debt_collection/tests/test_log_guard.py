# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2.errors

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .log_common import LogCommon

EVERYBODY = ("ann", "ben", "lena", "hugo", "mara", "adam", "odile", "nora", "paul")
# What somebody could want to change, by SQL, on an entry that is sealed already.
CHANGES = (
    "duration = 999",
    "verdict = '{}'",
    "is_violation = TRUE",
    "case_id = case_id + 1",
    "user_id = 1",
    "debtor_ref = 1",
    "date = date + interval '1 day'",
    "result_code = 'promise'",
    "content_digest = 'x'",
    "partner_id = NULL",
    "recipient_id = NULL",
    "seq = seq + 1000",
    "hash = 'x'",
    "seq = NULL, hash = NULL, previous_hash = NULL, version = NULL",
)


@tagged("post_install", "-at_install")
class TestLogGuard(LogCommon):
    """Invariant 5: the log is append-only for everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logged = cls.case.with_user(cls.ann).log_contact(
            "call", "conversation", note="Said she pays", duration=65
        )
        cls.env["collection.contact.sealer"].sudo()._seal(cls.company.id)
        cls.content = (
            cls.env["collection.contact.content"]
            .sudo()
            .search([("log_id", "=", cls.logged.id)])
        )

    # === THE ORM === #

    def test_nobody_changes_or_deletes_an_entry_by_rpc(self):
        for login in EVERYBODY:
            user = getattr(self, login)
            for method, args in (
                ("write", [self.logged.ids, {"duration": 1}]),
                ("web_save", [self.logged.ids, {"duration": 1}, {}]),
                ("unlink", [self.logged.ids]),
                ("copy", [self.logged.ids]),
            ):
                with (
                    self.subTest(user=login, method=method),
                    self.assertRaises(UserError),
                ):
                    self.call_rpc(user, self.log._name, method, args)
        self.assertEqual(self.logged.duration, 65)

    def test_superuser_is_refused_too(self):
        entry = self.logged.sudo().with_context(
            tracking_disable=True, skip_check=True, install_mode=True, no_guard=True
        )
        for action in (
            lambda: entry.write({"duration": 1}),
            lambda: entry.write({}),
            lambda: setattr(entry, "duration", 1),
            lambda: entry.unlink(),
            lambda: entry.copy(),
        ):
            with self.assertRaisesRegex(UserError, "logged|copied"):
                action()

    def test_import_over_an_entry_is_refused(self):
        data = self.env["ir.model.data"].sudo()
        data.create(
            {
                "name": "entry",
                "module": "__import__",
                "model": self.log._name,
                "res_id": self.logged.id,
            }
        )
        result = (
            self.log.with_user(self.mara)
            .with_context(import_file=True)
            .load(["id", "duration"], [["__import__.entry", "1"]])
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.logged.duration, 65)

    @mute_logger("odoo.sql_db")
    def test_private_write_of_the_orm_meets_the_guard(self):
        with (
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.logged.sudo()._write_multi([{"duration": 1}])

    def test_content_cannot_be_written_or_deleted(self):
        for action in (
            lambda: self.content.write({"note": "Nothing"}),
            lambda: self.content.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "logged"):
                action()

    # === SQL THROUGH ODOO === #

    def assert_refused(self, query, *parameters):
        """A statement is refused by the guard, whoever sends it through Odoo."""
        with (
            self.subTest(query=query),
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.sql(query, *parameters)

    def test_every_column_of_a_sealed_entry_is_protected(self):
        for change in CHANGES:
            self.assert_refused(
                f"UPDATE collection_contact_log SET {change} WHERE id = %s",
                self.logged.id,
            )

    def test_column_that_an_addon_adds_later_is_protected(self):
        self.sql("ALTER TABLE collection_contact_log ADD note_of_a_friend text")
        self.assert_refused(
            "UPDATE collection_contact_log SET note_of_a_friend = 'x' WHERE id = %s",
            self.logged.id,
        )

    def test_entry_not_sealed_yet_is_protected_too(self):
        fresh = self.entry()
        self.env.flush_all()
        self.assert_refused(
            "UPDATE collection_contact_log SET duration = 1 WHERE id = %s", fresh.id
        )
        self.assert_refused(
            "UPDATE collection_contact_log SET seq = 2 WHERE id = %s", fresh.id
        )

    def test_deleting_and_truncating_are_refused(self):
        self.assert_refused("DELETE FROM collection_contact_log")
        self.assert_refused("DELETE FROM collection_contact_content")
        self.assert_refused("TRUNCATE collection_contact_log CASCADE")
        self.assert_refused("TRUNCATE collection_contact_content")

    def test_entry_sealed_by_whoever_inserts_it_is_refused(self):
        self.assert_refused(
            """INSERT INTO collection_contact_log (
                      case_id, partner_id, debtor_ref, company_id, user_id, channel,
                      direction, date, local_time, recipient_role, result_id,
                      result_code, verdict, timing, date_logged, content_digest, seq,
                      previous_hash, hash, version)
               SELECT case_id, partner_id, debtor_ref, company_id, user_id, channel,
                      direction, date, local_time, recipient_role, result_id,
                      result_code, verdict, timing, date_logged, content_digest, 2,
                      hash, repeat('a', 64), 1
                 FROM collection_contact_log WHERE id = %s""",
            self.logged.id,
        )

    def test_content_can_be_erased_with_a_reason_and_never_replaced(self):
        update = "UPDATE collection_contact_content SET %s WHERE log_id = %%s"
        for change in (
            "note = 'Nothing'",
            "note = NULL",
            "salt = 'x'",
            "log_id = log_id + 1",
            "note = NULL, text = NULL, address = NULL, reason = NULL, salt = NULL",
            "note = 'x', salt = NULL, date_erased = now(), erased_by_id = 1,"
            " erase_reason = 'x'",
        ):
            self.assert_refused(update % change, self.logged.id)
        self.content._erase("Request of 12 June")
        for change in ("note = 'Back again'", "date_erased = NULL"):
            self.assert_refused(update % change, self.logged.id)

    def test_upgrade_brings_a_dropped_guard_back(self):
        self.sql(
            "DROP TRIGGER collection_contact_log_guard_rows ON collection_contact_log"
        )
        self.assertIn(("unguarded", 0), self.kinds(self.check()))
        self.log.init()
        self.assertEqual(self.kinds(self.check()), set())
        self.assert_refused("DELETE FROM collection_contact_log")

    # === WHAT THE LOG REFERS TO === #

    def test_partner_merge_rewrites_the_keys_and_keeps_the_chain(self):
        debtor = self.case.partner_id.sudo()
        kept = self.new_debtor("Cedar Mills Ltd")
        person = self.env["res.partner"].create(
            {"name": "Cora", "parent_id": debtor.id, "email": "cora@example.com"}
        )
        to_person = self.entry(recipient=person, result="conversation")
        self.seal()
        old_id = debtor.id
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (debtor | kept).ids, kept
        )
        self.env.invalidate_all()
        self.assertEqual(self.logged.partner_id, kept)
        self.assertEqual(to_person.recipient_id, person)
        self.assertEqual((self.logged | to_person).mapped("debtor_ref"), [old_id] * 2)
        self.assert_whole()
        self.entry(case=self.logged.case_id)
        self.seal()
        self.assert_whole()

    def test_merge_of_a_person_reached_keeps_who_it_was_then(self):
        debtor = self.case.partner_id.sudo()
        values = {"parent_id": debtor.id, "email": "cora@example.com"}
        cora, twin = self.env["res.partner"].create(
            [{"name": "Cora", **values}, {"name": "Cora Again", **values}]
        )
        entry = self.entry(recipient=cora, result="conversation")
        self.seal()
        ref = cora.id
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (cora | twin).ids, twin
        )
        self.env.invalidate_all()
        self.assertEqual((entry.recipient_id, entry.recipient_ref), (twin, ref))
        self.assert_whole()

    def test_debtor_or_person_in_the_log_is_archived_and_not_deleted(self):
        person = self.env["res.partner"].create({"name": "Cora"})
        self.entry(recipient=person, recipient_role="third_party", result="third_party")
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            person.unlink()
        person.active = False
        self.seal()
        self.assert_whole()
        self.new_debtor("Never Called").unlink()

    def test_user_who_leaves_is_archived_and_not_deleted(self):
        self.assertEqual(self.logged.user_id, self.ann)
        with self.assertRaisesRegex(UserError, "Archive the user"):
            self.ann.sudo().unlink()
        self.case.user_id = self.ben
        self.ann.sudo().active = False
        self.assert_whole()
        self.assertEqual(self.logged.with_user(self.mara).user_id.name, "Ann")
        self.new_user("leo", "debt_collection.group_collection_agent").unlink()

    def test_result_and_channel_in_the_log_are_kept(self):
        for record in (
            self.env.ref("debt_collection.collection_result_conversation"),
            self.env.ref("debt_collection.collection_channel_call"),
        ):
            record = record.with_user(self.mara)
            with self.assertRaisesRegex(UserError, "Archive"):
                record.unlink()
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                record.code = "other"
            record.name = "Another Name"
            record.active = False
        self.assert_whole()
        self.assertIn("Another Name", self.logged.with_user(self.mara).display_name)

    def test_result_and_channel_that_nobody_used_can_go(self):
        channel = self.env["collection.channel"].with_user(self.mara)
        fax = channel.create({"name": "Fax", "code": "fax"})
        self.assertIn(("fax", "Fax"), self.log._selection_channel())
        fax.unlink()
        self.assertNotIn("fax", dict(self.log._selection_channel()))
        self.env.ref("debt_collection.collection_result_hardship").with_user(
            self.mara
        ).unlink()

    def test_result_that_the_system_logs_is_kept(self):
        reply = self.env.ref("debt_collection.collection_result_reply")
        reply = reply.with_user(self.mara)
        with self.assertRaisesRegex(UserError, "by the system"):
            reply.unlink()
        with self.assertRaisesRegex(UserError, "by the system"):
            reply.code = "answer"

    def test_users_rights_do_not_decide_who_may_erase(self):
        for user in (self.ann, self.lena, self.odile):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.logged.with_user(user).erase("Request of 12 June")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.logged.with_user(self.mara).erase(" ")
        dialog = self.env["collection.contact.erase"].with_user(self.mara)
        context = {"active_model": self.log._name, "active_ids": self.logged.ids}
        dialog = dialog.with_context(**context).create({"reason": "Request of 12 June"})
        dialog.action_erase()
        self.assertTrue(self.logged.is_erased)

    def test_entry_not_sealed_yet_is_not_erased(self):
        with self.assertRaisesRegex(UserError, "not sealed yet"):
            self.entry().with_user(self.mara).erase("Request of 12 June")

    def test_case_with_log_stays_with_its_log_when_teams_change(self):
        self.case.sudo().write({"team_id": self.south.id, "user_id": self.cleo.id})
        self.north.member_ids = [Command.clear()]
        self.assertEqual(
            self.log.with_user(self.cleo).search([("case_id", "=", self.case.id)]),
            self.logged,
        )
        self.assert_whole()
