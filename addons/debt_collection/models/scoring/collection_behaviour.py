# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..ledger import columns_sql
from ..log.collection_result import SYSTEM_CODES
from . import behaviour_statements as statements

# What is read of the ledger and of the contact log; zero where there is nothing.
COUNTED = (
    "settled_count",
    "settled_recent_count",
    "returned_count",
    "amount_invoiced",
    "attempt_count",
    "right_party_count",
)
# The same, and empty where there is nothing.
MEASURED = ("average_days_late", "trend", "date_first_invoice")
FIGURES = (*MEASURED, *COUNTED)
# So many debtors have few items among those of a whole ledger.
FEW = 5000


class CollectionBehaviour(models.Model):
    """How a debtor with an open case pays: one row, read from ledger and contact log.

    It is stored because a score needs it for all cases at once, and because most
    debtors' figures stay the same for weeks. They change when something is booked or
    logged, which touches the row, and when a day leaves one of the windows, which the
    row itself knows: ``date_stale``. So a debtor of whom nothing is new costs nothing.
    """

    _name = "collection.behaviour"
    _description = "Payment Behaviour"
    _log_access = False
    _order = "company_id, partner_id"
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    # Floats without digits are the database's own: the fastest to compare.
    average_days_late = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Of the invoices settled within 12 months: from the due date to the last "
        "payment or credit matched. What was settled early counts as 0 days.",
    )
    trend = fields.Float(
        string="Trend in Days",
        readonly=True,
        aggregator="avg",
        help="The average of the last 6 months less that of the 6 months before. Above "
        "zero the customer pays later than before.",
    )
    settled_count = fields.Integer(
        string="Invoices Settled", readonly=True, help="Within 12 months."
    )
    settled_recent_count = fields.Integer(
        string="Invoices Settled Lately", readonly=True, help="Within 6 months."
    )
    returned_count = fields.Integer(
        string="Returned Payments",
        readonly=True,
        help="Payments within 12 months that were reversed or rejected.",
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced in 12 Months",
        readonly=True,
        help="Invoices less credit notes, taxes included.",
    )
    date_first_invoice = fields.Date(string="Customer Since", readonly=True)
    attempt_count = fields.Integer(
        string="Contact Attempts",
        readonly=True,
        help="Outgoing contacts logged within 12 months. Mails and messages that were "
        "merely sent do not count.",
    )
    right_party_count = fields.Integer(
        string="Debtor Reached",
        readonly=True,
        help="Attempts that reached the debtor or who speaks for the debtor.",
    )
    contact_success = fields.Float(
        compute="_compute_contact_success",
        help="The share of the attempts that reached the debtor.",
    )
    date_as_of = fields.Date(string="As Of", required=True, readonly=True)
    date_stale = fields.Date(
        string="Holds Until",
        readonly=True,
        help="The first day on which the figures are others, if nothing is booked or "
        "logged before. Empty: something was.",
    )

    # A constraint and no mere index: only of those core's partner merge knows that the
    # rows of two partners cannot both stay.
    _debtor_unique = models.Constraint("UNIQUE (partner_id, company_id)")

    @api.depends("attempt_count", "right_party_count")
    def _compute_contact_success(self):
        for row in self:
            attempts = row.attempt_count
            row.contact_success = row.right_party_count / attempts if attempts else 0

    @api.model
    def _refresh(self, company, today, scope, debtor_ids=()):
        """Make the rows of a scope's debtors with an open case equal to the ledger and
        the contact log, as far as they are not.

        :param company: root company
        :param date today: the day at which the windows end
        :param DebtorScope scope: the debtors
        :param debtor_ids: ids of debtors of whom something was booked; those not in
            the scope are only touched
        :return: dict with the number of rows that were read anew
        """
        self.env.flush_all()
        self._touch(company, debtor_ids)
        rows = self.env.execute_query(
            SQL(
                statements.FIND_STALE,
                company=company.id,
                today=today,
                row_in_scope=scope.contains(SQL("b.partner_id")),
                case_in_scope=scope.contains(SQL("c.partner_id")),
            )
        )
        stale_ids = [debtor_id for debtor_id, _is_missing in rows]
        if stale_ids:
            self.env.cr.execute(self._refresh_sql(company, today, scope, stale_ids))
            if sum(is_missing for _id, is_missing in rows) >= columns_sql.MANY:
                self.env.cr.execute(statements.ANALYZE)
            self._tell_orm()
        return {"behaviour_count": len(stale_ids)}

    @api.model
    def _touch(self, company, debtor_ids):
        """Note that something was booked or logged of debtors.

        :param company: root company
        :param debtor_ids: ids of commercial partners
        """
        if debtor_ids:
            self.env.cr.execute(
                SQL(
                    statements.TOUCH,
                    company=company.id,
                    debtors=columns_sql.integers(sorted(debtor_ids)),
                )
            )
            self.invalidate_model(["date_stale"], flush=False)

    @api.model
    def _touch_logged(self, entries):
        """Note that contacts were logged.

        One update by its key as each is logged costs less than for the run to find out:
        no index says when an entry was logged, so it would read those of a year.

        :param entries: new entries of the contact log
        """
        for company, of_company in entries.sudo().grouped("company_id").items():
            self._touch(company, of_company.partner_id.ids)

    @api.model
    def _refresh_sql(self, company, today, scope, debtor_ids):
        """Return the statement that reads debtors' figures anew and keeps them.

        :param company: root company
        :param date today: the day at which the windows end
        :param DebtorScope scope: in which the debtors are
        :param list debtor_ids: ids of commercial partners
        """
        ledger = self.env["collection.ledger"]
        is_payment = ledger._is_payment_sql()
        accounts = ledger._accounts_sql()
        debtors = columns_sql.integers(sorted(debtor_ids))
        facts = SQL(
            statements.FACTS,
            company=company.id,
            lines=self._lines_sql(scope, debtor_ids),
            is_debtor=columns_sql.among(SQL("p.commercial_partner_id"), debtor_ids),
            accounts=accounts,
            companies=ledger._companies_sql(company),
            is_returned=SQL(
                statements.IS_RETURNED, is_payment=is_payment, accounts=accounts
            ),
            tz=company.collection_tz,
            not_tried=list(SYSTEM_CODES),
        )
        return SQL(
            statements.REFRESH,
            facts=facts,
            company=company.id,
            today=today,
            debtors=debtors,
            columns=columns_sql.names(FIGURES),
            values=self._values_sql(),
            assignments=columns_sql.assignments("excluded", FIGURES),
            **self._windows_sql(today),
        )

    @api.model
    def _lines_sql(self, scope, debtor_ids):
        """Return how journal items ``l`` of the partners ``p`` are found.

        :param DebtorScope scope: in which the debtors are
        :param list debtor_ids: ids of commercial partners
        """
        if len(debtor_ids) <= FEW:
            return SQL(statements.LINES_OF_FEW)
        if scope.ids is None:
            scope = self.env["collection.ledger"]._find_partners(scope)
        return SQL(
            statements.LINES_OF_MANY,
            may_be_theirs=scope.may_have(SQL("l.partner_id")),
        )

    @api.model
    def _windows_sql(self, today):
        """Return the conditions that something happened in the windows.

        :param date today: the last day of the windows
        :return: dict of names and conditions
        """
        half, year = (today - relativedelta(months=months) for months in (6, 12))

        def within(column, after, last):
            day = SQL.identifier(column)
            return SQL("%s > %s AND %s <= %s", day, after, day, last)

        return {
            **{
                f"{name}_in_year": within(f"{name}_on", year, today)
                for name in ("settled", "returned", "invoiced", "tried")
            },
            "settled_in_half": within("settled_on", half, today),
            "settled_before": within("settled_on", year, half),
        }

    @api.model
    def _values_sql(self):
        """Return the figures, in their order, from the row ``summed`` or from none."""
        return SQL(", ").join(
            SQL("COALESCE(%s, 0)", SQL.identifier("summed", name))
            if name in COUNTED
            else SQL.identifier("summed", name)
            for name in FIGURES
        )

    @api.model
    def _tell_orm(self):
        """Forget cached values after rows were written by a statement."""
        self.invalidate_model(flush=False)
        self.env["collection.case"].invalidate_model(["behaviour_id"], flush=False)
