# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debt_collection.exceptions import CollectionRefused

from .gate_common import GateCommon

ATTEMPTS = 120


@tagged("post_install", "-at_install")
class TestGateRandom(GateCommon):
    """Invariant 4: whoever tries, and however, nothing goes out that the gate refuses.

    Each attempt is made while something stands against contact, and again while nothing
    does, so that a way that is closed to everybody proves nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.new_template()
        cls.roles = (
            cls.ann,
            cls.lena,
            cls.mara,
            cls.adam,
            cls.env.ref("base.user_root"),
        )

    # === WAYS OUT === #

    def rpc(self, user, model, method, *args, **kwargs):
        """Call a public method as a client does, with whatever context it likes."""
        kwargs["context"] = {"skip_gate": True, "tracking_disable": True}
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def way_chatter(self, user):
        self.rpc(
            user,
            "collection.case",
            "message_post",
            self.case.ids,
            body="Pay.",
            partner_ids=self.to_whom.ids,
            message_type=self.chance.choice(("comment", "email", "auto_comment")),
            subtype_xmlid="mail.mt_comment",
        )

    def way_composer(self, user):
        composer = self.rpc(
            user,
            "mail.compose.message",
            "create",
            [
                {
                    "model": "collection.case",
                    "res_ids": str(self.case.ids),
                    "composition_mode": self.chance.choice(("comment", "mass_mail")),
                    "partner_ids": [Command.set(self.to_whom.ids)],
                    "template_id": self.chance.choice((False, self.template.id)),
                    "subject": "Reminder",
                    "body": "Pay.",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                }
            ],
        )
        self.rpc(user, "mail.compose.message", "action_send_mail", composer)

    def way_template(self, user):
        self.template.with_user(user).sudo().send_mail(self.case.id, force_send=True)

    def way_import(self, user):
        """Only the system may make mails; it does so from a file too."""
        mails = self.env["mail.mail"].sudo()
        loaded = mails.load(
            ["model", "res_id", "email_to", "body_html", "author_id/.id", "state"],
            [
                [
                    "collection.case",
                    str(self.case.id),
                    "x@elsewhere.example",
                    "Pay.",
                    str(user.partner_id.id),
                    "outgoing",
                ]
            ],
        )
        self.assertTrue(loaded["ids"], loaded["messages"])
        mails.browse(loaded["ids"]).send()

    def way_sms(self, user):
        self.case.with_user(user)._message_sms(
            "Pay.", sms_numbers=[self.chance.choice(("+12025550143", "+12025550111"))]
        )

    def way_sms_composer(self, user):
        mode = self.chance.choice(("comment", "mass", "numbers"))
        composer = self.rpc(
            user,
            "sms.composer",
            "create",
            [
                {
                    "res_model": "collection.case",
                    "res_ids": str(self.case.ids),
                    "res_id": self.case.id,
                    "composition_mode": mode,
                    "numbers": "+12025550143",
                    "recipient_single_number_itf": "+12025550143",
                    "body": "Pay.",
                    "mass_keep_log": False,
                    "mass_force_send": True,
                }
            ],
        )
        self.rpc(user, "sms.composer", "action_send_sms", composer)
        self.env["sms.sms"].sudo().search([]).write(
            {"number": "+12025550143", "state": "outgoing", "failure_type": False}
        )

    def way_reveal(self, user):
        self.shown += self.rpc(user, "collection.case", "reveal_numbers", self.case.ids)

    # === ATTEMPTS === #

    @contextmanager
    def attempt(self):
        """Make one attempt and let all queues run; undo what it did afterwards."""
        savepoint = self.env.cr.savepoint()
        self.shown = []
        with (
            savepoint,
            self.mock_mail_gateway(),
            self.mockSMSGateway(),
            mute_logger("odoo.addons.mail", "odoo.sql_db"),
        ):
            yield
            self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).send()
            self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()
            self.went = [mail["email_to"] for mail in self._mails]
            self.went = [
                address
                for addresses in self.went
                for address in addresses
                if "creditor.example" not in address
            ]
            self.went += [sms["number"] for sms in self._sms] + self.shown
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def try_way(self, way, user):
        """Try a way.

        :return: whether it was refused with an exception
        """
        try:
            with self.env.cr.savepoint():
                way(user)
        except CollectionRefused:
            return True
        except UserError:
            # Closed for another reason: this role may not go this way at all.
            return False
        return False

    def test_nothing_goes_out_by_any_way_while_something_stands_against_it(self):
        self.chance = random.Random(4)
        ways = sorted(name for name in dir(self) if name.startswith("way_"))
        opened = set()
        for number in range(ATTEMPTS):
            name = ways[number % len(ways)]
            user = self.chance.choice(self.roles)
            self.to_whom = self.chance.choice((self.debtor, self.bookkeeper))
            held = bool(self.chance.getrandbits(1))
            with self.subTest(number=number, way=name, user=user.login, held=held):
                with self.attempt():
                    if held:
                        self.hold()
                    refused = self.try_way(getattr(self, name), user)
                if held:
                    self.assertEqual(self.went, [])
                else:
                    self.assertFalse(refused)
                    if self.went:
                        opened.add(name)
        self.assertEqual(opened, set(ways), "ways by which nothing ever goes out")
