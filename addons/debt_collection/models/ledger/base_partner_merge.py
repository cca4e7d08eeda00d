# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of `base` to join the open cases before the partners are one.

        Core rewrites the foreign keys by SQL and knows nothing of the index that
        allows one open case a debtor: without this the merge would fail on it.
        """
        self.env.flush_all()
        mark = self.env["collection.mark"].sudo()
        mark._mark_partners(src_partners.ids)
        self.env["collection.case"].sudo()._join_debtors(src_partners, dst_partner)
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # Only now has the partner that stays everything the others had.
        mark._mark_partners(dst_partner.ids)
        return res
