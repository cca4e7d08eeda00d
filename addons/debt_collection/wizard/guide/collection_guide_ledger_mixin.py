# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.tools import SQL, format_date

from ...models.ledger import columns_sql
from ...models.ledger.debtor_scope import EVERYBODY
from ...tools.ageing import BUCKETS
from . import guide_statements as statements

# What customers owe, and what of the general ledger is nobody's or elsewhere.
SUMMED = ("amount_overdue", "amount_due", "amount_credit", "amount_excluded")
TIED = (
    "amount_without_partner",
    "count_without_partner",
    "amount_unposted",
    "amount_ledger",
)


class CollectionGuideLedgerMixin(models.AbstractModel):
    """The guide's first step: what is overdue, read from the ledger itself."""

    _name = "collection.guide.ledger.mixin"
    _description = "Guide: What Is Overdue"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="As Of",
        required=True,
        readonly=True,
        default=lambda self: self._default_date(),
    )
    age_ids = fields.One2many(
        comodel_name="collection.guide.age", inverse_name="guide_id", readonly=True
    )
    customer_count = fields.Integer(string="Customers Overdue", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_due = fields.Monetary(
        string="Open in All",
        readonly=True,
        help="Less credits that are not matched yet.",
    )
    amount_credit = fields.Monetary(string="Unapplied Credits", readonly=True)
    amount_excluded = fields.Monetary(
        string="Kept From Follow-Up",
        readonly=True,
        help="Marked “No Follow-Up” in the accounting. Nobody is contacted about it.",
    )
    amount_without_partner = fields.Monetary(
        string="Without Customer",
        readonly=True,
        help="Receivable items without a partner belong to nobody's case. Give them a "
        "partner in the accounting.",
    )
    count_without_partner = fields.Integer(readonly=True)
    amount_unposted = fields.Monetary(
        string="Matched With Unposted Entries", readonly=True
    )
    amount_ledger = fields.Monetary(string="General Ledger", readonly=True)
    days_past_due = fields.Integer(string="Oldest Item, Days", readonly=True)
    date_next_due = fields.Date(string="Next Due Date", readonly=True)
    has_accounts = fields.Boolean(compute="_compute_has_accounts")
    ledger_note = fields.Char(compute="_compute_ledger_note")

    @api.model
    def _default_date(self):
        return self.env.company.root_id.sudo()._collection_today()

    def _compute_has_accounts(self):
        accounts = self.env["collection.ledger"]._get_receivable_accounts()
        for guide in self:
            guide.has_accounts = guide.company_id in accounts.company_ids.root_id

    @api.depends("company_id", "customer_count", "date_next_due")
    @api.depends_context("lang")
    def _compute_ledger_note(self):
        """Say what to do where nothing is overdue."""
        for guide in self:
            company = guide.company_id.sudo().name
            if guide.customer_count:
                guide.ledger_note = False
            elif not guide.has_accounts:
                guide.ledger_note = self.env._(
                    "%(company)s has no receivable account, so nobody can owe it "
                    "anything. Choose its chart of accounts in the settings of "
                    "Invoicing, then come back.",
                    company=company,
                )
            elif guide.date_next_due:
                guide.ledger_note = self.env._(
                    "Nobody is overdue. The next item falls due on %(day)s; a case "
                    "opens by itself once it is late. You can set up the rest today.",
                    day=format_date(self.env, guide.date_next_due),
                )
            else:
                guide.ledger_note = self.env._(
                    "Nothing is open on the receivable accounts of %(company)s. Post "
                    "customer invoices, or enter the opening balances; cases follow by "
                    "themselves. You can set up the rest today.",
                    company=company,
                )

    def _read_ledger(self):
        """Fill in what the ledger says today."""
        self.ensure_one()
        company, today = self.company_id.sudo(), self.date
        ledger = self.env["collection.ledger"]
        self.env.flush_all()
        totals = ledger._totals_sql(company, today, EVERYBODY)
        rows = self.env.execute_query_dict(
            SQL(
                statements.AGES,
                bucket=columns_sql.bucket_code(SQL("days_past_due")),
                sums=columns_sql.sums(tuple(bucket.field for bucket in BUCKETS)),
                totals=totals,
            )
        )
        self.write(
            {
                "age_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in self._get_ages(rows)),
                ],
                **self._sum_up(rows, ledger._get_control_sum(company)),
            }
        )

    @api.model
    def _sum_up(self, rows, control_sum):
        """Return the figures beside the table.

        :param list rows: what customers owe, a row for each bucket
        :param dict control_sum: where all that the accounts hold stands
        """
        late = [row for row in rows if row["bucket"] != BUCKETS[0].code]
        days = [row["date_next_due"] for row in rows if row["date_next_due"]]
        return {
            "customer_count": sum(row["customer_count"] for row in late),
            "days_past_due": max((row["days_past_due"] for row in late), default=0),
            "date_next_due": min(days, default=False),
            **{name: sum(row[name] for row in rows) for name in SUMMED},
            **{name: control_sum[name] for name in TIED},
        }

    @api.model
    def _get_ages(self, rows):
        """Return the values of the table's rows, one for each bucket."""
        by_bucket = {row["bucket"]: row for row in rows}
        for bucket in BUCKETS:
            row = by_bucket.get(bucket.code, {})
            yield {
                "bucket": bucket.code,
                "customer_count": row.get("customer_count", 0),
                "amount_overdue": row.get("amount_overdue", 0),
                "amount_of_age": sum(other[bucket.field] for other in rows),
            }
