# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

# The channels that the product itself uses. What it sends and receives is judged and
# logged by them.
BUILT_IN = (
    "call",
    "sms",
    "email",
    "letter",
    "visit",
    "portal",
    "message",
    "legal",
)


class CollectionChannel(models.Model):
    _inherit = "collection.channel"

    def write(self, vals):
        """Refuse another kind of address for a built-in channel: the gate looks for
        blocked addresses of that kind."""
        for channel in self:
            if (
                "address" in vals
                and channel.code in BUILT_IN
                and channel.address != vals["address"]
            ):
                raise UserError(
                    self.env._(
                        "“%(channel)s” is one of the channels that the system itself "
                        "uses, so what it needs cannot be changed. Create another "
                        "channel.",
                        channel=channel.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        """Refuse to delete a built-in channel."""
        for channel in self:
            if channel.code in BUILT_IN:
                raise UserError(
                    self.env._(
                        "“%(channel)s” is one of the channels that the system itself "
                        "uses, so it cannot be deleted. Archive it instead.",
                        channel=channel.name,
                    )
                )
