# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import NOW, TODAY, CollectionCommon, day

FIRST_OF_JUNE = fields.Datetime.to_datetime("2025-06-01 12:00:00")
TOMORROW = "2025-06-17 12:00:00"
DAY_AFTER = "2025-06-18 12:00:00"
IN_A_MONTH = "2025-07-16 12:00:00"


@tagged("post_install", "-at_install")
class TestCaseLife(CollectionCommon):
    """A case opens, closes with a reason, and comes back or gives way to the next."""

    def open_case(self, amount=100, past_due=10):
        """Open a case by one overdue invoice.

        :return: the invoice and the case
        """
        invoice = self.post(amount, past_due)
        self.fold()
        return invoice, self.case_of()

    # === OPENING === #

    def test_new_case_stands_in_the_first_stage_and_the_company_s_team(self):
        team = (
            self.env["collection.team"]
            .with_user(self.manager)
            .create({"name": "Front desk"})
        )
        self.company.collection_team_id = team
        _invoice, case = self.open_case()
        self.assertRecordValues(
            case,
            [
                {
                    "state": "open",
                    "stage_id": self.env["collection.stage"].sudo()._get_first().id,
                    "team_id": team.id,
                    "user_id": False,
                    "outcome": False,
                    "active": True,
                    "date_opened": TODAY,
                    "date_closed": False,
                    "date_as_of": TODAY,
                    "reopen_count": 0,
                    "previous_case_id": False,
                    "create_date": NOW,
                    "write_date": NOW,
                }
            ],
        )
        self.assertTrue(case.create_uid)
        self.assertEqual(self.events_of(case), ["opened"])
        self.assertRecordValues(
            case.event_ids.filtered(lambda event: event.kind == "opened"),
            [{"date": NOW, "amount_overdue": 100, "user_id": False, "kind": "opened"}],
        )

    def test_case_opens_without_a_team_where_the_company_has_none(self):
        self.company.collection_team_id = False
        _invoice, case = self.open_case()
        self.assertFalse(case.team_id)

    def test_case_says_nothing_and_has_no_follower(self):
        _invoice, case = self.open_case()
        self.assertFalse(case.message_ids)
        self.assertFalse(case.message_follower_ids)

    # === CLOSING === #

    def test_outcome_is_what_most_of_the_debt_was_settled_by(self):
        for paid, credited, outcome in ((70, 30, "paid"), (30, 70, "credited")):
            with self.subTest(outcome=outcome):
                partner = self.new_debtor(f"Settled: {outcome}")
                invoice = self.post(100, past_due=10, partner=partner)
                self.fold()
                case = self.case_of(partner)
                self.pay(invoice, paid)
                note = self.credit(credited, partner=partner)
                self.open_lines(invoice | note).filtered(
                    lambda line: not line.reconciled
                ).reconcile()
                self.fold()
                self.assert_closed(case, outcome)

    def test_outcome_is_where_most_of_the_debt_went(self):
        def exclude(lines):
            lines.no_followup = True

        def postpone(lines):
            lines.date_maturity = day(-20)

        for paid, escape, outcome in (
            (30, exclude, "excluded"),
            (70, exclude, "paid"),
            (50, exclude, "paid"),
            (30, postpone, "not_due"),
            (70, postpone, "paid"),
        ):
            with self.subTest(outcome=outcome, paid=paid):
                partner = self.new_debtor(f"Went: {outcome} after {paid}")
                invoice = self.post(100, past_due=10, partner=partner)
                self.fold()
                case = self.case_of(partner)
                self.pay(invoice, paid)
                self.fold()
                escape(self.open_lines(invoice))
                self.fold()
                self.assert_closed(case, outcome)

    def test_payment_before_the_case_opened_does_not_make_the_outcome(self):
        # What was matched long ago settled another episode.
        old = self.post(500, past_due=-5)
        with (
            freeze_time(FIRST_OF_JUNE),
            patch.object(self.cr, "now", lambda: FIRST_OF_JUNE),
        ):
            self.pay(old, payment_date=date(2025, 6, 1))
            self.env.flush_all()
        invoice, case = self.open_case()
        note = self.credit(100)
        self.open_lines(invoice | note).reconcile()
        self.fold()
        self.assert_closed(case, "credited")

    def test_closing_is_an_event_with_its_outcome(self):
        invoice, case = self.open_case()
        self.pay(invoice)
        self.fold()
        self.assertEqual(self.events_of(case), ["opened", "closed"])
        closed = case.event_ids.filtered(lambda event: event.kind == "closed")
        self.assertRecordValues(
            closed, [{"new_value": "paid", "description": "Paid", "date": NOW}]
        )

    # === COMING BACK === #

    def test_same_episode_reopens_the_case_under_its_number(self):
        invoice, case = self.open_case()
        number = case.name
        self.pay(invoice)
        self.fold()
        self.open_lines(invoice).remove_move_reconcile()
        self.fold()
        self.assertEqual(self.cases_of(), case)
        self.assertRecordValues(
            case,
            [
                {
                    "name": number,
                    "state": "open",
                    "outcome": False,
                    "date_closed": False,
                    "reopen_count": 1,
                    "stage_id": self.env["collection.stage"].sudo()._get_first().id,
                }
            ],
        )
        self.assertEqual(self.events_of(case), ["opened", "closed", "reopened"])

    def test_reopened_case_keeps_its_collector(self):
        ann = self.new_user("ann", "debt_collection.group_collection_agent")
        invoice, case = self.open_case()
        case.user_id = ann
        self.pay(invoice)
        self.fold()
        self.open_lines(invoice).remove_move_reconcile()
        self.fold()
        self.assertEqual(case.user_id, ann)

    def test_archived_case_that_reopens_is_active_again(self):
        invoice, case = self.open_case()
        self.pay(invoice)
        self.fold()
        case.action_archive()
        self.open_lines(invoice).remove_move_reconcile()
        self.fold()
        self.assertRecordValues(case, [{"active": True, "state": "open"}])

    def test_debt_that_fell_due_later_opens_a_new_case(self):
        invoice, first = self.open_case()
        self.pay(invoice)
        self.post(60, past_due=-1)
        self.fold()
        self.assert_closed(first, "paid")
        with freeze_time(DAY_AFTER):
            self.debtor._collection_refresh()
            second = self.case_of()
        self.assertRecordValues(
            second,
            [{"previous_case_id": first.id, "reopen_count": 0, "amount_overdue": 60}],
        )
        self.assertNotEqual(second.name, first.name)
        self.assert_closed(first, "paid")

    def test_debt_due_on_the_closing_day_is_the_same_episode(self):
        invoice, case = self.open_case()
        self.pay(invoice)
        self.post(60, past_due=0)
        self.fold()
        self.assert_closed(case, "paid")
        with freeze_time(TOMORROW):
            self.debtor._collection_refresh()
        self.assertRecordValues(case, [{"state": "open", "reopen_count": 1}])

    def test_merged_case_never_reopens(self):
        _invoice, case = self.open_case()
        self.post(10, past_due=10, partner=self.other)
        self.fold()
        survivor = self.case_of(self.other)
        case.sudo()._merge_into(survivor.sudo())
        self.debtor._collection_refresh()
        fresh = self.case_of()
        self.assertNotEqual(fresh, case)
        self.assertFalse(fresh.previous_case_id)

    # === EVENTS === #

    def test_each_change_of_the_bucket_is_an_event(self):
        _invoice, case = self.open_case(past_due=29)
        for moment in (TOMORROW, DAY_AFTER, IN_A_MONTH):
            with freeze_time(moment):
                self.debtor._collection_refresh()
        moves = case.event_ids.filtered(lambda event: event.kind == "bucket")
        self.assertRecordValues(
            moves,
            [{"old_value": "1_30", "new_value": "31_60", "amount_overdue": 100}],
        )
        self.assertEqual(moves.description, "1–30 Days → 31–60 Days")

    def test_stage_moved_by_hand_is_an_event_with_its_author(self):
        _invoice, case = self.open_case()
        stage = self.env.ref("debt_collection.collection_stage_contact")
        before = case.stage_id
        case.stage_id = stage
        moved = case.event_ids.filtered(lambda event: event.kind == "stage")
        self.assertRecordValues(
            moved,
            [
                {
                    "old_value": str(before.id),
                    "new_value": str(stage.id),
                    "user_id": self.manager.id,
                    "description": f"{before.name} → {stage.name}",
                }
            ],
        )

    def test_stage_written_again_is_no_event(self):
        _invoice, case = self.open_case()
        case.stage_id = case.stage_id
        self.assertEqual(self.events_of(case), ["opened"])
