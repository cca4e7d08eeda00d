# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from functools import partial
from unittest.mock import patch

from odoo.tests import tagged

from .common import CastCommon
from .screen_common import ScreenMixin

COLUMNS = "odoo.addons.debt_collection.models.ledger.columns_sql"


@tagged("post_install", "-at_install")
class TestStatementCounts(ScreenMixin, CastCommon):
    """What is done often costs a constant number of statements."""

    # === IN THE ACCOUNTING'S TRANSACTION === #

    def test_posting_costs_one_statement_more(self):
        invoice = self.draft(100, past_due=10)
        self.marked()
        with self.our_statements() as statements:
            invoice.action_post()
            self.marked()
        self.assertLessEqual(len(self.writes(statements)), 1)
        self.assertTrue(statements[0].startswith("INSERT INTO collection_mark"))

    def test_posting_many_costs_as_much_as_posting_one(self):
        moves = self.env["account.move"].union(
            *(
                self.draft(10, past_due=3, partner=self.new_debtor(f"Debtor {index}"))
                for index in range(10)
            )
        )
        self.marked()
        with self.our_statements() as statements:
            moves.action_post()
            self.marked()
        self.assertLessEqual(len(self.writes(statements)), 1)

    def test_payment_inserts_marks_and_touches_no_case(self):
        invoice = self.post(100, past_due=10)
        self.fold()
        with self.our_statements() as statements:
            self.pay(invoice)
            self.marked()
        self.assertLessEqual(len(self.writes(statements)), 3)
        for text in self.writes(statements):
            self.assertTrue(text.startswith("INSERT INTO collection_mark"), text)

    def test_draft_costs_three_statements_at_most_and_marks_nobody(self):
        with self.our_statements() as statements:
            self.draft(100, past_due=10)
            self.env.flush_all()
            self.env.cr.flush()
        self.assertLessEqual(len(statements), 3)
        self.assertFalse(self.marked())

    def writes(self, statements):
        """Leave out the test's own look at the marks."""
        return [
            text for text in statements if not text.startswith("SELECT DISTINCT pa")
        ]

    # === THE FOLD === #

    def test_fold_of_many_debtors_costs_as_much_as_of_one(self):
        counts = []
        for number in (1, 1, 15):
            partners = self.env["res.partner"]
            for index in range(number):
                partner = self.new_debtor(f"Debtor {index}")
                self.post(10, past_due=3, partner=partner)
                partners |= partner
            self.marked()
            with self.counted() as count:
                self.fold()
            counts += count
            self.assertEqual(
                len(
                    self.env["collection.case"]
                    .with_user(self.mara)
                    .search([("partner_id", "in", partners.ids)])
                ),
                number,
            )
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_fold_that_closes_many_costs_as_much_as_closing_one(self):
        counts = []
        for number in (1, 1, 8):
            invoices = self.env["account.move"].union(
                *(
                    self.post(
                        10, past_due=3, partner=self.new_debtor(f"Debtor {index}")
                    )
                    for index in range(number)
                )
            )
            self.fold()
            self.pay(invoices, group_payment=False)
            self.marked()
            with self.counted() as count:
                self.fold()
            counts += count
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_statistics_hear_of_many_new_cases_and_of_no_few(self):
        # Of a table it believes to be empty PostgreSQL would go through all rows for
        # each one.
        with patch(f"{COLUMNS}.MANY", 3):
            for number, expected in ((2, []), (3, ["case", "behaviour"])):
                for index in range(number):
                    partner = self.new_debtor(f"Debtor {index}")
                    self.post(10, past_due=3, partner=partner)
                with self.our_statements() as statements:
                    self.fold()
                analyzed = re.findall(
                    r"ANALYZE \(SKIP_LOCKED\) collection_(\w+)", " ".join(statements)
                )
                self.assertEqual(analyzed, expected)

    # === SCREENS === #

    def assert_constant(self, action):
        """An action costs no more statements on 200 cases than on 5."""
        self.add_cases(5)
        action()
        with self.counted() as few:
            action()
        self.add_cases(195)
        with self.counted() as many:
            action()
        self.assertEqual(many, few)

    def test_list_costs_the_same_for_any_number_of_cases(self):
        for user in (self.ann, self.lena, self.mara):
            with self.subTest(user=user.login), self.env.cr.savepoint() as savepoint:
                self.assert_constant(partial(self.read_list, user))
                savepoint.rollback()
                self.env.invalidate_all()

    def read_list(self, user):
        """Read the list of the open cases as the client does."""
        cases = self.env["collection.case"].with_user(user)
        found = cases.web_search_read(
            [("state", "!=", "closed")], self.specification_of(cases, "list")
        )
        self.assertGreaterEqual(found["length"], 5)

    def test_kanban_costs_the_same_for_any_number_of_cases(self):
        cases = self.env["collection.case"].with_user(self.ann)
        cases = cases.with_context(read_group_expand=True)
        specification = self.specification_of(cases, "kanban")
        colors = self.arch_of(cases, "kanban").find(".//progressbar").get("colors")
        domain = [("state", "!=", "closed")]

        def open_board():
            groups = cases.web_read_group(
                domain,
                ["stage_id"],
                ["amount_overdue:sum", "__count"],
                auto_unfold=True,
                unfold_read_specification=specification,
            )
            self.assertGreater(len(groups["groups"]), 3)
            cases.read_progress_bar(
                domain,
                "stage_id",
                {
                    "field": "bucket",
                    "colors": self.evaluate(colors, self.ann),
                    "sum_field": "amount_overdue",
                },
            )

        self.assert_constant(open_board)

    def test_form_costs_the_same_for_any_number_of_open_items(self):
        case = self.new_case("Cedar Mills", self.north, self.ann)
        cases = case.with_user(self.ann)
        specification = {
            name: {"fields": {"display_name": {}}, "limit": 40} if part else {}
            for name, part in self.specification_of(cases, "form").items()
        }
        cases.web_read(specification)
        with self.counted() as few:
            cases.web_read(specification)
        for past_due in range(12):
            self.post(5, past_due, partner=case.partner_id)
        self.fold()
        with self.counted() as many:
            cases.web_read(specification)
        self.assertLessEqual(many[0], few[0] + 1)

    def test_partner_list_reads_the_cases_of_all_at_once(self):
        partners = self.add_cases(20).with_user(self.mara)
        partners[:1].read(["collection_case_id", "collection_days_past_due"])
        fields = ["collection_case_id", "collection_case_count"]
        with self.counted() as one:
            partners[:1].read(fields)
        with self.counted() as all_of_them:
            partners.read(fields)
        self.assertEqual(all_of_them, one)
