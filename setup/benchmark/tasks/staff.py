# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Collectors with room for all cases, and customers who can be reached."""

from odoo import Command

from tasks.effort import environment

ADMIN = 2
# Cases that one collector takes.
CAPACITY = 250


def hire(registry, cases):
    """Staff the team of new cases for so many of them.

    :param int cases: how many cases there will be
    :return: how many collectors were hired
    """
    count = -(-cases // CAPACITY) + 1
    with environment(registry, ADMIN) as env:
        group = env.ref("debt_collection.group_collection_agent")
        users = env["res.users"].with_context(no_reset_password=True)
        users = users.create(
            [
                {
                    "name": f"Collector {number}",
                    "login": f"bench_collector_{number}",
                    "group_ids": [Command.set(group.ids)],
                    "collection_capacity": CAPACITY,
                }
                for number in range(count)
            ]
        )
        team = env.company.collection_team_id
        team.member_ids = [Command.link(user.id) for user in users]
        # By SQL: a hundred thousand writes are not what is measured.
        env.cr.execute(
            "UPDATE res_partner SET email = 'd' || id || '@debtor.example',"
            " email_normalized = 'd' || id || '@debtor.example',"
            " phone = '+12025550143', phone_sanitized = '+12025550143'"
            " WHERE customer_rank > 0"
        )
        env.cr.commit()
    with registry.cursor() as cr:
        cr.execute("ANALYZE res_partner")
    return count


def leave_few(registry, login, cases):
    """Take all but a few cases away from a collector, by SQL."""
    with environment(registry, ADMIN) as env:
        user = env["res.users"].search([("login", "=", login)])
        env.cr.execute(
            """UPDATE collection_case SET user_id = %(admin)s
                WHERE user_id = %(user)s
                  AND id NOT IN (SELECT id FROM collection_case
                                  WHERE user_id = %(user)s ORDER BY id
                                  LIMIT %(cases)s)""",
            {"admin": ADMIN, "user": user.id, "cases": cases},
        )
        env.cr.execute(
            """UPDATE collection_action a SET user_id = c.user_id
                 FROM collection_case c
                WHERE c.id = a.case_id AND a.user_id = %s
                  AND c.user_id <> a.user_id""",
            [user.id],
        )
        env.cr.commit()
