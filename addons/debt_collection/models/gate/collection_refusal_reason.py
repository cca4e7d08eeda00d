# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from . import gate_statements as statements


class CollectionRefusalReason(models.Model):
    """One of the reasons for which an act was refused, as it was told."""

    _name = "collection.refusal.reason"
    _description = "Reason of a Refusal"
    _order = "refusal_id, code"
    _log_access = False
    _rec_name = "code"

    refusal_id = fields.Many2one(
        comodel_name="collection.refusal",
        required=True,
        index=True,
        ondelete="cascade",
    )
    case_id = fields.Many2one(related="refusal_id.case_id")
    company_id = fields.Many2one(related="refusal_id.company_id")
    date = fields.Datetime(related="refusal_id.date", store=True)
    code = fields.Selection(
        selection="_selection_code", string="Reason", required=True, index=True
    )
    message = fields.Char(required=True)
    reference = fields.Char()
    until = fields.Datetime()

    @api.model
    def _insert(self, rows):
        """Write reasons. Their codes may be such as nobody has given words.

        :param list rows: dicts of the columns
        """
        if rows:
            columns = ("refusal_id", "code", "message", "reference", "until")
            self.env.cr.execute_values(
                statements.INSERT_REASONS,
                [[row.get(name) or None for name in columns] for row in rows],
            )
            self.env["collection.refusal"].invalidate_model(["reason_ids"], flush=False)

    @api.model
    def _selection_code(self):
        """Return the words of all reasons, and the codes in use that have none: those
        of an addon that gives none, or that is not there any more."""
        words = self.env["collection.reason"]._get_words()
        used = self.env.execute_query(SQL(statements.CODES_IN_USE))
        words.update({code: code for (code,) in used if code not in words})
        return sorted(words.items(), key=lambda pair: pair[1])
