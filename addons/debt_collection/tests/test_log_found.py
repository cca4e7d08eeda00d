# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_collection.models.log.log_statements import LOG_GUARD

from .log_common import CHECK_LOGGER, ChainCommon

NOTHING = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN RETURN NEW; END $$ LANGUAGE plpgsql
"""


@tagged("post_install", "-at_install")
class TestLogFound(ChainCommon):
    """What is wrong with the log although every seal holds."""

    # === THE GUARDS === #

    @mute_logger(CHECK_LOGGER)
    def assert_unguarded(self, *statements):
        """The check finds that the guards are not what they should be."""
        with self.subTest(statements=statements), self.env.cr.savepoint() as savepoint:
            for statement in statements:
                self.sql(statement)
            self.assertEqual(self.kinds(self.check()), {("unguarded", 0)})
            savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(self.kinds(self.check()), set())

    def test_guard_s_function_hollowed_out_is_found(self):
        for table in ("collection_contact_log", "collection_contact_content"):
            self.assert_unguarded(NOTHING.format(name=f"{table}_guard"))

    def test_one_word_less_in_the_guard_is_found(self):
        self.assert_unguarded(LOG_GUARD.replace("'hash',", "'hash', 'duration',"))

    def test_trigger_of_the_name_on_another_table_is_found(self):
        name = "collection_contact_log_guard_rows"
        self.assert_unguarded(
            f"DROP TRIGGER {name} ON collection_contact_log",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE"
            " ON collection_mark FOR EACH ROW"
            " EXECUTE FUNCTION collection_contact_log_guard()",
        )

    def test_trigger_that_looks_away_is_found(self):
        name, table = "collection_contact_log_guard_rows", "collection_contact_log"
        create = f"CREATE OR REPLACE TRIGGER {name} BEFORE %s FOR EACH ROW %s"
        run = "EXECUTE FUNCTION collection_contact_log_guard()"
        for events, rest in (
            (f"INSERT OR UPDATE ON {table}", run),
            (f"INSERT OR UPDATE OF hash OR DELETE ON {table}", run),
            (f"INSERT OR UPDATE OR DELETE ON {table}", f"WHEN (FALSE) {run}"),
        ):
            self.assert_unguarded(create % (events, rest))

    # === RESULTS === #

    def test_result_exchanged_is_named(self):
        voicemail = self.env.ref("debt_collection.collection_result_voicemail")
        with self.as_owner():
            self.sql(
                "UPDATE collection_contact_log SET result_id = %s WHERE id = %s",
                voicemail.id,
                self.entries[2].id,
            )
        self.assert_found(("result", self.entries[2]))

    def test_result_is_shown_as_it_was_called_then(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        result = self.env.ref("debt_collection.collection_result_no_answer")
        result.sudo().with_context(lang="fr_FR").name = "Sans réponse"
        older, entry = self.entries[0], self.entry().sudo()
        result.with_user(self.mara).name = "Promise to Pay"
        result.with_user(self.mara).with_context(lang="fr_FR").name = "Promesse"
        self.env.invalidate_all()
        for record, lang, label in (
            (older, "en_US", "No Answer"),
            (older, "fr_FR", "No Answer"),
            (entry, "en_US", "No Answer"),
            (entry, "fr_FR", "Sans réponse"),
        ):
            with self.subTest(lang=lang, record=record):
                shown = record.with_context(lang=lang)
                self.assertEqual(shown.result_label, label)
                self.assertIn(label, shown.display_name)
        timeline = self.case.with_user(self.ann).get_timeline()
        titles = str(timeline)
        self.assertIn("No Answer", titles)
        self.assertNotIn("Promise to Pay", titles)

    # === WHOM AN ENTRY SHOWS === #

    def merge(self, gone, kept):
        """Merge a contact into another one."""
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (gone | kept).ids, kept
        )
        self.env.invalidate_all()

    def test_entry_pointed_at_anybody_after_a_merge_is_named(self):
        kept = self.new_debtor("Cedar Mills Ltd")
        self.merge(self.case.partner_id.sudo(), kept)
        self.assertEqual(self.kinds(self.check()), set())
        third = self.new_debtor("Third")
        for column, entry in (
            ("partner_id", self.entries[1]),
            ("recipient_id", self.entries[3]),
        ):
            self.sql(
                f"UPDATE collection_contact_log SET {column} = %s WHERE id = %s",
                third.id,
                entry.id,
            )
        self.env.invalidate_all()
        self.assert_found(
            ("repointed", self.entries[1]), ("repointed", self.entries[3])
        )

    def test_debtor_merged_twice_is_no_fault(self):
        for name in ("Cedar Mills Ltd", "Cedar Mills Group"):
            self.merge(self.entries[0].partner_id.sudo(), self.new_debtor(name))
        self.assertEqual(self.entries[0].partner_id.name, "Cedar Mills Group")
        self.assert_whole()

    def test_debtor_merged_into_one_that_joins_a_company_is_no_fault(self):
        kept = self.new_debtor("Cedar Mills Ltd")
        self.merge(self.case.partner_id.sudo(), kept)
        holding = self.new_debtor("Holding")
        holding.is_company = True
        kept.write({"is_company": False, "parent_id": holding.id})
        self.fold()
        self.env.invalidate_all()
        self.assert_whole()
