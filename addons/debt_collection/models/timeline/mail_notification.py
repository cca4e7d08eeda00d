# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from . import timeline_statements as statements


class MailNotification(models.Model):
    _inherit = "mail.notification"

    # What was sent to an address or a number that names no contact.
    _collection_email_idx = models.Index(
        "(mail_email_address)"
        " WHERE res_partner_id IS NULL AND mail_email_address IS NOT NULL"
    )
    _collection_number_idx = models.Index(
        f"(({statements.NOTIFIED_NUMBER}))"
        " WHERE res_partner_id IS NULL AND sms_number IS NOT NULL"
    )
