# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import NOW, TODAY
from .screen_common import ScreenMixin
from .strategy_common import StrategyCommon


@tagged("post_install", "-at_install")
class TestStrategyScreens(ScreenMixin, StrategyCommon):
    """The screens of strategies and actions show each role what it may do."""

    def setUp(self):
        super().setUp()
        self.late = self.new_reachable("Alder", past_due=12, user=self.ann)
        self.coming = self.new_reachable("Birch", past_due=1, user=self.ann)
        self.others = self.new_reachable("Cedar", past_due=12, user=self.ben)

    def found(self, name, user=None):
        """Return the cases of the actions that a filter finds."""
        user = user or self.mara
        actions = self.env["collection.action"].with_user(user)
        [node] = self.arch_of(actions, "search").xpath(f"//filter[@name='{name}']")
        ours = ("case_id", "in", (self.late | self.coming | self.others).ids)
        domain = [ours, *self.evaluate(node.get("domain"), user)]
        return actions.search(domain).case_id.with_user(self.mara)

    def buttons(self, model, user, view_type="form"):
        """Return the names of a screen's buttons, as somebody gets it."""
        arch = self.arch_of(self.env[model].with_user(user), view_type)
        return {node.get("name") or node.get("string") for node in arch.iter("button")}

    # === FILTERS === #

    def test_my_actions_are_the_own_ones(self):
        self.assertEqual(self.found("mine", self.ann), self.late | self.coming)
        self.assertEqual(self.found("mine", self.ben), self.others)
        self.assertFalse(self.found("mine"))
        self.assertEqual(
            self.found("my_teams", self.lena), self.late | self.coming | self.others
        )

    def test_due_actions_are_those_of_today_and_late_ones(self):
        self.assertEqual(self.found("due"), self.late | self.others)
        self.assertFalse(self.found("late"))
        self.env.cr.execute(
            "UPDATE collection_action SET date = %s WHERE case_id = %s",
            [TODAY - timedelta(days=1), self.late.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.found("late"), self.late)
        self.assertEqual(self.found("due"), self.late | self.others)

    def test_blocked_actions_and_those_to_approve_are_found(self):
        self.late.with_user(self.ann).hold("Flood", NOW + timedelta(days=5))
        self.two.needs_approval = True
        self.others._replan("by_hand")
        self.assertEqual(self.found("blocked"), self.late)
        self.assertEqual(self.found("to_approve"), self.others)
        self.assertEqual(self.found("todo"), self.late | self.coming | self.others)
        cases = self.env["collection.case"].with_user(self.mara)
        for name, case in (
            ("step_blocked", self.late),
            ("step_to_approve", self.others),
        ):
            [node] = self.arch_of(cases, "search").xpath(f"//filter[@name='{name}']")
            domain = self.evaluate(node.get("domain"), self.mara)
            self.assertEqual(cases.search(domain), case)

    def test_what_was_done_this_week_is_found(self):
        self.assertFalse(self.found("done_this_week"))
        self.late.with_user(self.ann).log_contact("call", "conversation")
        self.assertEqual(self.found("done_this_week"), self.late)
        self.assertEqual(self.found("ended"), self.late)
        self.env.cr.execute(
            "UPDATE collection_action SET date_done = %s WHERE date_done IS NOT NULL",
            [TODAY - timedelta(days=8)],
        )
        self.env.invalidate_all()
        self.assertFalse(self.found("done_this_week"))

    def test_pivot_counts_each_collector_s_actions_of_a_day(self):
        pivot = self.arch_of(
            self.env["collection.action"].with_user(self.mara), "pivot"
        )
        fields = {node.get("type"): node.get("name") for node in pivot.iter("field")}
        self.assertEqual(fields, {"row": "user_id", "col": "date"})
        groups = (
            self.env["collection.action"]
            .with_user(self.mara)
            .formatted_read_group(
                [("case_id", "in", (self.late | self.others).ids)],
                ["user_id", "date:day"],
                ["__count"],
            )
        )
        self.assertEqual([group["__count"] for group in groups], [1, 1])

    # === WHO IS OFFERED WHAT === #

    def test_buttons_of_actions_are_for_who_may_use_them(self):
        for view_type in ("form", "list"):
            with self.subTest(view=view_type):
                of = {
                    user: self.buttons("collection.action", user, view_type)
                    for user in (self.ann, self.lena, self.odile)
                }
                self.assertIn("action_log_contact", of[self.ann])
                self.assertNotIn("action_approve", of[self.ann])
                self.assertTrue({"action_approve", "action_refuse"} <= of[self.lena])
                self.assertEqual(of[self.odile], {"action_open_case"})

    def test_case_shows_its_next_step_and_what_can_be_done(self):
        steps = {"action_log_step", "action_postpone_step", "action_skip_step"}
        for user, own in ((self.ann, steps), (self.odile, set())):
            with self.subTest(user=user.login):
                buttons = self.buttons("collection.case", user)
                self.assertEqual(buttons & steps, own)
        self.assertIn("action_approve_step", self.buttons("collection.case", self.lena))
        form = Form(self.late.with_user(self.ann))
        self.assertEqual(form.action_title, "two")
        self.assertEqual(form.date_next_action, str(TODAY))
        self.assertEqual(form.action_count, 1)

    def count_reading(self, records, specification):
        """Return how many statements it takes to read records for a screen."""
        # The first time rules and groups are read as well.
        for _time in range(2):
            with self.counted() as count:
                records.web_read(specification)
        return count[0]

    def test_next_steps_of_many_cases_take_as_many_statements_as_of_one(self):
        cases = (self.late | self.coming | self.others).with_user(self.mara)
        asked = {
            name: specification
            for name, specification in self.specification_of(cases, "form").items()
            if name.startswith(("action_", "step_"))
        }
        self.assertIn("action_reason", asked)
        self.assertEqual(
            self.count_reading(cases, asked), self.count_reading(cases[0], asked)
        )

    def test_list_of_strategies_takes_as_many_statements_for_many_as_for_one(self):
        for number in range(4):
            self.new_strategy(f"X{number}", {"name": "a"})
        every = self.env["collection.strategy"].with_user(self.mara).search([])
        asked = self.specification_of(every, "list")
        one = self.strategy.with_user(self.mara)
        self.assertEqual(
            self.count_reading(every, asked), self.count_reading(one, asked)
        )

    def test_events_tell_why(self):
        arch = self.arch_of(
            self.env["collection.case.event"].with_user(self.ann), "list"
        )
        self.assertTrue(arch.xpath("//field[@name='reason_text']"))
        self.late.action_id.action_skip("Spoke with them at the fair")
        event = self.late.event_ids.filtered(lambda e: e.kind == "step")[:1]
        self.assertEqual(event.reason_text, "Decided by hand")

    def test_form_of_a_strategy_is_read_by_all_and_edited_by_managers(self):
        for user in (self.ann, self.lena, self.odile):
            with self.subTest(user=user.login):
                form = Form(self.strategy.with_user(user))
                self.assertEqual(len(form.ladder["rungs"]), 3)
        with Form(self.strategy.with_user(self.mara)) as form:
            form.least_gap = 2
        self.assertEqual(self.strategy.least_gap, 2)

    # === ARCHIVED STEPS === #

    def days_of(self, form):
        """Return the days of the picture."""
        return [rung["day"] for rung in form.ladder["rungs"]]

    def switch(self, form, index, is_used):
        """Put a step out of use on the form, or back."""
        with form.step_ids.edit(index) as step:
            step.active = is_used

    def test_used_step_is_archived_on_the_form_and_put_back(self):
        self.assertEqual(self.late.step_id, self.two)
        with Form(self.strategy.with_user(self.mara)) as form:
            self.switch(form, 1, False)
            self.assertEqual(self.days_of(form), [3, 30])
        self.assertFalse(self.two.active)
        with Form(self.strategy.with_user(self.mara)) as form:
            self.assertEqual(len(form.step_ids), 3)
            self.assertEqual(self.days_of(form), [3, 30])
            # A change elsewhere leaves it where it is.
            form.least_gap = 4
        self.assertEqual(self.strategy.step_ids, self.one | self.two | self.last)
        self.assertEqual(self.strategy.step_count, 2)
        with Form(self.strategy.with_user(self.mara)) as form:
            self.switch(form, 1, True)
            self.assertEqual(self.days_of(form), [3, 10, 30])
        self.assertTrue(self.two.active)

    def test_archived_step_is_out_of_the_order_until_it_is_put_back(self):
        self.two.action_archive()
        self.last.days = 8
        form = Form(self.strategy.with_user(self.mara))
        self.switch(form, 1, True)
        with self.assertRaisesRegex(ValidationError, "must come on a later day"):
            form.save()

    def test_strategies_are_found_by_the_steps_in_use(self):
        strategies = self.env["collection.strategy"].with_user(self.mara)
        self.one.write({"days": -3, "mode": "automatic", "needs_approval": True})
        for is_used in (True, False):
            self.one.active = is_used
            arch = self.arch_of(strategies, "search")
            for name in ("automatic", "approval", "before_due"):
                [node] = arch.xpath(f"//filter[@name='{name}']")
                domain = self.evaluate(node.get("domain"), self.mara)
                with self.subTest(filter=name, is_used=is_used):
                    found = strategies.search(domain)
                    self.assertEqual(self.strategy in found, is_used)

    def test_archived_step_opens_no_case_early(self):
        self.one.days = -3
        company = self.company.sudo()
        self.assertEqual(company.collection_step_days, 3)
        self.one.action_archive()
        self.assertEqual(company.collection_step_days, 0)
