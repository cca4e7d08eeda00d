# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Each mail that core deletes is asked whether it went to a debtor.
    _collection_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
