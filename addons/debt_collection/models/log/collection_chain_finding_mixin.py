# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.chain_walk import Fault
from .log_statements import find_unguarded

# Sealing takes a moment, and after a crash a minute. What waits longer is stuck.
SEAL_DEADLINE = timedelta(minutes=15)


class CollectionChainFindingMixin(models.AbstractModel):
    """What is wrong with the log although every seal holds."""

    _name = "collection.chain.finding.mixin"
    _description = "Contact Log Chain Findings"

    @api.model
    def _find_lost_heads(self, company):
        """Compare the chain with the last entries that earlier checks saw.

        A chain that was cut off, or sealed anew from some entry on, is whole in itself.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT log.id, past.head_seq
                     FROM collection_chain_check past
                LEFT JOIN collection_contact_log log
                       ON log.company_id = past.company_id
                      AND log.seq = past.head_seq
                    WHERE past.company_id = %s AND past.head_seq > 0
                      AND log.hash IS DISTINCT FROM past.head_hash
                    ORDER BY past.head_seq LIMIT 1""",
                company.id,
            )
        )
        for entry_id, seq in rows:
            if entry_id:
                yield Fault("rewritten", entry_id, seq)
            else:
                yield Fault("truncated", self._get_last_entry_id(company), seq)

    @api.model
    def _get_last_entry_id(self, company):
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM collection_contact_log
                    WHERE company_id = %s AND seq IS NOT NULL
                    ORDER BY seq DESC LIMIT 1""",
                company.id,
            )
        )
        return rows[0][0] if rows else None

    @api.model
    def _find_unsealed(self, company):
        """Name what should have been sealed by now."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM collection_contact_log
                    WHERE company_id = %s AND seq IS NULL AND date_logged < %s
                    ORDER BY id LIMIT 1000""",
                company.id,
                self.env.cr.now() - SEAL_DEADLINE,
            )
        )
        return [Fault("unsealed", entry_id, None) for (entry_id,) in rows]

    @api.model
    def _find_repointed(self, company):
        """Name entries whose debtor or person was replaced by another contact.

        The guard lets these keys change, for merges of contacts. After a merge the
        contact that was there then is gone, and the one that stayed is the debtor of
        the entry's case, or belongs to it; where it still exists, there was none.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT log.id, log.seq
                     FROM collection_contact_log log
                     JOIN collection_case c ON c.id = log.case_id
                     JOIN res_partner shown ON shown.id = log.partner_id
                LEFT JOIN res_partner debtor ON debtor.id = log.debtor_ref
                LEFT JOIN res_partner person ON person.id = log.recipient_ref
                    WHERE log.company_id = %s
                      AND (log.partner_id <> log.debtor_ref
                           OR log.recipient_id
                              IS DISTINCT FROM NULLIF(log.recipient_ref, 0))
                      AND (log.partner_id <> log.debtor_ref
                           AND (debtor.id IS NOT NULL
                                OR c.partner_id NOT IN (
                                   shown.id, shown.commercial_partner_id))
                           OR log.recipient_id <> log.recipient_ref
                           AND (person.id IS NOT NULL
                                OR log.recipient_ref = log.debtor_ref
                                AND log.recipient_id <> log.partner_id)
                           OR (log.recipient_id IS NULL)
                               <> (COALESCE(log.recipient_ref, 0) = 0))
                    ORDER BY log.id LIMIT 1000""",
                company.id,
            )
        )
        return [Fault("repointed", entry_id, seq) for entry_id, seq in rows]

    @api.model
    def _find_exchanged_results(self, company):
        """Name entries that show another result than the one that was logged.

        The seal holds the result's code; the key to the result is what lists and
        filters use.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT log.id, log.seq
                     FROM collection_contact_log log
                LEFT JOIN collection_result result ON result.id = log.result_id
                    WHERE log.company_id = %s
                      AND result.code IS DISTINCT FROM log.result_code
                    ORDER BY log.id LIMIT 1000""",
                company.id,
            )
        )
        return [Fault("result", entry_id, seq) for entry_id, seq in rows]

    @api.model
    def _find_unlogged(self):
        """Tell whether contacts of the system wait too long to be logged at all."""
        waiting = self.env["collection.contact.unlogged"].sudo()
        late = self.env.cr.now() - SEAL_DEADLINE
        return [
            Fault("unlogged", None, None)
            for _one in waiting.search([("date", "<", late)], limit=1)
        ]

    @api.model
    def _find_missing_guards(self):
        """Tell whether a trigger that makes the log append-only is off or missing."""
        rows = self.env.execute_query(find_unguarded())
        return [Fault("unguarded", None, None)] if rows else []
