# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionExperiment(models.Model):
    """Two strategies side by side: the present one, and one that may be better.

    The debtors of a segment are divided by a fixed split. Everybody stays in the same
    arm as long as the experiment runs.
    """

    _name = "collection.experiment"
    _description = "Collection Experiment"
    _inherit = [
        "collection.experiment.life.mixin",
        "collection.experiment.figures.mixin",
        "collection.named.mixin",
    ]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    description = fields.Text(help="What is expected, and what decides.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self._default_company_id(),
        domain=[("parent_id", "=", False)],
    )
    segment_id = fields.Many2one(
        comodel_name="collection.segment",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    champion_strategy_id = fields.Many2one(
        comodel_name="collection.strategy",
        string="Present Strategy",
        compute="_compute_champion_strategy_id",
        store=True,
        ondelete="restrict",
        help="The segment's own strategy, as it was when the experiment started.",
    )
    challenger_strategy_id = fields.Many2one(
        comodel_name="collection.strategy",
        string="Challenger",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id)),"
        " ('id', '!=', champion_strategy_id)]",
    )
    share = fields.Float(
        string="Challenger's Share",
        digits=(5, 2),
        required=True,
        default=50.0,
        help="So many per cent of the debtors get the challenger.",
    )
    salt = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._default_salt(),
        help="Decides, together with the debtor, who gets which strategy.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        copy=False,
        default=lambda self: self._default_date_from(),
    )
    date_to = fields.Date(string="Until", copy=False, help="The last day.")
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("ended", "Ended")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "“Until” must not be before “From”."
    )
    _share_of_both = models.Constraint(
        "CHECK (share > 0 AND share < 100)",
        "The challenger's share must lie between 0 and 100 %: both strategies need "
        "debtors.",
    )
    _rates_of_sample = models.Constraint(
        "CHECK (base_rate > 0 AND min_difference > 0"
        " AND base_rate + min_difference < 100)",
        "The rate paid now and the difference worth knowing must be more than 0 %, and "
        "together less than 100 %.",
    )

    # === DEFAULTS AND COMPUTES === #

    @api.model
    def _default_company_id(self):
        return self.env.company.root_id

    @api.model
    def _default_salt(self):
        return secrets.token_hex(8)

    @api.model
    def _default_date_from(self):
        return self.env.company.root_id.sudo()._collection_today()

    @api.depends("segment_id.strategy_id")
    def _compute_champion_strategy_id(self):
        """Follow the segment until the experiment starts."""
        for experiment in self:
            if experiment.state == "draft":
                strategy = experiment.segment_id.strategy_id
            else:
                strategy = experiment.champion_strategy_id
            experiment.champion_strategy_id = strategy

    # === CHECKS === #

    @api.constrains("company_id")
    def _check_company_id(self):
        for experiment in self:
            company = experiment.company_id.sudo()
            if company.parent_id:
                raise ValidationError(
                    self.env._(
                        "Cases belong to a company, not to its branches. Choose "
                        "%(company)s under “%(field)s”.",
                        company=company.root_id.name,
                        field=self._fields["company_id"]._description_string(self.env),
                    )
                )

    @api.constrains("segment_id", "challenger_strategy_id", "company_id", "state")
    def _check_company_of_parts(self):
        """Refuse a segment or a strategy that the company does not use."""
        for experiment in self.filtered(lambda one: one.state != "ended"):
            for name in ("segment_id", "challenger_strategy_id"):
                part = experiment[name].sudo()
                if part.company_id and part.company_id != experiment.company_id:
                    raise ValidationError(experiment._tell_foreign(name, part))

    def _tell_foreign(self, name, part):
        """Return the sentence that refuses what the company does not use. It is named
        to those alone who may read it.

        :param str name: the field
        :param part: what stands there, as superuser
        """
        field = self._fields[name]._description_string(self.env)
        if not part.sudo(False)._filtered_access("read"):
            return self.env._(
                "%(field)s: it belongs to another company. Choose one of the "
                "experiment's own company, or one that all companies use.",
                field=field,
            )
        return self.env._(
            "%(field)s: “%(part)s” belongs to %(company)s. Choose one of the "
            "experiment's own company, or one that all companies use.",
            field=field,
            part=part.name,
            company=part.company_id.name,
        )

    @api.constrains("segment_id", "challenger_strategy_id", "champion_strategy_id")
    def _check_challenger(self):
        for experiment in self:
            if experiment.state != "ended" and (
                experiment.challenger_strategy_id == experiment.champion_strategy_id
            ):
                # First, for of another company's segment nothing is told.
                experiment._check_company_of_parts()
                raise ValidationError(
                    self.env._(
                        "The challenger is the strategy that “%(segment)s” already "
                        "has. Choose another one.",
                        segment=experiment.segment_id.name,
                    )
                )

    @api.constrains("challenger_strategy_id", "state")
    def _check_challenger_in_use(self):
        """Refuse to work cases by a strategy that is out of use."""
        for experiment in self:
            challenger = experiment.challenger_strategy_id.sudo()
            if experiment.state != "ended" and not challenger.active:
                experiment._check_company_of_parts()
                raise ValidationError(
                    self.env._(
                        "%(field)s: “%(strategy)s” is archived. Put it to use again, "
                        "or choose another one.",
                        field=self._fields[
                            "challenger_strategy_id"
                        ]._description_string(self.env),
                        strategy=challenger.name,
                    )
                )

    @api.constrains("segment_id", "company_id", "date_from", "date_to", "state")
    def _check_alone(self):
        """Refuse experiments that would divide the same debtors at the same time."""
        others = self.sudo().search(
            [
                ("segment_id", "in", self.segment_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "!=", "ended"),
            ]
        )
        for experiment in self.filtered(lambda one: one.state != "ended"):
            for other in others:
                if other != experiment and experiment._is_in_the_way_of(other):
                    raise ValidationError(experiment._tell_in_the_way(other))

    def _is_in_the_way_of(self, other):
        """Tell whether two experiments, neither ended, cannot both be.

        :param other: another experiment
        """
        if (self.segment_id, self.company_id) != (other.segment_id, other.company_id):
            return False
        if self.state == other.state == "running":
            return True
        return (not other.date_to or self.date_from <= other.date_to) and (
            not self.date_to or other.date_from <= self.date_to
        )

    def _tell_in_the_way(self, other):
        """Return the sentence that refuses an experiment because of another one, which
        is named to those alone who may read it.

        :param other: the other experiment
        """
        if not other.sudo(False)._filtered_access("read"):
            return self.env._(
                "An experiment that you cannot see is about the same segment at the "
                "same time. Choose other dates, or ask the collection manager of "
                "%(company)s.",
                company=self.company_id.sudo().name,
            )
        return self.env._(
            "“%(other)s” is about the same segment at the same time. Stop it first, or "
            "choose other dates.",
            other=other.name,
        )
