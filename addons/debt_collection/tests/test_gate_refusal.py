# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.http import serialize_exception
from odoo.tests import tagged

from odoo.addons.debt_collection.exceptions import CollectionRefused
from odoo.addons.debt_collection.tools.gate import replace

from .common import NOW
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateRefusal(GateCommon):
    """A refusal is kept once, whatever becomes of the transaction."""

    def setUp(self):
        super().setUp()
        self.held = self.hold()
        self.refusals = self.env["collection.refusal"].sudo()

    def refuse(self, **values):
        """Refuse an act and return the rows that are kept of it."""
        self.kept.clear()
        act = self.act(recipient=self.to(self.debtor), text="Pay.", **values)
        with self.assertRaises(CollectionRefused):
            self.case.with_user(self.ann)._ensure_allowed(act)
        return list(self.kept)

    def test_row_says_who_tried_what_when_and_why_not(self):
        refusal = self.refusals._insert(self.refuse(channel="sms"))
        self.assertRecordValues(
            refusal,
            [
                {
                    "date": NOW,
                    "kind": "contact",
                    "channel": "sms",
                    "user_id": self.ann.id,
                    "case_id": self.case.id,
                    "company_id": self.company.id,
                    "partner_id": self.debtor.id,
                    "recipient_id": self.debtor.id,
                    "text": "Pay.",
                }
            ],
        )
        self.assertRecordValues(
            refusal.reason_ids,
            [
                {
                    "code": "on_hold",
                    "until": self.held.date_end,
                    "reference": f"collection.hold,{self.held.id}",
                }
            ],
        )

    def test_retry_of_a_transaction_leaves_one_row_and_another_act_a_second(self):
        rows = self.refuse()
        again = self.refuse(moment=NOW + timedelta(seconds=70))
        self.assertEqual(len(self.refusals._insert(rows + again)), 1)
        self.assertFalse(self.refusals._insert(again))
        other = self.refuse(channel="sms")
        self.assertEqual(len(self.refusals._insert(other)), 1)
        # What is tried again after a commit is another attempt.
        self.env.cr.postcommit.run()
        later = self.refuse(moment=NOW + timedelta(seconds=80))
        self.assertEqual(len(self.refusals._insert(later)), 1)

    def test_recipient_who_was_rolled_back_too_is_kept_in_words(self):
        rows = self.refuse()
        rows[0].update(recipient_id=2**30, act_key="another")
        refusal = self.refusals._insert(rows)
        self.assertFalse(refusal.recipient_id)
        self.assertIn("cedar@debtor.example", refusal.recipient_address)
        self.assertEqual(refusal.partner_id, self.debtor)

    def test_nobody_changes_or_deletes_a_refusal(self):
        refusal = self.refusals._insert(self.refuse())
        with self.assertRaises(UserError):
            refusal.channel = "sms"
        with self.assertRaises(UserError):
            refusal.unlink()

    def test_row_is_written_after_rollback_or_commit_and_only_once(self):
        rows = self.refuse()
        written = []
        refusal_class = self.registry["collection.refusal"]
        keep = self.env["collection.refusal"].__class__.__mro__
        original = next(
            vars(cls)["_keep_after_transaction"]
            for cls in keep
            if cls.__module__.startswith("odoo.addons.debt_collection.models")
            and "_keep_after_transaction" in vars(cls)
        )
        with patch.object(
            refusal_class,
            "_insert_in_own_transaction",
            lambda refusals, some: written.append(some),
        ):
            original(self.refusals, rows)
            callbacks = self.env.cr.postrollback, self.env.cr.postcommit
            self.assertFalse(written)
            for callback in callbacks:
                callback.run()
        self.assertEqual(written, [rows])

    def test_what_goes_wrong_while_it_is_written_hides_no_refusal(self):
        rows = self.refuse()
        with (
            patch.object(
                self.registry["collection.refusal"], "_insert", side_effect=ValueError
            ),
            self.assertLogs("odoo.addons.debt_collection", "ERROR"),
        ):
            self.refusals._insert_in_own_transaction(rows)

    def test_web_client_shows_it_as_a_user_error(self):
        with self.assertRaises(CollectionRefused) as refused:
            self.case.with_user(self.ann)._ensure_allowed(self.act())
        answer = serialize_exception(refused.exception)
        self.assertEqual(
            answer["context"], {"exception_class": "odoo.exceptions.UserError"}
        )
        self.assertIn("Fire in the warehouse", answer["message"])

    def test_text_names_the_records_where_several_are_refused(self):
        cases = self.case.sudo()
        for number in range(12):
            cases |= self.new_case(f"Debtor {number}", self.north, self.ann).sudo()
        cases.with_user(self.ann).hold("Strike", "2025-06-30 12:00:00")
        with self.assertRaises(CollectionRefused) as refused:
            cases._ensure_allowed(self.act())
        text = str(refused.exception)
        self.assertIn(self.case.name, text)
        self.assertIn("… and 3 more.", text)

    def test_nothing_happens_to_the_allowed_ones_either(self):
        free = self.new_case("Free", self.north, self.ann)
        free.partner_id.sudo().email = "free@debtor.example"
        both = (self.case | free).with_user(self.ann)
        with self.assertRaises(CollectionRefused):
            both._ensure_allowed(self.act())
        particulars = {self.case.id: replace(self.act(), moment=self.held.date_end)}
        both._ensure_allowed(self.act(particulars=particulars))

    def test_refusal_is_told_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.ann.sudo().lang = "zh_CN"
        case = self.case.with_user(self.ann).with_context(lang="zh_CN")
        with self.assertRaises(CollectionRefused) as refused:
            case._ensure_allowed(self.act())
        self.assertIn("Fire in the warehouse", str(refused.exception))
        self.assertRegex(str(refused.exception), "[\u4e00-\u9fff]{4}")
