# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people who collect: users with their roles, and their teams."""

from odoo.fields import Command

from .marks import find, mark, read_json


def ensure_people(env):
    """Make the demo users and teams that are missing, and give their roles."""
    setting = read_json("people.json")
    for row in setting["users"]:
        _ensure_user(env, row)
    admin = env.ref("base.user_admin", raise_if_not_found=False)
    if admin:
        companies = env["res.company"].search([])
        admin.company_ids = [Command.link(company.id) for company in companies]
        admin.group_ids = [Command.link(group) for group in _group_ids(env, "admin")]
    if "collection.team" in env:
        for row in setting["teams"]:
            _ensure_team(env, row)


def _group_ids(env, role):
    names = ["base.group_user"]
    if role == "auditor":
        names.append("account.group_account_readonly")
    names.append(f"debt_collection.group_collection_{role}")
    groups = [env.ref(name, raise_if_not_found=False) for name in names]
    return [group.id for group in groups if group]


def _ensure_user(env, row):
    """Make a user whose password is the login; adopt one that has this login."""
    users = env["res.users"].with_context(active_test=False)
    name = f"user_{row['login']}"
    companies = [find(env, f"company_{key}") for key in row["companies"]]
    groups = [Command.link(group) for group in _group_ids(env, row["role"])]
    user = find(env, name) or users.search([("login", "=", row["login"])])
    if user:
        missing = set(_group_ids(env, row["role"])) - set(user.group_ids.ids)
        if missing:
            user.group_ids = groups
    else:
        user = users.create(
            {
                "name": row["name"],
                "login": row["login"],
                "password": row["login"],
                "email": f"{row['login']}@{row['domain']}.example",
                "lang": row["lang"],
                "tz": row["tz"],
                "company_id": companies[0].id,
                "company_ids": [Command.set([company.id for company in companies])],
                "group_ids": groups,
            }
        )
        user.partner_id.function = row["function"]
    if not find(env, name):
        mark(user, name)


def _ensure_team(env, row):
    name = f"team_{row['key']}"
    if find(env, name):
        return
    company = find(env, f"company_{row['company']}")
    team = env["collection.team"].create(
        {
            "name": row["name"],
            "company_id": company.id,
            "lead_id": find(env, f"user_{row['lead']}").id,
            "member_ids": [
                Command.link(find(env, f"user_{login}").id) for login in row["members"]
            ],
        }
    )
    company.collection_team_id = mark(team, name)
