# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCaseNumber(CollectionCommon):
    """Cases are numbered inside the statement that makes them."""

    def new_sequence(self, **values):
        """Create a sequence of the company for its cases."""
        return self.env["ir.sequence"].create(
            {
                "name": "Own cases",
                "code": "collection.case",
                "company_id": self.company.id,
                "prefix": "OWN-",
                "padding": 3,
                **values,
            }
        )

    def open_cases(self, count=1):
        """Open cases of new debtors by one fold.

        :return: their numbers
        """
        partners = self.env["res.partner"]
        for number in range(count):
            partner = self.new_debtor(f"Debtor {number}")
            self.post(10, past_due=3, partner=partner)
            partners |= partner
        self.fold()
        cases = self.env["collection.case"].with_user(self.manager)
        return cases.search([("partner_id", "in", partners.ids)], order="id").mapped(
            "name"
        )

    def test_shared_sequence_numbers_where_the_company_has_none(self):
        [first] = self.open_cases()
        [second] = self.open_cases()
        prefix, number = first.rsplit("/", 1)
        self.assertEqual(prefix, "COL")
        self.assertEqual(second, f"COL/{int(number) + 1:05d}")

    def test_company_s_own_sequence_goes_first(self):
        self.new_sequence(suffix="-X")
        self.assertEqual(self.open_cases(2), ["OWN-001-X", "OWN-002-X"])

    def test_other_company_s_sequence_is_left_alone(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.new_sequence(company_id=other.id)
        [number] = self.open_cases()
        self.assertTrue(number.startswith("COL/"))

    def test_number_beyond_the_padding_is_not_cut(self):
        self.new_sequence(number_next=999)
        self.assertEqual(self.open_cases(3), ["OWN-999", "OWN-1000", "OWN-1001"])

    def test_padding_of_zero_is_possible(self):
        self.new_sequence(padding=0)
        self.assertEqual(self.open_cases(), ["OWN-1"])

    def test_sequence_counts_by_its_own_step(self):
        self.new_sequence(number_increment=10)
        self.assertEqual(self.open_cases(2), ["OWN-001", "OWN-011"])

    def test_prefix_with_the_year_is_written_out(self):
        self.new_sequence(prefix="%(year)s-")
        self.assertEqual(self.open_cases(), ["2025-001"])

    def test_percent_sign_in_the_prefix_is_kept(self):
        self.new_sequence(prefix="100%%-")
        self.assertEqual(self.open_cases(), ["100%-001"])

    def test_numbers_drawn_by_hand_and_by_statement_do_not_meet(self):
        sequence = self.new_sequence()
        self.assertEqual(sequence.next_by_id(), "OWN-001")
        self.assertEqual(self.open_cases(), ["OWN-002"])
        self.assertEqual(sequence.next_by_id(), "OWN-003")

    def test_no_gap_sequence_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "standard sequence"):
            self.new_sequence(implementation="no_gap")
        sequence = self.new_sequence()
        with self.assertRaisesRegex(ValidationError, "standard sequence"):
            sequence.implementation = "no_gap"

    def test_date_ranges_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "no date ranges"):
            self.new_sequence(use_date_range=True)

    def test_other_sequences_may_have_both(self):
        self.new_sequence(code="another", implementation="no_gap", use_date_range=True)

    def test_missing_sequence_is_named(self):
        self.env["ir.sequence"].search([("code", "=", "collection.case")]).unlink()
        self.post(100, past_due=10)
        with self.assertRaisesRegex(ValidationError, "collection.case"):
            self.debtor._collection_refresh()

    # === ONE OPEN CASE === #

    def test_second_open_case_of_a_debtor_is_impossible(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        copy = """INSERT INTO collection_case (name, company_id, partner_id, stage_id,
                                               state, active, bucket)
                  SELECT 'COPY', company_id, partner_id, stage_id,
                         %s, TRUE, bucket FROM collection_case WHERE id = %s"""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(copy, ["on_hold", case.id])

    def test_same_debtor_may_have_a_case_in_each_company(self):
        self.post(100, past_due=10)
        self.fold()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute(
            """INSERT INTO collection_case (name, company_id, partner_id, stage_id,
                                            state, active, bucket)
               SELECT 'COPY', %s, partner_id, stage_id, state, TRUE, bucket
                 FROM collection_case WHERE id = %s""",
            [other.id, self.case_of().id],
        )
        self.assertEqual(self.env.cr.rowcount, 1)
