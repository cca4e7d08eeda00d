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
    collection_is_live = fields.Boolean(
        related="company_id.root_id.collection_is_live", readonly=False
    )
    collection_payment_patience = fields.Integer(
        related="company_id.root_id.collection_payment_patience", readonly=False
    )
    collection_log_days = fields.Integer(
        related="company_id.root_id.collection_log_days", readonly=False
    )
    collection_anchor_period = fields.Selection(
        related="company_id.root_id.collection_anchor_period", readonly=False
    )
    collection_anchor_email = fields.Char(
        related="company_id.root_id.collection_anchor_email", readonly=False
    )
    collection_chain_state = fields.Selection(
        related="company_id.root_id.collection_chain_check_id.state",
        string="Contact Log",
    )
    collection_chain_date = fields.Datetime(
        related="company_id.root_id.collection_chain_check_id.date",
        string="Log Checked On",
    )
    collection_currency_id = fields.Many2one(
        related="company_id.root_id.currency_id", string="Collection Currency"
    )
