# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CollectionStrategy(models.Model):
    """What is done about a debtor, step by step: the dunning ladder (clause 3.1.2)."""

    _name = "collection.strategy"
    _description = "Collection Strategy"
    _inherit = [
        "collection.bound.mixin",
        "collection.named.mixin",
        "collection.strategy.ladder.mixin",
        "collection.strategy.overview.mixin",
        "collection.whole.mixin",
    ]
    _order = "sequence, id"
    _whole_fields = frozenset({"step_ids", "active", "company_id", "days_stop"})
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        domain=[("parent_id", "=", False)],
        help="Leave empty for a strategy that several companies use.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    description = fields.Text(
        translate=True, help="For whom it is, and what it is to achieve."
    )
    step_ids = fields.One2many(
        comodel_name="collection.strategy.step",
        inverse_name="strategy_id",
        string="Steps",
        copy=True,
        # The form shows the archived ones too: whoever reads the steps asks for those
        # in use.
        context={"active_test": False},
    )
    step_count = fields.Integer(compute="_compute_step_count")
    catch_up = fields.Boolean(
        string="Start Where the Age Fits",
        default=True,
        help="A debtor who comes late, or was paused, goes to the one step that fits "
        "the age; the steps below are left out. Otherwise all steps are taken, one "
        "after the other.",
    )
    least_gap = fields.Integer(
        string="Days Between Steps",
        default=3,
        help="At least so many days lie between two steps, whatever their days say.",
    )

    # When nothing is done
    amount_stop = fields.Monetary(
        string="Nothing Below",
        help="No step is planned for customers with less than this overdue, in the "
        "company's currency.",
    )
    payment_rest = fields.Integer(
        string="Days of Rest After a Payment",
        default=3,
        help="After a payment no step is planned for so many days: it may be the first "
        "of several.",
    )
    days_stop = fields.Integer(
        string="Ends When Older Than",
        help="No further step is planned for debts that are so many days past due. 0: "
        "never.",
    )

    # Ten years: with more a typing error would leave the calendar, and the night's run
    # with it.
    _least_gap_sensible = models.Constraint(
        "CHECK (least_gap BETWEEN 0 AND 3650)",
        "“Days Between Steps” must be between 0 and 3,650.",
    )
    _payment_rest_sensible = models.Constraint(
        "CHECK (payment_rest BETWEEN 0 AND 3650)",
        "“Days of Rest After a Payment” must be between 0 and 3,650.",
    )
    _days_stop_sensible = models.Constraint(
        "CHECK (days_stop BETWEEN 0 AND 3650)",
        "“Ends When Older Than” must be between 0 and 3,650 days.",
    )
    _amount_stop_not_negative = models.Constraint(
        "CHECK (amount_stop >= 0)", "“Nothing Below” must not be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for strategy in self:
            company = strategy.company_id or self.env.company
            strategy.currency_id = company.currency_id

    @api.depends("step_ids.active")
    def _compute_step_count(self):
        for strategy in self:
            strategy.step_count = len(strategy.step_ids.filtered("active"))

    def copy_data(self, default=None):
        """Leave the archived steps behind: nothing was ever done by the copy."""
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            if "step_ids" in vals and "step_ids" not in (default or {}):
                vals["step_ids"] = [
                    (command, step_id, step)
                    for command, step_id, step in vals["step_ids"]
                    if step.get("active", True)
                ]
        return vals_list

    def write(self, vals):
        """Refuse to archive what is in use."""
        if not vals.get("active", True):
            self._check_unused()
        return super().write(vals)

    def unlink(self):
        """Let the companies' lead days follow."""
        res = super().unlink()
        self.env["res.company"]._collection_follow_steps()
        return res

    def _settle(self):
        """Override of ``collection.whole.mixin``: check the ladders, and let the
        companies' lead days follow."""
        self._check_steps()
        self.env["res.company"]._collection_follow_steps()
        return super()._settle()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Refuse to delete what cases are worked by, or were."""
        cases = self.env["collection.case"].sudo().with_context(active_test=False)
        actions = self.env["collection.action"].sudo()
        of_strategy = [("strategy_id", "in", self.ids)]
        if cases.search_count(of_strategy, limit=1) or actions.search_count(
            of_strategy, limit=1
        ):
            raise UserError(
                self.env._(
                    "Cases are, or were, worked by this strategy. Archive it instead."
                )
            )

    def _check_unused(self):
        """Refuse to archive what segments put their cases under, or an experiment.

        :raise ValidationError: naming the segment to those who may read it
        """
        segments = self.env["collection.segment"].sudo()
        using = segments.search([("strategy_id", "in", self.ids)], limit=1)
        if using.sudo(False)._filtered_access("read"):
            raise ValidationError(
                self.env._(
                    "The segment “%(segment)s” works by this strategy. Choose another "
                    "strategy there before you archive this one.",
                    segment=using.name,
                )
            )
        if using:
            raise ValidationError(
                self.env._(
                    "A segment that you cannot see works by this strategy, so it stays "
                    "in use."
                )
            )
        experiments = self.env["collection.experiment"].sudo()
        if experiments.search_count(
            [("challenger_strategy_id", "in", self.ids), ("state", "=", "running")],
            limit=1,
        ):
            raise ValidationError(
                self.env._(
                    "An experiment that is running works by this strategy. Stop it "
                    "before you archive the strategy."
                )
            )

    @api.constrains("company_id")
    def _check_company_id(self):
        """Refuse to take a strategy away from companies that work by it.

        A segment of all companies counts as one of another company; what has ended, or
        is archived, too: whoever looks at it reads the strategy.

        :raise ValidationError: naming the segment to those who may read it
        """
        of_all = self.with_context(active_test=False).sudo()
        for strategy in self.filtered("company_id"):
            company = strategy.company_id
            segments = of_all.env["collection.segment"].search(
                [("strategy_id", "=", strategy.id), ("company_id", "!=", company.id)]
            )
            for segment in segments.sudo(False)._filtered_access("read")[:1]:
                raise ValidationError(
                    self.env._(
                        "The segment “%(segment)s” works by this strategy, and is not "
                        "only %(company)s's. Choose another strategy there first, or "
                        "let this one stay with all companies.",
                        segment=segment.name,
                        company=company.sudo().name,
                    )
                )
            experiments = of_all.env["collection.experiment"].search_count(
                [
                    ("company_id", "!=", company.id),
                    "|",
                    ("challenger_strategy_id", "=", strategy.id),
                    ("champion_strategy_id", "=", strategy.id),
                ],
                limit=1,
            )
            if segments or experiments:
                raise ValidationError(
                    self.env._(
                        "Another company works by this strategy, or did. Copy it, and "
                        "change the copy."
                    )
                )
