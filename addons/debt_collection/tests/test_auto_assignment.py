# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.debt_collection.tools.gate import WARNING

from .common import TODAY
from .people_common import AssignmentCommon, in_days
from .run_common import RunMixin


@tagged("post_install", "-at_install")
class TestAutoAssignment(AssignmentCommon):
    """Cases without a collector find one."""

    # === BALANCED === #

    def test_cases_are_shared_out_evenly(self):
        cases = self.new_cases(8, self.north)
        counts = self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ann: 4, self.ben: 4})
        self.assertEqual(counts["assigned_count"], 8)
        self.assertEqual(counts["unassigned_count"], 0)

    def test_shares_follow_capacity_and_load(self):
        self.set_capacity(4, self.ann)
        self.set_capacity(8, self.ben)
        self.new_cases(2, self.north, user_id=self.ben.id)
        cases = self.new_cases(4, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ann: 2, self.ben: 2})

    def test_capacity_is_never_exceeded_and_the_most_urgent_come_first(self):
        self.set_capacity(2, self.ann, self.ben)
        cases = self.new_cases(7, self.north)
        counts = self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ann: 2, self.ben: 2})
        self.assertFalse(cases[4:].user_id)
        self.assertEqual(counts["unassigned_count"], 3)
        self.assertEqual(counts["without_room_count"], 3)
        self.assertEqual(self.assign(cases)["assigned_count"], 0)

    def test_collector_without_hours_gets_nothing(self):
        self.set_capacity(0, self.ann)
        cases = self.new_cases(3, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 3})

    def test_absent_archived_and_former_collectors_get_nothing(self):
        self.away(self.ann, 0, 2)
        cases = self.new_cases(2, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 2})
        self.ben.sudo().active = False
        more = self.new_cases(2, self.north)
        self.assertEqual(self.assign(more)["without_members_count"], 2)
        agent = self.env.ref("debt_collection.group_collection_agent")
        self.nora.sudo().group_ids = [Command.link(agent.id)]
        self.join(self.north, self.ann, self.nora)
        (self.ann | self.nora).sudo().group_ids = [Command.unlink(agent.id)]
        self.assertEqual(self.assign(more, in_days(3))["without_members_count"], 2)

    def test_cases_are_counted_where_no_team_has_anybody(self):
        cases = self.new_cases(3, self.north)
        self.env["collection.team"].with_user(self.mara).search([]).member_ids = False
        counts = self.assign(cases[:2])
        self.assertEqual(
            counts,
            {
                "assigned_count": 0,
                "unassigned_count": 2,
                "without_members_count": 2,
                "without_room_count": 0,
                "assignment_refused_count": 0,
            },
        )
        cases[0].user_id = self.ann
        self.assertEqual(self.assign(cases[0])["unassigned_count"], 0)

    def test_collector_back_from_an_absence_gets_cases_again(self):
        self.away(self.ann, 0, 2)
        self.join(self.north, self.ann)
        cases = self.new_cases(1, self.north)
        self.assertEqual(self.assign(cases, in_days(2))["assigned_count"], 0)
        self.assertEqual(self.assign(cases, in_days(3))["assigned_count"], 1)

    def test_team_that_assigns_by_hand_is_left_alone(self):
        self.north.is_balanced = False
        cases = self.new_cases(2, self.north)
        counts = self.assign(cases)
        self.assertFalse(cases.user_id)
        self.assertEqual(counts["assigned_count"], 0)

    def test_closed_and_assigned_cases_are_left_alone(self):
        given = self.new_cases(1, self.north, user_id=self.cleo.id)
        closed = self.new_cases(1, self.north, state="closed", outcome="paid")
        self.assign(given | closed)
        self.assertEqual(given.user_id, self.cleo)
        self.assertFalse(closed.user_id)

    def test_member_of_another_company_gets_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.ann.sudo().write(
            {
                "company_ids": [Command.set(elsewhere.ids)],
                "company_id": elsewhere.id,
            }
        )
        cases = self.new_cases(2, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 2})

    def test_load_counts_the_cases_of_other_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.new_cases(10, self.north, user_id=self.ann.id, company_id=elsewhere.id)
        cases = self.new_cases(2, self.north)
        self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 2})

    # === STICKY === #

    def sticky(self, case):
        """Assign a case; return who got it and why."""
        self.assign(case)
        event = case.event_ids.filtered(lambda event: event.kind == "assigned")
        return case.user_id, event.sorted("id")[-1:].reason

    def test_collector_of_the_last_episode_gets_the_case_again(self):
        self.new_cases(3, self.north, user_id=self.ben.id)
        old = self.new_cases(
            1, self.north, state="closed", outcome="paid", user_id=self.ben.id
        )
        case = self.new_cases(1, self.north, previous_case_id=old.id)
        self.assertEqual(self.sticky(case), (self.ben, "sticky"))

    def test_collector_of_another_company_s_case_gets_the_case(self):
        self.new_cases(3, self.north, user_id=self.ben.id)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        case = self.new_cases(1, self.north)
        self.new_cases(
            1,
            None,
            user_id=self.ben.id,
            company_id=elsewhere.id,
            partner_id=case.partner_id.id,
        )
        self.assertEqual(self.sticky(case), (self.ben, "sticky"))

    def test_who_last_spoke_with_the_debtor_gets_the_case(self):
        self.new_cases(3, self.north, user_id=self.ben.id)
        case = self.new_case("Known", self.north)
        case.sudo().partner_id.phone = "+1 555 010 9999"
        for user, result in ((self.ben, "conversation"), (self.ann, "no_answer")):
            case.with_user(user).log_contact("call", result, recipient_role="debtor")
        self.assertEqual(self.sticky(case), (self.ben, "sticky"))

    def test_known_collector_without_room_or_of_another_team_is_passed_by(self):
        self.set_capacity(0, self.ben)
        for user in (self.ben, self.cleo):
            old = self.new_cases(
                1, self.north, state="closed", outcome="paid", user_id=user.id
            )
            case = self.new_cases(1, self.north, previous_case_id=old.id)
            with self.subTest(user=user.login):
                self.assertEqual(self.sticky(case), (self.ann, "balanced"))

    # === THE GATE === #

    def test_who_is_refused_is_passed_by(self):
        cases = self.new_cases(4, self.north)
        with self.forbid((None, self.ann)):
            counts = self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ben: 4})
        self.assertEqual(counts["assigned_count"], 4)

    def test_case_everybody_is_refused_stays_alone_and_is_counted(self):
        cases = self.new_cases(3, self.north)
        with self.forbid((cases[0], self.ann), (cases[0], self.ben)):
            counts = self.assign(cases)
        self.assertFalse(cases[0].user_id)
        self.assertEqual(len(cases[1:].user_id), 2)
        self.assertEqual(counts["assignment_refused_count"], 1)

    def test_second_choice_keeps_the_capacity(self):
        self.set_capacity(2, self.ann, self.ben)
        cases = self.new_cases(4, self.north)
        with self.forbid((cases[0], self.ann), (cases[1], self.ann)):
            self.assign(cases)
        for user, number in self.numbers(cases).items():
            self.assertLessEqual(number, 2, user.name)
        self.assertNotIn(self.ann, cases[:2].user_id)

    def test_warning_refuses_nobody(self):
        cases = self.new_cases(2, self.north)
        with self.forbid((None, self.ann), severity=WARNING):
            self.assign(cases)
        self.assertEqual(self.numbers(cases), {self.ann: 1, self.ben: 1})

    def test_every_way_by_hand_asks_the_hook(self):
        case = self.new_cases(1, self.north)
        with self.forbid((None, self.ben)):
            for attempt in (
                lambda: case.with_user(self.lena).write({"user_id": self.ben.id}),
                lambda: case.with_user(self.ben).action_assign_to_me(),
                lambda: self.call_rpc(
                    self.lena,
                    "collection.case",
                    "web_save_multi",
                    [case.ids, [{"user_id": self.ben.id}], {"user_id": {}}],
                ),
            ):
                with self.refused(Exception, "Ben is unfit"):
                    attempt()
        self.assertFalse(case.user_id)
        case.with_user(self.lena).user_id = self.ben
        self.assertEqual(case.user_id, self.ben)

    # === WHAT IS WRITTEN === #

    def test_assignment_is_recorded_and_nobody_is_told(self):
        cases = self.new_cases(3, self.north)
        messages = cases.sudo().message_ids
        self.assign(cases)
        self.assertEqual(cases.sudo().message_ids, messages)
        self.assertFalse(cases.sudo().message_partner_ids)
        for case in cases:
            [event] = case.event_ids
            self.assertRecordValues(
                event,
                [
                    {
                        "kind": "assigned",
                        "old_value": False,
                        "new_value": str(case.user_id.id),
                        "reason": "balanced",
                        "user_id": False,
                        "amount_overdue": 100,
                    }
                ],
            )
            self.assertEqual(event.description, case.user_id.name)
            self.assertTrue(event.reason_text)

    def test_assignment_by_hand_is_recorded_too(self):
        case = self.new_cases(1, self.north)
        case.with_user(self.lena).user_id = self.ann
        case.with_user(self.lena).user_id = self.ann
        case.with_user(self.ann).user_id = False
        self.assertRecordValues(
            case.event_ids.sorted("id"),
            [
                {"new_value": str(self.ann.id), "user_id": self.lena.id},
                {"new_value": False, "user_id": self.ann.id},
            ],
        )

    def test_cache_knows_who_got_the_case(self):
        cases = self.new_cases(1, self.north)
        self.assertFalse(cases.user_id)
        self.env["collection.assignment.rule"].sudo()._assign(cases.sudo(), TODAY)
        self.assertTrue(cases.user_id)


@tagged("post_install", "-at_install")
class TestRunTellsWhy(RunMixin, AssignmentCommon):
    """The run's record says how many cases found nobody, and why."""

    def test_run_tells_how_many_cases_found_nobody_and_why(self):
        self.company.sudo().collection_team_id = self.north
        for number in range(3):
            self.post(100, past_due=10, partner=self.new_debtor(f"Debtor {number}"))
        teams = self.env["collection.team"].with_user(self.mara).search([])
        teams.member_ids = False
        self.assertRecordValues(
            self.run_company(), [{"unassigned_count": 3, "without_members_count": 3}]
        )
        self.join(self.north, self.ann)
        self.set_capacity(1, self.ann)
        self.assertRecordValues(
            self.run_company(),
            [
                {
                    "assigned_count": 1,
                    "unassigned_count": 2,
                    "without_members_count": 0,
                    "without_room_count": 2,
                }
            ],
        )
