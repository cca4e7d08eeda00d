# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...models.ledger.collection_totals_mixin import BUCKET_SELECTION


class CollectionGuideAge(models.TransientModel):
    """What the ledger holds of one age."""

    _name = "collection.guide.age"
    _description = "Guide: Age"
    _order = "id"

    guide_id = fields.Many2one(
        comodel_name="collection.guide", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="guide_id.currency_id")
    bucket = fields.Selection(selection=BUCKET_SELECTION, string="Age", required=True)
    customer_count = fields.Integer(
        string="Customers", help="Whose oldest overdue item is so old."
    )
    amount_overdue = fields.Monetary(
        string="They Owe Overdue", help="All that these customers owe overdue."
    )
    amount_of_age = fields.Monetary(
        string="Items of This Age",
        help="What is open of this age, whoever owes it. Compare it with the aged "
        "receivables of the accounting.",
    )
