# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

import psycopg2.errors

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestHold(GateCommon):
    """A hold has a reason and an end, and the case's state follows it."""

    def at(self, moment):
        """Let the clock stand at a moment."""
        return patch.object(fields.Datetime, "now", lambda *_args: moment)

    def test_state_of_the_case_follows_the_hold(self):
        hold = self.hold()
        self.assertEqual((self.case.state, hold.state), ("on_hold", "active"))
        hold.with_user(self.ann).action_lift()
        self.assertEqual((self.case.state, hold.state), ("open", "ended"))
        self.assertEqual(self.events_of(self.case), ["opened", "state", "state"])

    def test_collector_pauses_the_customer_on_the_form_that_the_case_opens(self):
        action = self.case.with_user(self.ann).action_hold()
        holds = self.env[action["res_model"]].with_user(self.ann)
        with Form(holds.with_context(**action["context"])) as form:
            form.name = "Illness"
            form.date_end = NOW + timedelta(days=3)
        self.assertRecordValues(
            form.record, [{"case_id": self.case.id, "state": "active"}]
        )
        self.assertEqual(self.case.state, "on_hold")

    def test_form_without_an_end_says_so(self):
        holds = self.env["collection.hold"].with_user(self.ann)
        form = Form(holds.with_context(default_case_id=self.case.id))
        form.name = "Illness"
        with self.assertRaisesRegex(AssertionError, "date_end"):
            form.save()

    def test_state_follows_the_clock(self):
        hold = self.hold(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3))
        self.assertEqual((self.case.state, hold.state), ("open", "planned"))
        follow = self.env["collection.case"]._cron_follow_holds
        for hours, state in ((2, "on_hold"), (4, "open")):
            with self.at(NOW + timedelta(hours=hours)):
                follow()
            self.assertEqual(self.case.state, state)

    def test_search_by_state_agrees_with_the_state(self):
        holds = self.hold(since=NOW + timedelta(hours=1))
        holds |= self.hold()
        ended = self.hold()
        ended.action_lift()
        holds |= ended
        for state in ("planned", "active", "ended"):
            found = (
                self.env["collection.hold"]
                .with_user(self.mara)
                .search([("state", "=", state), ("id", "in", holds.ids)])
            )
            self.assertEqual(found, holds.filtered(lambda h, s=state: h.state == s))
            others = (
                self.env["collection.hold"]
                .with_user(self.mara)
                .search([("state", "!=", state), ("id", "in", holds.ids)])
            )
            self.assertEqual(others, holds.filtered(lambda h, s=state: h.state != s))

    def test_end_before_start_or_moved_into_the_past_and_empty_reason_are_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
        ):
            self.hold(since=NOW + timedelta(hours=2), until=NOW + timedelta(hours=1))
        hold = self.hold()
        with self.assertRaises(UserError):
            hold.date_end = NOW - timedelta(days=1)

    def test_pause_that_is_over_can_still_be_entered(self):
        hold = self.hold(since=NOW - timedelta(days=2), until=NOW - timedelta(days=1))
        self.assertEqual(hold.state, "ended")
        self.assertEqual(self.case.state, "open")
        with self.assertRaises(ValidationError):
            self.hold(reason="  ")

    def test_what_a_hold_says_does_not_change_but_its_end_does(self):
        hold = self.hold().with_user(self.ann)
        hold.write({"date_end": NOW + timedelta(days=1), "note": "Called back"})
        for values in (
            {"name": "Other"},
            {"date_start": NOW - timedelta(days=3)},
            {"case_id": self.new_case("Elsewhere", self.north).id},
            {"user_id": self.mara.id},
        ):
            with self.assertRaises(UserError):
                hold.write(values)

    def test_hold_is_entered_in_ones_own_name_for_cases_one_works(self):
        with self.assertRaises(UserError):
            self.env["collection.hold"].with_user(self.ann).create(
                {
                    "case_id": self.case.id,
                    "name": "X",
                    "date_end": NOW + timedelta(days=1),
                    "user_id": self.mara.id,
                }
            )
        for user in (self.cleo, self.odile, self.nora):
            with self.assertRaises(AccessError):
                self.call_rpc(
                    user,
                    "collection.hold",
                    "create",
                    [
                        [
                            {
                                "case_id": self.case.id,
                                "name": "X",
                                "date_end": "2025-07-01",
                            }
                        ]
                    ],
                )

    def test_no_context_enters_a_hold_for_another_or_elsewhere(self):
        holds = self.env["collection.hold"].with_user(self.ann)
        forged = holds.with_context(
            default_user_id=self.mara.id, default_company_id=2**30
        )
        hold = forged.create(
            {
                "case_id": self.case.id,
                "name": "Strike",
                "date_end": NOW + timedelta(days=1),
            }
        )
        self.assertEqual(hold.user_id, self.ann)
        self.assertEqual(hold.company_id, self.case.company_id)

    def test_evidence_is_added_and_not_taken_away(self):
        files = self.env["ir.attachment"].with_user(self.ann)
        first, second = files.create([{"name": "a.txt"}, {"name": "b.txt"}])
        hold = self.hold(attachment_ids=first.ids)
        hold.attachment_ids = [Command.link(second.id)]
        with self.assertRaises(UserError):
            hold.attachment_ids = [Command.set(second.ids)]

    def test_holds_are_seen_as_the_case_is(self):
        hold = self.hold()
        for user, sees in (
            (self.ann, True),
            (self.ben, False),
            (self.lena, True),
            (self.mara, True),
            (self.odile, True),
            (self.cleo, False),
        ):
            found = self.env["collection.hold"].with_user(user).search([])
            self.assertEqual(hold.with_user(user) in found, sees, user.login)
        with self.assertRaises(AccessError):
            hold.with_user(self.odile).note = "x"

    def test_hold_follows_a_merge_of_its_debtor(self):
        self.hold()
        other = self.new_case("Cedar Mills Ltd", self.north, self.ann)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge([self.debtor.id, other.partner_id.id], other.partner_id.sudo())
        other.invalidate_recordset()
        self.assertEqual(self.codes(case=other), ["on_hold"])
