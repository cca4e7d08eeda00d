# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionAssignmentRule(models.Model):
    """Which new cases go to which team. The first rule that matches decides; where none
    does, a case stays with the company's team of new cases.

    Within a team the case goes to whoever knows the debtor, otherwise to whoever has
    most room.
    """

    _name = "collection.assignment.rule"
    _description = "Assignment Rule"
    _inherit = [
        "collection.bound.mixin",
        "collection.named.mixin",
        "collection.assigner.mixin",
    ]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        domain=[("parent_id", "=", False)],
        help="Leave empty for a rule of all companies.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    segment_ids = fields.Many2many(
        comodel_name="collection.segment",
        relation="collection_assignment_rule_segment_rel",
        column1="rule_id",
        column2="segment_id",
        string="Segments",
        check_company=True,
        help="Empty: any segment, and none.",
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="collection_assignment_rule_country_rel",
        column1="rule_id",
        column2="country_id",
        string="Countries",
        help="The customer's country. Empty: any, and none.",
    )
    lang_ids = fields.Many2many(
        comodel_name="res.lang",
        relation="collection_assignment_rule_lang_rel",
        column1="rule_id",
        column2="lang_id",
        string="Languages",
        help="The customer's language. Empty: any.",
    )
    amount_min = fields.Monetary(
        string="Overdue From", help="In the currency of the case's company."
    )
    amount_max = fields.Monetary(
        string="Overdue Up To",
        help="In the currency of the case's company. 0: no upper end.",
    )
    team_id = fields.Many2one(
        comodel_name="collection.team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="collection_assignment_rule_user_rel",
        column1="rule_id",
        column2="user_id",
        string="Only These Members",
        domain="[('collection_team_ids', 'in', team_id)]",
        help="Empty: all members of the team.",
    )

    _amounts_ordered = models.Constraint(
        "CHECK (amount_min >= 0 AND (amount_max = 0 OR amount_max >= amount_min))",
        "“Overdue up to” is not below “Overdue from”, and neither is negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.constrains("company_id")
    def _check_company_id(self):
        for rule in self:
            if rule.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Cases belong to %(root)s, not to its branch %(company)s. "
                        "Choose that company.",
                        root=rule.company_id.root_id.name,
                        company=rule.company_id.name,
                    )
                )

    @api.constrains("user_ids", "team_id")
    def _check_user_ids(self):
        for rule in self.sudo():
            strangers = rule.user_ids - rule.team_id.member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "Not in %(team)s: %(people)s. Add them to the team first, or "
                        "leave them out.",
                        team=rule.team_id.name,
                        people=", ".join(strangers.mapped("name")),
                    )
                )
