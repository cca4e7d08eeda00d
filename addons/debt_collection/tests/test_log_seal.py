# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_collection.tools import chain

from .log_common import LogCommon

SEALER = "odoo.addons.debt_collection.models.log.collection_contact_sealer"


@tagged("post_install", "-at_install")
class TestLogSeal(LogCommon):
    """Entries get their numbers and seals in order, company by company."""

    def test_entries_are_sealed_in_the_order_of_their_ids(self):
        entries = self.sealed(5)
        self.assertEqual(entries.mapped("seq"), [1, 2, 3, 4, 5])
        self.assertEqual(entries[0].previous_hash, chain.NO_SEAL)
        self.assertEqual(
            entries[1:].mapped("previous_hash"), entries[:-1].mapped("hash")
        )
        self.assertEqual(set(entries.mapped("version")), {chain.current_version()})
        self.assert_whole()

    def test_sealing_again_changes_nothing(self):
        entries = self.sealed(3)
        before = entries.mapped("hash")
        self.assertEqual(self.seal(), 0)
        self.assertEqual(entries.mapped("hash"), before)

    def test_each_company_has_a_chain_of_its_own(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.sealed(2)
        with self.as_owner():
            # As if it had been logged there: only the chain's company matters here.
            self.entry()
            self.env.flush_all()
            self.sql(
                "UPDATE collection_contact_log SET company_id = %s WHERE seq IS NULL",
                elsewhere.id,
            )
        self.seal()
        there = self.log.sudo().search([("company_id", "=", elsewhere.id)])
        self.assertRecordValues(there, [{"seq": 1, "previous_hash": chain.NO_SEAL}])
        self.assertEqual(self.kinds(self.check(elsewhere)), set())
        self.assert_whole()

    def test_seal_takes_a_batch_at_a_time_and_the_cron_the_rest(self):
        with patch(f"{SEALER}.SEAL_BATCH", 2):
            entries = self.log.concat(*(self.entry() for _number in range(5)))
            self.assertEqual(self.seal(), 2)
            with self.enter_registry_test_mode():
                self.env.ref(
                    "debt_collection.ir_cron_collection_seal"
                ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(entries.sudo().mapped("seq"), [1, 2, 3, 4, 5])
        self.assert_whole()

    def test_logging_asks_for_the_seal_once_a_transaction(self):
        cr = self.env.cr
        cr.postcommit.clear()
        self.entry()
        self.entry()
        self.assertEqual(
            cr.postcommit.data["debt_collection.unsealed"], {self.company.id}
        )
        self.assertEqual(len(cr.postcommit._funcs), 1)
        cr.postcommit.clear()

    @mute_logger(SEALER)
    def test_seal_that_fails_after_the_commit_does_not_reach_the_user(self):
        sealer = self.env["collection.contact.sealer"]
        entry = self.entry()
        with patch(
            f"{SEALER}.in_own_transaction",
            side_effect=RuntimeError("no connection left"),
        ):
            sealer._seal_committed([self.company.id])
        self.seal()
        self.assertEqual(entry.sudo().seq, 1)
