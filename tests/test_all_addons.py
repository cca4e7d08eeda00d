# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The addons together: what each promises the others, and that all screens open."""

import ast
import re

import pytest
from conftest import ROOT

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import config

ADDONS = ROOT / "addons"
BASE = "debt_collection"
SATELLITES = ("collection_compliance", "collection_training", "collection_vendor")
OURS = (BASE, *SATELLITES)
ROLES = ("agent", "leader", "manager", "auditor", "admin")


def manifest(name):
    """Return an addon's manifest."""
    return ast.literal_eval((ADDONS / name / "__manifest__.py").read_text("utf-8"))


@pytest.fixture
def env():
    """Return a superuser's environment on pytest's database, where all addons must be
    installed. Nothing is committed."""
    with Registry(config["db_name"][0]).cursor() as cr:
        found = api.Environment(cr, SUPERUSER_ID, {})
        if not all(name in found.registry._init_modules for name in OURS):
            pytest.skip("the database does not have all addons")
        yield found
        cr.rollback()


def ours(env, model):
    """Return the records of a model that our addons made."""
    found = env["ir.model.data"].search([("model", "=", model), ("module", "in", OURS)])
    return env[model].browse(found.mapped("res_id")).exists()


# --- the star, as the files have it ---


def test_satellites_depend_on_the_base_alone():
    assert not set(manifest(BASE)["depends"]) & set(OURS)
    for name in SATELLITES:
        assert set(manifest(name)["depends"]) & set(OURS) == {BASE}, name


@pytest.mark.parametrize("name", OURS)
def test_files_name_no_satellite_but_their_own(name):
    others = "|".join(sorted({*SATELLITES} - {name}))
    for path in (ADDONS / name).rglob("*"):
        if path.suffix in (".py", ".xml", ".csv", ".js") and "tests" not in path.parts:
            found = re.search(rf"\b({others})\b", path.read_text("utf-8"))
            assert found is None, f"{path} names {found[0]}"


@pytest.mark.parametrize("name", OURS)
def test_manifests_agree(name):
    values = manifest(name)
    assert values["license"] == "LGPL-3"
    assert values["version"].startswith("19.0.")
    assert values.get("application", False) == (name == BASE)
    assert (ADDONS / name / "README.rst").is_file()
    assert (ADDONS / name / "static" / "description" / "icon.png").is_file()


# --- all of them in one database ---


def test_every_model_has_an_access_right_and_no_right_is_for_everybody(env):
    models = ours(env, "ir.model").filtered(
        lambda model: (
            model.model.startswith("collection.") and not env[model.model]._abstract
        )
    )
    assert models
    assert not models.filtered(lambda model: not model.access_ids).mapped("model")
    rights = ours(env, "ir.model.access")
    assert not rights.filtered(lambda right: not right.group_id).mapped("name")


def test_every_group_of_an_addon_has_its_own_privilege(env):
    """A privilege is a choice of one: roles of different addons go together."""
    of_addon = {
        name: env["res.groups"]
        .browse(
            env["ir.model.data"]
            .search([("model", "=", "res.groups"), ("module", "=", name)])
            .mapped("res_id")
        )
        .privilege_id
        for name in OURS
    }
    assert all(of_addon.values())
    for name in OURS:
        others = [of_addon[other] for other in OURS if other != name]
        assert not any(of_addon[name] & privileges for privileges in others), name


@pytest.mark.parametrize("role", ROLES)
def test_every_screen_opens(env, role):
    """Each menu a role sees leads to views it can load, with search and records."""
    user = env["res.users"].create(
        {
            "name": "Kim",
            "login": f"kim_{role}",
            "group_ids": [Command.link(env.ref(f"{BASE}.group_collection_{role}").id)],
        }
    )
    menus = ours(env, "ir.ui.menu").with_user(user)._filter_visible_menus()
    actions = [menu.action for menu in menus.sudo() if menu.action]
    assert actions
    for action in actions:
        if action._name == "ir.actions.act_window":
            open_action(env(user=user), action.xml_id)


def open_action(env, xml_id):
    """Load an action, its views and the first records as the web client does."""
    values = env["ir.actions.act_window"]._for_xml_id(xml_id)
    model = env[values["res_model"]]
    search = values["search_view_id"] and values["search_view_id"][0]
    loaded = model.get_views([*values["views"], (search, "search")])
    assert values["views"][0][1] in loaded["views"], xml_id
    model.web_search_read([], {"display_name": {}}, limit=5)


@pytest.mark.parametrize("name", SATELLITES)
def test_each_satellite_has_a_role_and_a_menu_of_its_own(env, name):
    """One choice of role, one entry in the app, nothing pretended below it."""

    def made(model):
        found = env["ir.model.data"].search(
            [("model", "=", model), ("module", "=", name)]
        )
        return env[model].browse(found.mapped("res_id"))

    groups, privilege = made("res.groups"), made("res.groups.privilege")
    assert len(privilege) == 1
    assert groups
    assert groups.privilege_id == privilege
    roots = made("ir.ui.menu").filtered(
        lambda menu: menu.parent_id == env.ref(f"{BASE}.{BASE}_menu_root")
    )
    assert len(roots) == 1
    assert roots.group_ids <= groups
    assert roots.group_ids
    # Whoever has a role of a satellite only is told nothing of the cases.
    user = env["res.users"].create(
        {
            "name": "Sam",
            "login": f"sam_{name}",
            "group_ids": [Command.link(group.id) for group in groups],
        }
    )
    assert not env["collection.case"].with_user(user).has_access("read")
