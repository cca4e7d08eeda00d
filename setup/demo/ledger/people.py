# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people who collect: users with their roles, and their teams."""

from odoo.fields import Command

from .marks import find, mark, read_json


def ensure_people(env):
    """Make the demo users and teams that are missing, and give their roles."""
    setting = read_json("people.json")
    _ensure_users(env, setting["users"])
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


def _ensure_users(env, rows):
    """Make users whose password is the login; adopt those who have this login."""
    users = env["res.users"].with_context(active_test=False)
    new = []
    for row in rows:
        user = find(env, f"user_{row['login']}")
        user = user or users.search([("login", "=", row["login"])])
        if not user:
            new.append(row)
            continue
        mark(user, f"user_{row['login']}")
        missing = set(_group_ids(env, row["role"])) - set(user.group_ids.ids)
        user.group_ids = [Command.link(group_id) for group_id in missing]
    created = users.create([_prepare_user(env, row) for row in new])
    for row, user in zip(new, created, strict=True):
        mark(user, f"user_{row['login']}")


def _prepare_user(env, row):
    companies = [find(env, f"company_{key}").id for key in row["companies"]]
    return {
        "name": row["name"],
        "login": row["login"],
        "password": row["login"],
        "email": f"{row['login']}@{row['domain']}.example",
        "function": row["function"],
        "lang": row["lang"],
        "tz": row["tz"],
        "company_id": companies[0],
        "company_ids": [Command.set(companies)],
        "group_ids": [Command.set(_group_ids(env, row["role"]))],
    }


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
