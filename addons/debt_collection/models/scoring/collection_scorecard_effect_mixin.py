# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL, formatLang
from odoo.tools.query import Query

from . import case_domain
from . import scoring_statements as statements

# How many of the largest changes are shown.
SHOWN = 20
SUMMED = ("case_count", "up_count", "up_points", "down_count", "down_points")


class CollectionScorecardEffectMixin(models.AbstractModel):
    """What an edited scorecard would do to today's cases, before it is saved.

    Nothing is written: the cases are scored twice by one statement that reads, by the
    scorecards in force and by these with the edited one among them. So the difference
    is that of the editing alone, whatever was booked since the cases were scored.
    """

    _name = "collection.scorecard.effect.mixin"
    _description = "Scorecard Effect"
    _inherit = ["collection.scoring.mixin"]

    effect = fields.Html(
        compute="_compute_effect",
        sanitize=False,
        help="What the changes on this form would do to the open cases.",
    )

    @api.depends(
        "active",
        "sequence",
        "company_id",
        "domain",
        "line_ids.code",
        "line_ids.weight",
        "line_ids.points_unknown",
        "line_ids.range_ids.value_from",
        "line_ids.range_ids.points",
    )
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_effect(self):
        for scorecard in self:
            scorecard.effect = scorecard._is_edited() and scorecard._render_effect()

    def _is_edited(self):
        """Tell whether this stands on a form and decides otherwise than the saved one.

        A saved record is what it is: to open it costs nothing.
        """
        self.ensure_one()
        if isinstance(self.id, int):
            return False
        saved = self._origin
        return (
            not saved
            or saved.active != self.active
            or saved._get_card() != self._get_card()
        )

    def _render_effect(self):
        """Return the effect as HTML."""
        self.ensure_one()
        values = {"error": case_domain.find_fault(self.env, self.domain)}
        if not values["error"]:
            effects = [
                self._get_effect(company, *self._get_cards_before_and_after(company))
                for company in self._get_companies_scored()
            ]
            values.update(self._add_up(effects), number=self._format_number)
        return self.env["ir.qweb"]._render(
            "debt_collection.collection_scorecard_effect", values
        )

    @api.model
    def _format_number(self, number):
        return formatLang(self.env, number, digits=0)

    def _get_companies_scored(self):
        """Return the companies that the user has chosen and the scorecard is for."""
        chosen = self.env.companies.root_id.sudo()
        own = self._origin.company_id | self.company_id._origin
        if own and self._origin.company_id and self.company_id:
            return chosen & own.sudo()
        return chosen

    def _get_cards_before_and_after(self, company):
        """Return the scorecards of a company in force, and those with the edited one.

        :param company: root company
        :return: two lists of :class:`Card`
        """
        before = list(self._get_cards(company.id))
        after = [card for card in before if card.id != self._origin.id]
        edited = self._get_card()
        if self.active and edited.company_id in (None, company.id):
            after.append(edited)
        return before, sorted(after, key=lambda card: card.rank)

    @api.model
    def _get_effect(self, company, before, after):
        """Return what other scorecards would do to a company's open cases.

        :param company: root company
        :param list before: the scorecards in force
        :param list after: the others
        :return: dict of figures, with the largest changes under ``top`` and the sizes
            of the segments under ``segments``
        """
        self.env.flush_all()
        today = company._collection_today()
        values = self._values_sql(
            company,
            SQL("c.company_id = %s AND c.state <> 'closed'", company.id),
            self._get_codes([*before, *after]),
            today=today,
            card_before=before,
            card_after=after,
        )
        scores = {
            "before": self._score_sql(before, "card_before"),
            "after": self._score_sql(after, "card_after"),
        }
        [effect] = self.env.execute_query_dict(
            SQL(statements.EFFECT, values=values, limit=SHOWN, **scores)
        )
        sizes = {
            name: self._count_segments(company, today, self._cases_sql(values, score))
            for name, score in scores.items()
        }
        return {**effect, "top": effect["top"] or [], "segments": sizes}

    @api.model
    def _cases_sql(self, values, score):
        """Return the cases as they would be with another score, as SQL: a table that
        the conditions of segments take for the cases' own.

        :param SQL values: the statement of what is known of the cases
        :param SQL score: the score, from these values
        """
        columns = [
            SQL.identifier("stored", name)
            for name, field in self.env["collection.case"]._fields.items()
            if field.store and field.column_type and name != "score"
        ]
        return SQL(
            statements.RESCORED,
            columns=SQL(", ").join(columns),
            score=score,
            values=values,
        )

    @api.model
    def _count_segments(self, company, today, cases_sql):
        """Count the open cases of each segment, whatever brings them there. Who was put
        into a segment by hand stays there, as a classification has it.

        :param company: root company
        :param date today: the day on which segments must be in force
        :param SQL cases_sql: the cases, as :meth:`_cases_sql` returns them
        :return: :class:`Counter` of ids of segments, None for cases that fit none
        """
        segments = self.env["collection.segment"]
        in_force = segments._get_in_force(company, today)
        cases = case_domain.get_cases(self.env, company)
        query = Query(self.env, "c", cases_sql)
        conditions = [
            segment._condition_sql(cases, query, today) for segment in in_force
        ]
        rows = self.env.execute_query(
            SQL(
                statements.SIZES,
                first=segments._first_sql(in_force.ids, conditions),
                cases=query.from_clause,
                today=today,
            )
        )
        return Counter(dict(rows))

    @api.model
    def _add_up(self, effects):
        """Return the effect on several companies' cases as one.

        :param list effects: as :meth:`_get_effect` returns them
        :return: dict for the template
        """
        sums = Counter()
        before, after, top = Counter(), Counter(), []
        for effect in effects:
            before.update(effect["segments"]["before"])
            after.update(effect["segments"]["after"])
            top += effect["top"]
            for name in SUMMED:
                sums[name] += effect[name]
        top.sort(key=lambda row: (-abs(row["after"] - row["before"]), row["id"]))
        cases = self.env["collection.case"].browse(row["id"] for row in top[:SHOWN])
        visible = cases._filtered_access("read")
        return {
            "sentences": self._describe_sums(sums),
            "top": [
                (visible & cases.browse(row["id"]), row["before"], row["after"])
                for row in top[:SHOWN]
            ],
            "segments": self._list_segments(before, after),
        }

    @api.model
    def _list_segments(self, before, after):
        """Return the rows of the table of segments, in order, and last what fits none.
        All open cases are among them, so both columns have the same sum.

        :param Counter before: sizes by id, None for no segment
        :param Counter after: the same with the edited scorecard
        :return: list of a segment, or none, and its sizes before and after
        """
        sizes = before | after
        segments = self.env["collection.segment"].browse(filter(None, sizes)).sorted()
        rows = [
            (segment, before[segment.id], after[segment.id]) for segment in segments
        ]
        if segments and sizes[None]:
            rows.append((segments.browse(), before[None], after[None]))
        return rows

    @api.model
    def _describe_sums(self, sums):
        """Return in words how many cases get how many points more or less.

        :param Counter sums: of :data:`SUMMED`
        """
        cases, up, down = sums["case_count"], sums["up_count"], sums["down_count"]
        number = self._format_number
        if not cases:
            return [self.env._("There are no open cases that this could affect.")]
        if not up and not down:
            return [
                self.env._(
                    "None of the %(cases)s open cases would get other points.",
                    cases=number(cases),
                )
            ]
        sentences = []
        if up:
            sentences.append(
                self.env._(
                    "%(count)s of %(cases)s open cases would get more points, "
                    "%(points)s on average.",
                    count=number(up),
                    cases=number(cases),
                    points=number(sums["up_points"] / up),
                )
            )
        if down:
            sentences.append(
                self.env._(
                    "%(count)s of %(cases)s open cases would get fewer points, "
                    "%(points)s on average.",
                    count=number(down),
                    cases=number(cases),
                    points=number(sums["down_points"] / down),
                )
            )
        return sentences
