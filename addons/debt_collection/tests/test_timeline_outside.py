# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.debt_collection.models.timeline import (
    timeline_statements as statements,
)

from .timeline_common import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimelineOutside(TimelineCommon):
    """What reached the debtor without passing the gate."""

    def test_mail_from_an_invoice_is_outside_the_gate(self):
        with self.mock_mail_gateway():
            self.send_invoice()
        [entry] = self.entries(kinds=["outside"])
        self.assertIn(self.invoice.name, entry["title"])
        self.assertEqual(entry["text"], "Your invoice")
        self.assertEqual(entry["person"], "Cedar Mills")

    def test_mail_from_the_case_is_no_mail_outside_the_gate(self):
        with self.mock_mail_gateway():
            self.case.with_user(self.ann).message_post(
                body="Please pay.",
                partner_ids=self.debtor.ids,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.entries(kinds=["outside"]))

    def test_mail_to_somebody_else_is_not_shown(self):
        with self.mock_mail_gateway():
            self.send_invoice(partner_ids=self.other.ids)
        self.assertFalse(self.entries(kinds=["outside"]))

    def test_mail_from_a_record_one_may_not_read_does_not_say_what_about(self):
        secret = self.env["res.partner"].create({"name": "Secret deal"})
        with self.mock_mail_gateway():
            self.send_invoice(secret)
        rule = (
            self.env["ir.rule"]
            .sudo()
            .create(
                {
                    "name": "hidden from collectors",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "domain_force": f"[('id', '!=', {secret.id})]",
                    "groups": [
                        Command.link(
                            self.env.ref("debt_collection.group_collection_agent").id
                        )
                    ],
                }
            )
        )
        [entry] = self.entries(kinds=["outside"])
        self.assertNotIn("Secret", entry["title"])
        self.assertFalse(entry["text"])
        rule.active = False
        [entry] = self.entries(kinds=["outside"])
        self.assertIn("Secret", entry["title"])
        self.assertEqual(entry["text"], "Your invoice")

    # === WRITTEN ADDRESSES === #

    def test_mail_from_no_record_is_outside_the_gate(self):
        with self.mock_mail_gateway():
            self.env["mail.thread"].with_user(self.ann).message_notify(
                partner_ids=self.debtor.ids, body="Please pay.", subject="Your debt"
            )
        [entry] = self.entries(kinds=["outside"])
        self.assertEqual(entry["title"], "E-mail")
        self.assertEqual(entry["person"], "Cedar Mills")
        self.assertEqual(entry["text"], "Your debt")
        # What another one wrote from nowhere is hidden, not that it went out.
        [entry] = self.entries(kinds=["outside"], user=self.lena)
        self.assertFalse(entry["text"])

    def test_mail_from_an_invoice_to_a_written_address_is_shown(self):
        for address in ("cedar@debtor.example", "Bea <BEA@debtor.example>"):
            with self.subTest(address=address), self.mock_mail_gateway():
                self.send_invoice(partner_ids=[], outgoing_email_to=address)
                self.assertEqual(len(self._mails), 1)
        people = [entry["person"] for entry in self.entries(kinds=["outside"])]
        self.assertEqual(people, ["Bea Keeper", "Cedar Mills"])

    def test_mail_to_an_address_of_somebody_else_is_not_shown(self):
        with self.mock_mail_gateway():
            for address in ("cedar@debtor.example.org", "x.cedar@debtor.example"):
                self.send_invoice(partner_ids=[], outgoing_email_to=address)
            self.send_template(email_to="acedar@debtor.example")
        self.assertFalse(self.entries(kinds=["outside"]))

    def send_template(self, **values):
        """Send an invoice with a template, by its addresses."""
        template = self.env["mail.template"].create(
            {
                "name": "Invoice",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "subject": "Your invoice",
                "body_html": "Please find it.",
                "auto_delete": False,
                "use_default_to": False,
                **values,
            }
        )
        template.send_mail(self.invoice.id, force_send=True)

    def test_mail_of_a_template_is_shown_however_it_is_addressed(self):
        for values in (
            {"email_to": '"Cedar, Mills" <Cedar@Debtor.example>, x@y.example'},
            {"email_to": "x@y.example", "email_cc": "bea@debtor.example"},
            {"partner_to": str(self.bookkeeper.id)},
        ):
            for auto_delete in (False, True):
                known = {entry["id"] for entry in self.entries(kinds=["outside"])}
                with self.subTest(**values, auto_delete=auto_delete):
                    with self.mock_mail_gateway(mail_unlink_sent=True):
                        self.send_template(**values, auto_delete=auto_delete)
                    [entry] = [
                        entry
                        for entry in self.entries(kinds=["outside"])
                        if entry["id"] not in known
                    ]
                    self.assertIn(entry["person"], ("Cedar Mills", "Bea Keeper"))
                    self.assertIn(self.invoice.name, entry["title"])
                    self.assertEqual(entry["text"], "Your invoice")

    def test_deleted_mail_to_somebody_without_case_leaves_nothing(self):
        stranger = self.env["res.partner"].create(
            {"name": "Stranger", "email": "stranger@other.example"}
        )
        domain = [("model", "=", "account.move"), ("res_id", "=", self.invoice.id)]
        before = self.env["mail.message"].search_count(domain)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_template(email_to=stranger.email, auto_delete=True)
        self.assertEqual(self.env["mail.message"].search_count(domain), before)

    def test_sms_to_a_number_of_theirs_is_shown(self):
        with self.mockSMSGateway():
            self.other._message_sms("Call us.", sms_numbers=["+1 (202) 555-0188"])
            self.other._message_sms("Call us.", sms_numbers=["+1 202-555-0199"])
        [entry] = self.entries(kinds=["outside"])
        self.assertEqual(entry["person"], "Bea Keeper")
        self.assertTrue(entry["title"].startswith("SMS"))

    def test_refused_mail_is_not_shown_as_sent(self):
        with self.mock_mail_gateway():
            self.send_template(email_to="cedar@debtor.example")
        self.assertEqual(len(self.entries(kinds=["outside"])), 1)
        self.env["mail.mail"].search([("subject", "=", "Your invoice")]).cancel()
        self.assertFalse(self.entries(kinds=["outside"]))

    def test_written_addresses_are_found_by_indexes(self):
        """A search of all mail ever sent would cost every opening of a case."""
        self.send_invoice(partner_ids=self.other.ids)
        self.env.flush_all()
        self.add_messages(20000)
        values = self.case._get_timeline_values([(self.case.id, self.debtor.id)])
        self.env.cr.execute(SQL("EXPLAIN %s", SQL(statements.OUTSIDE, **values)))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        for index in (
            "mail_mail_collection_addresses_idx",
            "mail_notification_collection_email_idx",
            "mail_notification_collection_number_idx",
            "sms_sms_collection_number_idx",
        ):
            with self.subTest(index=index):
                self.assertIn(index, plan)

    def add_messages(self, number):
        """Add what went to that many strangers from the newest message, by SQL."""
        for statement in (
            """INSERT INTO mail_mail (mail_message_id, state, email_to)
               SELECT m.id, 'sent', 'x' || n || '@far.example'
                 FROM (SELECT MAX(id) AS id FROM mail_message) m,
                      generate_series(1, %s) n""",
            """INSERT INTO mail_notification (
                      mail_message_id, notification_type, notification_status,
                      mail_email_address, sms_number)
               SELECT m.id, 'email', 'sent', 'x' || n || '@far.example', '+4930' || n
                 FROM (SELECT MAX(id) AS id FROM mail_message) m,
                      generate_series(1, %s) n""",
            """INSERT INTO sms_sms (mail_message_id, state, number, uuid)
               SELECT m.id, 'sent', '+4930' || n, 'x' || n
                 FROM (SELECT MAX(id) AS id FROM mail_message) m,
                      generate_series(1, %s) n""",
        ):
            self.env.cr.execute(statement, [number])
        self.env.cr.execute("ANALYZE mail_mail, mail_notification, sms_sms")

    def test_number_of_queries_does_not_depend_on_the_messages(self):
        def fill(number):
            for _place in range(number):
                self.send_invoice(
                    partner_ids=[], outgoing_email_to="bea@debtor.example"
                )
                self.send_template(email_to="cedar@debtor.example")
                self.other._message_sms("Call.", sms_numbers=["+12025550188"])

        case = self.case.with_user(self.ann)
        counts = []
        for number in (1, 5):
            with self.mock_mail_gateway(), self.mockSMSGateway():
                fill(number)
            # Once for what is read only once, whoever asks for what.
            case.get_timeline(kinds=["outside"])
            with self.counted() as count:
                case.get_timeline(kinds=["outside"])
            counts += count
        self.assertEqual(len(self.entries(kinds=["outside"])), 18)
        self.assertEqual(counts[0], counts[1])
