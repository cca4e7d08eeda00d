# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ...tools.split import LEAST_CASES, SLOTS, difference_interval, sample_sizes
from ..scoring import segment_statements as statements


class CollectionExperimentFiguresMixin(models.AbstractModel):
    """How many cases an experiment has, how many it needs, and what came of it."""

    _name = "collection.experiment.figures.mixin"
    _description = "Collection Experiment Figures"

    # What it takes
    base_rate = fields.Float(
        string="Paid Now",
        digits=(5, 2),
        required=True,
        default=50.0,
        help="About so many per cent of the cases are paid with the present strategy. "
        "50 % needs the most cases, so it is the safe choice where nobody knows.",
    )
    min_difference = fields.Float(
        string="Difference Worth Knowing",
        digits=(5, 2),
        required=True,
        default=10.0,
        help="In percentage points. Half the difference needs four times the cases.",
    )
    champion_needed = fields.Integer(
        string="Cases Needed: Present", compute="_compute_needed"
    )
    challenger_needed = fields.Integer(
        string="Cases Needed: Challenger", compute="_compute_needed"
    )
    sample_note = fields.Char(string="Sample", compute="_compute_figures")
    is_sufficient = fields.Boolean(compute="_compute_figures")

    # What there is
    champion_count = fields.Integer(string="Cases: Present", compute="_compute_figures")
    challenger_count = fields.Integer(
        string="Cases: Challenger", compute="_compute_figures"
    )
    champion_paid = fields.Integer(string="Paid: Present", compute="_compute_figures")
    challenger_paid = fields.Integer(
        string="Paid: Challenger", compute="_compute_figures"
    )

    # What came of it
    is_telling = fields.Boolean(
        compute="_compute_figures", help="Both arms have enough cases to say anything."
    )
    lift = fields.Float(
        compute="_compute_figures",
        help="By how much more, or less, is paid with the challenger, in percentage "
        "points.",
    )
    lift_low = fields.Float(compute="_compute_figures")
    lift_high = fields.Float(compute="_compute_figures")
    result_note = fields.Char(
        string="Result",
        compute="_compute_figures",
        help="Cases closed as paid since they came in, of those that came in. In "
        "brackets the 95 % confidence interval of the difference, by Newcombe.",
    )

    @api.depends("base_rate", "min_difference", "share")
    def _compute_needed(self):
        for experiment in self:
            base, more = experiment.base_rate / 100, experiment.min_difference / 100
            share = experiment.share / 100
            needed = (0, 0)
            # While they are typed, they may be out of the range.
            if base > 0 and more > 0 and base + more < 1 and 0 < share < 1:
                needed = sample_sizes(base, more, share)
            experiment.champion_needed, experiment.challenger_needed = needed

    @api.depends(
        "segment_id",
        "company_id",
        "share",
        "salt",
        "state",
        "champion_needed",
        "challenger_needed",
    )
    def _compute_figures(self):
        """Before the start, count whom the split would put where; afterwards, who came
        in and who has paid."""
        drafts = self.filtered(lambda experiment: experiment.state == "draft")
        found = {**drafts._count_arms(), **(self - drafts)._count_results()}
        for experiment in self:
            figures = found.get(experiment, {})
            total, paid = figures.get("challenger", (0, 0))
            base_total, base_paid = figures.get("champion", (0, 0))
            experiment.champion_count, experiment.champion_paid = base_total, base_paid
            experiment.challenger_count, experiment.challenger_paid = total, paid
            experiment.is_telling = (
                experiment.state != "draft" and min(total, base_total) >= LEAST_CASES
            )
            low = high = lift = 0.0
            if experiment.is_telling:
                lift = paid / total - base_paid / base_total
                low, high = difference_interval(paid, total, base_paid, base_total)
            experiment.lift = lift * 100
            experiment.lift_low, experiment.lift_high = low * 100, high * 100
            experiment.is_sufficient = (
                0 < experiment.champion_needed <= base_total
                and experiment.challenger_needed <= total
            )
            experiment.sample_note = experiment._get_sample_note()
            experiment.result_note = experiment._get_result_note()

    def _count_arms(self):
        """Count today's cases of drafts by the arm in which they would be.

        :return: dict of experiment to a dict of arm to a pair: cases, and none paid
        """
        drafts = [
            draft
            for draft in self
            if draft.segment_id and draft.company_id and draft.salt
        ]
        if not drafts:
            return {}
        rows = self.env.execute_query(
            SQL(
                statements.ARMS,
                slot=self.env["collection.segment"]._slot_sql(
                    SQL("draft.salt"), SQL("c.partner_id")
                ),
                keys=list(range(len(drafts))),
                segments=[draft.segment_id._origin.id for draft in drafts],
                companies=[draft.company_id._origin.id for draft in drafts],
                salts=[draft.salt for draft in drafts],
                numbers=[round(draft.share * SLOTS / 100) for draft in drafts],
            )
        )
        counts = defaultdict(dict)
        for key, is_challenger, count in rows:
            arm = "challenger" if is_challenger else "champion"
            counts[drafts[key]][arm] = (count, 0)
        return counts

    def _count_results(self):
        """Count who came into each arm, and who of them has paid.

        :return: dict of experiment to a dict of arm to a pair: cases, and those paid
        """
        if not self:
            return {}
        self.env.flush_all()
        counts = defaultdict(dict)
        by_id = {experiment._origin.id: experiment for experiment in self}
        for experiment_id, arm, count, paid in self.env.execute_query(
            SQL(statements.RESULTS, experiments=list(by_id))
        ):
            counts[by_id[experiment_id]][arm] = (count, paid)
        return counts

    # === WORDS === #

    def _get_sample_note(self):
        """Return whether there are enough cases for the difference to be seen."""
        self.ensure_one()
        values = {
            "champion": self.champion_needed,
            "challenger": self.challenger_needed,
        }
        if not self.champion_needed:
            return False
        if self.is_sufficient:
            return self.env._(
                "Enough: it takes %(champion)s and %(challenger)s cases.", **values
            )
        return self.env._(
            "Too few: it takes %(champion)s cases with the present strategy and "
            "%(challenger)s with the challenger. Let it run longer, choose a larger "
            "segment, or look for a bigger difference.",
            **values,
        )

    def _get_result_note(self):
        """Return what came of the experiment, as a sentence."""
        self.ensure_one()
        if self.state == "draft":
            return False
        if not self.is_telling:
            return self.env._(
                "Too few to tell: each arm needs at least %(count)s cases.",
                count=LEAST_CASES,
            )
        values = {
            "lift": self._format_points(self.lift),
            "low": self._format_points(self.lift_low),
            "high": self._format_points(self.lift_high),
        }
        if self.lift_low > 0:
            return self.env._(
                "The challenger collects more: %(lift)s percentage points (95 %% sure: "
                "%(low)s to %(high)s).",
                **values,
            )
        if self.lift_high < 0:
            return self.env._(
                "The challenger collects less: %(lift)s percentage points (95 %% sure: "
                "%(low)s to %(high)s).",
                **values,
            )
        return self.env._(
            "No difference is proven: %(lift)s percentage points (95 %% sure: %(low)s "
            "to %(high)s).",
            **values,
        )

    def _format_points(self, points):
        """Return percentage points as the reader writes numbers, with their sign."""
        sign = "+" if points > 0 else ""
        return sign + formatLang(self.env, points, digits=1)
