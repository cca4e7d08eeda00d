# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the processes of a herd do. Each task is a process of its own.

``registry`` is Odoo's on the herd's database, ``say`` tells the test what is reached.
"""

import contextlib
import random
import time
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying

QUIET = {"tracking_disable": True, "mail_create_nolog": True}
A_MINUTE = 60


@contextmanager
def committed(registry):
    """Open a transaction as Odoo does and commit it at the end.

    :return: a superuser's environment
    """
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, QUIET)


def today(registry, say):
    """Return the day of each root company, by its id as text."""
    with committed(registry) as env:
        roots = env["res.company"].search([("parent_id", "=", False)])
        return {str(root.id): root._collection_today().isoformat() for root in roots}


def make_debtors(registry, say, count, overdue=0, folded=True):
    """Make customers, each with some overdue invoices.

    :param bool folded: False to leave a ledger as it was before the addon came: no
        marks, no cases
    :return: ids of the customers
    """
    with committed(registry) as env:
        env["res.company"].search([]).collection_tz = "UTC"
        partners = env["res.partner"].create(
            [{"name": f"Debtor {number}"} for number in range(count)]
        )
        env["account.move"].create(
            [invoice(partner, 100 + n) for partner in partners for n in range(overdue)]
        ).action_post()
        if not folded:
            env.flush_all()
            env.cr.flush()
            env.cr.execute("DELETE FROM collection_mark")
        return partners.ids


def invoice(partner, amount, journal=None):
    """Return the values of an invoice that is thirty days overdue."""
    day = date.today() - timedelta(days=60)
    values = {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": day,
        "invoice_payment_term_id": False,
        "invoice_date_due": day + timedelta(days=30),
        "invoice_line_ids": [
            Command.create({"name": "Rope", "price_unit": amount, "tax_ids": []})
        ],
    }
    return {**values, "journal_id": journal.id} if journal else values


def pay(move, amount, journal=None):
    """Register a payment of an invoice."""
    values = {"amount": amount, "payment_date": date.today()}
    if journal:
        values["journal_id"] = journal.id
    move.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=move.ids
    ).create(values)._create_payments()


# --- many at once ---


def make_journals(registry, say, count):
    """Make journals, so that those who book meet in no journal's numbering but only in
    the customers.

    :return: pairs of ids, sales and bank
    """
    with committed(registry) as env:
        create = env["account.journal"].create
        return [
            [
                create(
                    {"name": f"{kind} {n}", "type": kind, "code": f"{kind[0]}{n}"}
                ).id
                for kind in ("sale", "bank")
            ]
            for n in range(count)
        ]


def book(registry, say, seed, partners, journals, rounds):
    """Post invoices and pay open ones of a few customers, as Odoo's server would: each
    operation in a transaction, tried again after a conflict.

    :return: for each conflict the statement that failed, and the number of operations
    """
    chance = random.Random(seed)
    conflicts, done = [], 0
    say("ready")
    for _round in range(rounds):
        partner_id = chance.choice(partners)
        with committed(registry) as env:
            sales, bank = env["account.journal"].browse(journals)
            partner = env["res.partner"].browse(partner_id)
            amount = chance.randint(1, 500)
            _retried(env, conflicts, lambda: _post(partner, amount, sales))
        with committed(registry) as env:
            sales, bank = env["account.journal"].browse(journals)
            share, own = chance.choice([0.5, 1]), chance.random() < 0.8
            _retried(
                env, conflicts, lambda: _pay_one(sales, bank, partner_id, share, own)
            )
        done += 2
    return {"conflicts": conflicts, "done": done}


def _post(partner, amount, journal):
    partner.env["account.move"].create(invoice(partner, amount, journal)).action_post()


def _pay_one(sales, bank, partner_id, share, own):
    """Pay the customer's oldest open invoice: our own, or anybody's."""
    domain = [
        ("partner_id", "=", partner_id),
        ("move_type", "=", "out_invoice"),
        ("state", "=", "posted"),
        ("payment_state", "in", ("not_paid", "partial")),
    ]
    if own:
        domain.append(("journal_id", "=", sales.id))
    move = sales.env["account.move"].search(domain, order="id", limit=1)
    if move:
        amount = max(move.currency_id.round(move.amount_residual * share), 0.01)
        pay(move, amount, bank)


def _retried(env, conflicts, work):
    def watched():
        try:
            work()
            env.flush_all()
            env.cr.flush()
        except psycopg2.OperationalError as error:
            query = error.cursor.query if error.cursor else b""
            conflicts.append(f"{error.pgcode} {query.decode()[:500]}")
            raise

    retrying(watched, env)
    env.cr.commit()


# --- runs and folds ---

RUN = "odoo.addons.debt_collection.models.run.collection_run_work_mixin"


def run(registry, say, times=1, pause=0.0, batch=25000):
    """Run, some times over.

    :param int batch: debtors of a batch; those of a run are worked side by side
    :return: list of the records' values
    """
    seen = []
    for _time in range(times):
        with committed(registry) as env, patch(f"{RUN}.RUN_BATCH", batch):
            run_ids = env["collection.run"].run().ids
        with committed(registry) as env:
            seen += env["collection.run"].browse(run_ids).read(load=None)
        time.sleep(pause)
    return [
        {
            key: value
            for key, value in values.items()
            if isinstance(value, int | float | str)
        }
        for values in seen
    ]


def run_until(registry, say, place, batch=5, calls=1, pause=A_MINUTE):
    """Run in small batches, and stand still at the beginning of a method.

    :param str place: model and method, with a dot between the last two
    :param int batch: debtors of a batch
    :param int calls: stand still when it is called for this time
    :param float pause: how long
    :return: as :func:`run`
    """
    with _standing_still(registry, say, place, calls, pause):
        return run(registry, say, batch=batch)


def run_failing(registry, say, partner, batch):
    """Run in small batches, where nothing can be decided about one customer."""
    score = registry["collection.run"]._score_cases

    def fail(self, cases):
        if partner in cases.partner_id.ids:
            raise ValueError("no score")
        return score(self, cases)

    with patch.object(registry["collection.run"], "_score_cases", fail):
        return run(registry, say, batch=batch)


def make_collectors(registry, say, count, capacity):
    """Make the only collectors of new cases, who can work so many each.

    :return: ids of the users
    """
    with committed(registry) as env:
        agent = env.ref("debt_collection.group_collection_agent")
        users = env["res.users"].create(
            [
                {
                    "name": f"Collector {number}",
                    "login": f"collector_{number}",
                    "group_ids": [Command.link(agent.id)],
                    "collection_capacity": capacity,
                }
                for number in range(count)
            ]
        )
        company = env["res.company"].search([], limit=1, order="id")
        company.collection_team_id.member_ids = [Command.set(users.ids)]
        return users.ids


def forget_cases(registry, say):
    """Delete all cases, as if none had been opened."""
    with committed(registry) as env:
        env.cr.execute(
            "DELETE FROM collection_action; DELETE FROM collection_case;"
            " DELETE FROM mail_activity WHERE res_model = 'collection.case'"
        )


def run_after_writing(registry, say, partner, name, place, pause=A_MINUTE):
    """Rename a customer and run in the same transaction, and stand still at the
    beginning of a method."""
    with (
        _standing_still(registry, say, place, pause=pause),
        committed(registry) as env,
    ):
        env["res.partner"].browse(partner).name = name
        env["collection.run"].run()


def post_until(registry, say, partner, place, pause=A_MINUTE):
    """Post an overdue invoice, and stand still at the beginning of a method."""
    with (
        _standing_still(registry, say, place, pause=pause),
        committed(registry) as env,
    ):
        _post(env["res.partner"].browse(partner), 250, env["account.journal"])


def pay_share(registry, say, partner, share):
    """Pay a share of the customer's oldest open invoice."""
    with committed(registry) as env:
        nothing = env["account.journal"]
        _pay_one(nothing, nothing, partner, share, own=False)


def pay_until(registry, say, partner, place):
    """Pay half of the customer's oldest open invoice, and stand still at the beginning
    of a method."""
    with _standing_still(registry, say, place):
        pay_share(registry, say, partner, 0.5)


@contextmanager
def _standing_still(registry, say, place, calls=1, pause=A_MINUTE):
    """Let a method say where it is and wait before it begins."""
    model, _dot, method = place.rpartition(".")
    original = getattr(registry[model], method)
    left = calls

    def halted(self, *args, **kwargs):
        nonlocal left
        left -= 1
        if not left:
            say("there")
            time.sleep(pause)
        return original(self, *args, **kwargs)

    with patch.object(registry[model], method, halted):
        yield


def fold_by_cron(registry, say):
    """Let the cron fold what is left."""
    with committed(registry) as env:
        env.ref("debt_collection.ir_cron_collection_fold").method_direct_trigger()


# --- a user for the server ---


def make_accountant(registry, say):
    """Make somebody who does the accounting and has no right on cases.

    :return: a key for the server
    """
    with committed(registry) as env:
        user = env["res.users"].create(
            {
                "name": "Ada Accountant",
                "login": "ada",
                "group_ids": [
                    Command.link(env.ref(group).id)
                    for group in (
                        "base.group_user",
                        "base.group_partner_manager",
                        "account.group_account_user",
                    )
                ],
            }
        )
        keys = env(user=user, su=True)["res.users.apikeys"]
        return keys._generate("rpc", "tests", None)


def refuse(case, worker):
    """Pause a case, and leave what the gate refuses then: an entry, a hold, a
    refusal."""
    env = case.env
    case = case.with_user(worker)
    case.log_contact("call", "hardship", address="+12025550143")
    case.hold("Fire", fields.Datetime.now() + timedelta(days=3))
    env.flush_all()
    with contextlib.suppress(UserError):
        case.reveal_numbers()


def work_cases(registry, say, partners):
    """Have people work the cases: stages, collectors, notes, activities."""
    with committed(registry) as env:
        cases = env["collection.case"].search([("partner_id", "in", partners)])
        worker = env["res.users"].create(
            {
                "name": "Cora Collector",
                "login": "cora",
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    Command.link(env.ref("debt_collection.group_collection_agent").id),
                ],
            }
        )
        # As the users of the demo do, she goes when the addon goes.
        env["ir.model.data"].create(
            {
                "module": "debt_collection",
                "name": "user_cora",
                "model": "res.users",
                "res_id": worker.id,
            }
        )
        stages = env["collection.stage"].search([("is_closed", "=", False)])
        for number, case in enumerate(cases):
            case.write({"user_id": worker.id, "stage_id": stages[number % 2].id})
            case.message_post(body="Called, nobody there")
            case.log_contact("call", "no_answer", address="+12025550143")
            if number % 3 == 0:
                refuse(case, worker)
            case.activity_schedule("mail.mail_activity_data_call", user_id=worker.id)
        return len(cases)
