# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from . import segment_statements as statements


class CollectionSegmentFiguresMixin(models.AbstractModel):
    """What is in a segment today, and what its set-up leaves open."""

    _name = "collection.segment.figures.mixin"
    _description = "Collection Segment Figures"

    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_case_figures"
    )
    case_count = fields.Integer(string="Open Cases", compute="_compute_case_figures")
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_case_figures")
    experiment_count = fields.Integer(
        string="Experiments", compute="_compute_experiment_count"
    )
    overlap_note = fields.Char(string="Overlaps", compute="_compute_notes")
    gap_note = fields.Char(string="Gaps", compute="_compute_notes")

    @api.depends_context("company", "allowed_company_ids")
    def _compute_case_figures(self):
        """Count the open cases, and add up what is overdue in the user's currency."""
        figures = defaultdict(lambda: [0, 0.0])
        company = self.env.company.root_id.sudo()
        for segment, of_company, count, amount in self.env[
            "collection.case"
        ]._read_group(
            [("segment_id", "in", self.ids), ("state", "!=", "closed")],
            ["segment_id", "company_id"],
            ["__count", "amount_overdue:sum"],
        ):
            figure = figures[segment]
            figure[0] += count
            figure[1] += of_company.currency_id._convert(
                amount, company.currency_id, company, company._collection_today()
            )
        for segment in self:
            segment.currency_id = company.currency_id
            segment.case_count, segment.amount_overdue = figures[segment._origin]

    def _compute_experiment_count(self):
        counts = dict(
            self.env["collection.experiment"]._read_group(
                [("segment_id", "in", self.ids)], ["segment_id"], ["__count"]
            )
        )
        for segment in self:
            segment.experiment_count = counts.get(segment._origin, 0)

    @api.depends(
        "sequence",
        "active",
        "company_id",
        "score_from",
        "score_to",
        "domain",
        "date_from",
        "date_to",
    )
    @api.depends_context("company", "allowed_company_ids")
    def _compute_notes(self):
        """Say with which segments these overlap today, and whether cases fit none."""
        segments = self._get_edited_order()
        pairs, unfit = self._count_overlaps(segments)
        for segment in self:
            place = segments.index(segment) if segment in segments else None
            won = [
                self.env._(
                    "Cases that also match “%(segment)s”: %(count)s. The first in the "
                    "order wins.",
                    count=count,
                    segment=segments[other].name,
                )
                for (first, other), count in pairs.items()
                if first == place
            ]
            lost = [
                self.env._(
                    "Cases that match it but go to “%(segment)s”, which stands before "
                    "it: %(count)s.",
                    count=count,
                    segment=segments[first].name,
                )
                for (first, other), count in pairs.items()
                if other == place
            ]
            segment.overlap_note = " ".join(won + lost)
            segment.gap_note = bool(unfit) and self.env._(
                "Open cases that match no segment: %(count)s. They have no strategy, "
                "and no step is planned for them.",
                count=unfit,
            )

    def _get_edited_order(self):
        """Return today's segments in their order, with these as they are edited."""
        company = self.env.company.root_id.sudo()
        today = company._collection_today()
        edited = {segment._origin.id: segment for segment in self if segment._origin}
        segments = [
            edited.get(segment.id, segment)
            for segment in self.sudo().search([("company_id", "in", self._get_scope())])
        ]
        segments += [segment for segment in self if segment not in segments]
        return sorted(
            (
                segment
                for segment in segments
                if segment.active
                and (segment.date_from or today) <= today <= (segment.date_to or today)
            ),
            key=lambda segment: (segment.sequence, segment._origin.id or float("inf")),
        )

    @api.model
    def _get_scope(self):
        """Return ids of the companies a user speaks of, and of those none is named."""
        return [False, *self.env.companies.root_id.ids]

    @api.model
    def _count_overlaps(self, segments):
        """Count the open cases that fit more than one segment, or none.

        :param list segments: the segments in their order
        :return: dict of a pair of places in the order to the number of cases that go
            to the first and fit the other too; and the number of those that fit none
        """
        self.env.flush_all()
        company = self.env.company.root_id.sudo()
        conditions, tables = self._conditions_sql(
            segments, company, company._collection_today()
        )
        places = [
            self._first_sql([place], [condition])
            for place, condition in enumerate(conditions)
        ]
        rows = self.env.execute_query(
            SQL(
                statements.OVERLAPS,
                fitting=SQL(statements.FITTING, places=SQL(", ").join(places)),
                cases=tables,
                companies=self.env.companies.root_id.ids,
            )
        )
        pairs = {(first, other): count for first, other, count in rows}
        return pairs, pairs.pop((None, None), 0)

    def action_view_cases(self):
        """Open the segment's open cases."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_case_action"
            ),
            "domain": [("segment_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def action_view_experiments(self):
        """Open the experiments in the segment."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_experiment_action"
            ),
            "domain": [("segment_id", "=", self.id)],
            "context": {"default_segment_id": self.id},
        }
