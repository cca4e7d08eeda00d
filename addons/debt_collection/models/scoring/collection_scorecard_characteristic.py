# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ...tools.scoring import make_steps, upper_bounds


class CollectionScorecardCharacteristic(models.Model):
    """What one thing known of a case counts for on a scorecard."""

    _name = "collection.scorecard.characteristic"
    _description = "Scorecard Characteristic"
    _inherit = ["collection.scorecard.part.mixin", "collection.choice.mixin"]
    _order = "sequence, id"
    _rec_name = "code"
    _choice_field = "code"

    scorecard_id = fields.Many2one(
        comodel_name="collection.scorecard",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    code = fields.Selection(
        selection="_selection_code", string="Characteristic", required=True
    )
    weight = fields.Float(
        digits=(16, 2),
        default=1,
        required=True,
        help="The points of the range are multiplied by it and rounded. With 0 the "
        "characteristic counts for nothing.",
    )
    points_unknown = fields.Integer(
        string="Points If Unknown",
        help="What a case gets of which this is not known, before the weight.",
    )
    range_ids = fields.One2many(
        comodel_name="collection.scorecard.range",
        inverse_name="characteristic_id",
        string="Ranges",
        copy=True,
    )
    unit_name = fields.Char(string="Unit", compute="_compute_description")
    description = fields.Char(
        string="How It Is Measured", compute="_compute_description"
    )
    summary = fields.Char(string="Ranges and Points", compute="_compute_summary")
    points_below = fields.Char(string="Below", compute="_compute_summary")
    points_max = fields.Integer(
        string="At Most", compute="_compute_summary", help="The most it can count for."
    )

    # Deferrable: checked once a statement is done, so that two can change places.
    _code_unique = models.Constraint(
        "UNIQUE (scorecard_id, code) DEFERRABLE INITIALLY IMMEDIATE",
        "“Characteristic”: each stands on a scorecard once. Put its ranges together.",
    )
    _weight_sensible = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 100)",
        "“Weight” must be between 0 and 100.",
    )
    _points_unknown_sensible = models.Constraint(
        "CHECK (points_unknown BETWEEN -100000 AND 100000)",
        "“Points If Unknown” must be between -100,000 and 100,000.",
    )

    @api.model
    def _selection_code(self):
        known = self.env["collection.scorecard"]._get_characteristics()
        return [
            (code, one.label[:1].upper() + one.label[1:]) for code, one in known.items()
        ]

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_description(self):
        known = self.env["collection.scorecard"]._get_characteristics()
        units = self._get_unit_names()
        for line in self:
            one = known.get(line.code)
            line.description = one.help if one else False
            line.unit_name = units[one.unit] if one else False

    @api.model
    def _get_unit_names(self):
        """Return what the units are called."""
        return {
            "amount": self.env._("in company currency"),
            "days": self.env._("days"),
            "months": self.env._("months"),
            "percent": self.env._("%"),
            "count": self.env._("number"),
        }

    @api.depends("weight", "points_unknown", "range_ids.value_from", "range_ids.points")
    @api.depends_context("lang")
    def _compute_summary(self):
        for line in self:
            steps = line._get_steps()
            line.points_max = max(
                [*(part for _, part in steps.bounds), steps.unknown, 0]
            )
            line.summary = " · ".join(
                self.env._(
                    "from %(bound)s: %(points)s",
                    bound=self._format_bound(bound),
                    points=part,
                )
                for bound, part in reversed(steps.bounds)
            )
            line.points_below = line._describe_below()

    def _describe_below(self):
        """Return in words what a value below the first range counts for."""
        self.ensure_one()
        if not self.range_ids:
            return self.env._("Without a range, any value counts for 0 points.")
        first = min(self.range_ids.mapped("value_from"))
        return self.env._(
            "A value below %(bound)s counts for 0 points.",
            bound=self._format_bound(first),
        )

    @api.model
    def _format_bound(self, bound):
        """Return a bound as people write it, without decimals where it has none."""
        return formatLang(self.env, bound, digits=0 if bound == int(bound) else 2)

    def _get_steps(self):
        """Return what values are worth, as :class:`Steps`."""
        self.ensure_one()
        return make_steps(
            [(one.value_from, one.points) for one in self.range_ids],
            self.weight,
            self.points_unknown,
        )

    @api.constrains("code")
    def _check_measurable(self):
        """Refuse what cannot be measured on the cases there are.

        :raise ValidationError: naming the characteristic
        """
        for line in self:
            scorecard = line.scorecard_id
            companies = scorecard.company_id or self.env.companies.root_id
            for company in companies:
                if error := scorecard.sudo()._find_fault(company, line.code):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: “%(characteristic)s” cannot be measured on "
                            "the cases of %(company)s. Choose another one. (%(error)s)",
                            field=self._fields["code"]._description_string(self.env),
                            characteristic=line._get_name(),
                            company=company.sudo().name,
                            error=error,
                        )
                    )

    def _get_name(self):
        """Return what the characteristic is called, or its code."""
        self.ensure_one()
        names = dict(self._fields["code"]._description_selection(self.env))
        return names.get(self.code, self.code)

    def _get_upper_bounds(self):
        """Return where each range ends, by where it begins."""
        self.ensure_one()
        return upper_bounds(self.range_ids.mapped("value_from"))

    def write(self, vals):
        """Look at the scorecards as a whole, as :meth:`unlink` does."""
        scorecards = self.scorecard_id
        res = super().write(vals)
        if "scorecard_id" in vals:
            (scorecards | self.scorecard_id)._whole_changed()
        return res

    def unlink(self):
        """Refuse to leave a scorecard without characteristics, once the change is
        complete: it may lose some before it gets others."""
        scorecards = self.scorecard_id
        res = super().unlink()
        scorecards.exists()._whole_changed()
        return res
