# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

# A change of one of these changes what a debtor owes, or since when.
AMOUNT_FIELDS = frozenset(
    {"amount_residual", "reconciled", "date_maturity", "no_followup", "date", "balance"}
)
# A change of one of these changes who owes it, so the old debtor is marked as well.
DEBTOR_FIELDS = frozenset({"partner_id", "company_id", "account_id", "parent_state"})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Makes the totals of all debtors one index scan, whatever lies paid in the ledger.
    _collection_open_idx = models.Index(
        "(partner_id, account_id) INCLUDE"
        " (company_id, date_maturity, date, amount_residual, no_followup, move_id)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted'"
        " AND amount_residual <> 0"
    )

    def _write_multi(self, vals_list):
        """Override of `base` to mark the debtors of receivables that change.

        This is the one place that sees every stored change, computed ones too; hooks
        on posting and reconciling alone miss due dates, exchange differences, resets
        to draft and more.
        """
        touched, moved = [], []
        for line_id, vals in zip(self.ids, vals_list, strict=True):
            if not AMOUNT_FIELDS.isdisjoint(vals):
                touched.append(line_id)
            if not DEBTOR_FIELDS.isdisjoint(vals):
                touched.append(line_id)
                # A line that only becomes posted had no debtor before.
                if (
                    vals.get("parent_state") != "posted"
                    or len(DEBTOR_FIELDS.intersection(vals)) > 1
                ):
                    moved.append(line_id)
        if moved:
            self.env["collection.mark"]._mark_lines(moved)
        if touched:
            self._collection_mark_at_precommit(touched)
        return super()._write_multi(vals_list)

    def unlink(self):
        """Override of `account` to mark the debtors of posted lines before they go."""
        self.env["collection.mark"]._mark_lines(self.ids)
        return super().unlink()

    def _collection_mark_at_precommit(self, line_ids):
        """Collect changed lines, to be marked by one statement before the commit."""
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault("debt_collection.lines", set())
        if not pending:
            precommit.add(self.env["account.move.line"]._collection_mark_pending)
        pending.update(line_ids)

    def _collection_mark_pending(self):
        """Mark the debtors of all lines collected in this transaction so far."""
        line_ids = self.env.cr.precommit.data.pop("debt_collection.lines", ())
        self.env["collection.mark"]._mark_lines(line_ids)
