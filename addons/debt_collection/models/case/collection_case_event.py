# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# The kinds whose values are ids, and the field of the case that holds such a record.
RECORD_OF_KIND = {
    "stage": "stage_id",
    "segment": "segment_id",
    "strategy": "strategy_id",
    "experiment": "experiment_id",
    "step": "step_id",
    "assigned": "user_id",
}


class CollectionCaseEvent(models.Model):
    """What happened to a case and when. Statements write these, never people.

    The upkeep of cases leaves no tracking in the chatter; roll rates, cures and times
    in a stage are counted from here.
    """

    _name = "collection.case.event"
    _description = "Collection Case Event"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "kind"

    case_id = fields.Many2one(
        comodel_name="collection.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    date = fields.Datetime(required=True)
    kind = fields.Selection(
        selection=[
            ("opened", "Opened"),
            ("reopened", "Reopened"),
            ("closed", "Closed"),
            ("merged", "Merged"),
            ("moved", "Debtor Changed"),
            ("stage", "Stage Changed"),
            ("state", "State Changed"),
            ("bucket", "Ageing Changed"),
            ("segment", "Segment Changed"),
            ("strategy", "Strategy Changed"),
            ("experiment", "Entered an Experiment"),
            ("step", "Next Step"),
            ("assigned", "Assigned"),
        ],
        required=True,
    )
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    reason = fields.Selection(
        selection="_selection_reason", readonly=True, help="The code of why."
    )
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    amount_overdue = fields.Monetary(string="Overdue Then")
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", help="Empty where it happened by itself."
    )
    description = fields.Char(compute="_compute_description")

    # Who entered an experiment is looked for among millions of other events.
    _experiment_index = models.Index("(new_value) WHERE kind = 'experiment'")

    @api.depends("kind", "old_value", "new_value")
    @api.depends_context("lang")
    def _compute_description(self):
        """Put the event into words: codes are stored, so that each reads it in the own
        language."""
        words = self._get_value_words()
        for event in self:
            old, new = (
                words.get((event.kind, value), value or "")
                for value in (event.old_value, event.new_value)
            )
            if old and new and old != new:
                event.description = self.env._("%(old)s → %(new)s", old=old, new=new)
            else:
                event.description = new or old

    @api.model
    def _selection_reason(self):
        return self.env["collection.reason"]._get_selection()

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["collection.reason"]._get_words()
        for event in self:
            event.reason_text = words.get(event.reason, event.reason)

    def _get_value_words(self):
        """Return the words for the coded values: dict of (kind, code) to text."""
        Case = self.env["collection.case"]
        words = {}
        for kind, field in (
            ("bucket", "bucket"),
            ("closed", "outcome"),
            ("state", "state"),
        ):
            labels = dict(Case._fields[field]._description_selection(self.env))
            words.update({(kind, code): label for code, label in labels.items()})
        for kind, field in RECORD_OF_KIND.items():
            ids = {
                int(value)
                for event in self
                if event.kind == kind
                for value in (event.old_value, event.new_value)
                if value and value.isdigit()
            }
            # What a collector may not read has a name all the same.
            records = self.env[Case._fields[field].comodel_name].sudo().browse(ids)
            words.update(
                {
                    (kind, str(record.id)): record.display_name
                    for record in records.exists()
                }
            )
        return words

    def action_open_case(self):
        """Open the case to which it happened."""
        self.ensure_one()
        return self.case_id._get_form_action()
