# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    collection_team_ids = fields.Many2many(
        comodel_name="collection.team",
        relation="collection_team_member_rel",
        column1="user_id",
        column2="team_id",
        string="Collection Teams",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        """Refuse to delete who logged contacts: the log is kept with its author."""
        logged = self.env["collection.contact.log"].sudo()
        if logged.search_count([("user_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This user logged contacts with debtors, and the log is kept. "
                    "Archive the user instead."
                )
            )
