# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TODAY
from .segment_common import SegmentCommon

UNTIL = TODAY + timedelta(days=5)


@tagged("post_install", "-at_install")
class TestSegmentOverride(SegmentCommon):
    """Leads choose a segment by hand: with a reason, at once, and until a day."""

    def setUp(self):
        super().setUp()
        self.classify(score=100)

    def override(self, user=None, segment=None, reason="Knows the owner", until=UNTIL):
        """Put the case into the high segment by the dialog, as a lead."""
        user = user or self.lena
        action = self.case.with_user(user).action_override_segment()
        dialog = (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create(
                {
                    "segment_id": (segment or self.high).id,
                    "reason": reason,
                    "until": until,
                }
            )
        )
        dialog.action_apply()

    def assert_at(self, day, segment):
        """On a day the case is in a segment."""
        self.classify(today=day)
        self.assertEqual(self.case.segment_id, segment)

    def test_choice_takes_effect_at_once_and_is_told(self):
        self.override()
        self.assertRecordValues(
            self.case,
            [
                {
                    "segment_id": self.high.id,
                    "strategy_id": self.hard.id,
                    "segment_date": TODAY,
                    "override_segment_id": self.high.id,
                    "override_reason": "Knows the owner",
                    "override_until": UNTIL,
                    "override_user_id": self.lena.id,
                }
            ],
        )
        self.assertEqual(
            self.case.with_user(self.ann).segment_explanation,
            "High by hand until 06/21/2025, by Lena: Knows the owner",
        )
        self.assertEqual(self.history(self.case)[-1], ("Low", "High", "override"))
        event = self.case.event_ids.filtered(lambda one: one.reason == "override")
        self.assertEqual(event.user_id, self.lena)

    def test_next_step_follows_the_choice_at_once(self):
        self.override()
        self.assertEqual(self.case.step_id.strategy_id, self.hard)
        self.case.with_user(self.lena).action_lift_override()
        self.assertEqual(self.case.step_id.strategy_id, self.soft)

    def test_choice_holds_through_its_last_day_and_ends_by_itself(self):
        self.override()
        self.score(self.case, 300)
        self.assert_at(UNTIL, self.high)
        self.assert_at(UNTIL + timedelta(days=1), self.middle)
        self.assertEqual(
            self.history(self.case)[-1], ("High", "Middle", "override_end")
        )
        self.assertFalse(self.case.override_segment_id or self.case.override_until)
        self.assertIn("the choice by hand has ended", self.case.segment_explanation)

    def test_choice_of_the_segment_the_case_is_in_is_history_too(self):
        self.override(segment=self.low)
        self.assertEqual(self.history(self.case)[-1], ("Low", "Low", "override"))
        self.score(self.case, 700)
        self.assert_at(TODAY, self.low)
        self.assertEqual(len(self.history(self.case)), 1)
        self.score(self.case, 100)
        self.assert_at(UNTIL + timedelta(days=1), self.low)
        self.assertEqual(self.history(self.case)[-1], ("Low", "Low", "override_end"))

    def test_second_choice_replaces_the_first(self):
        self.override()
        self.override(user=self.mara, segment=self.middle, reason="Not that much")
        self.assertEqual(self.case.segment_id, self.middle)
        self.override(user=self.mara, segment=self.middle, reason="Still")
        self.assertEqual(
            [reason for *_names, reason in self.history(self.case)],
            ["override", "override", "override"],
        )

    def test_choice_can_be_lifted_earlier(self):
        self.override()
        for user in (self.ann, self.odile):
            with self.assertRaises(AccessError):
                self.case.with_user(user).action_lift_override()
        self.case.with_user(self.lena).action_lift_override()
        self.assertEqual(self.case.segment_id, self.low)
        self.assertFalse(self.case.override_segment_id)
        self.assertEqual(self.history(self.case)[-1], ("High", "Low", "override_end"))
        self.case.with_user(self.lena).action_lift_override()
        self.assertEqual(len(self.history(self.case)), 2)

    def test_choice_ends_with_the_segment(self):
        self.override()
        self.high.action_archive()
        self.assert_at(TODAY, self.low)
        self.assertFalse(self.case.override_segment_id)

    def test_only_leads_and_managers_choose(self):
        for user in (self.ann, self.odile, self.nora):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.override(user=user)
            with self.assertRaises(AccessError):
                self.case.with_user(user)._override_segment(self.high, "X", UNTIL)
        foreign = self.new_case("Foreign", self.south, self.cleo)
        with self.assertRaises(AccessError):
            foreign.with_user(self.lena).action_override_segment()
        self.override(user=self.lena)
        self.override(user=self.mara)

    def test_dialog_cannot_be_used_for_foreign_cases(self):
        foreign = self.new_case("Foreign", self.south, self.cleo)
        with self.assertRaises(AccessError):
            self.call_rpc(
                self.lena,
                "collection.segment.override",
                "create",
                [
                    [
                        {
                            "case_ids": foreign.ids,
                            "segment_id": self.high.id,
                            "reason": "X",
                            "until": "2025-07-01",
                        }
                    ]
                ],
            )
            self.env["collection.segment.override"].with_user(self.lena).search(
                [], order="id DESC", limit=1
            ).action_apply()

    def test_reason_end_and_segment_are_demanded(self):
        other = self.setup_other_company(name="Other")["company"]
        foreign = self.segments.sudo().create(
            {"name": "Foreign", "company_id": other.id, "strategy_id": self.soft.id}
        )
        archived = self.new_segment("Archived", active=False)
        case = self.case.with_user(self.lena)
        for arguments, sentence in (
            ((self.high, "", UNTIL), "Say why"),
            ((self.high, "   ", UNTIL), "Say why"),
            ((self.high, "X", TODAY), "Until when"),
            ((self.high, "X", TODAY - timedelta(days=1)), "Until when"),
            ((self.high, "X", None), "Until when"),
            ((self.high, "X", TODAY + timedelta(days=732)), "too far away"),
            ((self.high.browse(), "X", UNTIL), "in use"),
            ((archived, "X", UNTIL), "in use"),
            ((foreign, "X", UNTIL), "belongs to another company"),
        ):
            with (
                self.subTest(arguments=arguments),
                self.assertRaisesRegex(UserError, sentence),
            ):
                case._override_segment(*arguments)
        self.assertEqual(self.case.segment_id, self.low)

    def test_closed_case_is_refused(self):
        invoices = self.env["account.move"].search(
            [("partner_id", "=", self.case.partner_id.id)]
        )
        self.pay(invoices)
        self.fold()
        self.assertEqual(self.case.state, "closed")
        with self.assertRaisesRegex(UserError, "closed"):
            self.case.with_user(self.lena).action_override_segment()

    def test_fields_are_not_written_by_hand(self):
        for user in (self.ann, self.mara):
            for values in (
                {"segment_id": self.high.id},
                {"strategy_id": self.hard.id},
                {"segment_reason": "override"},
                {"override_segment_id": self.high.id},
                {"override_until": UNTIL},
            ):
                with self.assertRaises(UserError):
                    self.case.with_user(user).write(values)

    def test_dialog_offers_the_segments_of_the_company(self):
        action = self.case.with_user(self.lena).action_override_segment()
        with Form(
            self.env[action["res_model"]]
            .with_user(self.lena)
            .with_context(**action["context"])
        ) as form:
            self.assertIn("Low since", form.explanation)
            form.segment_id = self.middle.with_user(self.lena)
            form.reason = "X"
            form.until = UNTIL
        form.record.action_apply()
        self.assertEqual(self.case.segment_id, self.middle)
