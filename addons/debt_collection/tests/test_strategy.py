# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .strategy_common import StrategyCommon


@tagged("post_install", "-at_install")
class TestStrategySteps(StrategyCommon):
    """What cannot be climbed is refused, whichever way it is entered."""

    def assert_refused(self, words, call):
        """A call is refused with a sentence that holds these words."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UserError) as refused,
            self.env.cr.savepoint(),
        ):
            call()
        self.assertIn(words, str(refused.exception))

    def test_strategy_without_steps_is_refused_and_with_one_accepted(self):
        self.assert_refused("has no steps", lambda: self.new_strategy("Empty"))
        self.assertTrue(self.new_strategy("One", {"name": "one"}))

    def test_archived_strategy_without_steps_is_put_to_use_with_steps_only(self):
        strategy = self.new_strategy("Later", active=False)
        self.assert_refused(
            "has no steps. Add at least one under “Steps”", strategy.action_unarchive
        )
        strategy.write(
            {"step_ids": [Command.create(self.step_values(0, {"name": "a"}))]}
        )
        strategy.action_unarchive()
        self.assertTrue(strategy.active)
        self.assert_refused("has no steps", strategy.step_ids.unlink)

    def test_last_step_cannot_be_taken_away(self):
        strategy = self.new_strategy("One", {"name": "one"})
        step = strategy.step_ids
        for command in (Command.delete(step.id), Command.clear(), Command.set([])):
            self.assert_refused(
                "has no steps", lambda c=command: strategy.write({"step_ids": [c]})
            )
        self.assert_refused("has no steps", step.unlink)
        self.assert_refused("has no steps", step.action_archive)
        elsewhere = {"strategy_id": self.strategy.id, "sequence": 99, "days": 99}
        self.assert_refused("has no steps", lambda: step.write(elsewhere))

    def test_one_step_of_two_can_be_taken_away(self):
        strategy = self.new_strategy(
            "Two", {"name": "one", "days": 1}, {"name": "two", "days": 2}
        )
        strategy.write({"step_ids": [Command.delete(strategy.step_ids[0].id)]})
        self.assertEqual(strategy.step_ids.mapped("name"), ["two"])

    def test_all_steps_can_be_exchanged_in_one_save(self):
        strategy = self.new_strategy("One", {"name": "one"})
        new = self.step_values(0, {"name": "new", "days": 4})
        strategy.write(
            {"step_ids": [Command.delete(strategy.step_ids.id), Command.create(new)]}
        )
        self.assertEqual(strategy.step_ids.mapped("name"), ["new"])

    def test_first_step_cannot_follow_another(self):
        self.assert_refused(
            "“two” comes first",
            lambda: self.new_strategy(
                "X", {"name": "two", "trigger": "previous", "days": 3}
            ),
        )
        event = {"name": "e", "trigger": "event", "event": "bounced"}
        self.assert_refused(
            "“two” comes first",
            lambda: self.new_strategy(
                "X", event, {"name": "two", "trigger": "previous", "days": 3}
            ),
        )
        self.assertTrue(
            self.new_strategy(
                "X", event, {"name": "a"}, {"name": "b", "trigger": "previous"}
            )
        )

    def test_days_cannot_run_backwards_or_stand_still(self):
        for days in (9, 10):
            self.assert_refused(
                "must come on a later day",
                lambda d=days: self.new_strategy(
                    "X", {"name": "a", "days": 10}, {"name": "b", "days": d}
                ),
            )
        self.assert_refused(
            "must come on a later day", lambda: self.two.write({"days": 2})
        )
        self.assert_refused(
            "must come on a later day", lambda: self.two.write({"sequence": 99})
        )

    def test_strategy_does_not_end_before_its_first_step(self):
        steps = {"name": "a", "days": 10}, {"name": "b", "days": 40}
        strategy = self.new_strategy("X", *steps)
        for days in (1, 9):
            self.assert_refused(
                "(10 days past due) comes after “Ends When Older Than”",
                lambda d=days: strategy.write({"days_stop": d}),
            )
        strategy.days_stop = 10
        self.assert_refused(
            "comes after “Ends When Older Than”",
            lambda: strategy.step_ids[0].write({"days": 11}),
        )
        strategy.days_stop = 0
        strategy.step_ids[0].days = 11

    def test_event_is_answered_by_one_step(self):
        event = {"trigger": "event", "event": "bounced"}
        steps = {"name": "a", **event}, {"name": "b", "days": 3}, {"name": "c", **event}
        self.assert_refused(
            "“a” and “c” answer the same event",
            lambda: self.new_strategy("X", *steps),
        )
        strategy = self.new_strategy("X", *steps[:2])
        self.assert_refused(
            "answer the same event", lambda: strategy.step_ids[1].write(event)
        )
        more = [("bounced", "A Message Came Back"), ("other", "Another")]
        self.patch(type(strategy.step_ids), "_selection_event", lambda self: more)
        strategy.step_ids[1].write({**event, "event": "other"})
        self.assert_refused(
            "answer the same event",
            lambda: strategy.step_ids[1].write({"event": "bounced"}),
        )

    def test_attempts_are_at_most_a_hundred(self):
        self.last.max_tries = 100
        self.assert_check_refused(
            "“Attempts” must be between 1 and 100",
            lambda: self.last.write({"max_tries": 101}),
        )

    def test_steps_can_change_places_in_one_save(self):
        strategy = self.new_strategy(
            "X", {"name": "a", "days": 10}, {"name": "b", "days": 20}
        )
        first, second = strategy.step_ids
        strategy.write(
            {
                "step_ids": [
                    Command.update(first.id, {"sequence": 5, "days": 30}),
                    Command.update(second.id, {"sequence": 1}),
                ]
            }
        )
        strategy.invalidate_recordset()
        self.assertEqual(strategy.step_ids.mapped("name"), ["b", "a"])

    def test_step_without_channel_is_refused(self):
        self.assert_refused(
            "has no channel",
            lambda: self.new_strategy("X", {"name": "a", "channels": []}),
        )
        self.assert_refused("has no channel", self.one.channel_ids.unlink)
        self.assert_refused(
            "has no channel",
            lambda: self.one.channel_ids.write({"step_id": self.last.id}),
        )

    def test_only_channel_can_be_exchanged_in_one_save(self):
        self.one.write(
            {
                "channel_ids": [
                    Command.delete(self.one.channel_ids.id),
                    Command.create({"channel_id": self.channel("letter").id}),
                ]
            }
        )
        self.assertEqual(self.one.channel_names, "Letter")

    def assert_check_refused(self, words, call):
        """A call is refused by the database, and the sentence holds these words."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation) as refused,
            self.env.cr.savepoint(),
        ):
            call()
            self.env.flush_all()
        name = refused.exception.diag.constraint_name
        table = refused.exception.diag.table_name
        model = self.env[table.replace("_", ".")]
        constraint = model._table_objects[name]
        self.assertIn(words, constraint.get_error_message(model, None))

    def test_days_stay_within_ten_years_and_the_field_is_named(self):
        strategy = self.new_strategy("One", {"name": "one"})
        last = strategy.step_ids
        for records, name, low, label in (
            (last, "days", -3650, "“Days” must be between"),
            (last, "repeat_days", 0, "“Repeat Every”"),
            (strategy, "least_gap", 0, "“Days Between Steps”"),
            (strategy, "payment_rest", 0, "“Days of Rest After a Payment”"),
            (strategy, "days_stop", 0, "“Ends When Older Than”"),
        ):
            for number in (low - 1, 3651, 99999999):
                with self.subTest(field=name, number=number):
                    self.assert_check_refused(
                        label, lambda r=records, v={name: number}: r.write(v)
                    )
            records[name] = 3650
            self.env.flush_all()
        self.assertTrue(self.new_strategy("X", {"name": "a", "days": -3650}))

    def test_other_numbers_of_a_strategy_are_not_negative_and_the_field_is_named(self):
        for records, name, number, label in (
            (self.strategy, "amount_stop", -1, "“Nothing Below”"),
            (self.last, "amount_min", -1, "“At Least”"),
            (self.last, "max_tries", 0, "“Attempts” must be between 1 and 100"),
        ):
            with self.subTest(field=name):
                self.assert_check_refused(
                    label, lambda r=records, v={name: number}: r.write(v)
                )
                records.write({name: number + 1})

    def test_negative_days_are_for_the_due_date_alone(self):
        self.assertTrue(self.new_strategy("X", {"name": "a", "days": -2}))
        for values in (
            {"trigger": "previous"},
            {"trigger": "event", "event": "bounced"},
        ):
            step = {"name": "b", "days": -1, **values}
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.new_strategy("X", {"name": "a"}, step)

    def test_event_belongs_to_steps_that_answer_one(self):
        for values in ({"trigger": "event"}, {"event": "bounced", "days": 90}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.new_strategy("X", {"name": "a"}, {"name": "b", **values})

    def test_minimum_in_a_currency_without_rate_is_refused(self):
        currency = (
            self.env["res.currency"].sudo().create({"name": "XTS", "symbol": "x"})
        )
        step = {"name": "a", "amount_min": 100, "currency_id": currency.id}
        self.assert_refused(
            "“At Least” of “a”: XTS has no rate in",
            lambda: self.new_strategy("X", step),
        )
        self.assertTrue(self.new_strategy("X", {**step, "amount_min": 0}))
        currency.rate_ids = [
            Command.create({"name": "2020-01-01", "rate": 2, "company_id": False})
        ]
        self.assertTrue(self.new_strategy("X", step))

    def test_minimum_needs_a_rate_in_each_company_the_strategy_is_for(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        other = self.setup_other_company(name="Other Ltd")["company"]
        accounts = self.env["collection.ledger"]._get_receivable_accounts()
        rates = self.env["res.currency.rate"].sudo()
        for company in accounts.company_ids.root_id - self.company:
            rates += rates.create(
                {
                    "name": "2025-01-01",
                    "rate": 3,
                    "currency_id": euro.id,
                    "company_id": company.id,
                }
            )
        rate = rates.filtered(lambda one: one.company_id == other)
        rate.name = "2030-01-01"
        step = {"name": "a", "amount_min": 100, "currency_id": euro.id}
        own = self.new_strategy("Own", step, company_id=self.company.id)
        self.assert_refused(
            "EUR has no rate in another company",
            lambda: own.write({"company_id": False}),
        )
        self.mara.sudo().company_ids |= other
        self.assert_refused(
            "EUR has no rate in Other Ltd",
            lambda: self.new_strategy("Shared", step),
        )
        rate.name = "2025-01-01"
        self.assertTrue(self.new_strategy("Shared", step))
        own.company_id = False

    def test_copy_has_steps_channels_and_a_name_of_its_own(self):
        copy = self.strategy.copy()
        self.assertEqual(copy.name, "Calls (copy)")
        self.assertEqual(copy.step_ids.mapped("name"), ["one", "two", "last"])
        self.assertEqual(
            copy.step_ids.channel_ids.channel_id.mapped("code"), ["email", "call"]
        )
        self.assertFalse(copy.step_ids & self.strategy.step_ids)

    def test_copy_leaves_archived_steps_behind(self):
        self.two.action_archive()
        copy = self.strategy.copy()
        self.assertEqual(copy.step_ids.mapped("name"), ["one", "last"])

    def test_words_of_a_day_tell_before_on_and_after(self):
        days = {-2: "2 days before due", -1: "1 day before due", 0: "On the due date"}
        days |= {1: "1 day past due", 30: "30 days past due"}
        for number, words in days.items():
            step = self.new_strategy("X", {"name": "a", "days": number}).step_ids
            self.assertEqual(step.when, words)


@tagged("post_install", "-at_install")
class TestStrategyInUse(StrategyCommon):
    """What was used stays; what is set up reaches the companies."""

    def test_strategy_in_use_is_archived_and_not_deleted(self):
        self.new_reachable("Alder")
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.strategy.unlink()
        self.segment.strategy_id = self.new_strategy("Other", {"name": "x"})
        self.strategy.action_archive()
        self.assertFalse(self.strategy.active)

    def test_archived_strategy_works_no_cases(self):
        archived = self.new_strategy("Later", active=False)
        used = self.new_strategy("Now", {"name": "x"})
        with (
            self.assertRaisesRegex(ValidationError, "“Later” is archived"),
            self.env.cr.savepoint(),
        ):
            self.segment.strategy_id = archived
        self.segment.strategy_id = used
        experiment = {"name": "Test", "segment_id": self.segment.id}
        experiments = self.env["collection.experiment"].with_user(self.mara)
        with (
            self.assertRaisesRegex(ValidationError, "Challenger: “Later” is archived"),
            self.env.cr.savepoint(),
        ):
            experiments.create({**experiment, "challenger_strategy_id": archived.id})
        running = experiments.create(
            {**experiment, "challenger_strategy_id": self.strategy.id}
        )
        running.action_start()
        with (
            self.assertRaisesRegex(ValidationError, "experiment that is running"),
            self.env.cr.savepoint(),
        ):
            self.strategy.action_archive()
        running.action_stop()
        self.strategy.action_archive()

    def test_strategy_of_a_segment_is_not_archived_and_a_foreign_one_not_named(self):
        used = self.new_strategy("Shared", {"name": "x"})
        other = self.setup_other_company(name="Other")["company"]
        segments = self.env["collection.segment"].sudo()
        foreign = segments.create(
            {"name": "Secret", "strategy_id": used.id, "company_id": other.id}
        )
        with (
            self.assertRaisesRegex(ValidationError, "segment that you cannot see"),
            self.env.cr.savepoint(),
        ):
            used.action_archive()
        foreign.company_id = False
        with (
            self.assertRaisesRegex(ValidationError, "segment “Secret” works"),
            self.env.cr.savepoint(),
        ):
            used.action_archive()

    def test_strategy_never_used_is_deleted(self):
        strategy = self.new_strategy("X", {"name": "a"})
        strategy.unlink()
        self.assertFalse(strategy.exists())

    def test_step_in_use_is_archived_and_not_deleted(self):
        case = self.new_reachable("Alder", past_due=12)
        self.assertEqual(self.action_of(case).step_id, self.two)
        for call in (
            self.two.unlink,
            lambda: self.strategy.write({"step_ids": [Command.delete(self.two.id)]}),
        ):
            with (
                self.assertRaisesRegex(UserError, "Archive the step instead"),
                self.env.cr.savepoint(),
            ):
                call()
        self.two.action_archive()
        self.assertIn(self.two, self.strategy.step_ids)
        self.assertEqual(self.strategy.step_count, 2)
        self.one.unlink()

    # === LEAD DAYS === #

    def new_early(self, name, days, **values):
        """Create a strategy with a step before the due date.

        :return: the strategy
        """
        return self.new_strategy(name, {"name": "a", "days": -days}, **values)

    def use(self, strategy, **values):
        """Put a strategy to use.

        :return: the segment that works by it
        """
        values = {"name": strategy.name, "strategy_id": strategy.id, **values}
        return self.segment.create(values)

    def assert_lead(self, days, company=None):
        """Cases of a company open so many days before something falls due."""
        company = company or self.company
        self.assertRecordValues(
            company.sudo(),
            [{"collection_lead_days": days, "collection_step_days": days}],
        )

    def test_lead_days_follow_the_earliest_step_of_those_in_use(self):
        self.assert_lead(0)
        early, later = self.new_early("Early", 5), self.new_early("Later", 9)
        self.assert_lead(0)
        self.use(early)
        self.assert_lead(5)
        segment = self.use(later)
        self.assert_lead(9)
        later.step_ids.days = -7
        self.assert_lead(7)
        segment.action_archive()
        self.assert_lead(5)
        segment.action_unarchive()
        self.assert_lead(7)
        segment.strategy_id = early
        later.unlink()
        self.assert_lead(5)
        self.segment.search([("strategy_id", "=", early.id)]).unlink()
        self.assert_lead(0)

    def test_case_opens_early_only_by_a_strategy_in_use(self):
        partner = self.new_debtor("Alder")
        self.post(100, past_due=-4, partner=partner)
        early = self.new_early("Early", 5)
        partner._collection_refresh()
        self.assertFalse(self.case_of(partner))
        self.segment.strategy_id = early
        partner._collection_refresh()
        self.assertTrue(self.case_of(partner))

    def test_lead_days_follow_a_challenger_as_long_as_it_runs(self):
        experiment = (
            self.env["collection.experiment"]
            .with_user(self.mara)
            .create(
                {
                    "name": "X",
                    "segment_id": self.segment.id,
                    "challenger_strategy_id": self.new_early("Early", 5).id,
                }
            )
        )
        self.assert_lead(0)
        experiment.action_start()
        self.assert_lead(5)
        experiment.action_stop()
        self.assert_lead(0)

    def test_lead_days_set_higher_by_hand_stay(self):
        self.company.collection_lead_days = 14
        early = self.new_early("Early", 5)
        self.use(early)
        self.assertEqual(self.company.collection_lead_days, 14)
        early.step_ids.days = -20
        self.assert_lead(20)
        with self.assertRaisesRegex(ValidationError, "Due” must be at least 20"):
            self.company.collection_lead_days = 19
        self.company.collection_lead_days = 21

    def test_lead_days_are_free_of_strategies_out_of_use(self):
        self.new_early("Early", 20)
        self.company.collection_lead_days = 3
        self.assertEqual(self.company.collection_lead_days, 3)

    def test_lead_days_are_those_of_the_segment_s_own_company(self):
        other = self.setup_other_company()["company"]
        own = self.new_early("Own", 5, company_id=self.company.id)
        self.use(own, company_id=self.company.id)
        self.assert_lead(5)
        self.assert_lead(0, other)
        shared = self.new_early("Shared", 9)
        segment = self.use(shared, company_id=self.company.id)
        self.assert_lead(9)
        self.assert_lead(0, other)
        segment.company_id = False
        self.assert_lead(9, other)

    def test_company_created_later_opens_its_cases_early_too(self):
        self.use(self.new_early("Early", 5))
        company = self.env["res.company"].sudo().create({"name": "Later Ltd"})
        self.assertRecordValues(
            company, [{"collection_step_days": 5, "collection_lead_days": 5}]
        )

    # === RIGHTS === #

    def test_managers_set_strategies_up_and_nobody_else(self):
        step = self.strategy.step_ids[0]
        for user in (self.ann, self.lena, self.odile):
            strategy = self.strategy.with_user(user)
            self.assertEqual(strategy.name, "Calls")
            for call in (
                lambda s=strategy: s.write({"name": "X"}),
                lambda u=user: step.with_user(u).write({"days": 4}),
                lambda u=user: step.channel_ids.with_user(u).unlink(),
                lambda s=strategy: s.copy(),
                strategy.unlink,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        with self.assertRaises(AccessError):
            self.strategy.with_user(self.nora).check_access("read")
        self.strategy.with_user(self.mara).name = "Calls and Letters"

    def test_strategy_of_another_company_is_invisible(self):
        other = self.setup_other_company()["company"]
        own, foreign = (
            self.env["collection.strategy"]
            .sudo()
            .create(
                [
                    {
                        "name": company.name,
                        "company_id": company.id,
                        "step_ids": [
                            Command.create(self.step_values(0, {"name": "a"}))
                        ],
                    }
                    for company in (self.company, other)
                ]
            )
        )
        for user in (self.ann, self.mara, self.odile):
            seen = self.env["collection.strategy"].with_user(user).search([])
            self.assertIn(own, seen)
            self.assertIn(self.strategy, seen)
            self.assertNotIn(foreign, seen)
            steps = self.env["collection.strategy.step"].with_user(user).search([])
            self.assertFalse(steps & foreign.step_ids)

    # === THE FORM === #

    def test_manager_makes_a_strategy_on_its_form(self):
        with Form(self.env["collection.strategy"].with_user(self.mara)) as form:
            form.name = "Typed"
            with form.step_ids.new() as step:
                step.name = "Call"
                step.days = 4
                with step.channel_ids.new() as channel:
                    channel.channel_id = self.channel("call")
        self.assertRecordValues(
            form.record.step_ids, [{"name": "Call", "days": 4, "channel_names": "Call"}]
        )

    def test_picture_shows_steps_before_they_are_saved(self):
        form = Form(self.strategy.with_user(self.mara))
        with form.step_ids.new() as step:
            step.name = "Later"
            step.trigger = "previous"
            step.days = 5
            with step.channel_ids.new() as channel:
                channel.channel_id = self.channel("visit")
        rungs = form.ladder["rungs"]
        self.assertEqual([rung["day"] for rung in rungs], [3, 10, 30, 35])
        self.assertEqual(
            rungs[-1]["channels"], [{"name": "Visit", "icon": "fa-street-view"}]
        )
        self.assertFalse(rungs[-1]["is_exact"])

    def test_picture_tells_what_is_particular(self):
        strategy = self.new_strategy(
            "X",
            {"name": "a", "days": -3, "mode": "automatic", "channels": ["sms", "call"]},
            {"name": "b", "days": 40, "role": "lead", "needs_approval": True},
            {"name": "e", "trigger": "event", "event": "bounced", "days": 1},
            {"name": "c", "days": 70, "amount_min": 100, "repeat_days": 7},
        )
        ladder = strategy.ladder
        self.assertEqual(
            [(rung["name"], rung["day"], rung["age"]) for rung in ladder["rungs"]],
            [("a", -3, "not_due"), ("b", 40, "31_60"), ("c", 70, "61_90")],
        )
        self.assertEqual(
            [[mark["code"] for mark in rung["marks"]] for rung in ladder["rungs"]],
            [["automatic"], ["lead", "approval"], ["amount"]],
        )
        self.assertEqual([step["name"] for step in ladder["answers"]], ["e"])
        self.assertEqual(ladder["repeat_days"], 7)

    def test_buttons_count_and_show_cases_actions_and_segments(self):
        case = self.new_reachable("Alder")
        strategy = self.strategy.with_user(self.mara)
        self.assertRecordValues(
            strategy, [{"case_count": 1, "action_count": 1, "segment_count": 1}]
        )
        self.assertEqual(strategy.segment_ids, self.segment)
        for name, records in (
            ("action_view_cases", case),
            ("action_view_actions", self.action_of(case)),
            ("action_view_segments", self.segment),
        ):
            action = getattr(strategy, name)()
            self.assertEqual(action["res_model"], records._name)
            self.assertEqual(
                action["context"]["search_default_strategy_id"], strategy.id
            )
