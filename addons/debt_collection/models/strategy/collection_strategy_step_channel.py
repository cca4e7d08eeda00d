# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionStrategyStepChannel(models.Model):
    """A channel of a step; those below it are used where it cannot be."""

    _name = "collection.strategy.step.channel"
    _description = "Collection Strategy Step Channel"
    _inherit = ["collection.bound.mixin"]
    _order = "step_id, sequence, id"
    _rec_name = "channel_id"

    step_id = fields.Many2one(
        comodel_name="collection.strategy.step",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    channel_id = fields.Many2one(
        comodel_name="collection.channel", required=True, ondelete="restrict"
    )

    _channel_once = models.UniqueIndex(
        "(step_id, channel_id)", "A step uses each channel once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Check the ladders, as :meth:`unlink` does."""
        channels = super().create(vals_list)
        channels.step_id.strategy_id._whole_changed()
        return channels

    def write(self, vals):
        """Check the ladders, as :meth:`unlink` does."""
        strategies = self.step_id.strategy_id
        res = super().write(vals)
        if "step_id" in vals:
            (strategies | self.step_id.strategy_id)._whole_changed()
        return res

    def unlink(self):
        """Check the ladders as a whole, once the change is complete: a step needs a
        channel."""
        strategies = self.step_id.strategy_id
        res = super().unlink()
        strategies.exists()._whole_changed()
        return res
