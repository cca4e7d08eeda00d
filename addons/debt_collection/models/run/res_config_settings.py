# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_tz = fields.Selection(
        related="company_id.root_id.collection_tz", readonly=False
    )
    collection_lead_days = fields.Integer(
        related="company_id.root_id.collection_lead_days", readonly=False
    )
    collection_misc_no_followup = fields.Boolean(
        related="company_id.root_id.collection_misc_no_followup", readonly=False
    )
    collection_team_id = fields.Many2one(
        related="company_id.root_id.collection_team_id", readonly=False
    )
    collection_high_value = fields.Monetary(
        related="company_id.root_id.collection_high_value",
        currency_field="collection_currency_id",
        readonly=False,
    )
    collection_currency_id = fields.Many2one(
        related="company_id.root_id.currency_id", string="Collection Currency"
    )
