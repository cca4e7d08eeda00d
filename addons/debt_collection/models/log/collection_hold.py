# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CollectionHold(models.Model):
    _inherit = "collection.hold"

    log_id = fields.Many2one(
        comodel_name="collection.contact.log",
        string="Set by Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The contact whose result has put the case on hold.",
    )
