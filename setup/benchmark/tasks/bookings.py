# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What accountants do all day, timed to the commit and to the end of what follows."""

from odoo import Command, fields

from tasks.effort import environment, transaction_seconds

ADMIN = 2
BATCH = 100


def draft_invoices(registry, today, count):
    """Make invoices to be posted later, each of a customer of the ledger.

    :return: list of ids
    """
    quiet = {
        "tracking_disable": True,
        "mail_create_nolog": True,
        "mail_create_nosubscribe": True,
    }
    with environment(registry, ADMIN) as env:
        partners = env["res.partner"].search(
            [("name", "=like", "Customer %")], limit=count, order="id"
        )
        line = Command.create({"name": "Services", "price_unit": 100})
        values = [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": today,
                "invoice_line_ids": [line],
            }
            for partner in partners
        ]
        return env["account.move"].with_context(**quiet).create(values).ids


def open_invoices(registry, count):
    """Choose overdue invoices of different customers, the same on equal databases.

    :return: list of ids
    """
    with environment(registry) as env:
        env.cr.execute(
            """SELECT MIN(id) FROM account_move
                WHERE move_type = 'out_invoice' AND payment_state = 'not_paid'
                  AND state = 'posted' AND amount_residual = amount_total
                GROUP BY partner_id ORDER BY 1 LIMIT %s""",
            [count],
        )
        return [move_id for (move_id,) in env.cr.fetchall()]


def import_statement(registry, today, invoice_ids):
    """Make a bank statement with one line for each invoice, nothing matched yet.

    :return: id of the statement
    """
    with environment(registry) as env:
        bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
        invoices = env["account.move"].browse(invoice_ids)
        lines = [
            {
                "journal_id": bank.id,
                "date": today,
                "payment_ref": invoice.name,
                "partner_id": invoice.partner_id.id,
                "amount": invoice.amount_residual,
            }
            for invoice in invoices
        ]
        statement = env["account.bank.statement"].create(
            {"name": "Bench", "line_ids": [Command.create(line) for line in lines]}
        )
        return statement.id


def post(registry, invoice_ids):
    """Post invoices in one transaction.

    :return: what :func:`transaction_seconds` returned
    """
    with environment(registry, ADMIN) as env:
        invoices = env["account.move"].browse(invoice_ids)
        return transaction_seconds(env.cr, invoices.action_post)


def pay(registry, today, invoice_id):
    """Register the payment of an invoice.

    :return: what :func:`transaction_seconds` returned
    """
    with environment(registry, ADMIN) as env:
        register = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[invoice_id]
        )

        def work():
            values = {"payment_date": fields.Date.to_date(today)}
            register.create(values)._create_payments()

        return transaction_seconds(env.cr, work)


def reconcile(registry, statement_id, invoice_ids):
    """Match each line of a statement with its invoice.

    :return: what :func:`transaction_seconds` returned
    """
    with environment(registry) as env:

        def work():
            lines = env["account.bank.statement"].browse(statement_id).line_ids
            of_partner = {
                line.partner_id: line
                for line in env["account.move"].browse(invoice_ids).line_ids
                if line.account_id.account_type == "asset_receivable"
            }
            pairs = [
                (line._seek_for_lines()[1], of_partner[line.partner_id])
                for line in lines
            ]
            suspense = env["account.move.line"].union(*(line for line, _to in pairs))
            suspense.with_context(skip_account_move_synchronization=True).write(
                {"account_id": pairs[0][1].account_id.id}
            )
            plan = [line | matched for line, matched in pairs]
            env["account.move.line"]._reconcile_plan(plan)

        return transaction_seconds(env.cr, work)
