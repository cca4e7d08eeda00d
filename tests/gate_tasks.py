# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What processes do at the gate; called as those of ``tasks.py``."""

from datetime import timedelta

from tasks import committed, make_debtors

from odoo import fields


def make_collector(registry, say):
    """Make a live company with one overdue debtor, and a collector who works the case.

    :return: ids of case and debtor, and the collector's API key
    """
    [partner_id] = make_debtors(registry, say, count=1, overdue=1)
    with committed(registry) as env:
        env.company.collection_is_live = True
        env.company.email = "accounts@creditor.example"
        partner = env["res.partner"].browse(partner_id)
        partner.write({"email": "d@debtor.example", "phone": "+12025550143"})
        user = env["res.users"].create(
            {
                "name": "Ann",
                "login": "ann",
                "email": "ann@creditor.example",
                "group_ids": [
                    fields.Command.set(
                        env.ref("debt_collection.group_collection_agent").ids
                    )
                ],
            }
        )
        partner._collection_refresh()
        case = env["collection.case"].search([("partner_id", "=", partner_id)])
        case.user_id = user
        as_user = env(user=user.id)
        until = fields.Datetime.now() + timedelta(days=1)
        key = as_user["res.users.apikeys"].sudo()._generate("rpc", "test", until)
        return case.id, partner_id, key


def pause(registry, say, case_id, days):
    """Pause a case's debtor, or end the pause with no days."""
    with committed(registry) as env:
        now = fields.Datetime.now()
        if days:
            env["collection.case"].browse(case_id).hold(
                "Fire", now + timedelta(days=days)
            )
        else:
            env["collection.hold"].search([]).action_lift()


def refusals(registry, say):
    """Return what stands in the refusals: channel, login and reasons of each."""
    with committed(registry) as env:
        return [
            [row.channel, row.user_id.login, row.reason_ids.mapped("code"), row.text]
            for row in env["collection.refusal"].search([], order="id")
        ]


def messages(registry, say, case_id):
    """Return how many messages and mails a case has."""
    with committed(registry) as env:
        domain = [("model", "=", "collection.case"), ("res_id", "=", case_id)]
        return [
            env["mail.message"].search_count(domain),
            env["mail.mail"].search_count(domain),
        ]


def judge_on(registry, say, moments):
    """Return the codes of what stands against calling the first debtor, and when it
    opens, for each of some moments."""
    with committed(registry) as env:
        env.company.collection_tz = "Asia/Shanghai"
        case = env["collection.case"].search([], limit=1)
        answers = [case.check_contact("call", moment)[0] for moment in moments]
        return [
            [[reason["code"] for reason in one["reasons"]], str(one["next_allowed"])]
            for one in answers
        ]
