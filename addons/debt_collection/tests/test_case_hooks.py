# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCaseHooks(CollectionCommon):
    """What satellites hear of a case's life, and how they keep it open."""

    def open_case(self, amount=100, past_due=10):
        """Open a case by one overdue invoice.

        :return: the invoice and the case
        """
        invoice = self.post(amount, past_due)
        self.fold()
        return invoice, self.case_of()

    def test_case_stays_open_while_a_satellite_has_a_reason(self):
        invoice, case = self.open_case()
        reasons = {case.id: ["A placement has to be recalled first."]}

        def stay(cases):
            return {one: reasons.get(one.id, []) for one in cases}

        case_class = self.registry["collection.case"]
        with patch.object(case_class, "_get_reasons_to_stay_open", stay):
            self.pay(invoice)
            self.fold()
            self.assertEqual(self.assert_case_equals_ledger().amount_due, 0)
            self.assertEqual(self.events_of(case), ["opened"])
            reasons.clear()
            self.debtor._collection_refresh()
        self.assert_closed(case, "paid")

    def test_after_fold_tells_each_kind_of_change_once(self):
        paid, opened_before = self.open_case()
        growing = self.post(10, past_due=3, partner=self.other)
        self.fold()
        fresh = self.new_debtor("Cedar Mills")
        told = []

        def listen(_cases, **kinds):
            told.append({kind: cases.partner_id for kind, cases in kinds.items()})

        self.patch(self.registry["collection.case"], "_after_fold", listen)
        self.pay(paid)
        self.post(20, past_due=5, partner=self.other)
        self.post(30, past_due=1, partner=fresh)
        self.fold()
        none = self.env["res.partner"]
        self.assertEqual(len(told), 1)
        self.assertEqual(
            {kind: told[0][kind] for kind in ("opened", "reopened", "closed")},
            {"opened": fresh, "reopened": none, "closed": self.debtor},
        )
        self.assertIn(growing.partner_id, told[0]["changed"])
        self.open_lines(paid).remove_move_reconcile()
        self.fold()
        self.assertEqual(told[1]["reopened"], self.debtor)
        self.assertFalse(told[1]["opened"] | told[1]["closed"])
        self.assertTrue(opened_before.exists())

    def test_after_fold_finds_the_cases_written(self):
        seen = []

        def listen(_cases, opened, **_kinds):
            seen.extend(opened.mapped("amount_overdue"))

        self.patch(self.registry["collection.case"], "_after_fold", listen)
        self.open_case(amount=77)
        self.assertEqual(seen, [77])


@tagged("post_install", "-at_install")
class TestSatelliteFields(CollectionCommon):
    """A field that another addon computes from a case holds, although statements
    and not the ORM write the case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry._setup_models__, cls.cr, ["collection.case"])
        model = cls.env["ir.model"].sudo()._get("collection.case")
        cls.env["ir.model.fields"].sudo().create(
            [
                {
                    "name": name,
                    "model_id": model.id,
                    "ttype": ttype,
                    "state": "manual",
                    "store": True,
                    "depends": depends,
                    "compute": f"for case in self: case['{name}'] = {code}",
                }
                for name, ttype, depends, code in (
                    ("x_twice", "float", "amount_overdue", "2 * case.amount_overdue"),
                    ("x_ended", "boolean", "state", "case.state == 'closed'"),
                    ("x_label", "char", "partner_id.name", "case.partner_id.name"),
                )
            ]
        )

    def test_stored_computes_follow_the_fold(self):
        invoice = self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.assertRecordValues(
            case, [{"x_twice": 200, "x_ended": False, "x_label": "Aspen Works"}]
        )
        self.pay(invoice, 30)
        self.fold()
        self.assertEqual(case.x_twice, 140)
        self.pay(invoice)
        self.fold()
        self.assertRecordValues(case, [{"x_twice": 0, "x_ended": True}])
        self.open_lines(invoice).remove_move_reconcile()
        self.fold()
        self.assertRecordValues(case, [{"x_twice": 200, "x_ended": False}])

    def test_stored_computes_follow_a_debtor_that_changes(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.debtor.write({"parent_id": self.other.id, "is_company": False})
        self.fold()
        self.assertRecordValues(
            case, [{"partner_id": self.other.id, "x_label": "Birch Supplies"}]
        )

    def test_values_reach_the_database(self):
        self.post(100, past_due=10)
        self.fold()
        self.env.flush_all()
        case = self.case_of()
        self.env.cr.execute(
            "SELECT x_twice, x_label FROM collection_case WHERE id = %s", [case.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (200.0, "Aspen Works"))
