# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import NOW, TODAY, day
from .strategy_common import StrategyCommon


class LadderCommon(StrategyCommon):
    """Ladders that are climbed day by day, the clock being moved.

    Days are counted from the due date: ``on(-3)`` is three days before it.
    """

    def climb(self, *steps, **values):
        """Let all cases be worked by a strategy of these steps.

        :return: the steps
        """
        self.segment.strategy_id = self.new_strategy("Ladder", *steps, **values)
        return self.segment.strategy_id.step_ids

    @contextmanager
    def at(self, days):
        """Let so many days pass.

        :return: the new day
        """
        with freeze_time(NOW + timedelta(days=days)):
            yield TODAY + timedelta(days=days)

    def plan(self, case, today, **arguments):
        """Plan as a run of that day does.

        :return: the case's next step
        """
        case.partner_id._collection_refresh()
        case.invalidate_recordset()
        self.env["collection.planner"]._plan(case, today, **arguments)
        return self.action_of(case)

    def finish(self, case):
        """Do the next step.

        :return: the one after it
        """
        self.action_of(case)._end("done", None)
        return self.action_of(case)

    def assert_step(self, action, step, on):
        """It is this step, on this day, and the only one."""
        self.assertRecordValues(action, [{"step_id": step.id, "date": on}])


@tagged("post_install", "-at_install")
class TestLadderDays(LadderCommon):
    """Minus n, 0 and plus n days are what they say, and steps never pile up."""

    def test_steps_before_on_and_after_the_due_date_fall_on_their_days(self):
        before, on_due, after = self.climb(
            {"name": "before", "days": -3},
            {"name": "on", "days": 0},
            {"name": "after", "days": 5},
        )
        due = TODAY + timedelta(days=10)
        partner = self.new_debtor("Alder", phone="+1 202-555-0143")
        self.post(100, past_due=-10, partner=partner)
        for days, has_case in ((6, False), (7, True)):
            with self.at(days):
                partner._collection_refresh()
                self.assertEqual(bool(self.case_of(partner)), has_case, days)
        case = self.case_of(partner)
        self.assert_step(self.action_of(case), before, due - timedelta(days=3))
        with self.at(7):
            self.assert_step(self.finish(case), on_due, due)
        with self.at(9) as today:
            self.assert_step(self.plan(case, today), on_due, due)
            self.assertFalse(self.action_of(case).date_judged)
        with self.at(10) as today:
            self.assertEqual(self.plan(case, today).date_judged, today)
            self.assert_step(self.finish(case), after, due + timedelta(days=5))

    def test_case_that_opens_early_waits_for_its_first_step(self):
        (first,) = self.climb({"name": "before", "days": -3})
        self.company.collection_lead_days = 20
        partner = self.new_debtor("Alder", phone="+1 202-555-0143")
        self.post(100, past_due=-10, partner=partner)
        partner._collection_refresh()
        case = self.case_of(partner)
        self.assert_step(self.action_of(case), first, TODAY + timedelta(days=7))

    def test_late_start_goes_to_the_step_that_fits_the_age(self):
        steps = self.climb(
            *({"name": str(days), "days": days} for days in (-3, 0, 5, 10, 20, 40))
        )
        for past_due, expected in ((25, 20), (20, 20), (19, 10), (1, 0), (400, 40)):
            with self.subTest(past_due=past_due):
                case = self.new_reachable(f"Alder{past_due}", past_due=past_due)
                step = steps.filtered(lambda s, d=expected: s.days == d)
                self.assert_step(self.action_of(case), step, TODAY)

    def test_late_start_goes_past_steps_counted_from_the_one_before(self):
        steps = self.climb(
            {"name": "3", "days": 3},
            {"name": "10", "trigger": "previous", "days": 7},
            {"name": "20", "trigger": "previous", "days": 10},
            {"name": "40", "days": 40},
            {"name": "90", "days": 90, "only_after": True},
        )
        for past_due, expected in ((9, 3), (10, 10), (19, 10), (20, 20), (341, 40)):
            with self.subTest(past_due=past_due):
                case = self.new_reachable(f"Alder{past_due}", past_due=past_due)
                step = steps.filtered(lambda s, n=str(expected): s.name == n)
                self.assert_step(self.action_of(case), step, TODAY)

    def test_late_start_takes_all_steps_where_the_strategy_says_so(self):
        one, two, _three = self.climb(
            *({"name": str(days), "days": days} for days in (3, 10, 20)),
            catch_up=False,
            least_gap=2,
        )
        case = self.new_reachable("Alder", past_due=100)
        self.assert_step(self.action_of(case), one, TODAY)
        self.assert_step(self.finish(case), two, TODAY + timedelta(days=2))

    def test_late_start_does_not_jump_to_a_step_that_needs_the_one_before(self):
        one, two = self.climb(
            {"name": "one", "days": 3}, {"name": "two", "days": 10, "only_after": True}
        )
        case = self.new_reachable("Alder", past_due=100)
        self.assert_step(self.action_of(case), one, TODAY)
        self.assert_step(self.finish(case), two, TODAY)

    def test_some_days_lie_between_two_steps(self):
        _one, two = self.climb(
            {"name": "one", "days": 3}, {"name": "two", "days": 5}, least_gap=4
        )
        case = self.new_reachable("Alder", past_due=4)
        self.assert_step(self.finish(case), two, TODAY + timedelta(days=4))

    def test_step_after_another_is_counted_from_the_day_that_was_done(self):
        _one, two = self.climb(
            {"name": "one", "days": 3},
            {"name": "two", "trigger": "previous", "days": 7},
        )
        case = self.new_reachable("Alder", past_due=3)
        with self.at(5) as today:
            self.plan(case, today)
            self.assert_step(self.finish(case), two, today + timedelta(days=7))

    def test_last_step_comes_again_and_others_end(self):
        (last,) = self.climb({"name": "last", "days": 3, "repeat_days": 14})
        case = self.new_reachable("Alder", past_due=5)
        for days in (0, 14, 28):
            with self.at(days) as today:
                self.assert_step(self.plan(case, today), last, today)
                self.assert_step(self.finish(case), last, today + timedelta(days=14))
        last.with_user(self.mara).repeat_days = 0
        with self.at(42):
            self.assertFalse(self.finish(case))
        self.assertFalse(case.step_id)

    def test_last_step_that_is_left_out_comes_again_when_it_would_have(self):
        """A case is not lost because its step was skipped, and the same step is not
        back at once."""
        (last,) = self.climb({"name": "last", "days": 3, "repeat_days": 14})
        case = self.new_reachable("Alder", past_due=5)
        first = self.action_of(case)
        first.with_user(self.mara).action_skip("Met at the fair")
        self.assert_step(self.action_of(case), last, TODAY + timedelta(days=14))
        with self.at(14) as today:
            self.finish(case)
            self.assert_step(self.action_of(case), last, today + timedelta(days=14))
        with self.at(30) as today:
            self.action_of(case).with_user(self.mara).action_skip("Pays on Friday")
            self.assert_step(self.action_of(case), last, today + timedelta(days=14))

    def test_last_step_that_is_not_approved_waits_for_its_next_turn(self):
        (last,) = self.climb(
            {"name": "last", "days": 3, "repeat_days": 14, "needs_approval": True}
        )
        case = self.new_reachable("Alder", past_due=5)
        for days in (0, 14, 28):
            with self.at(days) as today:
                self.assert_step(self.action_of(case), last, today)
                self.action_of(case).with_user(self.mara).action_refuse()
                next_turn = today + timedelta(days=14)
                self.assert_step(self.action_of(case), last, next_turn)

    def test_step_after_one_left_out_is_counted_from_that_day(self):
        one, two, three = self.climb(
            {"name": "one", "days": 3},
            {"name": "two", "days": 5},
            {"name": "three", "trigger": "previous", "days": 7},
        )
        case = self.new_reachable("Alder", past_due=3)
        self.assert_step(self.action_of(case), one, TODAY)
        self.assert_step(self.finish(case), two, TODAY + timedelta(days=2))
        with self.at(4) as today:
            self.action_of(case).with_user(self.mara).action_skip("Knows already")
            self.assert_step(self.action_of(case), three, today + timedelta(days=7))

    def test_last_step_does_not_come_again_where_it_no_longer_applies(self):
        _one, last = self.climb(
            {"name": "one", "days": 1},
            {"name": "last", "days": 3, "repeat_days": 14, "amount_min": 50},
        )
        small = self.new_reachable("Alder", past_due=5)
        self.assert_step(self.finish(small), last, TODAY + timedelta(days=14))
        invoice = self.env["account.move"].search(
            [("partner_id", "=", small.partner_id.id)]
        )
        self.pay(invoice, 60)
        self.fold()
        self.assertFalse(self.action_of(small))
        other = self.new_reachable("Birch", past_due=5)
        last.with_user(self.mara).active = False
        self.finish(other)
        self.assertNotIn(last, self.action_of(other).step_id)

    def test_short_pause_keeps_the_step_and_its_day(self):
        one, _two = self.climb({"name": "one", "days": 3}, {"name": "two", "days": 10})
        case = self.new_reachable("Alder", past_due=3, user=self.ann)
        case.with_user(self.ann).hold("Flood", NOW + timedelta(days=2))
        with self.at(1) as today:
            self.assert_step(self.plan(case, today), one, TODAY)
        with self.at(3) as today:
            self.env["collection.case"]._cron_follow_holds()
            self.assert_step(self.plan(case, today), one, TODAY)
            self.assertEqual(self.action_of(case).state, "planned")

    def test_long_pause_piles_nothing_up(self):
        one, *_between, last = self.climb(
            *({"name": str(days), "days": days} for days in (3, 10, 20, 30, 40))
        )
        case = self.new_reachable("Alder", past_due=3, user=self.ann)
        self.finish(case)
        case.with_user(self.ann).hold("Flood", NOW + timedelta(days=60))
        for days in (7, 20, 59):
            with self.at(days) as today:
                self.assertRecordValues(
                    self.plan(case, today), [{"state": "blocked", "reason": "on_hold"}]
                )
        with self.at(61) as today:
            self.env["collection.case"]._cron_follow_holds()
            self.assert_step(self.plan(case, today), last, today)
            self.assertEqual(self.action_of(case).state, "planned")
            self.assertFalse(self.finish(case))
        done = case.action_ids.filtered(lambda action: action.state == "done")
        self.assertEqual(done.step_id, one | last)

    def test_lifting_a_pause_makes_one_step(self):
        _one, _two, last = self.climb(
            *({"name": str(days), "days": days} for days in (3, 10, 20))
        )
        case = self.new_reachable("Alder", past_due=3, user=self.ann)
        hold = case.with_user(self.ann).hold("Flood", NOW + timedelta(days=90))
        with self.at(30) as today:
            self.plan(case, today)
            hold.action_lift()
            self.assert_step(self.action_of(case), last, today)


@tagged("post_install", "-at_install")
class TestLadderEvents(LadderCommon):
    """What happens is answered at once, and the ladder goes on where it was."""

    def setUp(self):
        super().setUp()
        self.one, self.two, self.answer = self.climb(
            {"name": "one", "days": 3},
            {"name": "two", "days": 10},
            {"name": "search", "trigger": "event", "event": "bounced", "days": 1},
        )
        self.case = self.new_reachable("Alder", past_due=3, user=self.ann)
        self.tomorrow = TODAY + timedelta(days=1)

    def test_message_that_came_back_is_answered_and_the_ladder_goes_on(self):
        self.finish(self.case)
        self.assert_step(self.action_of(self.case), self.two, TODAY + timedelta(days=7))
        self.case.with_user(self.ann).log_contact("email", "bounced", direction="in")
        self.assert_step(self.action_of(self.case), self.answer, self.tomorrow)
        event = self.case.event_ids.filtered(lambda e: e.kind == "step")[:1]
        self.assertEqual(event.reason, "event")
        with self.at(1):
            self.assert_step(
                self.finish(self.case), self.two, TODAY + timedelta(days=7)
            )

    def test_answer_stays_whatever_is_decided_meanwhile(self):
        self.case.with_user(self.ann).log_contact("email", "bounced", direction="in")
        self.case.user_id = self.ben
        self.assert_step(self.action_of(self.case), self.answer, self.tomorrow)
        self.case._replan("payment")
        self.assert_step(self.action_of(self.case), self.answer, self.tomorrow)
        with self.at(3) as today:
            self.assert_step(self.plan(self.case, today), self.answer, self.tomorrow)

    def test_what_no_step_answers_changes_nothing(self):
        self.answer.with_user(self.mara).active = False
        before = self.action_of(self.case)
        self.case.with_user(self.ann).log_contact("email", "bounced", direction="in")
        self.assertEqual(self.action_of(self.case), before)


@tagged("post_install", "-at_install")
class TestLadderLimits(LadderCommon):
    """Steps are left out, and strategies rest, as they say."""

    def test_minimum_is_compared_in_the_currency_of_what_is_owed(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2000-01-01", 4.0), ("2025-06-01", 2.0)]
        )
        small, large = self.climb(
            {"name": "small", "days": 3},
            {"name": "large", "days": 5, "amount_min": 80},
        )
        # Booked at 50 dollars, when a dollar was 4 euros; today 160 euros are enough.
        for amount, step in ((200, large), (159, small), (160, large)):
            with self.subTest(amount=amount):
                partner = self.new_debtor(f"Euro {amount}", phone="+1 202-555-0143")
                self.post(amount, past_due=20, partner=partner, currency_id=euro.id)
                partner._collection_refresh()
                case = self.case_of(partner)
                self.assertLess(case.amount_overdue, 80)
                self.assertEqual(self.action_of(case).step_id, step)

    def test_minimum_adds_up_what_is_owed_in_several_currencies(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        small, large = self.climb(
            {"name": "small", "days": 3},
            {"name": "large", "days": 5, "amount_min": 80},
        )
        case = self.new_reachable("Alder", past_due=20, amount=40)
        self.assertEqual(self.action_of(case).step_id, small)
        self.post(80, past_due=20, partner=case.partner_id, currency_id=euro.id)
        case.partner_id._collection_refresh()
        case._replan("booking")
        self.assertEqual(self.action_of(case).step_id, large)

    def test_minimum_counts_what_was_booked_where_a_currency_lost_its_rates(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        _small, large = self.climb(
            {"name": "small", "days": 3},
            {"name": "large", "days": 5, "amount_min": 80},
        )
        case = self.new_reachable("Alder", past_due=20, amount=10)
        self.post(150, past_due=20, partner=case.partner_id, currency_id=euro.id)
        case.partner_id._collection_refresh()
        euro.sudo().rate_ids.unlink()
        self.env.invalidate_all()
        case._replan("booking")
        self.assertRecordValues(case, [{"amount_overdue": 85}])
        self.assertEqual(self.action_of(case).step_id, large)

    def test_step_whose_minimum_lost_its_rate_is_left_out_and_counted(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self.segment.company_id = self.company
        small, large = self.climb(
            {"name": "small", "days": 3},
            {"name": "large", "days": 5, "amount_min": 80, "currency_id": euro.id},
            company_id=self.company.id,
        )
        case = self.new_reachable("Alder", past_due=20)
        self.assertEqual(self.action_of(case).step_id, large)
        planner = self.env["collection.planner"]
        other = self.setup_other_company()["company"]
        for rates in ([], [("2000-01-01", other)], [("2030-01-01", None)]):
            euro.sudo().rate_ids.unlink()
            for day_, company in rates:
                self.env["res.currency.rate"].sudo().create(
                    {
                        "name": day_,
                        "rate": 2.0,
                        "currency_id": euro.id,
                        "company_id": (company or self.company).id,
                    }
                )
            with self.subTest(rates=rates):
                counts = planner._plan(case, TODAY, "booking", every=True)
                self.assertEqual(counts["without_rate_count"], 1)
                self.assertEqual(self.action_of(case).step_id, small)
        euro.sudo().rate_ids.name = "2025-06-16"
        counts = planner._plan(case, TODAY, "booking", every=True)
        self.assertEqual(counts["without_rate_count"], 0)
        self.assertEqual(self.action_of(case).step_id, large)

    def test_minimum_of_next_to_nothing_is_no_minimum(self):
        yen = self.setup_other_currency("JPY", rates=[("2000-01-01", 10**6)])
        self.segment.company_id = self.company
        (step,) = self.climb(
            {"name": "a", "days": 3, "amount_min": 1, "currency_id": yen.id},
            company_id=self.company.id,
        )
        case = self.new_reachable("Alder", past_due=20)
        self.assertEqual(self.action_of(case).step_id, step)

    def test_step_is_left_out_for_who_has_paid_something(self):
        _one, two, three = self.climb(
            {"name": "one", "days": 3},
            {"name": "two", "days": 10, "skip_if": "paid"},
            {"name": "three", "days": 20},
        )
        for pays, step in ((False, two), (True, three)):
            with self.subTest(pays=pays):
                case = self.new_reachable(f"Alder{pays}", past_due=3)
                self.finish(case)
                if pays:
                    invoice = self.env["account.move"].search(
                        [("partner_id", "=", case.partner_id.id)]
                    )
                    self.pay(invoice, 10)
                    self.fold()
                self.assertEqual(self.action_of(case).step_id, step)

    def test_step_is_left_out_for_who_was_reached(self):
        _one, two, three = self.climb(
            {"name": "one", "days": 3},
            {"name": "two", "days": 10, "skip_if": "reached"},
            {"name": "three", "days": 20},
        )
        for reached, step in ((False, two), (True, three)):
            with self.subTest(reached=reached):
                case = self.new_reachable(f"Alder{reached}", 3, user=self.ann)
                self.finish(case)
                if reached:
                    case.with_user(self.ann).log_contact("call", "conversation")
                    case._replan("contact")
                self.assertEqual(self.action_of(case).step_id, step)

    def test_nothing_is_due_soon_after_a_payment(self):
        (step,) = self.climb({"name": "one", "days": 3}, payment_rest=5)
        case = self.new_reachable("Alder", past_due=10)
        self.assert_step(self.action_of(case), step, TODAY)
        invoice = self.env["account.move"].search(
            [("partner_id", "=", case.partner_id.id)]
        )
        self.pay(invoice, 10)
        self.fold()
        self.assert_step(self.action_of(case), step, TODAY + timedelta(days=5))

    def test_nothing_is_planned_below_the_strategy_s_amount(self):
        (step,) = self.climb({"name": "one", "days": 3}, amount_stop=50)
        for amount, planned in ((49.99, self.one.browse()), (50, step)):
            case = self.new_reachable(f"Alder{amount}", amount=amount)
            self.assertEqual(self.action_of(case).step_id, planned, amount)

    def test_strategy_ends_with_the_age_it_names(self):
        (step,) = self.climb({"name": "one", "days": 3}, days_stop=90)
        for past_due, planned in ((90, step), (91, self.one.browse())):
            case = self.new_reachable(f"Alder{past_due}", past_due=past_due)
            self.assertEqual(self.action_of(case).step_id, planned, past_due)

    def test_step_waits_for_the_lead_s_approval(self):
        (step,) = self.climb({"name": "notice", "days": 3, "needs_approval": True})
        case = self.new_reachable("Alder", past_due=3, user=self.ann)
        action = self.action_of(case)
        self.assertRecordValues(
            action, [{"state": "to_approve", "user_id": self.lena.id}]
        )
        self.assertEqual(action.activity_id.user_id, self.lena)
        action.with_user(self.lena).action_approve()
        self.assertRecordValues(
            self.action_of(case),
            [
                {
                    "step_id": step.id,
                    "state": "planned",
                    "user_id": self.ann.id,
                    "approved_by_id": self.lena.id,
                }
            ],
        )
        case._replan("by_hand")
        self.assertEqual(self.action_of(case).state, "planned")

    def test_lead_s_work_in_a_team_without_lead_goes_to_the_next_one_above(self):
        for step in ({"role": "lead"}, {"needs_approval": True}):
            with self.subTest(step=step):
                self.climb({"name": "visit", "days": 3, **step})
                case = self.new_reachable(f"Alder {step}", past_due=3)
                case.write({"team_id": self.south.id, "user_id": self.cleo.id})
                self.assertEqual(self.action_of(case).user_id, self.hugo)
                case.write({"team_id": self.north.id, "user_id": self.ann.id})
                self.assertEqual(self.action_of(case).user_id, self.lena)
                self.lena.sudo().active = False
                case._replan("by_hand")
                self.assertEqual(self.action_of(case).user_id, self.hugo)
                self.lena.sudo().active = True

    def test_lead_s_step_that_was_approved_goes_to_the_lead_above(self):
        self.climb({"name": "a", "days": 3, "role": "lead", "needs_approval": True})
        case = self.new_reachable("Alder", past_due=3)
        case.write({"team_id": self.south.id, "user_id": self.cleo.id})
        self.action_of(case).with_user(self.hugo).action_approve()
        self.assertRecordValues(
            self.action_of(case), [{"state": "planned", "user_id": self.hugo.id}]
        )

    def test_lead_s_step_where_nobody_leads_is_the_collector_s(self):
        self.climb({"name": "visit", "days": 3, "role": "lead"})
        self.region.lead_id = False
        case = self.new_reachable("Alder", past_due=3)
        case.write({"team_id": self.south.id, "user_id": self.cleo.id})
        self.assertEqual(self.action_of(case).user_id, self.cleo)

    def test_approval_where_nobody_leads_is_counted_until_somebody_does(self):
        self.climb({"name": "visit", "days": 3, "needs_approval": True})
        self.region.lead_id = False
        case = self.new_reachable("Alder", past_due=3)
        case.write({"team_id": self.south.id, "user_id": self.cleo.id})
        planner = self.env["collection.planner"]
        for _night in range(2):
            self.assertEqual(planner._plan(case, TODAY)["without_lead_count"], 1)
        self.assertFalse(self.action_of(case).user_id)
        self.region.lead_id = self.hugo
        self.assertEqual(planner._plan(case, TODAY)["without_lead_count"], 0)
        self.assertRecordValues(
            self.action_of(case), [{"state": "to_approve", "user_id": self.hugo.id}]
        )
        self.assertFalse(planner._plan(case, TODAY)["planned_count"])

    def test_approval_goes_to_who_leads_now(self):
        self.climb({"name": "visit", "days": 3, "needs_approval": True})
        self.region.lead_id = self.lena
        case = self.new_reachable("Alder", past_due=3)
        case.write({"team_id": self.south.id, "user_id": self.cleo.id})
        self.assertEqual(self.action_of(case).user_id, self.lena)
        self.region.lead_id = self.hugo
        self.env["collection.planner"]._plan(case, TODAY)
        self.assertRecordValues(
            self.action_of(case), [{"state": "to_approve", "user_id": self.hugo.id}]
        )
        self.assertEqual(len(case.action_ids), 1)

    def test_refused_step_is_left_out(self):
        _one, two = self.climb(
            {"name": "notice", "days": 3, "needs_approval": True},
            {"name": "call", "days": 10},
        )
        case = self.new_reachable("Alder", past_due=3, user=self.ann)
        self.action_of(case).with_user(self.lena).action_refuse()
        self.assert_step(self.action_of(case), two, day(3) + timedelta(days=10))


@tagged("post_install", "-at_install")
class TestLadderChanged(LadderCommon):
    """A strategy that was changed reaches what was planned by it, with the next run."""

    def setUp(self):
        super().setUp()
        self.one, self.two = self.climb(
            {"name": "one", "days": 3, "channels": ["email"]},
            {"name": "two", "days": 10},
        )
        self.case = self.new_reachable("Alder", past_due=1, user=self.ann)
        self.assert_step(self.action_of(self.case), self.one, TODAY + timedelta(days=2))

    def test_archived_step_gives_way_to_the_next(self):
        self.one.with_user(self.mara).active = False
        action = self.plan(self.case, TODAY)
        self.assert_step(action, self.two, TODAY + timedelta(days=9))

    def test_days_that_were_changed_move_what_is_planned(self):
        for days in (5, 2):
            self.one.with_user(self.mara).days = days
            action = self.plan(self.case, TODAY)
            self.assert_step(action, self.one, TODAY + timedelta(days=days - 1))

    def test_what_is_late_stays_late(self):
        with self.at(4) as today:
            for days in (2, 4):
                self.one.with_user(self.mara).days = days
                action = self.plan(self.case, today)
                self.assert_step(action, self.one, TODAY + timedelta(days=2))
            self.one.with_user(self.mara).days = 9
            action = self.plan(self.case, today)
            self.assert_step(action, self.one, today + timedelta(days=4))

    def test_approval_channel_role_and_minimum_are_those_of_now(self):
        step = self.one.with_user(self.mara)
        step.needs_approval = True
        self.assertEqual(self.plan(self.case, TODAY).state, "to_approve")
        step.write({"needs_approval": False, "mode": "automatic"})
        action = self.plan(self.case, TODAY)
        self.assertRecordValues(action, [{"state": "planned", "mode": "automatic"}])
        step.channel_ids.channel_id = self.env.ref(
            "debt_collection.collection_channel_letter"
        )
        self.assertEqual(self.plan(self.case, TODAY).channel, "letter")
        step.amount_min = 1_000_000
        action = self.plan(self.case, TODAY)
        self.assert_step(action, self.two, TODAY + timedelta(days=9))

    def test_limits_of_the_strategy_are_those_of_now(self):
        strategy = self.one.strategy_id.with_user(self.mara)
        strategy.amount_stop = 1_000_000
        self.assertFalse(self.plan(self.case, TODAY))
        strategy.amount_stop = 0
        action = self.plan(self.case, TODAY)
        self.assert_step(action, self.one, TODAY + timedelta(days=2))

    def test_day_that_was_chosen_stays(self):
        chosen = TODAY + timedelta(days=6)
        self.action_of(self.case).with_user(self.ann).date = chosen
        self.one.with_user(self.mara).days = 4
        self.assert_step(self.plan(self.case, TODAY), self.one, chosen)

    def test_words_change_nothing(self):
        before = self.one.strategy_id.revision
        self.one.with_user(self.mara).write({"name": "Ask", "instruction": "Kindly."})
        self.one.strategy_id.with_user(self.mara).description = "All."
        self.env.flush_all()
        self.assertEqual(self.one.strategy_id.revision, before)
        self.two.with_user(self.mara).repeat_days = 7
        self.assertNotEqual(self.one.strategy_id.revision, before)

    def test_nothing_is_decided_twice(self):
        self.one.with_user(self.mara).days = 5
        self.plan(self.case, TODAY)
        planner = self.env["collection.planner"]
        rows = planner._get_rows(self.case, TODAY, NOW, False, None)
        self.assertEqual(rows, [])


@tagged("post_install", "-at_install")
class TestLadderTwice(LadderCommon):
    """Whatever is repeated, or undone and done again, plans nothing twice."""

    def test_planning_twice_plans_once(self):
        case = self.new_reachable("Alder", user=self.ann)
        before = case.action_ids.ids
        activities = case.activity_ids.ids
        for _time in range(3):
            counts = self.env["collection.planner"]._plan(case, TODAY, every=True)
            self.assertEqual(counts["planned_count"], 0)
        self.action_of(case)
        self.assertEqual(case.action_ids.ids, before)
        self.assertEqual(case.activity_ids.ids, activities)

    def test_planning_after_a_rollback_plans_once(self):
        self.segment.strategy_id = self.new_strategy("None", {"name": "x", "days": 900})
        cases = self.new_reachable("Alder") | self.new_reachable("Birch")
        self.climb({"name": "one", "days": 3}, {"name": "two", "days": 10})
        self.env["collection.segment"]._classify(cases, TODAY)
        planner = self.env["collection.planner"]
        cases.action_ids.sudo()._end("cancelled", "skipped")
        cases.invalidate_recordset()
        before = len(cases.action_ids)

        class Killed(Exception):
            pass

        with self.assertRaises(Killed), self.env.cr.savepoint():
            planner._plan(cases, TODAY)
            raise Killed
        self.env.invalidate_all()
        for _time in range(2):
            planner._plan(cases, TODAY)
        for case in cases:
            self.assertEqual(len(self.action_of(case)), 1)
        self.assertLessEqual(len(cases.action_ids) - before, 2)

    def test_one_plan_for_many_takes_as_many_statements_as_for_few(self):
        def count(cases):
            cases.action_ids.sudo().write({"date_judged": False})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["collection.planner"]._plan(cases, TODAY, every=True)
            return self.env.cr.sql_log_count - before

        few = self.new_reachable("Alder") | self.new_reachable("Birch")
        many = few.union(*(self.new_reachable(f"Cedar{number}") for number in range(9)))
        count(few)
        self.assertEqual(count(many), count(few))

    def test_next_step_is_told_only_for_cases_that_change(self):
        case = self.new_reachable("Alder")
        events = len(case.event_ids)
        with self.our_statements() as statements:
            self.env["collection.planner"]._plan(case, TODAY)
        self.assertLessEqual(len(statements), 3, "\n".join(statements))
        case.invalidate_recordset()
        self.assertEqual(len(case.event_ids), events)

    def test_step_of_another_strategy_takes_the_place_of_the_old(self):
        case = self.new_reachable("Alder", past_due=12)
        old = self.action_of(case)
        (new,) = self.climb({"name": "new", "days": 5})
        self.env["collection.segment"]._classify(case, TODAY)
        self.env["collection.planner"]._plan(case, TODAY)
        self.assert_step(self.action_of(case), new, TODAY)
        self.assertRecordValues(old, [{"state": "cancelled", "reason": "strategy"}])

    def decide_anew(self, case, *steps, **values):
        """Work all cases by another strategy.

        :return: the case's next step
        """
        self.climb(*steps, **values)
        self.env["collection.segment"]._classify(case, TODAY)
        self.env["collection.planner"]._plan(case, TODAY)
        return self.action_of(case)

    def test_day_that_was_chosen_or_agreed_outlasts_the_strategy(self):
        case = self.new_reachable("Alder", past_due=12, user=self.ann)
        later = TODAY + timedelta(days=20)
        log = case.with_user(self.mara).log_contact
        action = self.action_of(case)

        def choose(record, **values):
            record.with_user(self.mara).write(values)

        for number, (act, expected) in enumerate(
            (
                (lambda: choose(action, date=later), later),
                (lambda: choose(case, date_next_action=later), later),
                (lambda: choose(action.activity_id, date_deadline=later), later),
                (lambda: log("email", "sent", date_next=later), later),
                (lambda: log("call", "conversation", date_next=later), later),
                # What merely follows from a result is for the step that is planned.
                (lambda: log("call", "no_answer"), TODAY),
                (lambda: None, TODAY),
            )
        ):
            with self.subTest(number), self.env.cr.savepoint() as savepoint:
                act()
                new = self.decide_anew(case, {"name": "new", "days": 5})
                self.assertEqual(new.date, expected)
                # Not even those between that plan later, or nothing at all.
                late = self.decide_anew(case, {"name": "late", "days": 50})
                self.assertEqual(late.date, day(12) + timedelta(days=50))
                none = self.decide_anew(case, {"name": "none"}, amount_stop=10**6)
                self.assertFalse(none)
                newer = self.decide_anew(case, {"name": "newer", "days": 5})
                self.assertEqual(newer.date, expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_agreed_day_is_kept_where_nothing_is_planned_or_that_day_is(self):
        for number, (steps, later) in enumerate(
            (
                # The last step is done by the contact: nothing follows.
                ([{"name": "last", "days": 12, "channels": ["email"]}], 20),
                # The day is the one that is planned anyway.
                ([{"name": "planned", "days": 15}], 3),
            )
        ):
            with self.subTest(steps=steps):
                self.climb(*steps)
                case = self.new_reachable(f"Alder {number}", past_due=12)
                agreed = TODAY + timedelta(days=later)
                case.with_user(self.mara).log_contact("email", "sent", date_next=agreed)
                new = self.decide_anew(case, {"name": "new", "days": 5})
                self.assertEqual(new.date, agreed)

    def test_agreed_day_outlasts_a_step_that_is_not_done_any_more(self):
        one, two = self.climb({"name": "one", "days": 3}, {"name": "two", "days": 10})
        case = self.new_reachable("Alder", past_due=3)
        agreed = TODAY + timedelta(days=20)
        self.action_of(case).with_user(self.mara).date = agreed
        one.strategy_id.with_user(self.mara).write(
            {"step_ids": [Command.update(one.id, {"active": False})]}
        )
        case._replan("by_hand")
        self.assert_step(self.action_of(case), two, agreed)
        # Whoever chooses an earlier day has the last word.
        self.action_of(case).with_user(self.mara).date = TODAY + timedelta(days=9)
        new = self.decide_anew(case, {"name": "new", "days": 3})
        self.assertEqual(new.date, TODAY + timedelta(days=9))

    def test_what_came_back_is_answered_before_the_day_that_was_agreed(self):
        one, bounced = self.climb(
            {"name": "one", "days": 3, "channels": ["email"]},
            {"name": "bounced", "trigger": "event", "event": "bounced", "days": 0},
            {"name": "two", "days": 10},
        )[:2]
        case = self.new_reachable("Alder", past_due=3)
        agreed = TODAY + timedelta(days=20)
        log = case.with_user(self.mara).log_contact
        log("email", "sent", date_next=agreed)
        log("email", "bounced", direction="in")
        self.assert_step(self.action_of(case), bounced, TODAY)
        self.assertEqual(self.finish(case).date, agreed)
        self.assertTrue(one)

    def test_what_follows_from_a_result_does_not_come_before_an_agreed_day(self):
        self.climb(
            {"name": "one", "days": 3, "channels": ["email"]},
            {"name": "two", "days": 10, "channels": ["email"]},
        )
        case = self.new_reachable("Alder", past_due=12)
        agreed = TODAY + timedelta(days=20)
        log = case.with_user(self.mara).log_contact
        log("call", "promise", date_next=agreed)
        for result in ("conversation", "no_answer"):
            log("call", result)
            self.assertEqual(self.action_of(case).date, agreed)
            self.assertEqual(case.date_next_action, agreed)
        # What the debtor sends is answered all the same.
        log("email", "reply", direction="in")
        self.assertEqual(case.date_next_action, TODAY + timedelta(days=1))
        self.assertEqual(case.date_agreed, agreed)
        # What is agreed anew has the last word, be it earlier.
        log("call", "promise", date_next=TODAY + timedelta(days=2))
        self.assertEqual(case.date_next_action, TODAY + timedelta(days=2))

    def test_agreed_day_is_not_written_by_hand(self):
        case = self.new_reachable("Alder", past_due=12)
        with self.assertRaisesRegex(UserError, "Not Before"):
            case.with_user(self.mara).date_agreed = TODAY + timedelta(days=20)

    def test_archived_step_is_not_planned_again(self):
        one, two = self.climb({"name": "one", "days": 3}, {"name": "two", "days": 10})
        case = self.new_reachable("Alder", past_due=3)
        self.assert_step(self.action_of(case), one, TODAY)
        one.strategy_id.with_user(self.mara).write(
            {"step_ids": [Command.update(one.id, {"active": False})]}
        )
        case._replan("by_hand")
        self.assert_step(self.action_of(case), two, day(3) + timedelta(days=10))
