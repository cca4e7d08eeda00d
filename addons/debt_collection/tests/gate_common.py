# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command
from odoo.tools import mute_logger

from odoo.addons.debt_collection.exceptions import CollectionRefused
from odoo.addons.debt_collection.tools.gate import Act, Pause, Recipient
from odoo.addons.mail.tests.common import MailCase
from odoo.addons.sms.tests.common import SMSCase

from .common import NOW, CastCommon


class GateCommon(CastCommon, MailCase, SMSCase):
    """A live company and a case of ann's that nothing stands against.

    The debtor has an e-mail address, a number and a postal address, and one contact,
    the bookkeeper, with addresses of her own. 100 dollars are ten days overdue.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_is_live = True
        cls.company.partner_id.email = "accounts@creditor.example"
        (cls.ann | cls.mara | cls.odile).partner_id.email = "someone@creditor.example"
        cls.case = cls.new_case("Cedar Mills", team=cls.north, user=cls.ann)
        cls.debtor = cls.case.partner_id.sudo()
        cls.debtor.write(
            {
                "email": "cedar@debtor.example",
                "phone": "+1 202-555-0143",
                "street": "1 Mill Road",
                "city": "Salem",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.bookkeeper = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Bea Keeper",
                    "parent_id": cls.debtor.id,
                    "email": "bea@debtor.example",
                    "phone": "+1 202-555-0188",
                }
            )
        )
        cls.invoice = cls.env["account.move"].search(
            [("partner_id", "=", cls.debtor.id)], limit=1
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        # Where a refusal is written after a rollback it has a connection of its own.
        # Here it is written at once, on the test's.
        self.patch(
            self.registry["collection.refusal"],
            "_keep_after_transaction",
            lambda refusals, rows: self.kept.extend(rows),
        )
        self.kept = []

    def act(self, channel="email", kind="contact", **values):
        """Return an act of ann's."""
        return Act(kind, channel, **{"moment": NOW, "user": self.ann.id, **values})

    def codes(self, channel="email", kind="contact", case=None, **values):
        """Return the codes of all that stands against an act of ann's."""
        case = case or self.case
        self.env.flush_all()
        verdict = case.with_user(self.ann)._judge(self.act(channel, kind, **values))
        return list(verdict[case.with_user(self.ann)].codes)

    def assert_refused(self, code, call):
        """A call is refused with a reason, which is kept.

        :return: the text
        """
        self.kept.clear()
        with (
            mute_logger("odoo.addons.mail"),
            self.assertRaises(CollectionRefused) as refused,
        ):
            call()
        kept = {reason["code"] for row in self.kept for reason in row["reasons"]}
        self.assertIn(code, kept)
        return str(refused.exception)

    def hold(self, **values):
        """Pause the debtor for a week."""
        values = {
            "reason": "Fire in the warehouse",
            "until": "2025-06-23 12:00:00",
            **values,
        }
        return self.case.with_user(self.ann).hold(**values)

    @classmethod
    def new_template(cls):
        """Return a mail template to the debtor of a case."""
        return (
            cls.env["mail.template"]
            .sudo()
            .create(
                {
                    "name": "Reminder",
                    "model_id": cls.env["ir.model"]._get_id("collection.case"),
                    "partner_to": "{{ object.partner_id.id }}",
                    "subject": "Reminder",
                    "body_html": "<p>Pay.</p>",
                }
            )
        )

    def queue(self, cases, **values):
        """Queue one mail a case to its debtor, written by ann."""
        return (
            self.env["mail.mail"]
            .with_user(SUPERUSER_ID)
            .create(
                [
                    {
                        "model": "collection.case",
                        "res_id": case.id,
                        "author_id": self.ann.partner_id.id,
                        "subject": "Reminder",
                        "body_html": f"<p>Please pay, {case.name}.</p>",
                        "recipient_ids": [Command.link(case.partner_id.id)],
                        "auto_delete": True,
                        **values,
                    }
                    for case in cases
                ]
            )
        )

    def log(self, domain):
        """Return the log's entries, as the manager sees them."""
        return self.env["collection.contact.log"].with_user(self.mara).search(domain)

    def post_to(self, partners, user=None, record=None, **values):
        """Write a message to partners, in the chatter."""
        record = record or self.case
        return record.with_user(user or self.ann).message_post(
            body="Please pay.",
            partner_ids=partners.ids,
            subtype_xmlid="mail.mt_comment",
            **{"message_type": "comment", **values},
        )

    @staticmethod
    def to(partner=None, address=None, role=None):
        """Return a recipient."""
        return Recipient(partner and partner.id, address, role)

    def pause_amounts(self, **amounts):
        """Let a satellite pause parts of what is overdue.

        :param amounts: the reason's code to the amount
        """
        pauses = [
            Pause(code, amount, f"{amount} are {code}.")
            for code, amount in amounts.items()
        ]
        case_id = self.case.id

        def paused(cases, act):
            return {case.id: pauses for case in cases if case.id == case_id}

        return patch.object(
            self.registry["collection.case"], "_get_paused_amounts", paused
        )
