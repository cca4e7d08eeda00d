# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountAccount(models.Model):
    _inherit = "account.account"

    def write(self, vals):
        """Override of `account` to follow an account that becomes, or ceases to be, a
        receivable one: its open items come to the cases or leave them."""
        before = {account: account.account_type for account in self}
        res = super().write(vals)
        if "account_type" in vals:
            changed = self.filtered(
                lambda account: (
                    before[account] != account.account_type
                    and "asset_receivable" in (before[account], account.account_type)
                )
            )
            if changed:
                self.env.flush_all()
                self.env["collection.mark"]._mark_accounts(changed.ids)
        return res
