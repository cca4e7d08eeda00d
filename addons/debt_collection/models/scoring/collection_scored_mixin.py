# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL, formatLang

from ...tools.scoring import part_for
from ..ledger import columns_sql

MINUS = "\N{MINUS SIGN}"
# What a case shows of its debtor's behaviour, under the same name.
COPIED = (
    "average_days_late",
    "settled_count",
    "returned_count",
    "amount_invoiced",
    "date_first_invoice",
    "attempt_count",
    "contact_success",
)


class CollectionScoredMixin(models.AbstractModel):
    """How urgent a case is, in points, and why.

    The points are stored by the run. What they are the sum of is worked out when
    somebody reads it: for all cases on the screen at once, from the same statement.
    """

    _name = "collection.scored.mixin"
    _description = "Collection Scored"

    # No index: the score changes at night with thousands of cases.
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How urgent the case is, in points. It is worked out each night.",
    )
    scorecard_id = fields.Many2one(
        comodel_name="collection.scorecard", readonly=True, ondelete="set null"
    )
    score_explanation = fields.Char(
        string="Why This Score", compute="_compute_score_explanation"
    )

    # How the debtor pays. Whoever may read the case may read this; the behaviour's own
    # records are for managers.
    behaviour_id = fields.Many2one(
        comodel_name="collection.behaviour",
        string="Payment Behaviour",
        compute="_compute_behaviour",
    )
    average_days_late = fields.Float(compute="_compute_behaviour")
    payment_trend = fields.Float(string="Trend in Days", compute="_compute_behaviour")
    is_trend_known = fields.Boolean(compute="_compute_behaviour")
    settled_count = fields.Integer(
        string="Invoices Settled", compute="_compute_behaviour"
    )
    returned_count = fields.Integer(
        string="Returned Payments", compute="_compute_behaviour"
    )
    behaviour_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_behaviour"
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced in 12 Months",
        currency_field="behaviour_currency_id",
        compute="_compute_behaviour",
    )
    date_first_invoice = fields.Date(
        string="Customer Since", compute="_compute_behaviour"
    )
    attempt_count = fields.Integer(
        string="Contact Attempts", compute="_compute_behaviour"
    )
    contact_success = fields.Float(compute="_compute_behaviour")

    def _compute_behaviour(self):
        rows = (
            self.env["collection.behaviour"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        )
        by_debtor = {(row.partner_id.id, row.company_id.id): row for row in rows}
        for case in self:
            row = rows.browse()
            if case.state != "closed":
                row = by_debtor.get((case.partner_id.id, case.company_id.id), row)
            case.behaviour_id = row
            case.behaviour_currency_id = case.company_id.sudo().currency_id
            case.payment_trend = row.trend
            case.is_trend_known = 0 < row.settled_recent_count < row.settled_count
            for name in COPIED:
                case[name] = row[name]

    # === WHY === #

    def _get_score_parts(self):
        """Return what the scores are the sum of, by the figures of now.

        :return: dict of case to a list of dicts, one per characteristic of its
            scorecard and the largest part first: ``code``, ``label``, ``unit``,
            ``value`` (None where unknown), ``text`` (the value in words), ``points``;
            an empty list where the case has no scorecard
        """
        parts = {case: [] for case in self}
        for company, cases in self.grouped("company_id").items():
            # Whatever scorecards the user may read.
            scorecards = self.env["collection.scorecard"].sudo().with_company(company)
            cards = {
                scorecard.id: scorecard._get_card()
                for scorecard in scorecards.browse(cases.sudo().scorecard_id.ids)
            }
            known = scorecards._get_characteristics()
            values = cases._read_values(scorecards, cards.values())
            for case in cases:
                card = cards.get(case.sudo().scorecard_id.id)
                if card:
                    parts[case] = self._prepare_parts(
                        card, known, values[case.id], company.sudo().currency_id
                    )
        return parts

    def _read_values(self, scorecards, cards):
        """Return what is known of the cases: dict of id to a dict of code to value.

        :param scorecards: the model, in the cases' company
        :param cards: the scorecards that ask
        """
        codes = scorecards._get_codes(cards)
        if not codes:
            return defaultdict(dict)
        self.env.flush_all()
        chosen = SQL("c.id = ANY(%s)", columns_sql.integers(self.ids))
        rows = self.env.execute_query_dict(
            scorecards._values_sql(scorecards.env.company, chosen, codes)
        )
        return {row["id"]: row for row in rows}

    def _prepare_parts(self, card, known, values, currency):
        """Return the parts of one case's score, as :meth:`_get_score_parts` has them.

        :param Card card: its scorecard
        :param dict known: the characteristics
        :param dict values: what is known of the case
        :param currency: the currency of amounts
        """
        parts = [
            {
                "code": code,
                "label": known[code].label,
                "unit": known[code].unit,
                "value": values[code],
                "text": self._describe_value(known[code].unit, values[code], currency),
                "points": part_for(values[code], steps),
            }
            for code, steps in card.steps
            if code in known
        ]
        return sorted(parts, key=lambda part: -abs(part["points"]))

    def _describe_value(self, unit, value, currency):
        """Return a characteristic's value in words.

        :param str unit: as of :class:`Characteristic`
        :param value: the number, None where it is unknown
        :param currency: the currency of amounts
        """
        if value is None:
            return self.env._("unknown")
        if unit == "amount":
            return currency.format(value)
        number = formatLang(self.env, value, digits=0 if value == int(value) else 2)
        if unit == "percent":
            return self.env._("%(value)s%%", value=number)
        if unit == "days":
            if value == 1:
                return self.env._("1 day")
            return self.env._("%(value)s days", value=number)
        if unit == "months":
            if value == 1:
                return self.env._("1 month")
            return self.env._("%(value)s months", value=number)
        return number

    def _compute_score_explanation(self):
        parts = self._get_score_parts()
        unscored = self._find_unscored()
        for case in self:
            if case.state == "closed":
                case.score_explanation = False
            elif case.id in unscored:
                case.score_explanation = self.env._(
                    "Not scored yet. The next run does it."
                )
            elif not case.sudo().scorecard_id:
                case.score_explanation = self.env._("No scorecard fits this case.")
            else:
                case.score_explanation = self._tell_score(case.score, parts[case])

    def _find_unscored(self):
        """Return the ids of the cases that no run has scored yet."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM collection_case WHERE id = ANY(%s) AND score IS NULL",
                self.ids,
            )
        )
        return {case_id for (case_id,) in rows}

    def _tell_score(self, score, parts):
        """Return a score and what it is the sum of, as a sentence.

        :param int score: the points stored
        :param list parts: its parts by the figures of now
        """
        total = sum(part["points"] for part in parts)
        sentence = self._describe_sum(total, parts)
        if total == score:
            return sentence
        return self.env._(
            "%(score)s points. The figures or the scorecard have changed since; the "
            "next run scores the case again. As of now: %(sentence)s",
            score=score,
            sentence=sentence,
        )

    def _describe_sum(self, total, parts):
        """Return a sum and its parts as a sentence; what counts for nothing is left
        out."""
        counting = [part for part in parts if part["points"]]
        if not counting:
            return self.env._("0 points: nothing on the scorecard counts.")
        terms = [
            self.env._(
                "%(points)s for %(label)s (%(value)s)",
                points=abs(part["points"]),
                label=part["label"],
                value=part["text"],
            )
            for part in counting
        ]
        text = terms[0] if counting[0]["points"] > 0 else f"{MINUS} {terms[0]}"
        for part, term in zip(counting[1:], terms[1:], strict=True):
            text += f" {'+' if part['points'] > 0 else MINUS} {term}"
        return self.env._("%(total)s points = %(parts)s", total=total, parts=text)
