# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking the gate about many cases, and about one."""

from odoo import fields

from tasks.effort import environment, measured

ADMIN = 2
FEW = 100


def prepare(registry):
    """Let nothing but the ledger and the addresses stand against contact.

    :return: how many open cases there are
    """
    with environment(registry, ADMIN) as env:
        env["res.company"].search([]).collection_is_live = True
        cases = env["collection.case"].search([("state", "!=", "closed")])
        env.cr.execute(
            "UPDATE collection_case SET user_id = %s WHERE state <> 'closed'", [ADMIN]
        )
        env.cr.execute(
            "UPDATE res_partner SET email = 'd' || id || '@debtor.example',"
            " email_normalized = 'd' || id || '@debtor.example'"
            " WHERE id IN (SELECT partner_id FROM collection_case)"
        )
        env.cr.commit()
        return len(cases)


def judge(registry, times):
    """Judge all open cases for e-mail, and a few of them.

    :param int times: how often
    :return: dict of ``many`` and ``few`` to lists of seconds and of statements, and how
        many of all were allowed
    """
    from odoo.addons.debt_collection.tools.gate import Act

    found = {"many": [], "few": []}
    for _ in range(times + 1):
        with environment(registry, ADMIN) as env:
            cases = env["collection.case"].search([("state", "!=", "closed")])
            act = Act("contact", "email", fields.Datetime.now(), user=ADMIN)
            # Languages and rights are read once a transaction, not once a verdict.
            cases[:1]._judge(act)
            for size, some in (("many", cases), ("few", cases[:FEW])):
                env.invalidate_all()
                verdicts, effort = measured(lambda: some._judge(act))  # noqa: B023
                found[size].append(effort)
                if size == "many":
                    found["allowed"] = sum(v.allowed for v in verdicts.values())
    for size in ("many", "few"):
        found[size] = {
            key: [effort[key] for effort in found[size][1:]]
            for key in ("seconds", "statements")
        }
    return found


def check_one(registry, times):
    """Ask about one case on one channel, as the screen does.

    :return: list of seconds
    """
    took = []
    for _ in range(times + 1):
        with environment(registry, ADMIN) as env:
            case = env["collection.case"].search([("state", "!=", "closed")], limit=1)
            env.invalidate_all()
            _done, effort = measured(lambda: case.check_contact("email"))  # noqa: B023
            took.append(effort["seconds"])
    return took[1:]
