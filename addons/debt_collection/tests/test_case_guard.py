# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, CastCommon

# A value of another kind than the case has, for each field the ledger decides.
FORGED = {
    "name": "COL/X",
    "amount_due": 1,
    "amount_overdue": 1,
    "amount_not_due": 1,
    "amount_1_30": 1,
    "amount_31_60": 1,
    "amount_61_90": 1,
    "amount_91_120": 1,
    "amount_over_120": 1,
    "amount_credit": 1,
    "amount_excluded": 1,
    "open_item_count": 9,
    "days_past_due": 9,
    "bucket": "over_120",
    "date_oldest_due": TODAY,
    "date_next_due": TODAY,
    "date_ahead": TODAY,
    "date_agreed": TODAY,
    "date_as_of": TODAY,
    "date_last_payment": TODAY,
    "amount_last_payment": 1,
    "state": "promised",
    "outcome": "paid",
    "date_opened": TODAY,
    "date_closed": TODAY,
    "reopen_count": 9,
    "score": 9,
    "scorecard_id": 1,
    "segment_id": 1,
    "segment_date": TODAY,
    "segment_reason": "override",
    "segment_score": 9,
    "segment_score_before": 9,
    "strategy_id": 1,
    "experiment_id": 1,
    "step_id": 1,
    "override_segment_id": 1,
    "override_reason": "X",
    "override_until": TODAY,
    "override_user_id": 1,
}


@tagged("post_install", "-at_install")
class TestCaseGuard(CastCommon):
    """What follows from the ledger is nobody's to write, by no way in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)
        cls.forged = {
            **FORGED,
            "company_id": cls.company.id,
            "partner_id": cls.other.id,
            "previous_case_id": cls.case.id,
            "merged_into_id": cls.case.id,
        }

    def test_forged_values_cover_every_readonly_field(self):
        stored = {
            name
            for name, field in self.case._fields.items()
            if field.store
            and field.readonly
            and not (field.compute or field.related)
            and field.type not in ("one2many", "many2many")
        } - {"id", *MAGIC_COLUMNS}
        self.assertEqual(stored - set(self.forged), set())

    def test_no_role_writes_a_ledger_field(self):
        before = self.case.read()
        for user in (
            self.ann,
            self.hugo,
            self.mara,
            self.adam,
            self.env.ref("base.user_root"),
        ):
            for name, value in self.forged.items():
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(UserError),
                ):
                    self.case.with_user(user).write({name: value})
        self.assertEqual(self.case.read(), before)

    def test_sudo_does_not_write_a_ledger_field(self):
        with self.assertRaisesRegex(UserError, "Correct the invoice"):
            self.case.sudo().write({"amount_due": 0})

    def test_refusal_names_the_fields(self):
        with self.assertRaisesRegex(UserError, "Overdue, State"):
            self.case.write({"state": "closed", "amount_overdue": 0, "color": 3})

    def test_client_writes_neither_by_write_nor_by_web_save(self):
        for method, args in (
            ("write", [self.case.ids, {"state": "legal"}]),
            ("web_save", [self.case.ids, {"state": "legal"}, {"name": {}}]),
        ):
            with self.subTest(method=method), self.assertRaises(UserError):
                self.call_rpc(self.adam, "collection.case", method, args)

    def test_import_writes_no_ledger_field(self):
        result = (
            self.env["collection.case"]
            .with_user(self.adam)
            .load([".id", "amount_due"], [[str(self.case.id), "0"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("follow from the accounting", result["messages"][0]["message"])
        self.assertEqual(self.case.amount_due, 100)

    def test_import_creates_no_case(self):
        count = self.env["collection.case"].with_user(self.adam).search_count([])
        result = (
            self.env["collection.case"]
            .with_user(self.adam)
            .load(["partner_id"], [["Aspen Works"]])
        )
        self.assertFalse(result["ids"])
        self.assertEqual(
            self.env["collection.case"].with_user(self.adam).search_count([]), count
        )

    def test_no_role_creates_a_case(self):
        values = {
            "partner_id": self.debtor.id,
            "company_id": self.company.id,
            "name": "COL/X",
            "state": "open",
            "bucket": "1_30",
            "stage_id": self.case.stage_id.id,
        }
        for user in (self.ann, self.lena, self.mara, self.adam, self.odile, self.nora):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["collection.case"].with_user(user).create(values)
        with self.assertRaisesRegex(UserError, "opens by itself"):
            self.env["collection.case"].sudo().create(values)

    def test_no_role_copies_a_case(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.adam).copy()

    def test_no_role_deletes_a_case(self):
        for user in (self.ann, self.mara, self.adam):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.case.with_user(user).unlink()

    def test_superuser_deletes_no_case(self):
        with self.assertRaisesRegex(UserError, "not deleted"):
            self.case.sudo().unlink()

    def test_open_case_cannot_be_archived(self):
        for records in (self.case, self.case.sudo()):
            with self.assertRaisesRegex(UserError, "cannot be archived"):
                records.action_archive()

    def test_open_case_cannot_be_archived_by_sql(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE collection_case SET active = FALSE WHERE id = %s",
                [self.case.id],
            )

    def test_closed_case_can_be_archived_and_found_again(self):
        case = self.new_case("Dogwood Retail")
        self.pay(
            self.env["account.move"].search([("partner_id", "=", case.partner_id.id)])
        )
        self.fold()
        self.assert_closed(case, "paid")
        case.action_archive()
        self.assertFalse(case.active)
        case.action_unarchive()
        self.assertTrue(case.active)

    def test_case_cannot_be_moved_to_the_closed_stage(self):
        closed = self.env.ref("debt_collection.collection_stage_closed")
        with self.assertRaisesRegex(UserError, "closes and reopens by itself"):
            self.case.stage_id = closed

    def test_closed_case_cannot_leave_its_stage(self):
        case = self.new_case("Dogwood Retail")
        self.pay(
            self.env["account.move"].search([("partner_id", "=", case.partner_id.id)])
        )
        self.fold()
        with self.assertRaisesRegex(UserError, "closes and reopens by itself"):
            case.stage_id = self.env.ref("debt_collection.collection_stage_new")

    def test_people_write_what_is_theirs(self):
        case = self.case.with_user(self.ann)
        case.write({"color": 4})
        case.stage_id = self.env.ref("debt_collection.collection_stage_contact")
        self.assertRecordValues(
            case,
            [
                {
                    "color": 4,
                    "stage_id": self.env.ref(
                        "debt_collection.collection_stage_contact"
                    ).id,
                }
            ],
        )

    def test_events_are_nobody_s_to_write(self):
        for user in (self.ann, self.mara, self.adam):
            event = self.case.event_ids[0].with_user(user)
            for method, args in (
                ("write", [{"kind": "closed"}]),
                ("unlink", []),
                ("copy", []),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(event, method)(*args)
