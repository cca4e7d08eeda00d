# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

from ...tools.split import SLOTS
from ..ledger import columns_sql
from ..ledger.debtor_scope import is_open_case
from . import case_domain
from . import segment_statements as statements
from .collection_classified_mixin import CLASSIFIED_FIELDS

_logger = logging.getLogger(__name__)


class CollectionClassifyMixin(models.AbstractModel):
    """How segments are found for cases: for many at once, by one statement."""

    _name = "collection.classify.mixin"
    _description = "Collection Classification"

    @api.model
    def _classify(self, cases, today, user_id=None, scope=None):
        """Put cases into the first segment that fits, and under its strategy.

        :param cases: open cases of one company, whose scores are up to date
        :param date today: the day on which segments and experiments must be in force
        :param int user_id: who asked for it, where it did not happen by itself
        :param DebtorScope scope: whose open cases they are, where they are all of a
            range of debtors
        :return: dict of counters: ``reclassified_count`` cases were changed,
            ``without_segment_count`` fit no segment and have no strategy,
            ``several_segments_count`` fit more than one
        """
        changed, without, several = None, 0, 0
        if cases:
            # The first alone: otherwise a thousand cases were read for it.
            company = cases.browse(cases.ids[:1]).company_id
            self.env.flush_all()
            [(changed, without, several, expired)] = self.env.execute_query(
                self._classify_sql(cases, company, today, user_id, scope)
            )
            if expired:
                self.env["collection.experiment"].sudo().browse(expired)._expire()
        if changed:
            changed = cases.browse(changed)
            changed.invalidate_recordset((*CLASSIFIED_FIELDS, "event_ids"), flush=False)
            changed.modified(CLASSIFIED_FIELDS)
        return {
            "reclassified_count": len(changed or ()),
            "without_segment_count": without,
            "several_segments_count": several,
        }

    @api.model
    def _classify_sql(self, cases, company, today, user_id, scope):
        """Return the statement that classifies cases."""
        segments = self._get_in_force(company, today)
        conditions, tables = self._conditions_sql(segments, company, today)
        fits = list(map(self._fits_sql, conditions)) or [SQL("0")]
        return SQL(
            statements.CLASSIFY,
            first=self._first_sql(segments.ids, conditions),
            fit_count=SQL(" + ").join(fits),
            differs=SQL(statements.DIFFERS),
            cases=tables,
            is_asked=is_open_case(company.id, cases.ids, scope),
            is_near=columns_sql.near(SQL("c.id"), cases.ids),
            company=company.id,
            today=today,
            edited_since=today - timedelta(days=1),
            slots=SLOTS,
            slot=self._slot_sql(SQL("experiment.salt"), SQL("found.partner_id")),
            score_fits_new=self._in_range_sql("c", "score", "new"),
            entry_fits_new=self._in_range_sql("c", "segment_score", "new"),
            score_fits_old=self._in_range_sql("c", "score", "old"),
            entry_fits_old=self._in_range_sql("c", "segment_score", "old"),
            uid=self.env.uid,
            user=user_id,
            now=self.env.cr.now(),
        )

    @api.model
    def _get_in_force(self, company, today):
        """Return the segments of a company that are in force on a day, in order."""
        domain = fields.Domain("company_id", "in", (False, company.id))
        for field, operator in (("date_from", "<="), ("date_to", ">=")):
            domain &= fields.Domain(field, "=", False) | fields.Domain(
                field, operator, today
            )
        return self.sudo().search_fetch(
            domain, ["company_id", "score_from", "score_to", "domain"]
        )

    @api.model
    def _conditions_sql(self, segments, company, today):
        """Return for each segment whether a case fits it, as SQL, and the tables that
        takes.

        :param segments: the segments, records or a list of them
        :param company: in whose time zone a segment's domain speaks of times
        :param date today: the day a segment's domain speaks of as today
        :return: list of conditions, and what stands after FROM; the case is ``c`` there
        """
        cases = self.env["collection.case"].sudo()
        if any(segment.domain not in (False, "[]") for segment in segments):
            cases = case_domain.get_cases(self.env, company)
        query = Query(self.env, "c", SQL.identifier(cases._table))
        conditions = [
            segment._condition_sql(cases, query, today) for segment in segments
        ]
        return conditions, query.from_clause

    @api.model
    def _first_sql(self, numbers, conditions):
        """Return the number of the first condition that is true, as SQL."""
        branches = list(map(self._branch_sql, numbers, conditions))
        if not branches:
            return SQL("NULL::integer")
        return SQL(statements.FIRST, branches=SQL(" ").join(branches))

    @api.model
    def _branch_sql(self, number, condition):
        """Return the branch that yields a number where its condition is true."""
        return SQL(statements.BRANCH, number=number, condition=condition)

    @api.model
    def _fits_sql(self, condition):
        """Return 1 where a condition is true, else 0, as SQL."""
        return SQL(statements.FITS, condition=condition)

    def _condition_sql(self, cases, query, today):
        """Return whether a case fits the segment, as SQL.

        A domain that can no longer be read, because an addon it speaks of is gone,
        fits nobody: the others must not suffer from it.

        :param cases: the model of cases, with the context of the domain
        :param query: the query to which the domain adds the tables it needs
        :param date today: the day the domain speaks of as today
        """
        self.ensure_one()
        parts = []
        if self.company_id:
            parts.append(SQL("c.company_id = %s", self.company_id._origin.id))
        if self.score_from:
            parts.append(SQL("COALESCE(c.score, 0) >= %s", self.score_from))
        if self.score_to:
            parts.append(SQL("COALESCE(c.score, 0) < %s", self.score_to))
        try:
            domain = case_domain.on_day(case_domain.parse(self.domain), cases, today)
            parts.append(domain.optimize_full(cases)._to_sql(cases, "c", query))
        except case_domain.UNREADABLE as error:
            _logger.warning("Segment %s fits nobody: %s", self.id, error)
            return SQL("FALSE")
        return SQL(" AND ").join(SQL("(%s)", part) for part in parts)

    # === PIECES OF SQL === #

    @api.model
    def _in_range_sql(self, table, score, segment):
        """Return whether a score lies in a segment's range.

        :param str table: where the score is
        :param str score: its column
        :param str segment: alias of the segment's table
        """
        return SQL(
            statements.IN_RANGE,
            score=SQL.identifier(table, score),
            segment=SQL.identifier(segment),
        )

    @api.model
    def _slot_sql(self, salt, partner):
        """Return the slot of a debtor in an experiment.

        :param SQL salt: the experiment's salt
        :param SQL partner: the debtor's id
        """
        return SQL(statements.SLOT, salt=salt, partner=partner, slots=SLOTS)
