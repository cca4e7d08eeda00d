# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CollectionRefusalReason(models.Model):
    """One of the reasons for which an act was refused, as it was told."""

    _name = "collection.refusal.reason"
    _description = "Reason of a Refusal"
    _order = "refusal_id, code"
    _log_access = False
    _rec_name = "code"

    refusal_id = fields.Many2one(
        comodel_name="collection.refusal",
        required=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="refusal_id.case_id")
    company_id = fields.Many2one(related="refusal_id.company_id")
    date = fields.Datetime(related="refusal_id.date", store=True)
    code = fields.Char(required=True, index=True)
    message = fields.Char(required=True)
    reference = fields.Char()
    until = fields.Datetime()
