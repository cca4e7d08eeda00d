# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.scoring import Card
from . import case_domain


class CollectionScorecard(models.Model):
    """How urgent a case is, in points: what is known of it, and what that counts for.

    The points are explained by the parts they are the sum of. Each night the cases are
    scored anew, each by the first scorecard that fits it.
    """

    _name = "collection.scorecard"
    _description = "Scorecard"
    _inherit = [
        "collection.scorecard.effect.mixin",
        "collection.whole.mixin",
        "collection.scorecard.part.mixin",
        "collection.named.mixin",
    ]
    _order = "sequence, id"
    _whole_fields = frozenset({"line_ids", "active"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10,
        required=True,
        help="A case gets its points from the first scorecard that fits it.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        domain=[("parent_id", "=", False)],
        index="btree_not_null",
        help="Leave empty for a scorecard of all companies.",
    )
    domain = fields.Char(
        string="Which Cases",
        default="[]",
        required=True,
        help="Which cases it scores.",
    )
    line_ids = fields.One2many(
        comodel_name="collection.scorecard.characteristic",
        inverse_name="scorecard_id",
        string="Characteristics",
        copy=True,
    )

    points_max = fields.Integer(
        string="At Most",
        compute="_compute_points_max",
        help="The most points a case can get.",
    )
    case_count = fields.Integer(string="Open Cases", compute="_compute_case_count")

    @api.depends("line_ids.points_max")
    def _compute_points_max(self):
        for scorecard in self:
            scorecard.points_max = sum(scorecard.line_ids.mapped("points_max"))

    def _compute_case_count(self):
        counts = dict(
            self.env["collection.case"]._read_group(
                [("scorecard_id", "in", self.ids), ("state", "!=", "closed")],
                ["scorecard_id"],
                ["__count"],
            )
        )
        for scorecard in self:
            scorecard.case_count = counts.get(scorecard._origin, 0)

    def _settle(self):
        """Override of ``collection.whole.mixin``: refuse a scorecard in use that can
        give no points."""
        for scorecard in self.filtered("active"):
            if not scorecard.line_ids:
                raise ValidationError(
                    self.env._(
                        "“%(scorecard)s” has nothing under “%(field)s”, so it would "
                        "give no points. Add a characteristic, or archive the "
                        "scorecard.",
                        scorecard=scorecard.name,
                        field=self._get_label("line_ids"),
                    )
                )
        return super()._settle()

    @api.constrains("company_id")
    def _check_company_id(self):
        for scorecard in self:
            if scorecard.company_id.sudo().parent_id:
                raise ValidationError(
                    self.env._(
                        "Cases belong to a company, not to its branches. Choose "
                        "%(company)s under “%(field)s”.",
                        company=scorecard.company_id.sudo().root_id.name,
                        field=self._get_label("company_id"),
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for scorecard in self:
            error = case_domain.find_fault(self.env, scorecard.domain)
            if error:
                raise ValidationError(
                    self.env._(
                        "The conditions under “%(field)s” of “%(scorecard)s” cannot be "
                        "used. Choose them again. (%(error)s)",
                        field=self._get_label("domain"),
                        scorecard=scorecard.name,
                        error=error,
                    )
                )
            names = case_domain.OF_SCORECARDS
            if field := case_domain.find_circle(self.env, scorecard.domain, names):
                raise ValidationError(
                    self.env._(
                        "“%(scorecard)s”: “%(field)s” follows from the scorecard that "
                        "is used, so it cannot decide which one is. Choose other "
                        "conditions.",
                        scorecard=scorecard.name,
                        field=field,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Refuse to delete what open cases have their points by."""
        cases = self.env["collection.case"].sudo()
        if cases.search_count([("scorecard_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Cases have their points by this scorecard. Archive it instead: "
                    "the next run scores them by another one."
                )
            )

    @api.model
    def _get_label(self, name):
        """Return what a field is called on the screen."""
        return self._fields[name]._description_string(self.env)

    def action_view_cases(self):
        """Open the open cases that it has scored."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_case_action"
            ),
            "domain": [("scorecard_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def _get_card(self):
        """Return what decides about the points, as :class:`Card`, of the record or of
        what stands on its form. What no addon knows any more counts for nothing."""
        self.ensure_one()
        known = self._get_characteristics()
        return Card(
            id=self._origin.id or None,
            sequence=self.sequence,
            company_id=self.company_id._origin.id or None,
            domain=self.domain or "",
            steps=tuple(
                (line.code, line._get_steps())
                for line in self.line_ids
                if line.code in known
            ),
        )
