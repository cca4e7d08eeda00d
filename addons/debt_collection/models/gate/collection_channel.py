# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

CODE_PATTERN = r"[a-z][a-z0-9_]*"
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
    """A way of contacting a debtor.

    The contact log keeps a channel's code and no foreign key: what was logged keeps its
    meaning whatever becomes of this list.
    """

    _name = "collection.channel"
    _description = "Contact Channel"
    _inherit = ["collection.named.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What the contact log keeps. It cannot be changed later.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    address = fields.Selection(
        selection=[
            ("phone", "Telephone Number"),
            ("email", "E-mail Address"),
            ("street", "Postal Address"),
            ("none", "None"),
        ],
        string="Needs",
        required=True,
        default="none",
        help="What the customer must have to be reached in this way.",
    )
    icon = fields.Char(
        default="fa-comment-o", help="An icon of Font Awesome, such as fa-phone."
    )

    _code_unique = models.UniqueIndex(
        "(code)", "There is a channel with this code already."
    )
    _code_plain = models.Constraint(
        f"CHECK (code ~ '^{CODE_PATTERN}$')",
        "A channel's code has small letters, digits and underscores only, and begins "
        "with a letter.",
    )

    @api.constrains("active")
    def _check_active(self):
        if not self.search_count([("active", "=", True)], limit=1):
            raise ValidationError(
                self.env._("At least one channel is needed. Keep one active.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Make the new codes known to the contact log."""
        channels = super().create(vals_list)
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        """Refuse another code: what was logged with the old one would lose its name."""
        if "code" in vals and any(channel.code != vals["code"] for channel in self):
            raise UserError(
                self.env._(
                    "The code of a channel cannot be changed: the contact log keeps "
                    "it. Archive this channel and create another one."
                )
            )
        if "address" in vals:
            self._check_address(vals["address"])
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def _check_address(self, address):
        """Refuse another kind of address for a built-in channel: the gate looks for
        blocked addresses of that kind.

        :raise UserError: if a built-in channel would change
        """
        for channel in self:
            if channel.code in BUILT_IN and channel.address != address:
                raise UserError(
                    self.env._(
                        "“%(channel)s” is one of the channels that the system itself "
                        "uses, so what it needs cannot be changed. Create another "
                        "channel.",
                        channel=channel.name,
                    )
                )

    def unlink(self):
        """Make the log forget the codes of deleted channels."""
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        """Refuse to delete a channel that stands in the log."""
        logged = self.env["collection.contact.log"].sudo()
        for channel in self:
            if logged.search_count([("channel", "=", channel.code)], limit=1):
                raise UserError(
                    self.env._(
                        "Contacts were logged by %(channel)s, so it cannot be deleted. "
                        "Archive it instead.",
                        channel=channel.name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _get_ids_by_code(self):
        """Return the id of each channel by its code, archived ones too."""
        channels = (
            self.sudo().with_context(active_test=False).search_fetch([], ["code"])
        )
        return {channel.code: channel.id for channel in channels}

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_selection(self):
        """Return the codes with their names, as a selection field wants them."""
        channels = self.sudo().with_context(active_test=False)
        return [
            (channel.code, channel.name)
            for channel in channels.search_fetch([], ["code", "name"])
        ]

    @api.model
    def _get_by_code(self, code):
        """Return the channel with a code, archived or not.

        :param str code: as the log keeps it
        :raise UserError: if there is none
        """
        ids = self._get_ids_by_code()
        if code not in ids:
            raise UserError(
                self.env._(
                    "There is no contact channel “%(channel)s”. Choose one of: "
                    "%(codes)s.",
                    channel=code or "",
                    codes=", ".join(ids),
                )
            )
        return self.sudo().browse(ids[code])
