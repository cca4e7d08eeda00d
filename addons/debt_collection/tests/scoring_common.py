# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import Command

from odoo.addons.debt_collection.models.ledger.debtor_scope import DebtorScope

from .common import TODAY, CastCommon

ALL = DebtorScope(first=1, last=2**31 - 1)
# A part of an explanation, in any language: what stands in its sum, with its sign.
TERM = re.compile(r"(?:^|[=+]|(\N{MINUS SIGN}))\s*(\d+) ")


def characteristic(code, *ranges, weight=1, unknown=0):
    """Return the command that adds a characteristic to a scorecard.

    :param str code: the characteristic
    :param ranges: pairs of lower bound and points
    """
    return Command.create(
        {
            "code": code,
            "weight": weight,
            "points_unknown": unknown,
            "range_ids": [
                Command.create({"value_from": bound, "points": points})
                for bound, points in ranges
            ],
        }
    )


def sum_of(explanation):
    """Return the sum of the parts that an explanation names."""
    text = explanation.partition("=")[2]
    total = 0
    for sign, number in TERM.findall(f"= {text.strip()}"):
        total += -int(number) if sign else int(number)
    return total


class ScoringCommon(CastCommon):
    """Mara keeps the scorecards; what is there at first is archived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scorecards = cls.env["collection.scorecard"].with_user(cls.mara)
        cls.scorecards.search([]).action_archive()

    @classmethod
    def new_scorecard(cls, *characteristics, **values):
        """Create a scorecard as the manager."""
        return cls.scorecards.create(
            {"name": "Test card", "line_ids": list(characteristics), **values}
        )

    def refresh(self, today=TODAY, debtors=()):
        """Bring the rows of the company's debtors up to date.

        :return: how many were read anew
        """
        behaviour = self.env["collection.behaviour"].sudo()
        counts = behaviour._refresh(self.company, today, ALL, debtors)
        return counts["behaviour_count"]

    def score(self, today=TODAY):
        """Score the company's open cases.

        :return: how many have another score now
        """
        cases = self.env["collection.case"].sudo()
        domain = [("company_id", "=", self.company.id), ("state", "!=", "closed")]
        scorecards = self.env["collection.scorecard"].sudo()
        return scorecards._score(cases.search(domain), today)["scored_count"]

    def row_of(self, partner=None):
        """Return a debtor's behaviour, as the manager sees it."""
        return (
            self.env["collection.behaviour"]
            .with_user(self.mara)
            .search(
                [
                    ("partner_id", "=", (partner or self.debtor).id),
                    ("company_id", "=", self.company.id),
                ]
            )
        )
