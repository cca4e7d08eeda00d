# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import CastCommon, day
from .run_common import RunMixin


class GuideCommon(CastCommon, RunMixin):
    """A ledger, a team of two for new cases, and the guide as the manager opens it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_team_id = cls.north

    def open(self, user=None, company=None):
        """Open the guide from the menu, and return it as the user sees it."""
        guides = self.env["collection.guide"].with_user(user or self.mara)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            action = guides.with_company(company or self.company).action_open()
        return guides.browse(action["res_id"])

    def go(self, guide, *steps):
        """Click buttons of the guide, each in a transaction of its own."""
        for step in steps:
            self.env.flush_all()
            with self.enter_registry_test_mode():
                getattr(guide, f"action_{step}")()
            guide.invalidate_recordset()

    def post_late(self, *days):
        """Let debtors who can be reached owe something since so many days."""
        for number, late in enumerate(days, start=1):
            debtor = self.new_debtor(f"Debtor {number}", email="d@debtor.example")
            self.post(100 * number, past_due=late, partner=debtor)

    def post_ledger(self):
        """Book something of each kind."""
        self.post(100, past_due=10)
        self.post(50, past_due=45)
        self.post(1000, past_due=-5)
        self.post(700, past_due=5, partner=self.other)
        self.advance(20, partner=self.other)
        self.post(30, past_due=-8, partner=self.new_debtor("Cedar Mills"))
        self.entry(60, partner=self.env["res.partner"])
        invoice = self.post(40, past_due=3)
        self.open_lines(invoice).no_followup = True


@tagged("post_install", "-at_install")
class TestGuideLedger(GuideCommon):
    """The first step shows what the ledger says, before there is any case."""

    def test_customers_and_amounts_by_age_equal_the_ledger(self):
        self.post_ledger()
        self.lose_marks()
        guide = self.open()
        self.assertRecordValues(
            guide,
            [
                {
                    "state": "ledger",
                    "customer_count": 2,
                    "amount_overdue": 850,
                    "amount_due": 1860,
                    "amount_credit": 20,
                    "amount_excluded": 40,
                    "amount_without_partner": 60,
                    "count_without_partner": 1,
                    "amount_ledger": 1960,
                    "days_past_due": 45,
                    "date_next_due": day(-5),
                    "ledger_note": False,
                }
            ],
        )
        columns = ("bucket", "customer_count", "amount_overdue", "amount_of_age")
        self.assertEqual(
            [tuple(line[column] for column in columns) for line in guide.age_ids],
            [
                ("not_due", 1, 0, 1030),
                ("1_30", 1, 700, 800),
                ("31_60", 1, 150, 50),
                ("61_90", 0, 0, 0),
                ("91_120", 0, 0, 0),
                ("over_120", 0, 0, 0),
            ],
        )

    def test_places_add_up_to_the_general_ledger(self):
        self.post_ledger()
        guide = self.open()
        self.assertEqual(
            guide.amount_due
            + guide.amount_excluded
            + guide.amount_without_partner
            + guide.amount_unposted,
            guide.amount_ledger,
        )

    def test_figures_follow_what_is_booked_while_the_guide_is_open(self):
        guide = self.open()
        self.post(80, past_due=4)
        self.go(guide, "refresh")
        self.assertEqual(guide.amount_overdue, 80)

    def test_empty_ledger_says_what_to_do(self):
        guide = self.open()
        self.assertIn("Post customer invoices", guide.ledger_note)
        self.assertEqual(set(guide.age_ids.mapped("customer_count")), {0})
        self.go(guide, "next", "next")
        self.assertEqual(guide.state, "people")
        self.assertFalse(guide.unassigned_count)

    def test_ledger_with_nothing_late_names_the_next_due_date(self):
        self.post(80, past_due=-3)
        self.assertIn("06/19/2025", self.open().ledger_note)

    def test_company_without_receivable_account_says_so(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        self.mara.company_ids = [Command.link(bare.id)]
        guide = self.open(company=bare)
        self.assertEqual(guide.company_id, bare)
        self.assertIn("Bare has no receivable account", guide.ledger_note)


@tagged("post_install", "-at_install")
class TestGuideOutlook(GuideCommon):
    """The second step says what the run is going to do, and changes nothing."""

    def test_looking_ahead_changes_nothing(self):
        self.post_ledger()
        guide = self.open()
        before = self.dump()
        self.go(guide, "next")
        after = self.dump()
        ours = [table for table in before if table.startswith("collection_guide")]
        self.assert_same({**after, **{one: before[one] for one in ours}}, before)

    def test_outlook_is_what_the_run_then_does(self):
        self.post_ledger()
        self.post_late(1, 4, 9, 28, 75)
        guide = self.open()
        self.go(guide, "next")
        told = {
            line.segment_id: (line.case_count, line.amount_overdue)
            for line in guide.segment_line_ids
            if line.case_count
        }
        today, soon = guide.today_count, guide.soon_count
        self.assertEqual(guide.date_until, date(2025, 6, 30))
        self.run_company()
        cases = self.env["collection.case"].with_user(self.mara).search([])
        done = {
            segment: (len(some), sum(some.mapped("amount_overdue")))
            for segment, some in cases.grouped("segment_id").items()
        }
        self.assertEqual(told, done)
        steps = cases.action_ids.filtered("step_id")
        blocked = steps.filtered(lambda step: step.state == "blocked")
        self.assertEqual(guide.blocked_count, len(blocked))
        self.assertEqual(guide.blocked_note, "No number or address (2)")
        days = (steps - blocked).mapped("date")
        self.assertEqual(today, sum(one <= day(0) for one in days))
        self.assertEqual(soon, sum(day(0) < one <= guide.date_until for one in days))
        self.assertTrue(today and soon)

    def test_many_batches_and_many_new_cases_bring_the_same(self):
        self.post_ledger()
        self.post_late(4, 9, 28, 75)
        guide = self.open()
        self.go(guide, "next")
        columns = ("segment_id", "case_count", "amount_overdue", "today_count")
        at_once = guide.segment_line_ids.read(columns)
        with self.batches_of(2), self.stepwise_from(1):
            self.go(guide, "refresh")
        in_parts = guide.segment_line_ids.read(columns)
        for line in (*at_once, *in_parts):
            del line["id"]
        self.assertEqual(in_parts, at_once)

    def test_every_customer_is_in_one_line(self):
        self.post_ledger()
        guide = self.open()
        self.go(guide, "next")
        lines = guide.segment_line_ids
        self.assertEqual(sum(lines.mapped("case_count")), guide.customer_count)
        self.assertEqual(sum(lines.mapped("amount_overdue")), guide.amount_overdue)
        self.assertFalse(guide.without_segment_count)

    def test_customers_of_no_segment_are_told(self):
        self.post_ledger()
        self.env["collection.segment"].with_user(self.mara).search([]).active = False
        guide = self.open()
        self.go(guide, "next")
        self.assertEqual(guide.without_segment_count, 2)
        self.assertFalse(guide.segment_line_ids)

    def test_chosen_strategy_is_the_segments_at_once_and_stays(self):
        self.post_ledger()
        strategy = self.env.ref("debt_collection.collection_strategy_default")
        other = strategy.with_user(self.mara).copy({"name": "Gentle"})
        guide = self.open()
        self.go(guide, "next")
        segment = guide.segment_line_ids[0].segment_id
        with Form(guide) as form, form.segment_line_ids.edit(0) as line:
            line.strategy_id = other
        self.assertEqual(segment.strategy_id, other)
        self.go(guide, "next", "back")
        self.assertEqual(guide.segment_line_ids[0].strategy_id, other)
        self.assertEqual(self.open().state, "treatment")

    def test_steps_are_told_in_words(self):
        guide = self.open()
        self.go(guide, "next")
        self.assertIn(
            "3 days past due: Friendly reminder (E-mail, or Letter, or Call)",
            guide.segment_line_ids[0].steps,
        )


@tagged("post_install", "-at_install")
class TestGuidePeople(GuideCommon):
    """The third step shows whether the work fits, and what stands in its way."""

    def new_team(self, name):
        """Let new cases go to a team that nobody is in yet."""
        team = self.env["collection.team"].with_user(self.mara).create({"name": name})
        self.company.collection_team_id = team
        return team

    def to_people(self):
        """Open the guide and go on to its third step."""
        guide = self.open()
        self.go(guide, "next", "next")
        return guide

    def test_cases_are_shared_out_over_the_team(self):
        self.post_late(20, 20, 20, 20)
        guide = self.to_people()
        lines = {line.user_id: line for line in guide.member_line_ids}
        self.assertEqual([lines[one].case_count for one in self.ann | self.ben], [2, 2])
        self.assertEqual(sum(guide.member_line_ids.mapped("today_count")), 4)
        self.assertFalse(guide.unassigned_count)
        self.assertIn("Cases: 4.", guide.fit_note)
        self.assertFalse(guide.warnings)

    def test_work_that_does_not_fit_is_told(self):
        self.post_late(20, 20, 20, 20)
        guide = self.to_people()
        with Form(guide) as form:
            for place, line in enumerate(guide.member_line_ids):
                if line.user_id in self.north.member_ids:
                    with form.member_line_ids.edit(place) as edited:
                        edited.capacity = 1
        self.assertEqual(self.ann.with_user(self.mara).collection_capacity, 1)
        self.go(guide, "refresh")
        self.assertEqual(guide.unassigned_count, 2)
        self.assertIn("nobody who has room: 2.", guide.warnings)

    def test_team_without_members_or_lead_is_told(self):
        self.new_team("Nobody")
        warnings = self.to_people().warnings
        self.assertIn("“Nobody” has no members", warnings)
        self.assertIn("Nobody leads “Nobody”", warnings)

    def test_members_are_entered_in_the_guide(self):
        team = self.new_team("New")
        guide = self.to_people()
        with Form(guide) as form:
            form.lead_id = self.lena
            form.member_ids.add(self.ann)
        self.assertRecordValues(
            team, [{"lead_id": self.lena.id, "member_ids": self.ann.ids}]
        )
        self.assertFalse(guide.warnings)
        with (
            self.assertRaisesRegex(ValidationError, "Nora has no right"),
            Form(guide) as form,
        ):
            form.member_ids.add(self.nora)

    def test_member_who_lost_the_right_is_told(self):
        self.new_team("New").member_ids = self.ann | self.ben
        self.ben.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        guide = self.to_people()
        self.assertIn("Ben have no right to work cases", guide.warnings)
        self.assertNotIn("Ann", guide.warnings)

    def test_time_zone_and_team_are_set_by_whoever_may_change_companies(self):
        boss = self.new_user(
            "boss", "base.group_system,debt_collection.group_collection_admin"
        )
        guide = self.open(boss)
        self.assertTrue(guide.can_set_company)
        with Form(guide) as form:
            form.collection_tz = "Asia/Shanghai"
        self.go(guide, "next", "next")
        with Form(guide) as form:
            form.team_id = self.south
        self.assertEqual(self.company.collection_tz, "Asia/Shanghai")
        self.assertEqual(self.company.collection_team_id, self.south)
        guide = self.open()
        self.assertFalse(guide.can_set_company)
        with self.assertRaises(AccessError):
            guide.collection_tz = "UTC"

    def test_run_ends_the_guide_and_tells_what_it_did(self):
        self.post_ledger()
        self.lose_marks()
        guide = self.to_people()
        self.assertFalse(guide.has_run)
        self.go(guide, "run")
        self.assertEqual(guide.state, "done")
        self.assertIn("Cases opened: 2", guide.run_note)
        self.assertTrue(guide.has_run)
        self.assertEqual(guide.action_view_run()["res_id"], guide.run_id.id)
        self.assertEqual(self.open().state, "ledger")


@tagged("post_install", "-at_install")
class TestGuideRights(GuideCommon):
    """Managers and administrators open the guide, for their own companies."""

    def test_installing_leads_to_the_guide_once(self):
        todo = self.env.ref("debt_collection.collection_guide_todo").sudo()
        todo.state = "open"
        action = todo.action_launch()
        guide = self.env.ref("debt_collection.collection_guide_action")
        self.assertEqual(action["id"], guide.id)
        self.assertEqual(todo.state, "done")
        opened = guide.with_user(self.mara).run()
        self.assertEqual(opened["res_model"], "collection.guide")

    def test_managers_and_administrators_are_allowed(self):
        for user in (self.mara, self.adam):
            self.assertTrue(self.open(user).exists())

    def test_others_are_refused(self):
        for user in (self.ann, self.lena, self.odile, self.nora, self.paul):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.open(user)

    def test_company_one_does_not_work_for_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.env["collection.guide"].with_user(self.mara).create(
                {"company_id": other.id}
            )

    def test_branch_opens_the_guide_of_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        local = self.new_user(
            "local",
            "debt_collection.group_collection_manager",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.post(100, past_due=20)
        guide = self.open(local, branch)
        self.assertEqual(guide.company_id, self.company)
        self.go(guide, "next", "next", "run")
        self.assertEqual(guide.state, "done")
