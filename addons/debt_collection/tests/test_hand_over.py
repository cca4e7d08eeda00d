# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TODAY
from .people_common import AssignmentCommon
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestHandOver(ScreenMixin, AssignmentCommon):
    """A lead hands many cases over at once, with a note, knowing what it means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.new_cases(4, cls.north, user_id=cls.ann.id)
        cls.other = cls.new_cases(1, cls.south, user_id=cls.cleo.id)

    def wizard(self, user=None, cases=None, **values):
        """Fill in the wizard for chosen cases as a user does."""
        cases = self.cases if cases is None else cases
        return (
            self.env["collection.hand.over"]
            .with_user(user or self.lena)
            .with_context(active_model="collection.case", active_ids=cases.ids)
            .create({"note": "Ann moves to\nSales <soon>.", **values})
        )

    def to(self, collector, **values):
        """Fill in the wizard for one new collector."""
        return self.wizard(user_id=collector.id, **values)

    # === TO ONE COLLECTOR === #

    def test_chosen_cases_go_to_the_collector_with_the_note(self):
        wizard = self.to(self.ben)
        self.assertFalse(wizard.over_capacity or wizard.refusals or wizard.warning)
        wizard.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ben)
        self.assertEqual(self.cases.team_id, self.north)
        for case in self.cases:
            body = case.message_ids[:1].body
            self.assertIn("from Ann to Ben", body)
            self.assertIn("Ann moves to<br>Sales &lt;soon&gt;.", body)
            self.assertTrue(case.message_ids[:1].is_internal)
            self.assertRecordValues(
                case.event_ids,
                [
                    {
                        "kind": "assigned",
                        "old_value": str(self.ann.id),
                        "new_value": str(self.ben.id),
                        "reason": "hand_over",
                        "user_id": self.lena.id,
                    }
                ],
            )
        self.assertFalse(self.cases.sudo().message_partner_ids)

    def test_what_is_planned_goes_along(self):
        actions = self.env["collection.action"].sudo()
        actions.create(
            [
                {"case_id": case.id, "channel": "call", "date": TODAY}
                for case in self.cases
            ]
        )
        planned = actions.search([("case_id", "in", self.cases.ids)])
        self.assertEqual(planned.user_id, self.ann)
        self.assertEqual(planned.activity_id.user_id, self.ann)
        self.to(self.ben).action_hand_over()
        self.assertEqual(planned.user_id, self.ben)
        self.assertEqual(planned.activity_id.user_id, self.ben)

    def test_number_of_cases_handed_over_is_told(self):
        for cases, told in ((self.cases[:1], "1"), (self.cases[1:], "3")):
            done = self.to(self.ben, cases=cases).action_hand_over()
            message = done["params"]["message"]
            self.assertEqual(message, f"Cases handed over: {told}.")

    def test_all_open_cases_of_a_collector_go_over(self):
        closed = self.new_cases(
            1, self.north, user_id=self.ann.id, state="closed", outcome="paid"
        )
        wizards = self.env["collection.hand.over"].with_user(self.lena)
        with Form(wizards) as form:
            self.assertEqual(form.source, "collector")
            form.from_user_id = self.ann
            form.user_id = self.ben
            form.note = "Ann has left."
            self.assertEqual((form.case_count, form.placed_count), (4, 4))
        form.record.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ben)
        self.assertEqual(closed.user_id, self.ann)

    def test_note_and_somebody_are_needed(self):
        for values, words in (
            ({"user_id": self.ben.id, "note": "  "}, "Say in the note"),
            ({}, "to whom they go"),
            ({"user_id": self.ann.id}, "Nothing can be handed over"),
            ({"user_id": self.ben.id, "case_ids": False}, "Choose cases"),
        ):
            with self.subTest(values=values), self.refused(UserError, words):
                self.wizard(**values).action_hand_over()
        self.assertEqual(self.cases.user_id, self.ann)

    def test_capacity_is_exceeded_only_knowingly(self):
        self.set_capacity(3, self.ben)
        self.new_cases(1, self.north, user_id=self.ben.id)
        wizard = self.to(self.ben)
        self.assertIn("cases of Ben would rise from 1 to 5", wizard.over_capacity)
        self.assertIn("capacity of 3", wizard.over_capacity)
        with self.refused(UserError, "exceed the capacity knowingly"):
            wizard.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ann)
        wizard.is_over_capacity_accepted = True
        wizard.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ben)

    def test_refused_cases_are_named_and_stay_only_knowingly(self):
        with self.forbid((self.cases[1], self.ben)):
            wizard = self.to(self.ben)
            self.assertEqual(wizard.refused_count, 1)
            self.assertIn(self.cases[1].name, wizard.refusals)
            self.assertIn("Ben is unfit", wizard.refusals)
            with self.refused(UserError, "Cases that cannot be handed over so: 1"):
                wizard.action_hand_over()
            self.assertEqual(self.cases.user_id, self.ann)
            wizard.is_partial_accepted = True
            wizard.action_hand_over()
        self.assertEqual(self.cases[1].user_id, self.ann)
        self.assertEqual((self.cases - self.cases[1]).user_id, self.ben)
        self.assertEqual(self.cases[1].refusal_count, 1)
        self.assertFalse(self.cases[1].message_ids)

    def test_who_has_no_right_or_works_elsewhere_gets_nothing(self):
        self.nora.sudo().active = True
        wizard = self.to(self.nora)
        self.assertEqual((wizard.placed_count, wizard.refused_count), (0, 4))
        wizard.is_partial_accepted = True
        with self.refused(UserError, "no right to work collection cases"):
            wizard.action_hand_over()

    def test_absent_collector_is_told_of(self):
        self.away(self.ben, 0, 3, self.cleo)
        wizard = self.to(self.ben)
        self.assertIn("Ben is away until", wizard.warning)
        self.assertIn("covered by Cleo", wizard.warning)

    # === BALANCED OVER A TEAM === #

    def test_cases_are_balanced_over_the_team(self):
        self.join(self.south, self.cleo, self.ben)
        self.set_capacity(20, self.cleo, self.ben)
        wizard = self.wizard(self.hugo, target="team", team_id=self.south.id)
        wizard.action_hand_over()
        self.assertEqual(self.numbers(self.cases), {self.ben: 3, self.cleo: 1})
        self.assertEqual(self.cases.team_id, self.south)

    def test_nobody_keeps_the_own_cases_when_they_are_balanced(self):
        wizard = self.wizard(target="team", team_id=self.north.id)
        wizard.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ben)

    def test_team_without_room_takes_the_rest_only_knowingly(self):
        self.set_capacity(3, self.ben)
        wizard = self.wizard(target="team", team_id=self.north.id)
        self.assertEqual((wizard.placed_count, wizard.refused_count), (3, 1))
        with self.refused(UserError, "Nobody else of the team"):
            wizard.action_hand_over()
        wizard.is_over_capacity_accepted = True
        self.assertIn("capacity of 3", wizard.over_capacity)
        wizard.action_hand_over()
        self.assertEqual(self.cases.user_id, self.ben)

    def test_absent_members_get_nothing(self):
        self.away(self.ben, 0, 1)
        wizard = self.wizard(target="team", team_id=self.north.id)
        self.assertEqual(wizard.placed_count, 0)

    # === BY WHOM === #

    def test_lead_hands_over_the_cases_of_the_own_teams_only(self):
        with self.refused(AccessError):
            self.to(self.ben, cases=self.cases | self.other).action_hand_over()
        wizard = self.wizard(
            case_ids=False, source="collector", from_user_id=self.cleo.id
        )
        self.assertEqual(wizard.case_count, 0)
        self.assertEqual(self.other.user_id, self.cleo)

    def test_collectors_and_auditors_hand_nothing_over(self):
        for user in (self.ann, self.odile, self.nora):
            with self.subTest(user=user.login), self.refused(AccessError):
                self.to(self.ben, user=user)

    def test_load_s_button_hands_over_the_collector_s_cases(self):
        rows = self.env["collection.load"].with_user(self.lena)
        action = rows.search([("user_id", "=", self.ann.id)]).action_hand_over()
        wizard = rows.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(Form(wizard).case_count, 4)

    # === COST === #

    def test_many_cases_cost_as_many_statements_as_few(self):
        self.set_capacity(1000, self.ben)
        counts = []
        for number in (5, 5, 60):
            cases = self.new_cases(number, self.north, user_id=self.ann.id)
            wizard = self.to(self.ben, cases=cases)
            with self.counted() as count:
                wizard.action_hand_over()
            counts += count
        self.assertLessEqual(counts[2], counts[1] + 2)
