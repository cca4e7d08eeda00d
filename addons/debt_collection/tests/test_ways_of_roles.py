# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import NOW, CastCommon, CollectionCommon, day
from .run_common import RunMixin
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestAuditor(RunMixin, CastCommon):
    """The auditor reads all and writes nothing, by no way in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)

    def ways_in(self, user):
        """Return what a person may try on a case, by name."""
        case = self.case.with_user(user)
        stage = self.env.ref("debt_collection.collection_stage_contact")
        return {
            "write": lambda: case.write({"color": 3}),
            "stage": lambda: case.write({"stage_id": stage.id}),
            "note": lambda: case.message_post(body="Looked at it."),
            "activity": lambda: case.activity_schedule(
                "mail.mail_activity_data_call", user_id=user.id
            ),
            "colleague as follower": lambda: case.message_subscribe(
                self.ben.partner_id.ids
            ),
        }

    def test_auditor_changes_nothing_on_a_case(self):
        before = self.dump()
        for name, attempt in self.ways_in(self.odile).items():
            with (
                self.subTest(way=name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                attempt()
        self.env.invalidate_all()
        self.assert_same(self.dump(), before)

    def test_collector_does_all_that_on_an_own_case(self):
        for name, attempt in self.ways_in(self.ann).items():
            with self.subTest(way=name):
                attempt()
        self.assertEqual(self.case.color, 3)
        self.assertIn("Looked at it", self.case.message_ids[:1].body)
        self.assertEqual(self.case.activity_ids.user_id, self.ann)
        self.assertIn(self.ben.partner_id, self.case.message_partner_ids)

    def test_auditor_reads_run_changes_and_errors(self):
        run = self.run_company(dry=True, today=day(-40))
        seen = run.with_user(self.odile)
        self.assertTrue(seen.change_ids)
        self.assertEqual(seen.change_ids[:1].run_id, seen)
        self.assertFalse(seen.error_ids)

    def test_lead_reads_the_run_without_its_customers(self):
        run = self.run_company(dry=True, today=day(-40)).with_user(self.lena)
        self.assertTrue(run.updated_count)
        with self.assertRaises(AccessError):
            run.read(["change_ids"])


@tagged("post_install", "-at_install")
class TestMassAssignment(CastCommon):
    """The list's own call when a column is changed on many chosen rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.new_case("Cedar Mills", cls.north, cls.ann)
        cls.free = cls.new_case("Dogwood Retail", cls.north)
        cls.foreign = cls.new_case("Elm Works", cls.south)

    def assign(self, user, cases, collector):
        """Set the collector as the web client does from a list."""
        return self.call_rpc(
            user,
            "collection.case",
            "web_save_multi",
            [cases.ids, [{"user_id": collector.id}] * len(cases), {"user_id": {}}],
        )

    def test_lead_assigns_the_chosen_cases_of_the_team(self):
        cases = self.mine | self.free
        saved = self.assign(self.lena, cases, self.ben)
        self.assertEqual(cases.user_id, self.ben)
        self.assertEqual({row["user_id"] for row in saved}, {self.ben.id})

    def test_one_case_of_another_team_refuses_the_lead_all(self):
        cases = self.mine | self.foreign
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.assign(self.lena, cases, self.ben)
        self.env.invalidate_all()
        self.assertEqual(self.mine.user_id, self.ann)

    def test_collector_gives_no_chosen_case_to_another(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.assign(self.ann, self.mine | self.free, self.ben)
        self.env.invalidate_all()
        self.assertEqual(self.mine.user_id, self.ann)
        self.assign(self.ann, self.mine | self.free, self.ann)
        self.assertEqual((self.mine | self.free).user_id, self.ann)


@tagged("post_install", "-at_install")
class TestBranchCustomers(ScreenMixin, CastCommon):
    """A root's case of a customer that belongs to one branch alone."""

    def test_list_and_form_open_without_access_to_the_customer_s_branch(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        case = self.new_case("Cedar Mills", self.north, self.ann)
        case.sudo().partner_id.company_id = branch
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.ann, self.mara):
            cases = self.env["collection.case"].with_user(user)
            self.assertFalse(branch in user.company_ids)
            with self.subTest(user=user.login):
                found = cases.web_search_read(
                    [("id", "=", case.id)], self.specification_of(cases, "list")
                )
                [row] = found["records"]
                self.assertEqual(row["partner_id"]["display_name"], "Cedar Mills")
                specification = {
                    name: {"fields": {"display_name": {}}} if part else {}
                    for name, part in self.specification_of(cases, "form").items()
                }
                [read] = cases.browse(case.id).web_read(specification)
                self.assertEqual(read["amount_due"], 100)


@tagged("post_install", "-at_install")
class TestRecordOfARun(RunMixin, CollectionCommon):
    """The record keeps how long a run took and what it asked of the database."""

    def test_record_keeps_the_time_and_the_statements_of_the_work(self):
        for index in range(4):
            self.post(100, past_due=10, partner=self.new_debtor(f"Debtor {index}"))
        self.lose_marks()
        with freeze_time(NOW, tick=True), self.batches_of(2):
            run = self.run_company()
        self.assertEqual(run.batch_done, 2)
        self.assertGreater(run.duration, 0)
        self.assertLess(run.duration, 60)
        self.assertGreater(run.statement_count, 10)
        self.assertGreaterEqual(run.date_end, run.date_start)


@tagged("post_install", "-at_install")
class TestCrons(CollectionCommon):
    """What a crash left is folded within a minute; a company is run once a day."""

    def test_marks_are_folded_every_minute(self):
        cron = self.env.ref("debt_collection.ir_cron_collection_fold").sudo()
        self.assertRecordValues(
            cron,
            [{"active": True, "interval_number": 1, "interval_type": "minutes"}],
        )

    def test_companies_are_looked_at_every_hour(self):
        cron = self.env.ref("debt_collection.ir_cron_collection_run").sudo()
        self.assertRecordValues(
            cron, [{"active": True, "interval_number": 1, "interval_type": "hours"}]
        )


@tagged("post_install", "-at_install")
class TestDocumentOverHttp(HttpCase, CastCommon):
    """A collector without any right in the accounting sees the invoice itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.password = "ann's password"
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)

    def test_collector_opens_the_invoice_and_not_without_its_key(self):
        item = (
            self.env["collection.open.item"]
            .with_user(self.ann)
            .search([("case_id", "=", self.case.id)])
        )
        url = item.action_open_document()["url"]
        self.env.flush_all()
        self.authenticate("ann", "ann's password")
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn(item.document, page.text)
        refused = self.url_open(url.split("?")[0])
        self.assertNotIn(item.document, refused.text)
