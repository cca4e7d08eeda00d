# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionScorecardRange(models.Model):
    """From where on a value is worth how many points.

    A range ends where the next one begins. So there can be no gap between two of them,
    and no overlap.
    """

    _name = "collection.scorecard.range"
    _description = "Scorecard Range"
    _inherit = ["collection.scorecard.part.mixin"]
    _order = "value_from, id"
    _rec_name = "value_from"

    characteristic_id = fields.Many2one(
        comodel_name="collection.scorecard.characteristic",
        required=True,
        index=True,
        ondelete="cascade",
    )
    value_from = fields.Float(
        string="From",
        digits=(16, 2),
        required=True,
        help="The first value of the range.",
    )
    value_to = fields.Char(
        string="To Below",
        compute="_compute_value_to",
        help="Where the next range begins.",
    )
    points = fields.Integer(required=True, help="Before the weight.")

    # Deferrable: checked once a statement is done, so that two can change places.
    _value_from_unique = models.Constraint(
        "UNIQUE (characteristic_id, value_from) DEFERRABLE INITIALLY IMMEDIATE",
        "“From”: two ranges of a characteristic begin with the same value. Change one "
        "of them, or delete it.",
    )
    _points_sensible = models.Constraint(
        "CHECK (points BETWEEN -100000 AND 100000)",
        "“Points” must be between -100,000 and 100,000.",
    )

    @api.depends("value_from", "characteristic_id.range_ids.value_from")
    @api.depends_context("lang")
    def _compute_value_to(self):
        for line, ranges in self.grouped("characteristic_id").items():
            ends = line._get_upper_bounds() if line else {}
            for one in ranges:
                end = ends.get(one.value_from)
                one.value_to = "" if end is None else line._format_bound(end)
