# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CollectionRunError(models.Model):
    """A debtor whose case a run could not bring up to date, and why."""

    _name = "collection.run.error"
    _description = "Collection Run Error"
    _order = "id"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        comodel_name="collection.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index=True,
        ondelete="cascade",
        help="Empty where a batch failed that had no customers.",
    )
    message = fields.Text(required=True)
