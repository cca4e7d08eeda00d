# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ...tools.chain_walk import Fault


class CollectionErasureMixin(models.AbstractModel):
    """Erasing personal data from the log, which is an entry of the log itself.

    The entry names who erased what, and why, and is sealed like any other. So words
    that are gone without one were not erased but destroyed, and that is found.
    """

    _name = "collection.erasure.mixin"
    _description = "Contact Log Erasure"

    def erase(self, reason):
        """Erase the personal data of sealed entries for good: note, text, number and
        reason. The entries and their chain stay whole.

        :param str reason: the request or the rule that demands it
        :raise AccessError: if the user is no manager
        :raise UserError: without a reason, or for an entry not sealed yet
        """
        self.check_access("read")
        contents = self.env["collection.contact.content"]
        contents.search([("log_id", "in", self.ids)])._erase(reason)

    @api.model
    def _log_erasures(self, entries, reason):
        """Log that the personal data of entries are erased by the user.

        :param entries: the entries, as superuser
        :param str reason: the request or the rule that demands it
        :return: the moment of the erasure
        """
        now = self.env.cr.now().replace(microsecond=0)
        contents = self.env["collection.contact.content"]
        prepared = []
        for entry in entries:
            case, debtor = entry.case_id, entry.partner_id
            content, digest = contents._prepare({"reason": reason})
            values = {
                "erases_id": entry.id,
                "case_id": case.id,
                "partner_id": debtor.id,
                "debtor_ref": debtor.id,
                "company_id": entry.company_id.id,
                "user_id": self.env.uid,
                "date": now,
                "local_time": self._get_local_time(case, now),
                "verdict": self._to_json({"allowed": True, "reasons": []}),
                "timing": "prompt",
                "date_logged": now,
                "content_digest": digest,
            }
            prepared.append((values, content))
        # Who may erase was checked; the log itself may be closed to that user.
        self.sudo()._insert_entries(prepared)
        return now

    @api.model
    def _find_unrecorded_erasures(self, company):
        """Name entries whose personal data are gone without an entry that says who
        erased them, when and why, in the same words."""
        rows = self.env.execute_query(
            SQL(
                """SELECT log.id, log.seq
                     FROM collection_contact_content content
                     JOIN collection_contact_log log ON log.id = content.log_id
                    WHERE log.company_id = %s
                      AND content.date_erased IS NOT NULL
                      AND NOT EXISTS (
                          SELECT FROM collection_contact_log erasure
                            JOIN collection_contact_content words
                              ON words.log_id = erasure.id
                           WHERE erasure.erases_id = log.id
                             AND erasure.company_id = log.company_id
                             AND erasure.user_id = content.erased_by_id
                             AND erasure.date_logged = content.date_erased
                             AND words.reason = content.erase_reason)
                    ORDER BY log.id LIMIT 1000""",
                company.id,
            )
        )
        return [Fault("erased", entry_id, seq) for entry_id, seq in rows]
