# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from . import plan_statements as statements
from .rates import get_rated


class CollectionLadderMinimumMixin(models.AbstractModel):
    """Measures what cases owe by the minimum amounts of their strategies' steps."""

    _name = "collection.ladder.minimum.mixin"
    _description = "Collection Ladder Minimum"

    def _get_shares(self, rows, strategies, today):
        """Measure what is overdue by the steps' minimum amounts.

        Each currency is compared in itself: the minimum is converted, never what is
        owed. An item whose currency has no rate counts with what it was booked at.

        :return: dict of case id and step id to what is overdue as a share of the
            step's minimum, None where its currency has no rate in the case's company;
            steps without a minimum are missing
        """
        steps = strategies.step_ids.filtered("active").filtered("amount_min")
        by_strategy = steps.grouped(lambda step: step.strategy_id.id)
        asked = [row for row in rows if row["strategy_id"] in by_strategy]
        if not asked:
            return {}
        owed = defaultdict(list)
        items = self.env["collection.open.item"].sudo()._get_query()
        for case_id, currency_id, amount, booked in self.env.execute_query(
            SQL(statements.BY_CURRENCY, items=items, cases=[row["id"] for row in asked])
        ):
            owed[case_id].append((currency_id, amount, booked))
        minimum = self._get_minimum_converter(today)
        shares = {}
        for row in asked:
            company_id = row["company_id"]
            for step in by_strategy[row["strategy_id"]]:
                in_company = minimum(step, None, company_id)
                shares[row["id"], step.id] = in_company and sum(
                    amount / least
                    if (least := minimum(step, currency, company_id))
                    else booked / in_company
                    for currency, amount, booked in owed[row["id"]]
                )
        return shares

    def _get_minimum_converter(self, today):
        """Return a function of a step, a currency's id (None: the company's own) and a
        company's id: the step's minimum in that currency, None where one of the two
        currencies has no rate in the company."""
        known, rated = {}, {}
        companies, currencies = self.env["res.company"], self.env["res.currency"]

        def minimum(step, currency_id, company_id):
            key = step.id, currency_id, company_id
            if key not in known:
                company, own = companies.browse(company_id), step.currency_id
                target = currencies.browse(currency_id) or company.currency_id
                if own != target and company_id not in rated:
                    rated[company_id] = get_rated(company, today)
                known[key] = None
                if own == target:
                    known[key] = step.amount_min
                elif {own.id, target.id} <= rated[company_id]:
                    # What rounds to nothing is no minimum to divide by.
                    convert = own._convert
                    least = convert(step.amount_min, target, company, today)
                    known[key] = least or convert(
                        step.amount_min, target, company, today, round=False
                    )
            return known[key]

        return minimum

    def _get_enough(self, ladder, row, shares):
        """Return for each step of a ladder whether a case owes its minimum, None where
        the minimum cannot be compared; nothing where no step has one.

        :param dict shares: as :meth:`_get_shares` returns them
        """
        if not shares:
            return ()
        owed = [shares.get((row["id"], step.id), 1.0) for step in ladder.steps]
        return tuple(
            None if share is None and step.active else bool(share and share >= 1.0)
            for share, step in zip(owed, ladder.steps, strict=True)
        )
