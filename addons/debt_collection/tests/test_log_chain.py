# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_collection.tools import chain

from .log_common import CHECK_LOGGER, ChainCommon


@tagged("post_install", "-at_install")
class TestLogChain(ChainCommon):
    """What is changed behind Odoo's back is found and named."""

    def test_untouched_chain_is_whole(self):
        self.assert_whole()
        check = self.check()
        self.assertRecordValues(
            check,
            [
                {
                    "state": "whole",
                    "entry_count": 6,
                    "fault_count": 0,
                    "head_seq": 6,
                    "head_hash": self.entries[-1].hash,
                    "user_id": self.odile.id,
                }
            ],
        )

    def test_changed_entry_is_named_whatever_the_column(self):
        columns = {
            "company_id": None,
            "erases_id": None,
            "id": None,
            "attachments": "'[]'",
            "case_id": str(self.other_case.id),
            "channel": "'visit'",
            "content_digest": "repeat('0', 64)",
            "corrects_id": str(self.entries[0].id),
            "date": "date + interval '1 second'",
            "date_logged": "date_logged + interval '1 second'",
            "date_next": "'2025-07-01'",
            "debtor_ref": "debtor_ref + 1",
            "direction": "'in'",
            "duration": "duration + 1",
            "is_violation": "TRUE",
            "local_time": "'2025-06-16T21:00:00+09:00'",
            "recipient_ref": "NULL",
            "recipient_role": "'unknown'",
            "result_code": "'voicemail'",
            "result_names": "'{}'",
            "timing": "'late'",
            "user_id": str(self.ben.id),
            "verdict": "'{}'",
        }
        self.assertEqual(set(columns), set(chain.FIELDS[chain.current_version()]))
        for column, value in columns.items():
            if value is None:
                continue
            with (
                self.subTest(column=column),
                self.env.cr.savepoint() as savepoint,
                mute_logger(CHECK_LOGGER),
            ):
                with self.as_owner():
                    self.sql(
                        f"UPDATE collection_contact_log SET {column} = {value}"
                        " WHERE id = %s",
                        self.entries[2].id,
                    )
                found = self.kinds(self.check())
                self.assertIn(("altered", self.entries[2].id), found)
                self.assertEqual(len(found), 1)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_deleted_entry_is_named_by_the_one_after_it(self):
        with self.as_owner():
            self.sql(
                "DELETE FROM collection_contact_content WHERE log_id = %s",
                self.entries[2].id,
            )
            self.sql(
                "DELETE FROM collection_contact_log WHERE id = %s", self.entries[2].id
            )
        self.assert_found(("deleted", self.entries[3]))

    def test_first_entry_deleted_is_named(self):
        with self.as_owner():
            for table, key in (("content", "log_id"), ("log", "id")):
                self.sql(
                    f"DELETE FROM collection_contact_{table} WHERE {key} = %s",
                    self.entries[0].id,
                )
        self.assert_found(("deleted", self.entries[1]))

    def test_inserted_entry_is_named(self):
        new = self.entry()
        with self.as_owner():
            self.env.flush_all()
            self.sql(
                """UPDATE collection_contact_log
                      SET seq = 7, previous_hash = repeat('a', 64),
                          hash = repeat('b', 64), version = 1
                    WHERE id = %s""",
                new.id,
            )
        self.assert_found(("inserted", new))

    def test_exchanged_entries_are_both_named(self):
        one, other = self.entries[1], self.entries[4]
        with self.as_owner():
            for entry, seq in ((one, -1), (other, 2), (one, 5)):
                self.sql(
                    "UPDATE collection_contact_log SET seq = %s WHERE id = %s",
                    seq,
                    entry.id,
                )
        self.assert_found(("moved", one), ("moved", other))

    def test_entry_changed_and_sealed_anew_is_named(self):
        with self.as_owner():
            self.sql(
                "UPDATE collection_contact_log SET duration = 99 WHERE id = %s",
                self.entries[2].id,
            )
            self.env.invalidate_all()
            self.sql(
                "UPDATE collection_contact_log SET hash = %s WHERE id = %s",
                self.seal_of(self.entries[2]),
                self.entries[2].id,
            )
        self.assert_found(("rehashed", self.entries[2]))

    def reseal_from(self, index):
        """Change an entry and seal everything from there anew, so that the chain is
        whole in itself."""
        with self.as_owner():
            self.sql(
                "UPDATE collection_contact_log SET duration = 99 WHERE id = %s",
                self.entries[index].id,
            )
            previous = self.entries[index].previous_hash
            for entry in self.entries[index:]:
                self.sql(
                    "UPDATE collection_contact_log SET previous_hash = %s"
                    " WHERE id = %s",
                    previous,
                    entry.id,
                )
                self.env.invalidate_all()
                previous = self.seal_of(entry)
                self.sql(
                    "UPDATE collection_contact_log SET hash = %s WHERE id = %s",
                    previous,
                    entry.id,
                )

    def test_chain_rewritten_to_its_end_is_found_by_an_earlier_check(self):
        self.check()
        self.reseal_from(3)
        self.assert_found(("rewritten", self.entries[5]))

    def test_chain_rewritten_with_its_checks_is_found_by_the_head_somebody_kept(self):
        head = self.check().head
        self.reseal_from(3)
        with self.as_owner():
            self.sql("DELETE FROM collection_chain_fault")
            self.sql("DELETE FROM collection_chain_check")
        self.assert_whole()
        found = self.log.with_user(self.odile).compare_head(f"Kept:\n{head}\n")
        self.assertFalse(found["matches"])
        self.assertIn("rewritten", found["message"])

    def test_end_cut_off_is_found_by_an_earlier_check_and_by_the_head(self):
        head = self.check().head
        with self.as_owner():
            last = self.entries[4:].ids
            self.sql(
                "DELETE FROM collection_contact_content WHERE log_id = ANY(%s)", last
            )
            self.sql("DELETE FROM collection_contact_log WHERE id = ANY(%s)", last)
        self.assert_found(("truncated", self.entries[3]))
        found = self.log.with_user(self.odile).compare_head(head)
        self.assertFalse(found["matches"])
        self.assertIn("cut off", found["message"])

    def test_log_emptied_is_found_although_no_entry_is_left_to_name(self):
        self.check()
        with self.as_owner():
            self.sql("DELETE FROM collection_contact_content")
            self.sql("DELETE FROM collection_contact_log")
        with mute_logger(CHECK_LOGGER):
            check = self.check()
        self.assertEqual(self.kinds(check), {("truncated", 0)})
        self.assertEqual(check.state, "broken")

    def test_head_of_an_older_chain_matches_the_longer_one(self):
        head = self.check().head
        self.sealed(3)
        found = self.log.with_user(self.odile).compare_head(head)
        self.assertTrue(found["matches"])
        self.assertEqual(found["seq"], 6)
