# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # Core has no index on a payment's partner. This one holds next to nothing.
    _collection_rejected_idx = models.Index("(partner_id) WHERE state = 'rejected'")

    def _write_multi(self, vals_list):
        """Override of `base` to mark the customers whose payment is rejected, or was
        and is taken up again: no journal item tells of it."""
        states = {
            payment_id: vals["state"]
            for payment_id, vals in zip(self.ids, vals_list, strict=True)
            if vals.get("state") in ("rejected", "draft", "canceled")
        }
        if states:
            self._collection_mark_rejected(states)
        return super()._write_multi(vals_list)

    def _collection_mark_rejected(self, states):
        """Mark the customers of payments that become rejected, or cease to be.

        :param dict states: ids of payments, and the state each gets
        """
        root = self.env["collection.ledger"]._root_sql(SQL("c"))
        rejected = [one for one, state in states.items() if state == "rejected"]
        self.env["collection.mark"].sudo()._insert(
            SQL(
                """SELECT DISTINCT %s, pay.partner_id
                     FROM account_payment pay
                     JOIN res_company c ON c.id = pay.company_id
                    WHERE pay.id = ANY(%s)
                      AND (pay.state = 'rejected' OR pay.id = ANY(%s))
                      AND pay.partner_id IS NOT NULL""",
                root,
                list(states),
                rejected,
            )
        )
