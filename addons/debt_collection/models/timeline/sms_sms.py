# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from . import timeline_statements as statements


class SmsSms(models.Model):
    _inherit = "sms.sms"

    _collection_number_idx = models.Index(
        f"(({statements.SMS_NUMBER})) WHERE mail_message_id IS NOT NULL"
    )
