# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..log.collection_entry_check_mixin import LONGEST_WAIT
from . import case_domain


class CollectionSegment(models.Model):
    """Customers who are treated alike (clause 3.1.2): by score, by other facts of the
    case, or both.

    A case goes to the first segment in the order that fits, and is worked by its
    strategy.
    """

    _name = "collection.segment"
    _description = "Collection Segment"
    _inherit = [
        "collection.bound.mixin",
        "collection.classify.mixin",
        "collection.named.mixin",
        "collection.segment.figures.mixin",
        "collection.strategy.use.mixin",
    ]
    _order = "sequence, id"
    _use_fields = frozenset({"strategy_id", "active", "company_id"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        domain=[("parent_id", "=", False)],
        help="Leave empty for a segment that several companies use.",
    )
    description = fields.Text(
        translate=True, help="Who belongs here, and what is to be achieved."
    )
    strategy_id = fields.Many2one(
        comodel_name="collection.strategy",
        required=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
    )

    # Who belongs here
    score_from = fields.Integer(help="The lowest score. 0: no lower limit.")
    score_to = fields.Integer(
        string="Score Below",
        help="Scores from here on no longer belong to it. 0: no upper limit.",
    )
    score_range = fields.Char(compute="_compute_score_range")
    domain = fields.Char(
        string="Conditions",
        default="[]",
        help="What else must be true of the case.",
    )
    date_from = fields.Date(string="In Force From", help="Empty: since ever.")
    date_to = fields.Date(string="In Force Until", help="Empty: for ever.")

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "“In Force Until” must not be before “In Force From”.",
    )

    # === COMPUTES === #

    @api.depends("score_from", "score_to")
    def _compute_score_range(self):
        for segment in self:
            low, high = segment.score_from, segment.score_to
            if low and high:
                segment.score_range = self.env._(
                    "%(low)s to below %(high)s", low=low, high=high
                )
            elif high:
                segment.score_range = self.env._("below %(high)s", high=high)
            elif low:
                segment.score_range = self.env._("%(low)s and more", low=low)
            else:
                segment.score_range = self.env._("any")

    # === CHECKS === #

    @api.constrains("score_from", "score_to")
    def _check_scores(self):
        for segment in self:
            if segment.score_to and segment.score_from >= segment.score_to:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s”: “Score Below” must be more than “Score From”, "
                        "or 0 for no upper limit.",
                        segment=segment.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse conditions that cannot be read or searched for, or that speak of what
        the segment decides."""
        for segment in self:
            fault = case_domain.find_fault(self.env, segment.domain)
            if fault:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s”: the conditions cannot be searched for. Enter "
                        "them anew. (%(error)s)",
                        segment=segment.name,
                        error=fault,
                    )
                )
            names = case_domain.OF_SEGMENTS
            if field := case_domain.find_circle(self.env, segment.domain, names):
                raise ValidationError(
                    self.env._(
                        "“%(segment)s”: “%(field)s” follows from the segment a case is "
                        "in, so it cannot decide about the segment. Choose other "
                        "conditions.",
                        segment=segment.name,
                        field=field,
                    )
                )

    @api.constrains("strategy_id", "active")
    def _check_strategy_in_use(self):
        """Refuse to work cases by a strategy that is out of use: it may be unfinished,
        and nobody keeps it up to date."""
        for segment in self.filtered("active"):
            strategy = segment.strategy_id.sudo()
            if strategy.active:
                continue
            if not strategy.sudo(False)._filtered_access("read"):
                raise ValidationError(segment._tell_unseen_strategy())
            raise ValidationError(
                self.env._(
                    "“%(segment)s”: the strategy “%(strategy)s” is archived. Put it to "
                    "use again, or choose another one.",
                    segment=segment.name,
                    strategy=strategy.name,
                )
            )

    @api.constrains("strategy_id", "company_id")
    def _check_strategy_id(self):
        for segment in self:
            company, strategy = segment.company_id, segment.strategy_id.sudo()
            if company != company.root_id:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s”: cases belong to %(company)s, not to its "
                        "branches. Choose it as the company.",
                        segment=segment.name,
                        company=company.root_id.name,
                    )
                )
            if not strategy.company_id or strategy.company_id == company:
                continue
            if not strategy.sudo(False)._filtered_access("read"):
                raise ValidationError(segment._tell_unseen_strategy())
            raise ValidationError(
                self.env._(
                    "“%(segment)s”: the strategy “%(strategy)s” belongs to "
                    "%(company)s. Choose one of the segment's own company, or one that "
                    "all companies use.",
                    segment=segment.name,
                    strategy=strategy.name,
                    company=strategy.company_id.name,
                )
            )

    def _tell_unseen_strategy(self):
        """Return the sentence that refuses a strategy the reader must not know of."""
        return self.env._(
            "“%(segment)s”: that strategy belongs to another company. Choose one of "
            "the segment's own company, or one that all companies use.",
            segment=self.name,
        )

    @api.constrains("strategy_id", "active", "company_id")
    def _check_experiments(self):
        """Refuse to change what an experiment compares."""
        experiments = self.env["collection.experiment"].sudo()
        for experiment in experiments.search(
            [("segment_id", "in", self.ids), ("state", "=", "running")]
        ):
            segment = experiment.segment_id
            if (
                not segment.active
                or segment.strategy_id != experiment.champion_strategy_id
                or segment.company_id - experiment.company_id
            ):
                raise ValidationError(segment._tell_compared(experiment))

    def _tell_compared(self, experiment):
        """Return the sentence that refuses to change what an experiment compares. It is
        named to those alone who may read it."""
        if not experiment.sudo(False)._filtered_access("read"):
            return self.env._(
                "An experiment that you cannot see compares strategies in "
                "“%(segment)s”. Let an administrator have it stopped first.",
                segment=self.name,
            )
        return self.env._(
            "The experiment “%(experiment)s” compares strategies in “%(segment)s”. "
            "Stop it first.",
            experiment=experiment.name,
            segment=self.name,
        )

    def _check_override(self, company, today, until):
        """Refuse what nobody can be put into by hand.

        :raise UserError: if the end is not to come, or years away, or the segment is
            not in use, or another company's
        """
        until = fields.Date.to_date(until)
        if not until or until <= today:
            raise UserError(
                self.env._(
                    "Until when? Choose a day after %(today)s.",
                    today=format_date(self.env, today),
                )
            )
        if until > today + LONGEST_WAIT:
            raise UserError(
                self.env._(
                    "That day is too far away. Choose one until %(latest)s.",
                    latest=format_date(self.env, today + LONGEST_WAIT),
                )
            )
        segment = self.sudo()
        if len(segment) != 1 or not segment.active:
            raise UserError(self.env._("Choose a segment that is in use."))
        if segment.company_id and segment.company_id != company:
            if not segment.sudo(False)._filtered_access("read"):
                raise UserError(
                    self.env._(
                        "This segment belongs to another company. Choose one of "
                        "%(company)s, or one that all companies use.",
                        company=company.name,
                    )
                )
            raise UserError(
                self.env._(
                    "“%(segment)s” belongs to %(company)s. Choose another segment.",
                    segment=segment.name,
                    company=segment.company_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Refuse to delete what cases are in, or were: their history names it."""
        numbers = [str(key) for key in self.ids]
        events = self.env["collection.case.event"].sudo()
        cases = self.env["collection.case"].sudo().with_context(active_test=False)
        experiments = self.env["collection.experiment"].sudo()
        if (
            cases.search_count(
                [
                    "|",
                    ("segment_id", "in", self.ids),
                    ("override_segment_id", "in", self.ids),
                ],
                limit=1,
            )
            or experiments.search_count([("segment_id", "in", self.ids)], limit=1)
            or events.search_count(
                [
                    ("kind", "=", "segment"),
                    "|",
                    ("old_value", "in", numbers),
                    ("new_value", "in", numbers),
                ],
                limit=1,
            )
        ):
            raise UserError(
                self.env._(
                    "Cases are, or were, in this segment, or an experiment is about "
                    "it. Archive it instead."
                )
            )
