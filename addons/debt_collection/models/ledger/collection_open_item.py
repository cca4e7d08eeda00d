# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from . import columns_sql
from .collection_totals_mixin import BUCKET_SELECTION

# A case counts from the day of its last upkeep, an item without case from today.
DAYS_PAST_DUE = SQL(
    "(COALESCE(c.date_ahead, CASE WHEN c.id IS NOT NULL THEN root.collection_as_of END,"
    " (now() AT TIME ZONE root.collection_tz)::date)"
    " - COALESCE(l.date_maturity, l.date))"
)
OPEN_ITEMS = """
SELECT l.id, c.id AS case_id, p.commercial_partner_id AS partner_id,
       l.partner_id AS contact_id, root.id AS company_id, l.company_id AS branch_id,
       root.currency_id AS company_currency_id, l.currency_id,
       m.name AS document, m.ref AS reference, l.name AS label,
       COALESCE(m.invoice_date, l.date) AS date,
       COALESCE(l.date_maturity, l.date) AS date_due,
       %(days)s AS days_past_due,
       CASE WHEN l.amount_residual < 0 THEN 'credit' ELSE %(bucket)s END AS bucket,
       CASE m.move_type WHEN 'out_invoice' THEN 'invoice'
                        WHEN 'out_refund' THEN 'credit_note'
                        WHEN 'out_receipt' THEN 'receipt'
                        ELSE 'entry' END AS kind,
       %(is_excluded)s AS is_excluded,
       l.amount_currency AS amount, l.amount_residual, l.amount_residual_currency
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
   AND a.account_type = 'asset_receivable'
  JOIN account_move m ON m.id = l.move_id
  JOIN res_company branch ON branch.id = l.company_id
  JOIN res_company root ON root.id = %(root)s
  LEFT JOIN res_partner p ON p.id = l.partner_id
  LEFT JOIN collection_case c ON c.company_id = root.id
   AND c.partner_id = p.commercial_partner_id AND c.state <> 'closed'
 WHERE %(open_line)s
"""


class CollectionOpenItem(models.Model):
    """The open receivable items behind the cases, read live and never copied.

    Collectors have no access to journal entries, which would show them vendor bills
    too. They read what belongs to their cases here, under the cases' own rules.
    """

    _name = "collection.open.item"
    _description = "Open Item"
    _auto = False
    _order = "date_due, id"
    _rec_name = "document"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "move_id",
            "name",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.move": ["invoice_date", "move_type", "name", "ref"],
        "res.partner": ["commercial_partner_id"],
        "res.company": ["collection_misc_no_followup", "collection_tz", "parent_path"],
    }

    case_id = fields.Many2one(comodel_name="collection.case", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    contact_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    branch_id = fields.Many2one(comodel_name="res.company", readonly=True)
    company_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    document = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    label = fields.Char(readonly=True)
    kind = fields.Selection(
        selection=[
            ("invoice", "Invoice"),
            ("credit_note", "Credit Note"),
            ("receipt", "Receipt"),
            ("entry", "Payment or Entry"),
        ],
        readonly=True,
    )
    date = fields.Date(string="Document Date", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_past_due = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(
        selection=[*BUCKET_SELECTION, ("credit", "Credit")],
        string="Ageing",
        readonly=True,
    )
    is_excluded = fields.Boolean(string="Excluded", readonly=True)
    amount = fields.Monetary(
        string="Original Amount", currency_field="currency_id", readonly=True
    )
    amount_residual = fields.Monetary(
        string="Open Amount",
        currency_field="company_currency_id",
        readonly=True,
        help="What is open, in the company's currency.",
    )
    amount_residual_currency = fields.Monetary(
        string="Open Amount in Currency",
        currency_field="currency_id",
        readonly=True,
        help="What is open, in the document's currency.",
    )

    @property
    def _table_query(self):
        return self._get_query()

    @api.model
    def _get_query(self):
        """Return the SELECT behind the model.

        A stored view would forbid later Odoo versions to alter the columns it reads.
        """
        ledger = self.env["collection.ledger"]
        return SQL(
            OPEN_ITEMS,
            days=DAYS_PAST_DUE,
            bucket=columns_sql.bucket_code(DAYS_PAST_DUE),
            root=ledger._root_sql(SQL("branch")),
            is_excluded=ledger._is_excluded_sql(
                SQL("COALESCE(root.collection_misc_no_followup, FALSE)")
            ),
            open_line=ledger._open_line_sql(),
        )

    def action_open_document(self):
        """Open the document: the accounting form for those who may invoice, otherwise
        what the customer sees in the portal.

        :raise AccessError: if the item is not one of the user's cases, or has nothing
            to show outside the accounting
        """
        self.ensure_one()
        self.check_access("read")
        # The user's right was checked on the item; entries are closed to collectors.
        move = self.env["account.move.line"].sudo().browse(self.id).move_id
        if move.with_user(self.env.user).has_access("read"):
            return {
                "type": "ir.actions.act_window",
                "res_model": "account.move",
                "res_id": move.id,
                "views": [(False, "form")],
            }
        if not move.is_sale_document(include_receipts=True):
            raise AccessError(
                self.env._(
                    "%(document)s is not an invoice. Ask somebody with accounting "
                    "rights about it.",
                    document=move.name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": move.get_portal_url(),
            "target": "new",
        }
