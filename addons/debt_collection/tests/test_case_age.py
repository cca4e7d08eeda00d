# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged

from .common import TODAY, CollectionCommon, day
from .run_common import RunMixin

TOMORROW = day(-1)


@tagged("post_install", "-at_install")
class TestCaseAge(RunMixin, CollectionCommon):
    """A debt grows older by itself: nothing is written for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_lead_days = 10
        cls.debtors = cls.env["res.partner"]
        for past_due in (-5, 1, 10, 40):
            debtor = cls.new_debtor(f"{past_due} days")
            cls.post(100, past_due=past_due, partner=debtor)
            cls.debtors |= debtor

    def setUp(self):
        super().setUp()
        self.fold()
        self.cases = (
            self.env["collection.case"]
            .with_user(self.manager)
            .search([("partner_id", "in", self.debtors.ids)], order="id")
        )

    def run_tomorrow(self):
        """Run the company on the next day, and return the run."""
        run = self.run_company(today=TOMORROW, user=self.env.ref("base.user_root"))
        self.env.invalidate_all()
        return run

    def versions(self):
        """Return which version of its row each case has."""
        self.env.cr.execute(
            "SELECT id, ctid::text FROM collection_case WHERE id = ANY(%s)",
            [self.cases.ids],
        )
        return dict(self.env.cr.fetchall())

    def test_night_makes_every_case_a_day_older(self):
        self.assertEqual(self.cases.mapped("days_past_due"), [0, 1, 10, 40])
        run = self.run_tomorrow()
        self.assertEqual(self.cases.mapped("days_past_due"), [0, 2, 11, 41])
        self.assertEqual(self.cases.mapped("date_as_of"), [TOMORROW] * 4)
        self.assertRecordValues(run, [{"updated_count": 0, "unchanged_count": 4}])

    def test_night_writes_no_case_of_which_nothing_is_new(self):
        # Not even a score is another one.
        self.env["collection.scorecard"].sudo().search([]).active = False
        self.run_company()
        before = self.versions()
        self.run_tomorrow()
        self.assertEqual(self.versions(), before)

    def test_search_finds_what_the_field_says(self):
        self.run_tomorrow()
        for condition in (
            ("days_past_due", ">", 2),
            ("days_past_due", ">=", 2),
            ("days_past_due", "<", 11),
            ("days_past_due", "<=", 11),
            ("days_past_due", "=", 0),
            ("days_past_due", "=", False),
            ("days_past_due", "!=", 11),
            ("days_past_due", "in", [2, 41]),
            ("days_past_due", "not in", [2, 41]),
            ("date_as_of", "=", TOMORROW),
            ("date_as_of", "<", TOMORROW),
            ("date_as_of", "!=", TOMORROW),
            ("date_as_of", "=", False),
            ("date_as_of", "!=", False),
            ("date_as_of", "in", [False, TOMORROW]),
        ):
            with self.subTest(condition=condition):
                found = self.cases.search(
                    Domain("id", "in", self.cases.ids) & Domain(*condition), order="id"
                )
                self.assertEqual(found, self.cases.filtered_domain([condition]))

    def test_lists_sort_and_add_up_by_age(self):
        self.run_tomorrow()
        mine = [("id", "in", self.cases.ids)]
        self.assertEqual(
            self.cases.search(mine, order="days_past_due desc"),
            self.cases.sorted("days_past_due", reverse=True),
        )
        [(oldest, average)] = self.cases._read_group(
            mine, aggregates=["days_past_due:max", "days_past_due:avg"]
        )
        self.assertEqual((oldest, average), (41, 13.5))
        described = self.cases.fields_get(["days_past_due"])["days_past_due"]
        self.assertEqual((described["aggregator"], described["sortable"]), ("max", 1))

    def test_what_is_booked_after_midnight_counts_from_the_new_day(self):
        self.run_company()
        with freeze_time("2025-06-17 08:00:00"):
            self.post(50, past_due=3, partner=self.debtors[2])
            self.fold()
        case, other = self.cases[2], self.cases[3]
        self.env.invalidate_all()
        self.assertRecordValues(
            case + other,
            [
                {"date_ahead": TOMORROW, "date_as_of": TOMORROW, "days_past_due": 11},
                {"date_ahead": False, "date_as_of": TODAY, "days_past_due": 40},
            ],
        )
        self.run_tomorrow()
        self.assertRecordValues(
            case + other,
            [
                {"date_ahead": False, "date_as_of": TOMORROW, "days_past_due": 11},
                {"date_ahead": False, "date_as_of": TOMORROW, "days_past_due": 41},
            ],
        )

    def test_dry_run_leaves_the_age_as_it_is(self):
        self.run_company()
        self.run_company(today=TOMORROW, dry=True)
        self.env.invalidate_all()
        self.assertEqual(self.cases.mapped("days_past_due"), [0, 1, 10, 40])
