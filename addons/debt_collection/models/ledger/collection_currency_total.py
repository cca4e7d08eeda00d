# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CollectionCurrencyTotal(models.Model):
    """What is open on a case in each currency, added up live from its open items."""

    _name = "collection.currency.total"
    _description = "Total per Currency"
    _auto = False
    _order = "case_id, currency_id"
    _rec_name = "currency_id"
    _depends = {"collection.open.item": ["amount_residual", "case_id", "is_excluded"]}

    case_id = fields.Many2one(comodel_name="collection.case", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    company_currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    item_count = fields.Integer(string="Open Items", readonly=True)
    amount_due = fields.Monetary(string="Total Due", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_credit = fields.Monetary(string="Unapplied Credits", readonly=True)
    amount_due_company = fields.Monetary(
        string="Total Due in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
    )

    @property
    def _table_query(self):
        return self._get_query()

    @api.model
    def _get_query(self):
        """Return the SELECT behind the model."""
        return SQL(
            """SELECT MIN(id) AS id, case_id, currency_id, company_id,
                      company_currency_id, COUNT(*) AS item_count,
                      SUM(amount_residual_currency) AS amount_due,
                      COALESCE(SUM(amount_residual_currency) FILTER (
                          WHERE amount_residual > 0 AND days_past_due > 0), 0)
                          AS amount_overdue,
                      COALESCE(-SUM(amount_residual_currency) FILTER (
                          WHERE amount_residual < 0), 0) AS amount_credit,
                      SUM(amount_residual) AS amount_due_company
                 FROM (%s) item
                WHERE case_id IS NOT NULL AND NOT is_excluded
                GROUP BY case_id, currency_id, company_id, company_currency_id""",
            self.env["collection.open.item"]._get_query(),
        )
