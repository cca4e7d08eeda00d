# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What can still change once it runs. The rest would spoil the comparison.
CHANGEABLE = {"name", "description", "date_to", "state", "base_rate", "min_difference"}
NEXT_STATE = {"draft": "running", "running": "ended"}


class CollectionExperiment(models.Model):
    """Two strategies side by side: the present one, and one that may be better.

    The debtors of a segment are divided by a fixed split. Everybody stays in the same
    arm as long as the experiment runs.
    """

    _name = "collection.experiment"
    _description = "Collection Experiment"
    _inherit = ["collection.experiment.figures.mixin"]
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

    @api.constrains("segment_id", "challenger_strategy_id", "company_id")
    def _check_company_of_parts(self):
        """Refuse a segment or a strategy that the company does not use."""
        for experiment in self:
            company = experiment.company_id
            for name in ("segment_id", "challenger_strategy_id"):
                part = experiment[name].sudo()
                if part.company_id and part.company_id != company:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: “%(part)s” belongs to %(company)s. Choose one "
                            "that %(own)s uses.",
                            field=self._fields[name]._description_string(self.env),
                            part=part.name,
                            company=part.company_id.name,
                            own=company.name,
                        )
                    )

    @api.constrains("segment_id", "challenger_strategy_id", "champion_strategy_id")
    def _check_challenger(self):
        for experiment in self:
            if experiment.state != "ended" and (
                experiment.challenger_strategy_id == experiment.champion_strategy_id
            ):
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

    @api.model_create_multi
    def create(self, vals_list):
        """Begin with a draft.

        :raise UserError: if one would be created in another state
        """
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(
                self.env._("An experiment begins as a draft. Start it then.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change what is compared once it runs, and to go back.

        :raise UserError: if the experiments have started, or the state cannot follow
        """
        fixed = sorted(
            self._fields[name]._description_string(self.env)
            for name in vals.keys() - CHANGEABLE
            if name in self._fields
        )
        if fixed and any(experiment.state != "draft" for experiment in self):
            raise UserError(
                self.env._(
                    "An experiment that has started keeps what it compares: "
                    "%(fields)s. Stop it and start another one.",
                    fields=", ".join(fixed),
                )
            )
        if "state" in vals and any(
            NEXT_STATE.get(experiment.state) != vals["state"] for experiment in self
        ):
            raise UserError(
                self.env._(
                    "A draft can be started, and an experiment that runs can be "
                    "stopped. Nothing else."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(experiment.state != "draft" for experiment in self):
            raise UserError(
                self.env._(
                    "An experiment that has started is kept: cases were worked by its "
                    "strategies. Stop it instead."
                )
            )

    # === ACTIONS === #

    def action_start(self):
        """Let the experiments run: the next run divides the segments' cases."""
        for experiment in self:
            # Nobody was divided before today, whatever the draft said.
            today = experiment.company_id._collection_today()
            experiment.date_from = max(experiment.date_from, today)
        self.write({"state": "running"})

    def action_stop(self):
        """End the experiments: the next run puts all cases under the segment's own
        strategy again."""
        for experiment in self:
            today = experiment.company_id._collection_today()
            last = max(today, experiment.date_from)
            if not experiment.date_to or experiment.date_to > last:
                experiment.date_to = last
        self.write({"state": "ended"})

    def _expire(self):
        """End experiments whose last day is over."""
        self.write({"state": "ended"})
