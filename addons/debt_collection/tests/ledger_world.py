# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small world of companies and customers for random ledgers.

====================  =======================================================
companies             Alder (USD) with its branch Alder North; Birch (EUR),
                      whose cases open a week before something falls due
currencies            the company's own, CHF, and JPY, which has no cents
customers             Cedar, a company with the contacts Carol and Cyril;
                      Dogwood with the contact Doris; Elm, a person alone
====================  =======================================================
"""

from datetime import timedelta

from odoo import Command, fields

QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class LedgerWorld:
    """Where random events happen. Whatever they need is looked up in the database, so
    that an event undone leaves nothing behind here.

    :param env: a superuser's environment
    """

    # Set by whoever holds the clock: called with a number of days to let pass.
    sleep = None

    def __init__(self, env):
        self.env = env(context={**env.context, **QUIET})
        alder = self._make_company("Alder", "base.USD")
        birch = self._make_company("Birch", "base.EUR")
        birch.collection_lead_days = 7
        branch = self.env["res.company"].create(
            {"name": "Alder North", "parent_id": alder.id}
        )
        self.env.cr.precommit.run()  # core gives a branch its chart of accounts here
        self.roots = alder | birch
        self.places = alder | branch | birch
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": self.places.ids}
        )
        self.currencies = [None, *self._make_currencies(alder | birch)]
        self.terms = [None, self._make_instalments()]
        self.partner_ids = self._make_partners().ids

    def _make_company(self, name, currency):
        company = self.env["res.company"].create(
            {"name": name, "currency_id": self.env.ref(currency).id}
        )
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        company.write(
            {
                "currency_id": self.env.ref(currency).id,
                "collection_tz": "UTC",
                "account_fiscal_country_id": self.env.ref("base.us").id,
            }
        )
        return company

    def _make_currencies(self, companies):
        currencies = self.env.ref("base.CHF") | self.env.ref("base.JPY")
        currencies.active = True
        for currency, rate in zip(currencies, (0.8, 150.0), strict=True):
            currency.rate_ids.unlink()
            self.env["res.currency.rate"].create(
                [
                    {
                        "currency_id": currency.id,
                        "company_id": company.id,
                        "name": "2020-01-01",
                        "rate": rate,
                    }
                    for company in companies
                ]
            )
        return currencies

    def _make_instalments(self):
        """Return terms of which a part is overdue long before the rest."""
        return self.env["account.payment.term"].create(
            {
                "name": "A third each month",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": p, "nb_days": d}
                    )
                    for p, d in ((33.33, 0), (33.33, 30), (33.34, 60))
                ],
            }
        )

    def _make_partners(self):
        create = self.env["res.partner"].create
        cedar, dogwood = create(
            [
                {"name": "Cedar", "is_company": True},
                {"name": "Dogwood", "is_company": True},
            ]
        )
        people = create(
            [
                {"name": "Carol", "parent_id": cedar.id},
                {"name": "Cyril", "parent_id": cedar.id},
                {"name": "Doris", "parent_id": dogwood.id},
                {"name": "Elm"},
            ]
        )
        return cedar | dogwood | people

    # --- reading ---

    def today(self):
        """Return the day it is in this world."""
        return fields.Date.today()

    def days(self):
        """Return the day of each root company."""
        return dict.fromkeys(self.roots.ids, self.today())

    def ago(self, days):
        """Return the date so many days before today."""
        return self.today() - timedelta(days=days)

    def partners(self):
        """Return the customers that are left."""
        return self.env["res.partner"].browse(self.partner_ids).exists()

    def moves(self, states, kinds):
        """Return the documents of some states and kinds, oldest first."""
        return self.env["account.move"].search(
            [
                ("company_id", "in", self.places.ids),
                ("state", "in", states),
                ("move_type", "in", kinds),
            ],
            order="id",
        )

    def receivables(self, moves):
        """Return the receivable items of entries."""
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def journal(self, place, kind):
        """Return a company's journal of a kind."""
        return self.env["account.journal"].search(
            [("type", "=", kind), ("company_id", "parent_of", place.ids)], limit=1
        )

    def account(self, place, kind):
        """Return a company's account of a kind."""
        return self.env["account.account"].search(
            [("account_type", "=", kind), ("company_ids", "in", place.root_id.ids)],
            limit=1,
        )


def pick(candidates, number):
    """Return the candidate a number stands for, or None where there is none."""
    return candidates[number % len(candidates)] if candidates else None
