# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import CollectionCommon, day

FOLD_LOGGER = "odoo.addons.debt_collection.models.ledger.collection_fold"


@tagged("post_install", "-at_install")
class TestMarks(CollectionCommon):
    """Who is marked, who is not, and what becomes of a mark."""

    # === WHAT LEAVES NO MARK === #

    def test_draft_invoice_marks_nobody(self):
        invoice = self.draft(100, past_due=10)
        invoice.invoice_line_ids.price_unit = 120
        invoice.partner_id = self.other
        self.assertFalse(self.marked())
        invoice.unlink()
        self.assertFalse(self.marked())

    def test_cancelled_draft_marks_nobody(self):
        self.draft(100, past_due=10).button_cancel()
        self.assertFalse(self.marked())

    def test_vendor_bill_marks_nobody(self):
        bill = self.post(100, past_due=10, move_type="in_invoice")
        self.pay(bill)
        self.assertFalse(self.marked())

    def test_entry_on_another_account_marks_nobody(self):
        account = self.company_data["default_account_assets"]
        self.entry(100, past_due=10, account=account)
        self.assertFalse(self.marked())

    def test_change_without_meaning_for_the_debt_marks_nobody(self):
        invoice = self.post(100, past_due=10)
        self.fold()
        invoice.ref = "another reference"
        self.open_lines(invoice).name = "another label"
        self.debtor.write({"phone": "+32 2 290 34 90", "email": "pay@aspen.example"})
        self.assertFalse(self.marked())

    def test_renamed_account_marks_nobody(self):
        self.post(100, past_due=10)
        self.fold()
        self.receivable.name = "Trade receivables"
        self.assertFalse(self.marked())

    def test_setting_that_decides_nothing_marks_nobody(self):
        self.post(100, past_due=10)
        self.fold()
        self.company.collection_high_value = 5
        self.assertFalse(self.marked())

    # === WHO IS MARKED === #

    def test_only_the_touched_debtors_are_marked(self):
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.fold()
        self.post(50, past_due=20, partner=self.other)
        self.assertEqual(self.marked(), self.other)

    def test_posting_many_debtors_inserts_by_one_statement(self):
        drafts = self.env["account.move"].union(
            *(
                self.draft(10, past_due=3, partner=self.new_debtor(f"Debtor {number}"))
                for number in range(5)
            )
        )
        self.env.flush_all()
        with self.our_statements() as statements:
            drafts.action_post()
            marked = self.marked()
        self.assertEqual(marked, drafts.partner_id.sorted("id"))
        inserts = [text for text in statements if text.startswith("INSERT")]
        self.assertEqual(len(inserts), 1)

    def test_rolled_back_posting_leaves_no_mark(self):
        with self.env.cr.savepoint() as savepoint:
            self.post(100, past_due=10)
            self.assertTrue(self.marked())
            savepoint.rollback()
        self.assertFalse(self.marked())

    # === THE FOLD === #

    def test_fold_deletes_its_marks_and_leaves_the_others(self):
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.assertEqual(self.marked(), self.debtor | self.other)
        marks = self.env["collection.mark"].sudo()
        of_debtor = marks.search([("partner_ref", "=", self.debtor.id)])
        self.env["collection.fold"].sudo()._fold_marks(of_debtor.ids)
        self.assertEqual(self.marked(), self.other)
        self.assert_case_equals_ledger()
        self.assert_no_case(self.other)

    def test_refresh_leaves_the_marks_to_the_fold_after_the_commit(self):
        self.post(100, past_due=10)
        self.marked()
        marks = self.env["collection.mark"].sudo()
        before = marks.search([])
        self.debtor._collection_refresh()
        self.assert_case_equals_ledger()
        self.assertLess(set(before), set(marks.search([])))
        waiting = self.cr.postcommit.data["debt_collection.marks"]
        self.assertEqual(set(marks.search([]).ids), set(waiting))

    def test_refresh_takes_up_a_mark_that_a_crash_left(self):
        self.post(100, past_due=10)
        self.marked()
        mark = self.env["collection.mark"].sudo().search([])
        self.cr.postcommit.clear()
        self.debtor._collection_refresh()
        self.assertIn(mark.id, self.cr.postcommit.data["debt_collection.marks"])

    def test_second_fold_changes_nothing(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.assert_case_equals_ledger()
        before = case.read()
        self.debtor._collection_refresh()
        self.fold()
        self.assertEqual(case.read(), before)

    def test_refresh_of_a_contact_refreshes_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.post(100, past_due=10)
        contact._collection_refresh()
        self.assert_case_equals_ledger()

    def test_refresh_ignores_the_caller_s_context_and_rights(self):
        self.post(100, past_due=10)
        nora = self.new_user("nora", "base.group_user")
        self.debtor.with_user(nora).with_context(
            active_test=False, allowed_company_ids=[]
        )._collection_refresh()
        self.assert_case_equals_ledger()

    def test_refresh_of_nobody_does_nothing(self):
        self.env["res.partner"]._collection_refresh()
        self.env["collection.case"].with_user(self.manager).action_refresh()

    def test_refresh_cannot_be_called_by_rpc(self):
        with self.assertRaises(Exception) as refused:
            self.call_rpc(self.manager, "res.partner", "_collection_refresh", [[1]])
        self.assertIn("_collection_refresh", str(refused.exception))

    def test_case_tells_that_it_waits_for_its_fold(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.fold()
        cases = self.case_of() | self.case_of(self.other)
        self.assertEqual(cases.mapped("is_refreshing"), [False, False])
        self.advance(10, partner=contact)
        self.marked()
        cases.invalidate_recordset()
        self.assertEqual(cases.mapped("is_refreshing"), [True, False])
        cases.action_refresh()
        cases.invalidate_recordset()
        self.assertEqual(cases.mapped("amount_due"), [90, 100])
        self.fold()
        cases.invalidate_recordset()
        self.assertEqual(cases.mapped("is_refreshing"), [False, False])

    def test_failing_fold_after_the_commit_reaches_nobody(self):
        self.post(100, past_due=10)
        self.marked()
        fold = self.env["collection.fold"].sudo()
        with (
            patch.object(
                self.registry["collection.fold"],
                "_fold_marks",
                side_effect=OperationalError("the connection pool is full"),
            ),
            self.enter_registry_test_mode(),
            self.assertLogs(FOLD_LOGGER, "WARNING"),
        ):
            fold._fold_committed([1])
        self.assertEqual(self.marked(), self.debtor)

    def test_fold_is_registered_for_after_the_commit(self):
        self.assertIsInstance(self.cr, Cursor)
        waiting = len(self.cr.postcommit.data.get("debt_collection.marks", ()))
        self.post(100, past_due=10)
        self.marked()
        self.assertEqual(
            len(self.cr.postcommit.data["debt_collection.marks"]), waiting + 1
        )

    def test_cron_folds_what_a_crash_left(self):
        self.post(100, past_due=10)
        self.marked()
        with self.enter_registry_test_mode():
            self.env.ref(
                "debt_collection.ir_cron_collection_fold"
            ).sudo().method_direct_trigger()
        self.assertFalse(self.marked())
        self.assert_case_equals_ledger()

    def test_mark_that_cannot_be_folded_stays_and_the_others_go(self):
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.marked()
        fold_debtors = self.registry["collection.fold"]._fold_debtors
        bad = self.debtor.id

        def fail_for_one(fold, company, debtor_ids, decides):
            if bad in debtor_ids:
                raise ValueError("unlucky debtor")
            return fold_debtors(fold, company, debtor_ids, decides)

        with (
            patch.object(
                self.registry["collection.fold"], "_fold_debtors", fail_for_one
            ),
            self.enter_registry_test_mode(),
            mute_logger(FOLD_LOGGER),
        ):
            self.env["collection.fold"].sudo()._fold_all()
        self.assertEqual(self.marked(), self.debtor)
        self.assert_case_equals_ledger(self.other)

    @contextmanager
    def failing_decisions(self, error):
        """Let whatever is decided after a fold fail for the debtor."""
        respond = self.registry["collection.case"]._respond
        bad = self.debtor.id

        def fail(cases, company, today, upkeep, debtor_ids):
            if bad in debtor_ids:
                raise error
            return respond(cases, company, today, upkeep, debtor_ids)

        with (
            patch.object(self.registry["collection.case"], "_respond", fail),
            self.enter_registry_test_mode(),
        ):
            yield

    def test_case_follows_the_ledger_although_nothing_can_be_decided(self):
        self.post(100, past_due=10)
        self.post(100, past_due=10, partner=self.other)
        self.marked()
        with (
            self.failing_decisions(OverflowError("date value out of range")),
            self.assertLogs(FOLD_LOGGER, "ERROR") as logged,
        ):
            self.env["collection.fold"].sudo()._fold_all()
        self.assertIn("nothing was decided about it", logged.output[0])
        self.assertFalse(self.marked())
        case = self.assert_case_equals_ledger()
        self.assertFalse(case.step_id)
        self.assertTrue(self.assert_case_equals_ledger(self.other).step_id)

    def test_refresh_by_hand_shows_the_figures_although_nothing_can_be_decided(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.post(50, past_due=10)
        with (
            self.failing_decisions(OverflowError("date value out of range")),
            self.assertLogs(FOLD_LOGGER, "ERROR") as logged,
        ):
            case.with_user(self.manager).action_refresh()
        self.assertIn("nothing was decided about them", logged.output[0])
        self.assertEqual(self.assert_case_equals_ledger().amount_overdue, 150)

    def test_case_of_one_booking_follows_the_ledger_right_after_its_commit(self):
        self.post(100, past_due=10)
        self.marked()
        mark = self.env["collection.mark"].sudo().search([])
        fold = self.env["collection.fold"].sudo()
        with (
            self.failing_decisions(OverflowError("date value out of range")),
            self.assertLogs(FOLD_LOGGER, "ERROR"),
        ):
            fold._fold_committed(mark[:1].ids)
        self.assert_case_equals_ledger()

    def test_decision_that_finds_a_case_locked_is_left_to_the_next_fold(self):
        self.post(100, past_due=10)
        self.marked()
        mark = self.env["collection.mark"].sudo().search([])
        with self.failing_decisions(LockNotAvailable()):
            self.env["collection.fold"].sudo()._fold_committed(mark[:1].ids)
        self.assertEqual(self.marked(), self.debtor)
        self.assert_no_case()

    def test_mark_of_a_deleted_partner_is_folded_away(self):
        gone = self.new_debtor("Gone")
        self.env["collection.mark"].sudo()._mark_debtor(self.company, gone.id)
        gone.unlink()
        self.fold()
        self.env.cr.execute(SQL("SELECT COUNT(*) FROM collection_mark"))
        self.assertEqual(self.env.cr.fetchone(), (0,))

    # === DEBTORS THAT CHANGE === #

    def test_contact_that_leaves_its_company_becomes_a_debtor(self):
        contact = self.env["res.partner"].create(
            {"name": "Workshop", "parent_id": self.debtor.id}
        )
        self.post(100, past_due=10)
        self.entry(40, past_due=30, partner=contact)
        self.fold()
        self.assertEqual(self.case_of().amount_due, 140)
        contact.parent_id = False
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().amount_due, 100)
        self.assertEqual(self.assert_case_equals_ledger(contact).amount_due, 40)

    def test_archived_debtor_keeps_the_case(self):
        invoice = self.post(100, past_due=10)
        self.fold()
        self.debtor.active = False
        self.open_lines(invoice).date_maturity = day(50)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger().days_past_due, 50)
