# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One posted example of each kind of entry, made by Odoo itself.

The ledger multiplies them by SQL. Each has its first due date on the given day, so that
moving all its dates by some days makes it as late, or as early, as wanted.
"""

from datetime import timedelta

from odoo import Command, fields

from tasks.effort import environment

PRICE = 100


def post_templates(registry, today):
    """Post the examples in a database without any entry.

    :param registry: the database's registry
    :param str today: the day everything first falls due
    :return: dict of the customer's id and, by kind, the ids of the entries
    """
    today = fields.Date.to_date(today)
    with environment(registry) as env:
        partner = env["res.partner"].create({"name": "Template", "is_company": True})
        maker = _Maker(env, partner, today)
        return {
            "partner_id": partner.id,
            "journal_ids": maker.journal_ids,
            "moves": {
                "overdue": maker.invoice().ids,
                "not_due": maker.invoice().ids,
                "instalments": maker.invoice(term=maker.instalments()).ids,
                "part_paid": maker.paid_invoice(0.4, -5).ids,
                "paid": maker.paid_invoice(1, 5).ids,
                "credit_note": maker.invoice("out_refund").ids,
                "payment": maker.free_payment().ids,
            },
        }


class _Maker:
    """Makes the examples of one customer."""

    def __init__(self, env, partner, today):
        self.env = env
        self.partner = partner
        self.today = today
        self.bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
        self.sale = env["account.journal"].search([("type", "=", "sale")], limit=1)
        self.journal_ids = (self.bank | self.sale).ids

    def instalments(self):
        """:return: a payment term of two halves, due two months apart."""
        halves = [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
            for days in (30, 91)
        ]
        return self.env["account.payment.term"].create(
            {"name": "Two instalments", "line_ids": halves}
        )

    def invoice(self, move_type="out_invoice", term=None):
        """:return: a posted invoice or credit note, due in 30 days."""
        values = {"name": "Services", "price_unit": PRICE}
        due = {"invoice_date_due": self.today}
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner.id,
                "journal_id": self.sale.id,
                "invoice_date": self.today - timedelta(days=30),
                "invoice_line_ids": [Command.create(values)],
                **({"invoice_payment_term_id": term.id} if term else due),
            }
        )
        move.action_post()
        return move

    def paid_invoice(self, share, days):
        """:return: an invoice and the payment of a share of it, some days after due."""
        invoice = self.invoice()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = register.create(
            {
                "amount": invoice.amount_total * share,
                "payment_date": self.today + timedelta(days=days),
                "payment_difference_handling": "open",
                "journal_id": self.bank.id,
            }
        )
        return invoice | wizard._create_payments().move_id

    def free_payment(self):
        """:return: the entry of a payment that is matched with nothing."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.partner.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "amount": PRICE,
                "date": self.today,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        return payment.move_id
