# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import CastCommon
from .people_common import PeopleCommon


@tagged("post_install", "-at_install")
class TestAssignment(CastCommon):
    """Who gives a case to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free = cls.new_case("Free", cls.north)
        cls.of_ann = cls.new_case("Ann's", cls.north, cls.ann)
        cls.of_ben = cls.new_case("Ben's", cls.north, cls.ben)
        cls.of_cleo = cls.new_case("Cleo's", cls.south, cls.cleo)

    # === COLLECTORS === #

    def test_collector_takes_a_free_case_of_the_team(self):
        self.free.with_user(self.ann).action_assign_to_me()
        self.assertEqual(self.free.user_id, self.ann)

    def test_collector_gives_an_own_case_back(self):
        self.of_ann.with_user(self.ann).user_id = False
        self.assertFalse(self.of_ann.user_id)

    def test_collector_does_not_take_a_colleague_s_case(self):
        self.north.is_shared = True
        for value in (self.ann.id, False):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(AccessError, "Ask the team lead"),
            ):
                self.of_ben.with_user(self.ann).write({"user_id": value})

    def test_collector_does_not_see_a_colleague_s_case_to_take(self):
        with self.assertRaises(AccessError):
            self.of_ben.with_user(self.ann).action_assign_to_me()

    def test_collector_does_not_take_a_free_case_of_another_team(self):
        free = self.new_case("Free of the South", self.south)
        with self.assertRaises(AccessError):
            free.with_user(self.ann).action_assign_to_me()

    def test_collector_gives_no_case_to_another(self):
        for case in (self.of_ann, self.free):
            with self.subTest(case=case), self.assertRaises(AccessError):
                case.with_user(self.ann).user_id = self.ben

    def test_collector_moves_no_case_to_another_team(self):
        with self.assertRaises(AccessError):
            self.of_ann.with_user(self.ann).team_id = self.south
        with self.assertRaises(AccessError):
            self.of_ann.with_user(self.ann).write(
                {"user_id": self.ann.id, "team_id": self.south.id}
            )

    def test_one_foreign_case_among_many_refuses_all(self):
        self.north.is_shared = True
        cases = (self.of_ann | self.of_ben).with_user(self.ann)
        with self.assertRaises(AccessError):
            cases.write({"user_id": False})
        self.assertEqual(self.of_ann.user_id, self.ann)

    # === LEADS AND MANAGERS === #

    def test_lead_assigns_within_the_team(self):
        cases = self.free | self.of_ann | self.of_ben
        cases.with_user(self.lena).write({"user_id": self.ben.id})
        self.assertEqual(cases.user_id, self.ben)

    def test_lead_does_not_assign_another_team_s_case(self):
        with self.assertRaises(AccessError):
            self.of_cleo.with_user(self.lena).user_id = self.ann

    def test_lead_of_the_region_assigns_across_sub_teams(self):
        self.of_cleo.with_user(self.hugo).write(
            {"user_id": self.ann.id, "team_id": self.north.id}
        )
        self.assertRecordValues(
            self.of_cleo, [{"user_id": self.ann.id, "team_id": self.north.id}]
        )

    def test_manager_assigns_any_case(self):
        cases = self.of_ann | self.of_cleo
        cases.with_user(self.mara).write({"user_id": self.hugo.id})
        self.assertEqual(cases.user_id, self.hugo)

    def test_auditor_assigns_nothing(self):
        with self.assertRaises(AccessError):
            self.free.with_user(self.odile).user_id = self.ann

    # === ASSIGNEES === #

    def test_assignee_must_be_a_collector(self):
        for login in ("nora", "odile", "paul"):
            with self.subTest(user=login), self.assertRaises(UserError):
                self.free.user_id = getattr(self, login)

    def test_refusal_names_who_cannot_work_cases(self):
        with self.assertRaisesRegex(ValidationError, "Nora has no right"):
            self.free.user_id = self.nora

    def test_assignee_of_another_company_is_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.new_user(
            "stan",
            "debt_collection.group_collection_agent",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        with self.assertRaisesRegex(ValidationError, "Stan does not work for"):
            self.free.user_id = stranger

    def test_team_of_another_company_is_refused(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        team = (
            self.env["collection.team"]
            .sudo()
            .create({"name": "Far away", "company_id": elsewhere.id})
        )
        with self.assertRaisesRegex(UserError, "another company"):
            self.free.with_user(self.mara).team_id = team

    def test_collector_of_a_branch_takes_a_case_of_the_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        bruno = self.new_user(
            "bruno",
            "debt_collection.group_collection_agent",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.north.member_ids = [Command.link(bruno.id)]
        self.free.with_user(bruno).action_assign_to_me()
        self.assertEqual(self.free.user_id, bruno)

    def test_team_of_new_cases_cannot_be_archived(self):
        team = self.env["collection.team"].with_user(self.mara).create({"name": "New"})
        company = self.company.sudo()
        company.collection_team_id = team
        with self.assertRaisesRegex(ValidationError, "Choose another team"):
            team.active = False
        with self.assertRaisesRegex(UserError, "archive this one instead"):
            team.unlink()
        company.collection_team_id = False
        team.active = False
        with self.assertRaisesRegex(ValidationError, "is archived"):
            company.collection_team_id = team
        spare = team.create({"name": "Spare"})
        spare.unlink()
        self.assertFalse(spare.exists())

    def test_cases_of_a_collector_who_leaves_are_nobody_s(self):
        """They stand in the team's day, and with them what is planned."""
        team = self.of_ben.team_id
        invoice = self.post(100, past_due=10, partner=self.new_debtor("Paid"))
        self.fold()
        closed = self.case_of(invoice.partner_id)
        closed.sudo().user_id = self.ben
        self.pay(invoice)
        self.fold()
        self.assertEqual(closed.state, "closed")
        self.ben.active = False
        self.assertFalse(self.of_ben.user_id)
        self.assertEqual(self.of_ben.team_id, team)
        self.assertEqual(closed.user_id, self.ben)
        self.assertFalse(self.of_ben.action_ids.user_id)
        event = self.of_ben.event_ids.filtered(lambda one: one.reason == "left")
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "assigned",
                    "old_value": str(self.ben.id),
                    "new_value": False,
                    "user_id": self.env.uid,
                    "reason_text": "The collector has left",
                }
            ],
        )

    def test_collector_who_stays_keeps_the_cases(self):
        self.ben.write({"signature": "Ben"})
        self.ben.active = True
        self.assertEqual(self.of_ben.user_id, self.ben)

    # === TEAMS === #

    def test_team_counts_its_open_and_unassigned_cases(self):
        self.assertRecordValues(
            self.north.with_user(self.mara),
            [{"case_count": 3, "case_unassigned_count": 1}],
        )

    def test_team_counts_only_what_the_user_sees(self):
        self.assertRecordValues(
            self.north.with_user(self.ann),
            [{"case_count": 2, "case_unassigned_count": 1}],
        )

    def test_team_is_no_part_of_itself(self):
        for parent in (self.region, self.north):
            with (
                self.subTest(parent=parent.name),
                self.assertRaisesRegex(UserError, "Recursion"),
            ):
                self.region.parent_id = parent

    def test_leads_above_are_leads_of_the_team(self):
        self.assertEqual(self.north.all_lead_ids, self.lena | self.hugo)
        self.region.lead_id = self.mara
        self.assertEqual(self.north.all_lead_ids, self.lena | self.mara)

    # === STAGES === #

    def test_stage_for_closed_cases_is_kept(self):
        closed = self.env.ref("debt_collection.collection_stage_closed")
        stages = closed.with_user(self.mara)
        for refused in (
            lambda: stages.unlink(),
            lambda: stages.action_archive(),
            lambda: stages.write({"is_closed": False}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                refused()

    def test_last_stage_for_open_cases_is_kept(self):
        stages = (
            self.env["collection.stage"]
            .with_user(self.mara)
            .search([("is_closed", "=", False)])
        )
        with self.assertRaisesRegex(ValidationError, "New cases need a stage"):
            stages.action_archive()

    def test_unused_stage_can_be_deleted(self):
        stage = (
            self.env["collection.stage"].with_user(self.mara).create({"name": "Extra"})
        )
        stage.unlink()
        self.assertFalse(stage.exists())


@tagged("post_install", "-at_install")
class TestTeamPeople(PeopleCommon):
    """Who is named in a team works its cases, and whoever leads it approves steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.otto = cls.new_user("otto", "debt_collection.group_collection_agent")
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stan = cls.new_user(
            "stan",
            "debt_collection.group_collection_leader",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        cls.own = cls.env["collection.team"].with_user(cls.mara)
        cls.own = cls.own.create({"name": "Own", "company_id": cls.company.id})

    def set(self, team, **values):
        """Write values of a team as a client of the manager's does."""
        self.call_rpc(self.mara, "collection.team", "write", [team.ids, values])

    def add(self, team, user):
        """Make somebody a member."""
        self.set(team, member_ids=[Command.link(user.id)])

    def strangers(self):
        """Return who has no part in the collections."""
        archived = self.new_user("gone", "debt_collection.group_collection_manager")
        archived.active = False
        public = self.env.ref("base.public_user").sudo()
        return self.nora, self.odile, self.paul, public, archived

    def test_members_are_collectors(self):
        for user in (self.otto, self.hugo, self.mara):
            self.add(self.north, user)
            self.assertIn(user, self.north.member_ids)
        words = "“Members” of North: .* has no right to work collection cases"
        for user in self.strangers():
            with (
                self.subTest(user=user.login),
                self.refused(ValidationError, words),
            ):
                self.add(self.north, user)

    def test_lead_may_approve_steps(self):
        for user in (self.hugo, self.mara, self.adam):
            self.set(self.north, lead_id=user.id)
            self.assertEqual(self.north.lead_id, user)
        words = "“Team Lead” of North: .* has no right to lead a team"
        for user in (self.ann, *self.strangers()):
            with (
                self.subTest(user=user.login),
                self.refused(ValidationError, words),
            ):
                self.set(self.north, lead_id=user.id)

    def test_new_team_is_asked_too(self):
        new = {"name": "New", "lead_id": self.hugo.id, "member_ids": self.otto.ids}
        for values in ({"lead_id": self.otto.id}, {"member_ids": self.nora.ids}):
            with self.subTest(values=values), self.refused(ValidationError, "no right"):
                self.call_rpc(
                    self.mara, "collection.team", "create", [{**new, **values}]
                )
        self.call_rpc(self.mara, "collection.team", "create", [new])

    def test_copy_leaves_out_who_has_lost_the_right(self):
        self.set(self.own, lead_id=self.hugo.id, member_ids=(self.otto | self.ann).ids)
        whole = self.own.copy()
        self.assertEqual(whole.lead_id, self.hugo)
        self.assertEqual(whole.member_ids, self.otto | self.ann)
        for user in (self.hugo, self.otto):
            user.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        copied = self.own.copy()
        self.assertFalse(copied.lead_id)
        self.assertEqual(copied.member_ids, self.ann)
        self.assertEqual(self.own.copy({"lead_id": self.lena.id}).lead_id, self.lena)
        with self.refused(ValidationError, "has no right to lead"):
            self.own.copy({"lead_id": self.hugo.id})

    def test_team_s_people_work_for_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        bruno = self.new_user(
            "bruno",
            "debt_collection.group_collection_leader",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.set(self.own, lead_id=bruno.id, member_ids=bruno.ids)
        stan = self.stan.id
        for values in ({"lead_id": stan}, {"member_ids": [Command.link(stan)]}):
            with (
                self.subTest(values=values),
                self.refused(ValidationError, "Own: Stan does not work for"),
            ):
                self.set(self.own, **values)
        self.set(self.south, lead_id=stan, member_ids=self.stan.ids)
        with self.refused(ValidationError, "“Team Lead” of South: Stan does not work"):
            self.set(self.south, company_id=self.company.id)
        self.set(self.north, company_id=self.company.id)

    def test_team_s_company_is_that_of_its_sub_teams(self):
        own = {"company_id": self.company.id}
        with self.refused(ValidationError, "“Sub-teams” of Region"):
            self.set(self.region, **own)
        self.south.active = False
        self.set(self.north, parent_id=False)
        with self.refused(ValidationError, "“Sub-teams” of Region"):
            self.set(self.region, **own)
        self.set(self.south, parent_id=False)
        self.set(self.region, **own)
        self.set(self.north, parent_id=self.region.id, **own)
        self.assertEqual(self.north.parent_id, self.region)

    def test_who_is_in_a_team_stays_whatever_right_was_lost(self):
        collector = self.env.ref("debt_collection.group_collection_agent")
        for user in self.ben | self.lena:
            user.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.ann.active = False
        self.assertNotIn(collector, self.ben.all_group_ids)
        self.set(self.north, name="Far North", lead_id=self.lena.id)
        self.add(self.north, self.otto)
        self.set(self.north, company_id=self.company.id)
        self.assertRecordValues(
            self.north,
            [{"lead_id": self.lena.id, "member_ids": (self.ben | self.otto).ids}],
        )
        self.set(self.north, member_ids=[Command.unlink(self.ben.id)])
        with self.refused(ValidationError, "Ben has no right"):
            self.add(self.north, self.ben)

    def test_who_is_offered_is_who_can_be_named(self):
        cast = self.stan | self.otto | self.ann | self.lena | self.mara
        for user in self.strangers():
            cast |= user
        for company, away in (
            (False, self.stan),
            (self.company.id, self.lena.browse()),
        ):
            for model in ("collection.team", "collection.guide"):
                asked = self.env[model].with_user(self.mara)
                for field, fit in (
                    ("lead_id", self.lena | self.mara | away),
                    (
                        "member_ids",
                        self.otto | self.ann | self.lena | self.mara | away,
                    ),
                ):
                    domain = asked.fields_get([field])[field]["domain"]
                    found = cast.search(safe_eval(domain, {"company_id": company}))
                    with self.subTest(model=model, field=field, company=company):
                        self.assertEqual(found & cast, fit)
