# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    collection_team_ids = fields.Many2many(
        comodel_name="collection.team",
        relation="collection_team_member_rel",
        column1="user_id",
        column2="team_id",
        string="Collection Teams",
    )
