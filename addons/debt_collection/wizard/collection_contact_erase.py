# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionContactErase(models.TransientModel):
    """Asks why the personal data of log entries are erased, and erases them."""

    _name = "collection.contact.erase"
    _description = "Erase What Was Logged"

    log_ids = fields.Many2many(
        comodel_name="collection.contact.log",
        relation="collection_contact_erase_log_rel",
        string="Entries",
        required=True,
        default=lambda self: self._default_log_ids(),
    )
    reason = fields.Char(required=True, help="The request or the rule that demands it.")

    @api.model
    def _default_log_ids(self):
        if self.env.context.get("active_model") != "collection.contact.log":
            return False
        return self.env.context.get("active_ids")

    def action_erase(self):
        """Erase note, text, address and reason of the entries for good."""
        self.ensure_one()
        self.log_ids.erase(self.reason)
        return {"type": "ir.actions.act_window_close"}
