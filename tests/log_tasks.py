# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What processes do with the contact log; called as those of ``tasks.py``."""

import random
import time

from tasks import _standing_still, committed, make_debtors

from odoo import Command, api
from odoo.service.model import retrying

A_MINUTE = 60


def make_cases(registry, say, count):
    """Make overdue debtors and a collector for each of their cases.

    :return: pairs of ids, collector and case
    """
    partner_ids = make_debtors(registry, say, count=count, overdue=1)
    with committed(registry) as env:
        env.company.collection_is_live = True
        partners = env["res.partner"].browse(partner_ids)
        partners.phone = "+12025550143"
        cases = env["collection.case"].search([("partner_id", "in", partner_ids)])
        users = env["res.users"].create(
            [
                {
                    "name": f"Collector {case.id}",
                    "login": f"collector{case.id}",
                    "group_ids": [
                        Command.set(
                            env.ref("debt_collection.group_collection_agent").ids
                        )
                    ],
                }
                for case in cases
            ]
        )
        for case, user in zip(cases, users, strict=True):
            case.user_id = user
        return [[case.user_id.id, case.id] for case in cases]


def _log(env, user_id, case_id, count=1, **told):
    """Log as the collector does."""
    case = env(user=user_id, su=False)["collection.case"].browse(case_id)
    told = {"channel": "call", "result": "no_answer", "note": "Nobody 没人", **told}
    for _number in range(count):
        case.log_contact(**told)


class Undone(Exception):
    """Somebody clicks a button that fails after the contact was logged."""


def log_contacts(registry, say, seed, cases, rounds, undone=0.1):
    """Log contacts as Odoo's server would: each in a transaction, tried again after a
    conflict; some fail in the end and are rolled back.

    :return: how many entries were committed, and the seconds that each took
    """
    chance = random.Random(seed)
    done, seconds = 0, []
    say("ready")
    for _round in range(rounds):
        user_id, case_id = chance.choice(cases)
        count, fails = chance.randint(1, 3), chance.random() < undone
        started = time.perf_counter()
        with registry.cursor() as cr:
            env = api.Environment(cr, user_id, {})

            def work(env=env, user_id=user_id, case_id=case_id, count=count, no=fails):
                _log(env, user_id, case_id, count)
                if no:
                    raise Undone

            try:
                retrying(work, env)
                cr.commit()
                done += count
            except Undone:
                cr.rollback()
        seconds.append(time.perf_counter() - started)
    return {"done": done, "seconds": seconds}


def log_once(registry, say, user_id, case_id, count=1):
    """Log some contacts in one transaction.

    :return: the seconds it took until the user has the answer
    """
    started = time.perf_counter()
    with committed(registry) as env:
        _log(env, user_id, case_id, count, result="voicemail")
    return time.perf_counter() - started


def log_until(registry, say, user_id, case_id, place, pause=A_MINUTE):
    """Log a contact, and stand still at the beginning of a method."""
    with (
        _standing_still(registry, say, place, pause=pause),
        committed(registry) as env,
    ):
        _log(env, user_id, case_id)


def seal_by_cron(registry, say):
    """Let the cron seal what is left."""
    with committed(registry) as env:
        env.ref("debt_collection.ir_cron_collection_seal").method_direct_trigger()


def verify(registry, say):
    """Verify the chain as the check does.

    :return: state, entries, and the faults as kind and number
    """
    with committed(registry) as env:
        check = env["collection.chain.check"]._check(env.company)
        faults = [[fault.kind, fault.seq] for fault in check.fault_ids]
        return {"state": check.state, "entries": check.entry_count, "faults": faults}
