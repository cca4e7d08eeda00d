# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .people_common import PeopleCommon

GROUP = "debt_collection.group_collection_"


@tagged("post_install", "-at_install")
class TestPositions(PeopleCommon):
    """A position gives its holders their rights, and takes them with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Position = cls.env["collection.position"].with_user(cls.adam)
        cls.collector = cls.position("Caller", "agent")
        cls.boss = cls.position("Boss", "manager", capacity=20)

    @classmethod
    def position(cls, name, group=None, **values):
        """Create a position as the administrator does."""
        group = cls.env.ref(GROUP + group).id if group else False
        return cls.Position.create({"name": name, "group_id": group, **values})

    def put(self, position, *users):
        """Let these users, and nobody else, hold a position."""
        position.user_ids = [Command.set([user.id for user in users])]

    def roles_of(self, user):
        """Return the collections' roles of a user."""
        roles = ("agent", "leader", "manager", "admin", "auditor")
        self.env.invalidate_all()
        return [role for role in roles if user.has_group(GROUP + role)]

    # === RIGHTS === #

    def test_holder_gets_the_rights_and_loses_them_with_the_position(self):
        self.put(self.boss, self.nora)
        self.assertEqual(self.roles_of(self.nora), ["agent", "leader", "manager"])
        self.put(self.boss)
        self.assertEqual(self.roles_of(self.nora), [])

    def test_rights_last_as_long_as_one_position_carries_them(self):
        other = self.position("Visitor", "agent")
        self.put(self.collector, self.nora)
        self.put(other, self.nora)
        self.put(self.collector)
        self.assertEqual(self.roles_of(self.nora), ["agent"])
        self.put(other)
        self.assertEqual(self.roles_of(self.nora), [])

    def test_lower_position_is_left_when_the_higher_one_goes(self):
        self.put(self.collector, self.nora)
        self.put(self.boss, self.nora)
        self.put(self.boss)
        self.assertEqual(self.roles_of(self.nora), ["agent"])

    def test_right_given_before_stays_when_the_position_goes(self):
        self.put(self.collector, self.ann)
        self.put(self.collector)
        self.assertEqual(self.roles_of(self.ann), ["agent"])

    def test_other_rights_are_not_touched(self):
        self.nora.group_ids = [Command.link(self.env.ref("base.group_no_one").id)]
        before = self.nora.group_ids
        self.put(self.boss, self.nora)
        self.put(self.boss)
        self.assertEqual(self.nora.group_ids, before)

    def test_changed_archived_and_deleted_position_takes_the_rights_along(self):
        position = self.position("Anything", "agent", user_ids=self.nora.ids)
        self.assertEqual(self.roles_of(self.nora), ["agent"])
        position.group_id = self.env.ref(GROUP + "auditor")
        self.assertEqual(self.roles_of(self.nora), ["auditor"])
        position.active = False
        self.assertEqual(self.roles_of(self.nora), [])
        position.active = True
        self.assertEqual(self.roles_of(self.nora), ["auditor"])
        position.unlink()
        self.assertEqual(self.roles_of(self.nora), [])

    def test_last_administrator_is_kept(self):
        admin = self.env.ref(GROUP + "admin")
        position = self.position("Administrator", "admin")
        self.put(position, self.nora)
        self.env.invalidate_all()
        admin.sudo().user_ids = [Command.set(self.nora.ids)]
        with self.refused(UserError, "Nobody would be left"):
            position.with_user(self.nora).user_ids = [Command.clear()]
        admin.sudo().user_ids = [Command.link(self.adam.id)]
        position.with_user(self.nora).user_ids = [Command.clear()]
        self.assertEqual(self.roles_of(self.nora), [])

    # === WHAT IS REFUSED === #

    def test_only_administrators_change_positions(self):
        for user in (self.ann, self.lena, self.mara, self.odile, self.nora):
            with self.subTest(user=user.login), self.refused(AccessError):
                self.boss.with_user(user).user_ids = [Command.link(user.id)]
        self.assertFalse(self.boss.user_ids)

    def test_position_carries_no_right_beyond_the_collections(self):
        group = self.env.ref(GROUP + "admin").sudo()
        for foreign in ("base.group_system", "account.group_account_manager"):
            with self.subTest(group=foreign), self.refused(ValidationError):
                self.boss.group_id = self.env.ref(foreign)
        group.implied_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        with self.refused(ValidationError, "no right of the collections"):
            self.boss.group_id = group

    def test_portal_user_and_stranger_hold_no_position(self):
        with self.refused(ValidationError, "user of the portal"):
            self.put(self.boss, self.paul)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.adam.company_ids = [Command.link(elsewhere.id)]
        here = self.Position.with_context(
            allowed_company_ids=[self.company.id, elsewhere.id]
        )
        away = here.create({"name": "Away", "company_id": elsewhere.id})
        with self.refused(ValidationError, "does not work for Elsewhere"):
            away.user_ids = [Command.link(self.ann.id)]

    def test_positions_are_not_filled_from_the_user_s_side(self):
        erp = self.new_user("eric", "base.group_erp_manager")
        for values in (
            {"collection_position_ids": [Command.link(self.boss.id)]},
            {"collection_granted_group_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self.refused(UserError):
                self.nora.with_user(erp).write(values)

    def test_teams_are_not_filled_from_the_user_s_side(self):
        erp = self.new_user(
            "eric",
            "base.group_erp_manager,base.group_partner_manager,"
            "debt_collection.group_collection_manager",
        )
        for values in (
            {"collection_team_ids": [Command.link(self.north.id)]},
            {"collection_team_ids": [Command.create({"name": "New"})]},
        ):
            with self.subTest(values=values), self.refused(UserError, "Teams are"):
                self.call_rpc(erp, "res.users", "write", [self.nora.ids, values])
            new = {"name": "New", "login": "new", **values}
            with self.subTest(new=values), self.refused(UserError, "Teams are"):
                self.call_rpc(erp, "res.users", "create", [new])

    def test_user_is_duplicated_without_positions_and_teams(self):
        self.put(self.boss, self.ann)
        for role in (None, "manager", "admin"):
            groups = ["base.group_erp_manager", "base.group_partner_manager"]
            groups += [GROUP + role] if role else []
            with self.subTest(role=role), self.env.cr.savepoint() as tried:
                erp = self.new_user("eric", ",".join(groups))
                copy = self.ann.with_user(erp).copy().sudo()
                self.assertFalse(copy.collection_team_ids)
                self.assertFalse(copy.collection_position_ids)
                self.assertFalse(copy.collection_granted_group_ids)
                tried.rollback()

    # === CAPACITY === #

    def test_capacity_is_the_position_s_unless_it_is_set(self):
        self.assertEqual(self.ann.sudo().collection_capacity, 150)
        self.put(self.boss, self.ann)
        self.assertEqual(self.ann.sudo().collection_capacity, 20)
        self.boss.capacity = 30
        self.assertEqual(self.ann.sudo().collection_capacity, 30)
        self.ann.with_user(self.lena).collection_capacity = 0
        self.boss.capacity = 40
        self.assertEqual(self.ann.sudo().collection_capacity, 0)
        self.ann.with_user(self.lena).collection_capacity_is_own = False
        self.assertEqual(self.ann.sudo().collection_capacity, 40)

    def test_capacity_is_set_by_the_own_lead_and_managers_only(self):
        for user in (self.lena, self.hugo, self.mara):
            with self.subTest(user=user.login):
                self.ann.with_user(user).collection_capacity = 7
        other = self.new_user("lars", GROUP + "leader")
        for user in (self.ann, self.ben, other, self.odile, self.nora):
            with self.subTest(user=user.login), self.refused(AccessError):
                self.ann.with_user(user).collection_capacity = 9
        with self.refused(AccessError):
            self.ann.with_user(self.lena).write({"collection_capacity": 1, "name": "X"})
        self.assertEqual(self.ann.sudo().collection_capacity, 7)

    # === APPROVAL LIMITS === #

    def limit(self, position, kind, amount, currency=None):
        """Give a position an approval limit."""
        position.limit_ids = [
            Command.create(
                {
                    "kind": kind,
                    "amount": amount,
                    "currency_id": (currency or self.company.currency_id).id,
                }
            )
        ]

    def test_highest_limit_of_the_positions_counts(self):
        self.limit(self.collector, "discount", 100)
        self.limit(self.boss, "discount", 900)
        self.limit(self.boss, "write_off", 50)
        self.assertEqual(self.ann._collection_limit("discount", self.company), 0)
        self.put(self.collector, self.ann)
        self.assertEqual(self.ann._collection_limit("discount", self.company), 100)
        self.put(self.boss, self.ann)
        self.assertEqual(self.ann._collection_limit("discount", self.company), 900)
        self.assertEqual(self.ann._collection_limit("instalment", self.company), 0)
        self.boss.active = False
        self.assertEqual(self.ann._collection_limit("discount", self.company), 100)

    def test_limit_is_told_in_the_company_s_currency_and_only_there(self):
        euro = self.setup_other_currency("EUR", rates=[("1900-01-01", 0.5)])
        self.limit(self.boss, "discount", 100, euro)
        self.put(self.boss, self.ann)
        self.assertEqual(self.ann._collection_limit("discount", self.company), 200)
        self.boss.company_id = self.company
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.ann._collection_limit("discount", elsewhere), 0)

    def test_administrator_makes_a_position_on_its_form(self):
        with Form(self.Position) as form:
            form.name = "Senior"
            form.group_id = self.env.ref(GROUP + "leader")
            form.user_ids.add(self.nora)
            with form.limit_ids.new() as limit:
                limit.kind = "write_off"
                limit.amount = 75
        self.assertEqual(self.roles_of(self.nora), ["agent", "leader"])
        self.assertEqual(self.nora._collection_limit("write_off", self.company), 75)

    def test_addon_brings_positions_with_duties(self):
        for name in ("collector", "lead", "manager", "auditor", "administrator"):
            position = self.env.ref(
                f"debt_collection.collection_position_{name}"
            ).sudo()
            with self.subTest(position=position.name):
                self.assertTrue(position.group_id)
                self.assertIn("<p>", position.duties)
