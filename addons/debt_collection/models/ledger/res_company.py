# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_tz = fields.Selection(
        selection=_tz_get,
        string="Collection Time Zone",
        required=True,
        default=lambda self: self._default_collection_tz(),
        help="Decides what “today” is for this company's cases.",
    )
    collection_lead_days = fields.Integer(
        string="Days Before Due",
        help="A case opens this many days before something falls due. With 0 it opens "
        "once something is overdue.",
    )
    collection_misc_no_followup = fields.Boolean(
        string="Honour “No Follow-Up” on Miscellaneous Entries",
        help="Odoo marks every miscellaneous entry “No Follow-Up” by default, opening "
        "balances included. Switch this on only if you set that mark deliberately.",
    )
    collection_team_id = fields.Many2one(
        comodel_name="collection.team",
        string="Team of New Cases",
        default=lambda self: self._default_collection_team_id(),
        check_company=True,
    )
    collection_high_value = fields.Monetary(
        string="High Value From",
        default=10000,
        help="Cases with at least this much overdue are found by the filter “High "
        "Value”.",
    )

    _collection_lead_days_positive = models.Constraint(
        "CHECK (collection_lead_days >= 0)",
        "The days before due must not be negative.",
    )

    @api.model
    def _default_collection_tz(self):
        return self.partner_id.tz or self.env.user.tz or "UTC"

    @api.model
    def _default_collection_team_id(self):
        team = self.env.ref(
            "debt_collection.collection_team_default", raise_if_not_found=False
        )
        return team if team and team.sudo().active else None

    @api.constrains("collection_team_id")
    def _check_collection_team_id(self):
        # Who makes a company need not have a right on teams.
        for team in self.sudo().collection_team_id:
            if not team.active:
                raise ValidationError(
                    self.env._(
                        "%(team)s is archived: nobody would see its new cases. Choose "
                        "another team.",
                        team=team.name,
                    )
                )

    @api.constrains("collection_high_value")
    def _check_collection_high_value(self):
        for company in self:
            if company.collection_high_value < 0:
                raise ValidationError(
                    self.env._("“High value from” must not be negative.")
                )

    def write(self, vals):
        """Mark the debtors whose cases a changed setting decides differently."""
        res = super().write(vals)
        if {"collection_misc_no_followup", "collection_lead_days"} & vals.keys():
            self.env["collection.mark"]._mark_companies(self.root_id)
        return res

    def _collection_today(self):
        """Return the date it is for this company's cases, in the company's own zone."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.collection_tz))

    @api.model
    def _collection_roots(self):
        """Return the companies that have cases of their own.

        An archived one is among them: what its customers owe stands in its ledger.
        """
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("parent_id", "=", False)])
