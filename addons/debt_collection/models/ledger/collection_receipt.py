# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CollectionReceipt(models.Model):
    """Money received from a case's debtor, as the bank and cash journals have it."""

    _name = "collection.receipt"
    _description = "Payment Received"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"
    _depends = {
        "account.move.line": [
            "amount_currency",
            "amount_residual_currency",
            "balance",
            "company_id",
            "date",
            "journal_id",
            "name",
            "parent_state",
            "partner_id",
        ],
        "account.move": ["name"],
        "res.partner": ["commercial_partner_id"],
    }

    case_id = fields.Many2one(comodel_name="collection.case", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    company_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    date = fields.Date(readonly=True)
    document = fields.Char(readonly=True)
    label = fields.Char(readonly=True)
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)
    amount_currency = fields.Monetary(string="Amount in Currency", readonly=True)
    amount_unapplied = fields.Monetary(
        string="Unapplied",
        readonly=True,
        help="What of the payment is not matched with an invoice yet.",
    )

    @property
    def _table_query(self):
        return self._get_query()

    @api.model
    def _get_query(self):
        """Return the SELECT behind the model."""
        return SQL(
            """SELECT l.id, c.id AS case_id, c.company_id,
                      branch.currency_id AS company_currency_id, l.currency_id, l.date,
                      m.name AS document, l.name AS label, -l.balance AS amount,
                      -l.amount_currency AS amount_currency,
                      -l.amount_residual_currency AS amount_unapplied
                 FROM collection_case c
                 JOIN res_partner p ON p.commercial_partner_id = c.partner_id
                 JOIN account_move_line l ON l.partner_id = p.id
                 JOIN account_account a ON a.id = l.account_id
                  AND a.account_type = 'asset_receivable'
                 JOIN account_journal j ON j.id = l.journal_id
                  AND %(is_payment)s
                 JOIN account_move m ON m.id = l.move_id
                 JOIN res_company branch ON branch.id = l.company_id
                  AND %(root)s = c.company_id
                WHERE c.state <> 'closed' AND l.parent_state = 'posted'
                  AND l.balance < 0""",
            is_payment=self.env["collection.ledger"]._is_payment_sql(),
            root=self.env["collection.ledger"]._root_sql(SQL("branch")),
        )
