# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The collection run, what it is compared with, and the plain aggregate."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from tasks.effort import environment, measured, peak_memory

# What any program must at least read: overdue receivables per customer by age.
AGGREGATE = """
SELECT p.commercial_partner_id,
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity <= 0),
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity
                                            BETWEEN 1 AND 30),
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity
                                            BETWEEN 31 AND 60),
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity
                                            BETWEEN 61 AND 90),
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity
                                            BETWEEN 91 AND 120),
       SUM(l.amount_residual) FILTER (WHERE %(today)s - l.date_maturity > 120),
       MIN(l.date_maturity)
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
   AND a.account_type = 'asset_receivable'
  JOIN res_partner p ON p.id = l.partner_id
 WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
   AND l.amount_residual <> 0
 GROUP BY 1
"""
# The peer logs a message on each line, which multiplies its time. It is measured
# without, as our own statements leave none either.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
PAYMENTS = 25
OVERDUE = """
SELECT COUNT(*), COUNT(DISTINCT p.commercial_partner_id)
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
   AND a.account_type = 'asset_receivable'
  JOIN res_partner p ON p.id = l.partner_id
 WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
   AND l.amount_residual > 0 AND l.date_maturity < %(today)s
"""


def count_overdue(registry, today):
    """:return: how many lines are overdue, and of how many customers."""
    with environment(registry) as env:
        env.cr.execute(OVERDUE, {"today": fields.Date.to_date(today)})
        return env.cr.fetchone()


def aggregate(registry, today, times):
    """Add up what is open, as plain SQL.

    :return: seconds, one for each time
    """
    seconds = []
    statement = SQL(AGGREGATE, today=fields.Date.to_date(today))
    with environment(registry) as env:
        for _ in range(times):
            _rows, effort = measured(lambda: env.execute_query(statement))
            seconds.append(effort["seconds"])
    return seconds


def run(registry, today):
    """Run a collection.

    :return: dict of the effort, the memory and what the run's record says
    """
    with environment(registry) as env:
        record, effort = measured(lambda: env["collection.run"].run(today=today))
        memory = peak_memory()
        run_ids = record.ids
    with environment(registry) as env:
        counts = env["collection.run"].browse(run_ids).read()[0]
    return {**effort, "memory": memory, "record": counts}


def book(registry, today, share):
    """Book something new for a share of the debtors, and let nobody fold it.

    Half of them pay their oldest invoice, the others get a new one that is due already.

    :return: how many debtors
    """
    day = fields.Date.to_date(today)
    with environment(registry) as env:
        cases = env["collection.case"].search([("state", "=", "open")], order="id")
        chosen = cases[:: round(1 / share)]
        payers, buyers = chosen[::2].partner_id.ids, chosen[1::2].partner_id
        _invoice(env, buyers, day - timedelta(days=3))
        _forget_folds(env)
    # A transaction gets slower with each payment it has registered already.
    for first in range(0, len(payers), PAYMENTS):
        with environment(registry) as env:
            _pay_oldest(env, payers[first : first + PAYMENTS], day)
            _forget_folds(env)
    return len(chosen)


def _forget_folds(env):
    """Let the transaction end as if the process died right after the commit: its marks
    wait."""
    env.flush_all()
    env.cr.flush()
    env.cr.postcommit.clear()


def _pay_oldest(env, partner_ids, day):
    """Register a payment of each customer's oldest overdue invoice."""
    invoices = env["account.move"].search(
        [
            ("partner_id", "in", partner_ids),
            ("payment_state", "=", "not_paid"),
            ("move_type", "=", "out_invoice"),
            ("invoice_date_due", "<", day),
        ],
        order="invoice_date_due",
    )
    for of_partner in invoices.grouped("partner_id").values():
        context = {"active_model": "account.move", "active_ids": of_partner[:1].ids}
        register = env["account.payment.register"].with_context(**context)
        register.create({"payment_date": day})._create_payments()


def _invoice(env, partners, due):
    """Post an invoice to each customer."""
    line = Command.create({"name": "Services", "price_unit": 100})
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_line_ids": [line],
            }
            for partner in partners
        ]
    )
    moves._post(soft=False)


def peer_lines(registry, today):
    """Have OCA's credit control make its lines, under its own default policy.

    :return: dict of the effort, the memory and the number of lines
    """
    with environment(registry) as env:
        policy = env.ref("account_credit_control.credit_control_3_time")
        policy.account_ids = env["account.account"].search(
            [("account_type", "=", "asset_receivable")]
        )
        # As the setting on each customer: by SQL, for nothing here is measured.
        env.cr.execute(
            "UPDATE res_partner SET credit_policy_id = %s WHERE customer_rank > 0",
            [policy.id],
        )
        env.invalidate_all()
        credit_run = env["credit.control.run"].create(
            {"date": today, "policy_ids": [Command.set(policy.ids)]}
        )
        run_id = credit_run.id
    with environment(registry) as env:

        def generate():
            credit_run = env["credit.control.run"].with_context(**QUIET)
            credit_run.browse(run_id).generate_credit_lines()
            env.cr.commit()

        _done, effort = measured(generate)
        lines = env["credit.control.line"].search_count([("run_id", "=", run_id)])
        return {**effort, "memory": peak_memory(), "lines": lines}
