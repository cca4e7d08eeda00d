# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, models
from odoo.tools import SQL, ormcache
from odoo.tools.query import Query

from ..ledger import columns_sql
from ..ledger.debtor_scope import is_open_case
from . import case_domain
from . import scoring_statements as statements

_logger = logging.getLogger(__name__)

# On so many cases a characteristic is tried.
TRIED = 1000
SCORED_FIELDS = ("score", "scorecard_id")


class CollectionScoringMixin(models.AbstractModel):
    """How scorecards become one statement that scores all cases.

    A case gets the points of the first scorecard whose domain it fits, and none where
    it fits no scorecard.
    """

    _name = "collection.scoring.mixin"
    _description = "Collection Scoring"
    _inherit = ["collection.characteristics.mixin"]

    @api.model
    def _score(self, cases, today, scope=None):
        """Score cases by what ledger, log and behaviour say of them now.

        :param cases: open cases of one company, as of ``today``
        :param date today: the day, which the cases' figures already have
        :param DebtorScope scope: a range of debtors of which these are all open cases,
            where there is one: of all that is read, its part alone is
        :return: dict with the number of cases whose score or scorecard changed
        """
        changed = []
        if cases:
            # The first alone: otherwise a thousand cases were read for it.
            company = cases.browse(cases._ids[:1]).company_id
            cards = self._get_cards(company.id)
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    statements.SCORE,
                    score=self._score_sql(cards, "card_id"),
                    is_near=columns_sql.near(SQL("c.id"), cases._ids),
                    values=self._values_sql(
                        company,
                        is_open_case(company.id, cases._ids, scope),
                        self._get_codes(cards),
                        today=today,
                        scope=scope,
                        card_id=cards,
                    ),
                    uid=self.env.uid,
                    now=self.env.cr.now(),
                )
            )
            changed = [case_id for (case_id,) in rows]
            self._tell_cases(cases.browse(changed))
        return {"scored_count": len(changed)}

    @api.model
    def _tell_cases(self, cases):
        """Do what the ORM would have done after cases were scored by a statement."""
        names = (*SCORED_FIELDS, "score_explanation")
        cases.invalidate_model(names, flush=False)
        cases.modified(SCORED_FIELDS)

    # === SCORECARDS === #

    @api.model
    @ormcache("company_id")
    def _get_cards(self, company_id):
        """Return the scorecards in force in a company.

        :param int company_id: root company
        :return: tuple of :class:`Card`, in the order in which they are tried
        """
        scorecards = self.sudo().with_company(company_id)
        scorecards = scorecards.search_fetch(
            [("company_id", "in", (False, company_id))],
            ["sequence", "company_id", "domain"],
        )
        return tuple(scorecard._get_card() for scorecard in scorecards)

    @api.model
    def _get_codes(self, cards):
        """Return the characteristics that scorecards ask for, in order."""
        return tuple(dict.fromkeys(code for card in cards for code, _ in card.steps))

    @api.model
    def _find_fault(self, company, code):
        """Return what is wrong with a characteristic, in a line, or None.

        It is measured on cases: one that only fails there would fail in the night.

        :param company: root company
        :param str code: the characteristic
        """
        self.env["collection.case"].flush_model()
        values = self._values_sql(
            company.sudo(),
            SQL(statements.SOME, company=company.id, limit=TRIED),
            [code],
        )
        return case_domain.find_failure(
            self.env, lambda: self.env.execute_query(values)
        )

    # === PIECES OF SQL === #

    @api.model
    def _within_sql(self, scope):
        """Return which partners ``p`` and rows of behaviour ``b`` are looked at.

        :param DebtorScope scope: as of :meth:`_score`
        :return: dict of conditions
        """
        columns = {"is_partner": SQL("p.id"), "is_debtor": SQL("b.partner_id")}
        return {
            name: scope.contains(column) if scope else SQL("TRUE")
            for name, column in columns.items()
        }

    @api.model
    def _values_sql(self, company, chosen, codes, today=None, scope=None, **choices):
        """Return the statement of what is known of cases.

        :param company: their root company
        :param SQL chosen: the condition on a case ``c``
        :param codes: the characteristics; those no addon knows any more are NULL
        :param date today: the day the scorecards' domains speak of as today
        :param DebtorScope scope: in which the cases' debtors are, all where none is
            given
        :param choices: lists of :class:`Card` to choose from, each by the name of the
            column that holds the choice
        """
        cases = case_domain.get_cases(self.env, company)
        query = Query(self.env, "c", SQL.identifier(cases._table))
        columns = [
            SQL(
                "%s AS %s",
                self._choice_sql(cards, cases, query, today),
                SQL.identifier(name),
            )
            for name, cards in choices.items()
        ]
        known = self.with_company(company)._get_characteristics()
        joins = []
        for code in codes:
            one = known.get(code)
            value = one.value if one else SQL("NULL")
            columns.append(
                SQL("(%s)::double precision AS %s", value, SQL.identifier(code))
            )
            if one and one.join and one.join not in joins:
                joins.append(one.join)
        return SQL(
            statements.VALUES,
            values=SQL(", ").join(columns),
            cases=query.from_clause,
            joins=SQL(" ").join(joins),
            **self._within_sql(scope),
            chosen=chosen,
        )

    @api.model
    def _choice_sql(self, cards, cases, query, today):
        """Return the number of the scorecard that a case ``c`` gets, from 0, as SQL.

        A domain that can no longer be read, because an addon it speaks of is gone, fits
        nobody: the other scorecards must not suffer from it.

        :param cards: list of :class:`Card`, in order
        :param cases: the model of cases, with the context of the domains
        :param query: the query to which domains add the tables they need
        :param date today: the day the domains speak of as today
        """
        whens = []
        for card in cards:
            try:
                domain = case_domain.on_day(
                    case_domain.parse(card.domain), cases, today
                )
                condition = domain.optimize_full(cases)._to_sql(cases, "c", query)
            except case_domain.UNREADABLE as error:
                _logger.warning("Scorecard %s fits nobody: %s", card.id, error)
                continue
            whens.append(SQL("WHEN %s THEN %s", condition, card.id or 0))
        if not whens:
            return SQL("NULL::integer")
        return SQL("CASE %s END", SQL(" ").join(whens))

    @api.model
    def _score_sql(self, cards, choice):
        """Return the points of the scorecard that was chosen, as SQL, from a row
        ``value`` of :meth:`_values_sql`.

        :param cards: list of :class:`Card`
        :param str choice: the column that holds the chosen one
        """
        if not cards:
            return SQL("0")
        return SQL(
            "CASE %s %s ELSE 0 END",
            SQL.identifier("value", choice),
            SQL(" ").join(
                SQL(
                    "WHEN %s THEN %s",
                    card.id or 0,
                    SQL(" + ").join(
                        [self._part_sql(code, steps) for code, steps in card.steps]
                        or [SQL("0")]
                    ),
                )
                for card in cards
            ),
        )

    @api.model
    def _part_sql(self, code, steps):
        """Return what a characteristic counts for, as SQL.

        :param str code: the column of its value
        :param Steps steps: what values are worth
        """
        value = SQL.identifier("value", code)
        whens = [
            SQL("WHEN %s >= %s::double precision THEN %s", value, bound, part)
            for bound, part in steps.bounds
        ]
        unknown = SQL("WHEN %s IS NULL THEN %s", value, steps.unknown)
        return SQL("CASE %s ELSE 0 END", SQL(" ").join([*whens, unknown]))
