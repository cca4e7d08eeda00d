# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .collection_ledger import TOTALS

# What the upkeep writes on an open case. A debt's age follows from its due date.
UPKEEP_FIELDS = frozenset(
    {*TOTALS, "bucket", "date_ahead", "date_last_payment", "amount_last_payment"}
)

BUCKET_SELECTION = [
    ("not_due", "Not Due"),
    ("1_30", "1–30 Days"),
    ("31_60", "31–60 Days"),
    ("61_90", "61–90 Days"),
    ("91_120", "91–120 Days"),
    ("over_120", "Over 120 Days"),
]


class CollectionTotalsMixin(models.AbstractModel):
    """What a case knows from the ledger: what is owed, since when, what was paid."""

    _name = "collection.totals.mixin"
    _description = "Collection Totals"
    _inherit = ["collection.age.mixin"]

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_due = fields.Monetary(
        string="Total Due",
        readonly=True,
        help="Everything open: not yet due and overdue, less unapplied credits.",
    )
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_not_due = fields.Monetary(string="Not Due", readonly=True)
    amount_1_30 = fields.Monetary(string="1–30 Days", readonly=True)
    amount_31_60 = fields.Monetary(string="31–60 Days", readonly=True)
    amount_61_90 = fields.Monetary(string="61–90 Days", readonly=True)
    amount_91_120 = fields.Monetary(string="91–120 Days", readonly=True)
    amount_over_120 = fields.Monetary(string="Over 120 Days", readonly=True)
    amount_credit = fields.Monetary(
        string="Unapplied Credits",
        readonly=True,
        help="Payments and credit notes not matched with an invoice yet.",
    )
    amount_excluded = fields.Monetary(
        string="Excluded",
        readonly=True,
        help="Items marked “No Follow-Up” in the accounting. They are not chased.",
    )
    open_item_count = fields.Integer(string="Overdue Items", readonly=True)
    bucket = fields.Selection(
        selection=BUCKET_SELECTION,
        string="Ageing",
        required=True,
        readonly=True,
        help="The age of the oldest overdue item.",
    )
    date_next_due = fields.Date(string="Next Due Date", readonly=True)
    date_last_payment = fields.Date(string="Last Payment On", readonly=True)
    amount_last_payment = fields.Monetary(string="Last Payment", readonly=True)
    credit_limit = fields.Monetary(compute="_compute_credit_limit")
    credit_limit_use = fields.Float(
        string="Credit Limit Used",
        compute="_compute_credit_limit",
        help="Total due as a share of the credit limit.",
    )
    is_high_value = fields.Boolean(
        compute="_compute_is_high_value", search="_search_is_high_value"
    )
    is_refreshing = fields.Boolean(
        compute="_compute_is_refreshing",
        help="Something was booked a moment ago; the figures are not yet up to date.",
    )
    open_item_ids = fields.One2many(
        comodel_name="collection.open.item", inverse_name="case_id"
    )
    currency_total_ids = fields.One2many(
        comodel_name="collection.currency.total", inverse_name="case_id"
    )
    receipt_ids = fields.One2many(
        comodel_name="collection.receipt", inverse_name="case_id"
    )

    @api.depends("partner_id.credit_limit", "company_id", "amount_due")
    def _compute_credit_limit(self):
        """Read the partner's limit in the case's company; accounting rights are not
        needed to know it."""
        for company, cases in self.grouped("company_id").items():
            for case in cases.sudo().with_company(company):
                limit = case.partner_id.credit_limit
                case.credit_limit = limit
                case.credit_limit_use = case.amount_due / limit if limit > 0 else 0.0

    @api.depends("amount_overdue", "company_id.collection_high_value")
    def _compute_is_high_value(self):
        for case in self:
            case.is_high_value = (
                case.currency_id.compare_amounts(
                    case.amount_overdue, case.company_id.sudo().collection_high_value
                )
                >= 0
            )

    def _search_is_high_value(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = [
            [
                ("company_id", "=", company.id),
                ("amount_overdue", ">=", company.collection_high_value),
            ]
            for company in self.env["res.company"]._collection_roots()
        ]
        return fields.Domain.OR(domains)

    def _compute_is_refreshing(self):
        """Tell whether a mark waits for the debtor or for one of its contacts."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT c.id
                     FROM collection_mark mark
                     JOIN res_partner p ON p.id = mark.partner_ref
                     JOIN collection_case c
                       ON c.partner_id IN (p.id, p.commercial_partner_id)
                      AND (mark.company_ref IS NULL OR mark.company_ref = c.company_id)
                    WHERE c.id = ANY(%s)""",
                self.ids,
            )
        )
        waiting = {case_id for (case_id,) in rows}
        for case in self:
            case.is_refreshing = case.id in waiting
