# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..ledger.collection_totals_mixin import BUCKET_SELECTION


class CollectionRunChange(models.Model):
    """What a dry run would do to one debtor's case."""

    _name = "collection.run.change"
    _description = "Collection Run Change"
    _order = "kind, amount_after desc, id"
    _log_access = False
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        comodel_name="collection.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    currency_id = fields.Many2one(related="run_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        selection=[
            ("opened", "Would Open"),
            ("reopened", "Would Reopen"),
            ("closed", "Would Close"),
            ("moved", "Would Go to Another Customer"),
            ("changed", "Would Change"),
        ],
        required=True,
    )
    amount_before = fields.Monetary(string="Overdue Now")
    amount_after = fields.Monetary(string="Overdue Then")
    bucket_before = fields.Selection(
        selection=BUCKET_SELECTION,
        string="Ageing Now",
    )
    bucket_after = fields.Selection(
        selection=BUCKET_SELECTION,
        string="Ageing Then",
    )
