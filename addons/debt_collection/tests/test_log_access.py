# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .log_common import LogCommon

# Who sees the entries of which case, and who may log on it.
#              ann's    ben's    south's
SEES = {
    "ann": {"ann"},
    "ben": {"ben"},
    "cleo": {"south"},
    "lena": {"ann", "ben"},
    "hugo": {"ann", "ben", "south"},
    "mara": {"ann", "ben", "south"},
    "adam": {"ann", "ben", "south"},
    "odile": {"ann", "ben", "south"},
}
LOGS = {**SEES, "odile": set(), "nora": set(), "paul": set()}


@tagged("post_install", "-at_install")
class TestLogAccess(LogCommon):
    """The log is seen and written as the cases are, by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        south = cls.new_case("Fir Traders", cls.south, cls.cleo)
        south.partner_id.sudo().phone = "+1 212 555 0111"
        cls.cases = {"ann": cls.case, "ben": cls.other_case, "south": south}
        cls.logged = {
            name: case.with_user(cls.mara).log_contact("call", "no_answer", note=name)
            for name, case in cls.cases.items()
        }
        cls.env.flush_all()

    def test_each_role_sees_the_entries_of_the_cases_it_sees(self):
        for login, names in SEES.items():
            with self.subTest(user=login):
                rows = self.call_rpc(
                    getattr(self, login), self.log._name, "search_read", [[], ["note"]]
                )
                self.assertEqual({row["note"] for row in rows}, names)

    def test_who_has_no_role_sees_nothing(self):
        for user in (self.nora, self.paul):
            for model in (
                self.log._name,
                "collection.contact.content",
                "collection.chain.check",
                "collection.result",
                "collection.channel",
            ):
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self.call_rpc(user, model, "search_read", [[], ["id"]])

    def test_each_role_logs_on_the_cases_it_may_work(self):
        for login, names in LOGS.items():
            user = getattr(self, login)
            for name, case in self.cases.items():
                args = [case.ids, "call", "no_answer"]
                with self.subTest(user=login, case=name):
                    if name in names:
                        self.call_rpc(user, "collection.case", "log_contact", args)
                        continue
                    with self.assertRaises(AccessError):
                        self.call_rpc(user, "collection.case", "log_contact", args)

    def test_auditor_who_is_a_collector_logs_on_the_own_cases_only(self):
        both = self.new_user(
            "olga",
            "debt_collection.group_collection_auditor,"
            "debt_collection.group_collection_agent",
        )
        with self.assertRaises(AccessError):
            self.entry(user=both)
        self.case.user_id = both
        self.assertTrue(self.entry(user=both))

    def test_hidden_entry_is_neither_read_nor_corrected(self):
        hidden = self.logged["ben"]
        for method, args in (
            ("read", [hidden.ids, ["note"]]),
            ("web_read", [hidden.ids, {"note": {}, "address": {}}]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.call_rpc(self.ann, self.log._name, method, args)
        with self.assertRaises(AccessError):
            self.entry(corrects=hidden.id, reason="Not so")

    def test_content_is_read_through_the_entry_only(self):
        for user in (self.ann, self.lena):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.call_rpc(
                    user, "collection.contact.content", "search_read", [[], ["note"]]
                )
        self.assertEqual(self.logged["ann"].with_user(self.ann).note, "ann")

    def test_search_in_notes_shows_no_hidden_entries(self):
        log = self.log.with_user(self.ann)
        self.assertFalse(log.search([("note", "=", "ben")]))
        self.assertEqual(log.search([("note", "=", "ann")]), self.logged["ann"])

    def test_entries_of_another_company_are_hidden(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.mara.company_ids = [Command.link(elsewhere.id)]
        log = self.log.with_user(self.mara)
        self.assertFalse(log.with_context(allowed_company_ids=elsewhere.ids).search([]))
        self.assertEqual(
            len(log.with_context(allowed_company_ids=self.company.ids).search([])), 3
        )

    def test_private_methods_are_not_for_clients(self):
        for model, method in (
            (self.log._name, "_prepare_entries"),
            ("collection.contact.content", "_erase"),
            ("collection.contact.sealer", "_seal_all"),
            ("collection.chain.check", "_check"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.call_rpc(self.adam, model, method, [])
