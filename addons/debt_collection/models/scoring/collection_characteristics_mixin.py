# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..ledger.collection_age_mixin import AS_OF, DAYS_PAST_DUE
from .characteristic import Characteristic

# A share in per cent, of two decimals; of nothing it is unknown. In floating point:
# to divide exact decimals for each of 20,000 cases takes as long as all the rest.
SHARE = """CASE WHEN %(whole)s > 0
                THEN ROUND(%(part)s::double precision * 10000 / %(whole)s) / 100 END"""


class CollectionCharacteristicsMixin(models.AbstractModel):
    """What of a case can be worth points."""

    _name = "collection.characteristics.mixin"
    _description = "Collection Characteristics"

    # === HOOKS === #

    @api.model
    def _get_characteristics(self):
        """Hook: name what scorecards can give points for.

        An addon that knows more of a debtor calls ``super()`` first and adds entries,
        or replaces the ``value`` and ``join`` of one that is there: promises and
        disputes are zero until an addon keeps them. What depends on a company is that
        of ``self.env.company``: the statements ask once for each company.

        A value must be cheap: it is read for tens of thousands of cases in one
        statement. It must not write.

        :return: dict of code to :class:`Characteristic`, in the order in which people
            choose
        """
        return {
            **self._get_debt_characteristics(),
            **self._get_behaviour_characteristics(),
            **self._get_size_characteristics(),
            **self._get_event_characteristics(),
        }

    @api.model
    def _get_debt_characteristics(self):
        """Return what the debt itself says."""
        high_value = self._high_value_sql()
        return {
            "days_past_due": Characteristic(
                self.env._("days past due"),
                "days",
                self.env._("The age of the oldest overdue item."),
                DAYS_PAST_DUE,
            ),
            "amount_overdue": Characteristic(
                self.env._("amount overdue"),
                "amount",
                self.env._("What is overdue, in the company's currency."),
                SQL("c.amount_overdue"),
            ),
            "overdue_share": Characteristic(
                self.env._("overdue as a share of high value"),
                "percent",
                self.env._(
                    "What is overdue as a share of the amount from which the company "
                    "calls a case one of high value. It means the same in any currency."
                ),
                SQL(SHARE, part=SQL("c.amount_overdue"), whole=high_value),
            ),
            "credit_limit_share": Characteristic(
                self.env._("credit limit used"),
                "percent",
                self.env._(
                    "The total due as a share of the customer's credit limit. Unknown "
                    "where there is no limit."
                ),
                SQL(SHARE, part=SQL("c.amount_due"), whole=self._credit_limit_sql()),
            ),
        }

    @api.model
    def _high_value_sql(self):
        """Return from where on the company calls a case one of high value."""
        return SQL(
            "%s::double precision", self.env.company.sudo().collection_high_value
        )

    @api.model
    def _credit_limit_sql(self):
        """Return the credit limit of partner ``p`` in the company, as core reads it.
        Most have none of their own, and to read JSON is slow."""
        partners = self.env["res.partner"]
        field = partners._fields["credit_limit"]
        return SQL(
            "CASE WHEN p.credit_limit IS NULL THEN %s::double precision ELSE %s END",
            field.get_company_dependent_fallback(partners),
            field.to_sql(partners, "p"),
        )

    @api.model
    def _get_behaviour_characteristics(self):
        """Return what the debtor's behaviour says."""
        return {
            "average_days_late": Characteristic(
                self.env._("average days late"),
                "days",
                self.env._(
                    "Of the invoices settled within 12 months. Unknown where there are "
                    "none."
                ),
                SQL("b.average_days_late"),
            ),
            "trend": Characteristic(
                self.env._("trend of the days late"),
                "days",
                self.env._(
                    "By how many days later the customer paid in the last 6 months "
                    "than in the 6 before. Unknown where nothing was settled in one of "
                    "the two."
                ),
                SQL("b.trend"),
            ),
            "returned_payments": Characteristic(
                self.env._("returned payments"),
                "count",
                self.env._("Payments reversed or rejected within 12 months."),
                SQL("b.returned_count"),
            ),
            "relation_age": Characteristic(
                self.env._("age of the relation"),
                "months",
                self.env._(
                    "Since the first invoice, a month being a twelfth of 365 days."
                ),
                SQL("(%s - b.date_first_invoice) * 12 / 365", AS_OF),
            ),
        }

    @api.model
    def _get_size_characteristics(self):
        """Return how large a customer the debtor is."""
        return {
            "size": Characteristic(
                self.env._("invoiced in 12 months"),
                "amount",
                self.env._("Invoices less credit notes, in the company's currency."),
                SQL("b.amount_invoiced"),
            ),
            "size_share": Characteristic(
                self.env._("invoiced as a share of high value"),
                "percent",
                self.env._(
                    "The customer's size as a share of the amount from which the "
                    "company calls a case one of high value."
                ),
                SQL(SHARE, part=SQL("b.amount_invoiced"), whole=self._high_value_sql()),
            ),
        }

    @api.model
    def _get_event_characteristics(self):
        """Return what was tried, promised and disputed."""
        return {
            "contact_success": Characteristic(
                self.env._("contact success"),
                "percent",
                self.env._(
                    "The share of the contact attempts within 12 months that reached "
                    "the debtor. Unknown where nobody tried."
                ),
                SQL(
                    SHARE, part=SQL("b.right_party_count"), whole=SQL("b.attempt_count")
                ),
            ),
            "broken_promises": Characteristic(
                self.env._("broken promises"),
                "count",
                self.env._("Promises to pay that were broken."),
                SQL("0"),
            ),
            "disputes": Characteristic(
                self.env._("disputes"),
                "count",
                self.env._("Disputes that are open."),
                SQL("0"),
            ),
        }
