# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .people_common import PeopleCommon


@tagged("post_install", "-at_install")
class TestStageRules(PeopleCommon):
    """Which cases may enter a stage, and who may move them there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.new_case("Small", cls.north, cls.ann, amount=100)
        cls.large = cls.new_case("Large", cls.north, cls.ann, amount=900)
        cls.before = cls.small.stage_id
        cls.stage = (
            cls.env["collection.stage"]
            .with_user(cls.mara)
            .create(
                {
                    "name": "Lawyer",
                    "domain": "[('amount_overdue', '>=', 500)]",
                    "refusal": "Too little to go to court for.",
                }
            )
        )

    def ways(self, cases, user):
        """Return the ways in which cases can be moved to the stage."""
        stage = self.stage.id
        return {
            "write": lambda: cases.with_user(user).write({"stage_id": stage}),
            "drag": lambda: self.call_rpc(
                user,
                "collection.case",
                "web_save",
                [cases.ids, {"stage_id": stage}, {}],
            ),
            "import": lambda: self.call_rpc(
                user,
                "collection.case",
                "load",
                [[".id", "stage_id/.id"], [[str(c.id), str(stage)] for c in cases]],
            ),
        }

    def test_matching_case_enters_by_every_way(self):
        for name, move in self.ways(self.large, self.ann).items():
            with self.subTest(way=name), self.env.cr.savepoint() as point:
                move()
                self.assertEqual(self.large.stage_id, self.stage)
                point.rollback()

    def test_other_case_is_refused_by_every_way_with_the_reason(self):
        for name, move in self.ways(self.small, self.mara).items():
            with self.subTest(way=name):
                if name == "import":
                    [message] = move()["messages"]
                    self.assertIn("Too little", message["message"])
                else:
                    with self.refused(UserError, "Too little"):
                        move()
                self.assertEqual(self.small.stage_id, self.before)

    def test_one_refused_case_refuses_all_and_is_named(self):
        cases = self.small | self.large
        with self.refused(UserError, "Small") as _:
            cases.with_user(self.ann).stage_id = self.stage
        self.assertEqual(cases.stage_id, self.before)
        self.assertNotIn("stage", self.small.event_ids.mapped("kind"))

    def test_case_that_is_there_already_is_not_asked_again(self):
        self.large.stage_id = self.stage
        self.stage.domain = "[('amount_overdue', '>=', 5000)]"
        self.large.write({"stage_id": self.stage.id, "color": 3})
        self.assertEqual(self.large.color, 3)

    def test_stage_for_leads_refuses_collectors(self):
        self.stage.write({"domain": False, "is_lead_only": True})
        with self.refused(UserError, "Only a team lead"):
            self.small.with_user(self.ann).stage_id = self.stage
        for user in (self.lena, self.mara):
            with self.subTest(user=user.login), self.env.cr.savepoint() as point:
                self.small.with_user(user).stage_id = self.stage
                self.assertEqual(self.small.stage_id, self.stage)
                point.rollback()

    def test_case_is_matched_by_what_it_is_not_by_what_its_user_may_read(self):
        self.stage.domain = "[('partner_id.invoice_ids', '!=', False)]"
        self.small.with_user(self.ann).stage_id = self.stage
        self.assertEqual(self.small.stage_id, self.stage)

    def test_what_a_company_has_of_its_own_is_asked_of_the_case_s(self):
        other = self.setup_other_company(name="Other")["company"]
        self.ann.sudo().company_ids += other
        debtor = self.small.partner_id.sudo()
        debtor.with_company(self.company).credit_limit = 777
        debtor.with_company(other).credit_limit = 888
        chosen = [other.id, self.company.id]
        case = self.small.with_user(self.ann).with_context(allowed_company_ids=chosen)
        self.stage.domain = "[('partner_id.credit_limit', '=', 888)]"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            case.stage_id = self.stage
        self.stage.domain = "[('partner_id.credit_limit', '=', 777)]"
        case.stage_id = self.stage
        self.assertEqual(self.small.stage_id, self.stage)

    def test_broken_condition_is_refused_when_it_is_saved(self):
        for broken in (
            "[('no_such_field', '=', 1)]",
            "[('amount_overdue', '>=', 500)",
            "[('amount_overdue', '~', 500)]",
            "nonsense",
            "[1, 2, 3]",
            "[('amount_overdue', '>=', 'much')]",
            "__import__('os')",
        ):
            with (
                self.subTest(domain=broken),
                self.refused(ValidationError, "cannot be understood"),
            ):
                self.stage.domain = broken

    def test_condition_without_a_sentence_is_refused(self):
        condition = "[('days_past_due', '>', 90)]"
        stages = self.env["collection.stage"].with_user(self.mara)
        for values in ({"refusal": False}, {"refusal": "  "}):
            with self.refused(ValidationError, "Otherwise Say"):
                self.stage.write(values)
            with self.refused(ValidationError, "Otherwise Say"):
                stages.create({"name": "Court", "domain": condition, **values})
        for values in ({"domain": "[]"}, {"domain": False}):
            self.stage.write({**values, "refusal": False})
        with self.assertRaisesRegex(AssertionError, "refusal"), Form(stages) as form:
            form.name = "Court"
            form.domain = condition

    def test_manager_sets_the_condition_on_the_form(self):
        with Form(self.env["collection.stage"].with_user(self.mara)) as form:
            form.name = "Court"
            form.domain = "[('days_past_due', '>', 90)]"
            form.refusal = "Not before the 91st day."
        with self.refused(UserError, "91st day"):
            self.large.stage_id = form.record
