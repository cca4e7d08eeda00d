# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CastCommon

# What each role may do with each model: read, write, create, unlink.
ROLES = ("ann", "lena", "mara", "adam", "odile", "nora", "paul")
MATRIX = {
    #                            collector lead  manager admin  auditor none portal
    "collection.case": ("rw", "rw", "rw", "rw", "r", "", ""),
    "collection.case.event": ("r", "r", "r", "r", "r", "", ""),
    "collection.open.item": ("r", "r", "r", "r", "r", "", ""),
    "collection.currency.total": ("r", "r", "r", "r", "r", "", ""),
    "collection.receipt": ("r", "r", "r", "r", "r", "", ""),
    "collection.stage": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.team": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.position": ("r", "r", "r", "rwcu", "r", "", ""),
    "collection.position.limit": ("r", "r", "r", "rwcu", "r", "", ""),
    "collection.absence": ("rwcu", "rwcu", "rwcu", "rwcu", "r", "", ""),
    "collection.assignment.rule": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.load": ("r", "r", "r", "r", "r", "", ""),
    "collection.hand.over": ("", "rwc", "rwc", "rwc", "", "", ""),
    "collection.run": ("", "r", "r", "r", "r", "", ""),
    "collection.run.error": ("", "", "r", "r", "r", "", ""),
    "collection.run.change": ("", "", "r", "r", "r", "", ""),
    "collection.channel": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.result": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.contact.log": ("rc", "rc", "rc", "rc", "r", "", ""),
    "collection.case.log.contact": ("rwc", "rwc", "rwc", "rwc", "", "", ""),
    "collection.strategy": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.strategy.step": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.strategy.step.channel": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.action": ("rwc", "rwc", "rwc", "rwc", "r", "", ""),
    "collection.action.postpone": ("rwc", "rwc", "rwc", "rwc", "", "", ""),
    "collection.action.skip": ("rwc", "rwc", "rwc", "rwc", "", "", ""),
    "collection.hold": ("rwc", "rwc", "rwc", "rwc", "r", "", ""),
    "collection.refusal": ("r", "r", "r", "r", "r", "", ""),
    "collection.refusal.reason": ("r", "r", "r", "r", "r", "", ""),
    "collection.contact.content": ("", "", "r", "r", "r", "", ""),
    "collection.chain.check": ("", "", "r", "r", "r", "", ""),
    "collection.chain.fault": ("", "", "r", "r", "r", "", ""),
    "collection.contact.erase": ("", "", "rwc", "rwc", "", "", ""),
    "collection.head.comparison": ("", "", "rwc", "rwc", "rwc", "", ""),
    "collection.run.step": ("", "", "r", "r", "r", "", ""),
    "collection.strategy.trial": ("", "", "rwc", "rwc", "", "", ""),
    "collection.guide": ("", "", "rwcu", "rwcu", "", "", ""),
    "collection.guide.age": ("", "", "rwcu", "rwcu", "", "", ""),
    "collection.guide.member": ("", "", "rwcu", "rwcu", "", "", ""),
    "collection.guide.segment": ("", "", "rwcu", "rwcu", "", "", ""),
    "collection.scorecard": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.scorecard.characteristic": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.scorecard.range": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.behaviour": ("", "", "r", "r", "r", "", ""),
    "collection.segment": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.segment.override": ("", "rwc", "rwc", "rwc", "", "", ""),
    "collection.experiment": ("r", "r", "rwcu", "rwcu", "r", "", ""),
    "collection.contact.unlogged": ("", "", "", "r", "", "", ""),
    "collection.mark": ("", "", "", "r", "", "", ""),
}
OPERATIONS = (("r", "read"), ("w", "write"), ("c", "create"), ("u", "unlink"))


@tagged("post_install", "-at_install")
class TestAccessMatrix(CastCommon):
    """Which role may do what with which model."""

    def test_each_role_has_exactly_the_rights_of_the_table(self):
        for model, row in MATRIX.items():
            for login, allowed in zip(ROLES, row, strict=True):
                with self.subTest(model=model, user=login):
                    records = self.env[model].with_user(getattr(self, login))
                    granted = "".join(
                        letter
                        for letter, operation in OPERATIONS
                        if records.has_access(operation)
                    )
                    self.assertEqual(granted, allowed)

    def test_table_names_every_model_with_access_rights(self):
        granted = (
            self.env["ir.model.access"]
            .sudo()
            .search([("model_id.model", "=like", "collection.%")])
        )
        ours = granted.filtered(
            lambda right: right.get_external_id()[right.id].startswith(
                "debt_collection."
            )
        )
        self.assertEqual(set(ours.model_id.mapped("model")), set(MATRIX))

    def test_every_model_of_a_company_has_a_company_rule(self):
        for model in MATRIX:
            # A dialog's record is its own user's alone.
            records = self.env[model]
            if records._transient or "company_id" not in records._fields:
                continue
            with self.subTest(model=model):
                rules = (
                    self.env["ir.rule"]
                    .sudo()
                    .search([("model_id.model", "=", model), ("groups", "=", False)])
                )
                self.assertIn("company_ids", "".join(rules.mapped("domain_force")))

    def test_no_collection_role_reads_journal_entries(self):
        for login in ("ann", "lena", "mara", "odile"):
            for model in ("account.move", "account.move.line", "account.payment"):
                with self.subTest(user=login, model=model):
                    records = self.env[model].with_user(getattr(self, login))
                    self.assertFalse(records.has_access("read"))

    def test_auditor_who_is_a_collector_too_works_the_own_cases_only(self):
        both = self.new_user(
            "olga",
            "debt_collection.group_collection_auditor,"
            "debt_collection.group_collection_agent",
        )
        own = self.new_case("Own", self.north, both)
        foreign = self.new_case("Foreign", self.north, self.ben)
        own.with_user(both).write({"color": 1})
        self.assertEqual(foreign.with_user(both).amount_due, 100)
        with self.assertRaises(AccessError):
            foreign.with_user(both).write({"color": 1})

    def test_roles_imply_one_another_upwards(self):
        for login, count in (("ann", 1), ("lena", 2), ("mara", 3), ("adam", 4)):
            groups = [
                group
                for group in ("agent", "leader", "manager", "admin")
                if getattr(self, login).has_group(
                    f"debt_collection.group_collection_{group}"
                )
            ]
            self.assertEqual(len(groups), count, login)


@tagged("post_install", "-at_install")
class TestAccessRules(CastCommon):
    """Which cases, and what hangs on them, each person sees.

    ==========  =======  ==========
    case        team     collector
    ==========  =======  ==========
    n_ann       North    ann
    n_ben       North    ben
    n_free      North
    s_cleo      South    cleo
    s_free      South
    s_ann       South    ann
    r_free      Region
    lost        none
    away        other company
    ==========  =======  ==========
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.named = {
            name: cls.new_case(name, team, user)
            for name, team, user in (
                ("n_ann", cls.north, cls.ann),
                ("n_ben", cls.north, cls.ben),
                ("n_free", cls.north, None),
                ("s_cleo", cls.south, cls.cleo),
                ("s_free", cls.south, None),
                ("s_ann", cls.south, cls.ann),
                ("r_free", cls.region, None),
                ("lost", None, None),
            )
        }
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.env.cr.execute(
            """INSERT INTO collection_case (name, company_id, partner_id, team_id,
                                            stage_id, state, active, bucket)
               SELECT 'AWAY', %s, partner_id, team_id, stage_id, state, TRUE, bucket
                 FROM collection_case WHERE id = %s RETURNING id""",
            [cls.elsewhere.id, cls.named["n_free"].id],
        )
        [[away]] = cls.env.cr.fetchall()
        cls.named["away"] = cls.env["collection.case"].sudo().browse(away)
        cls.name_of = {case.id: name for name, case in cls.named.items()}

    def seen(self, user, model="collection.case", field="id"):
        """Return the names of the cases a user sees, or sees records of."""
        self.env.flush_all()
        records = self.env[model].with_user(user).search([])
        ids = records.ids if field == "id" else records[field].ids
        return {self.name_of[ref] for ref in ids if ref in self.name_of}

    EVERYTHING_HERE = frozenset(
        ["n_ann", "n_ben", "n_free", "s_cleo", "s_free", "s_ann", "r_free", "lost"]
    )
    VISIBLE = {
        "ann": {"n_ann", "n_free", "s_ann"},
        "ben": {"n_ben", "n_free"},
        "cleo": {"s_cleo", "s_free", "s_ann"},
        "lena": {"n_ann", "n_ben", "n_free"},
        "hugo": EVERYTHING_HERE - {"lost"},
        "mara": EVERYTHING_HERE,
        "adam": EVERYTHING_HERE,
        "odile": EVERYTHING_HERE,
    }

    def test_each_person_sees_the_own_cases_of_the_table(self):
        for login, names in self.VISIBLE.items():
            with self.subTest(user=login):
                self.assertEqual(self.seen(getattr(self, login)), set(names))

    def test_what_hangs_on_a_case_is_seen_by_who_sees_the_case(self):
        for case in self.named.values():
            self.advance(1, partner=case.partner_id)
        for model in (
            "collection.case.event",
            "collection.open.item",
            "collection.currency.total",
            "collection.receipt",
        ):
            for login, names in self.VISIBLE.items():
                with self.subTest(model=model, user=login):
                    self.assertEqual(
                        self.seen(getattr(self, login), model, "case_id"), set(names)
                    )

    def test_who_has_no_role_is_refused(self):
        for user in (self.nora, self.paul):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["collection.case"].with_user(user).search([])

    def test_reading_a_hidden_case_is_refused(self):
        for login, name in (("ann", "n_ben"), ("lena", "s_free"), ("mara", "away")):
            with self.subTest(user=login), self.assertRaises(AccessError):
                self.named[name].with_user(getattr(self, login)).read(["amount_due"])

    def test_member_of_a_shared_team_works_a_colleague_s_case(self):
        self.named["s_ann"].with_user(self.cleo).write({"color": 2})
        self.assertEqual(self.named["s_ann"].color, 2)

    def test_other_company_is_seen_by_who_belongs_to_it(self):
        mara = self.mara
        mara.company_ids = [Command.link(self.elsewhere.id)]
        cases = self.env["collection.case"].with_user(mara)
        for companies, visible in (
            (self.company, False),
            (self.elsewhere, True),
            (self.company | self.elsewhere, True),
        ):
            here = cases.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(self.named["away"].id in here.search([]).ids, visible)

    def test_user_of_a_branch_sees_the_cases_of_the_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        user = self.new_user(
            "bruno",
            "debt_collection.group_collection_manager",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.assertEqual(self.seen(user), set(self.EVERYTHING_HERE))

    def test_new_lead_sees_the_cases_and_the_former_does_not(self):
        self.region.lead_id = self.lena
        self.assertEqual(self.seen(self.lena), set(self.EVERYTHING_HERE - {"lost"}))
        self.assertEqual(self.seen(self.hugo), set())

    def test_team_taken_out_of_the_region_is_hidden_from_its_lead(self):
        self.north.parent_id = False
        self.assertEqual(self.seen(self.hugo), {"s_cleo", "s_free", "s_ann", "r_free"})

    # === DOCUMENTS === #

    def item_of(self, name, user):
        """Return the open item of a case for a user, without a search."""
        item = (
            self.env["collection.open.item"]
            .with_user(self.mara)
            .search([("case_id", "=", self.named[name].id)])
        )
        return item.with_user(user)

    def test_collector_opens_the_document_of_an_own_case_in_the_portal(self):
        action = self.item_of("n_ann", self.ann).action_open_document()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("/my/invoices/", action["url"])

    def test_collector_is_refused_the_document_of_another_s_case(self):
        item = self.item_of("n_ben", self.ann)
        self.assertTrue(item.exists())
        with self.assertRaises(AccessError):
            item.action_open_document()

    def test_collector_is_refused_an_entry_that_is_no_invoice(self):
        self.entry(30, past_due=4, partner=self.named["n_ann"].partner_id)
        item = (
            self.env["collection.open.item"]
            .with_user(self.ann)
            .search([("case_id", "=", self.named["n_ann"].id), ("kind", "=", "entry")])
        )
        self.assertEqual(len(item), 1)
        with self.assertRaisesRegex(AccessError, "accounting rights"):
            item.action_open_document()

    def test_collector_with_invoicing_rights_opens_the_accounting_form(self):
        self.ann.group_ids = [
            Command.link(self.env.ref("account.group_account_invoice").id)
        ]
        action = self.item_of("n_ann", self.ann).action_open_document()
        self.assertEqual(action["res_model"], "account.move")

    def test_open_item_is_nobody_s_to_write(self):
        item = self.item_of("n_ann", self.adam)
        for action in (
            lambda: item.write({"amount_residual": 0}),
            lambda: item.unlink(),
            lambda: item.create({}),
        ):
            with self.assertRaises(AccessError):
                action()
