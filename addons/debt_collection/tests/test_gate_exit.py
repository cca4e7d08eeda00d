# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.debt_collection.models.gate import collection_exit_mixin

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateExit(GateCommon):
    """What the exit knows of a message: to whom, from whom, with what; and what it does
    where it cannot judge."""

    def test_mail_is_logged_with_its_subject_files_and_who_it_went_to(self):
        partners = self.env["res.partner"].sudo()
        neighbour = partners.create({"name": "Next", "email": "n@elsewhere.example"})
        file = (
            self.env["ir.attachment"].sudo().create({"name": "due.pdf", "raw": b"%P"})
        )
        mail = self.queue(
            self.case,
            recipient_ids=[Command.link(neighbour.id)],
            attachment_ids=[Command.link(file.id)],
        )
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        entry = self.log([("case_id", "=", self.case.id)])
        self.assertEqual(entry.recipient_role, "unknown")
        self.assertTrue(entry.text.startswith("Reminder"))
        self.assertIn("due.pdf", entry.attachment_summary)

    def test_rule_that_fails_holds_back_its_own_mail_and_no_other(self):
        other = self.new_case("Other", self.north, self.ann)
        other.partner_id.sudo().email = "other@debtor.example"
        both = self.queue(self.case | other)
        cases = self.registry["collection.case"]
        judge, bad = cases._get_blockers, self.case.id

        def fail(records, act):
            if bad in records.ids:
                raise ValueError("a rule divides by zero")
            return judge(records, act)

        self.patch(cases, "_get_blockers", fail)
        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            self.assertLogs(collection_exit_mixin._logger, "ERROR"),
        ):
            both.send()
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(both.exists().res_id, self.case.id)
        self.assertEqual(both.exists().state, "cancel")
        reasons = self.case.sudo().refusal_ids.reason_ids
        self.assertEqual(reasons.mapped("code"), ["gate_error"])

    def test_refused_contact_is_left_out_and_the_others_get_the_mail(self):
        self.env["mail.blacklist"].sudo()._add(self.debtor.email)
        everybody = self.debtor | self.bookkeeper | self.mara.partner_id.sudo()
        mail = self.queue(self.case, recipient_ids=[Command.set(everybody.ids)])
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        reached = [address for one in self._mails for address in one["email_to"]]
        self.assertEqual(len(reached), 2)
        self.assertNotIn("cedar@debtor.example", "".join(reached))

    def test_second_address_of_a_contact_is_judged_too(self):
        self.env["mail.blacklist"].sudo()._add("second@debtor.example")
        self.debtor.email = "first@debtor.example, second@debtor.example"
        mail = self.queue(self.case)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(self._mails)

    def test_reasons_are_in_the_language_of_who_wrote_it(self):
        self.env["res.lang"].sudo()._activate_lang("zh_CN")
        self.ann.sudo().lang = "zh_CN"
        self.hold()
        mail = self.queue(self.case)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertRegex(mail.failure_reason, "[一-鿿]{4}")

    def test_act_of_a_queue_is_its_author_s_also_if_that_one_has_left(self):
        self.hold()
        mail = self.queue(self.case)
        self.ann.sudo().active = False
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertEqual(self.case.sudo().refusal_ids.user_id, self.ann)
