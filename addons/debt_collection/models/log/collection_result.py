# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .collection_entry_input_mixin import MAX_ID

# What the system itself logs: mails and messages that went out, came back or came in.
SYSTEM_CODES = ("sent", "delivered", "bounced", "reply")


class CollectionResult(models.Model):
    """How a contact ended, and what follows from it by itself."""

    _name = "collection.result"
    _description = "Contact Result"
    _inherit = ["collection.named.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What the contact log keeps. It cannot be changed once it was used.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    channel_ids = fields.Many2many(
        comodel_name="collection.channel",
        relation="collection_result_channel_rel",
        column1="result_id",
        column2="channel_id",
        string="Channels",
        help="Where this result can be chosen. Empty: with every channel.",
    )
    direction = fields.Selection(
        selection=[("out", "Outgoing"), ("in", "Incoming")],
        help="Empty: for both directions.",
    )
    is_conversation = fields.Boolean(
        string="Conversation",
        help="Somebody was spoken to. The log then needs to know who it was.",
    )
    is_right_party = fields.Boolean(
        string="Right Party",
        help="The debtor, or somebody who speaks for the debtor, was reached.",
    )
    next_days = fields.Integer(
        string="Next Action After",
        help="The case's next action is so many days later, unless another day was "
        "given. 0: the next action stays as it is.",
    )
    effect = fields.Selection(
        selection=[
            ("none", "Nothing More"),
            ("hold", "Put the Case on Hold"),
            ("wrong_address", "Ask to Correct the Address"),
            ("promise", "Promise to Pay"),
            ("dispute", "Dispute"),
        ],
        required=True,
        default="none",
        help="What happens by itself once a contact is logged with this result.",
    )
    hold_days = fields.Integer(
        string="Days on Hold", help="How long the case is put on hold."
    )
    description = fields.Char(translate=True, help="When to choose it.")

    _code_unique = models.UniqueIndex(
        "(code)", "There is a result with this code already."
    )
    _next_days_sensible = models.Constraint(
        "CHECK (next_days BETWEEN 0 AND 3650)",
        "“Next Action After” must be between 0 and 3,650 days.",
    )
    _hold_days_sensible = models.Constraint(
        "CHECK (hold_days BETWEEN 0 AND 3650)",
        "“Days on Hold” must be between 0 and 3,650.",
    )

    @api.constrains("effect", "hold_days")
    def _check_hold_days(self):
        for result in self:
            if result.effect == "hold" and result.hold_days < 1:
                raise ValidationError(
                    self.env._(
                        "“%(result)s” puts cases on hold: say for how many days.",
                        result=result.name,
                    )
                )

    @api.constrains("is_right_party", "is_conversation")
    def _check_is_right_party(self):
        for result in self:
            if result.is_right_party and not result.is_conversation:
                raise ValidationError(
                    self.env._(
                        "“%(result)s” reaches the debtor, so it is a conversation. "
                        "Switch that on too.",
                        result=result.name,
                    )
                )

    def write(self, vals):
        """Refuse another code for a result that stands in the log."""
        self._check_fixed_of_system(vals)
        if "code" in vals:
            changed = self.filtered(lambda result: result.code != vals["code"])
            if changed._is_logged():
                raise UserError(
                    self.env._(
                        "The code of a result that was logged cannot be changed. "
                        "Archive this result and create another one."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        """Refuse to delete a result that stands in the log."""
        self._check_not_of_system()
        if self._is_logged():
            raise UserError(
                self.env._(
                    "Contacts were logged with this result, so it cannot be deleted. "
                    "Archive it instead."
                )
            )

    def _check_not_of_system(self):
        """Refuse to lose a result that the system logs by itself.

        :raise UserError: if there is one among them
        """
        for result in self:
            if result.code in SYSTEM_CODES:
                raise UserError(
                    self.env._(
                        "“%(result)s” is logged by the system itself. Rename it if you "
                        "like, but keep it and its code.",
                        result=result.name,
                    )
                )

    def _check_fixed_of_system(self, vals):
        """Refuse to restrict what the system logs by itself: it could not any more.

        :raise UserError: if its code, channels or direction would change
        """
        for result in self.filtered(lambda result: result.code in SYSTEM_CODES):
            if (
                vals.get("code", result.code) != result.code
                or vals.get("direction", result.direction) != result.direction
                or "channel_ids" in vals
            ):
                raise UserError(
                    self.env._(
                        "“%(result)s” is logged by the system itself. Its code, its "
                        "channels and its direction cannot be changed. Create another "
                        "result for what you need.",
                        result=result.name,
                    )
                )

    def _is_logged(self):
        """Tell whether one of the results stands in the log."""
        logged = self.env["collection.contact.log"].sudo()
        return bool(logged.search_count([("result_id", "in", self.ids)], limit=1))

    @api.model
    def _resolve(self, result):
        """Return a result that somebody named.

        :param result: a record, its id, or its code
        :raise UserError: if there is none
        """
        if isinstance(result, models.BaseModel):
            return self.browse(result.id)
        results = self.with_context(active_test=False)
        found = results.browse()
        if isinstance(result, str):
            found = results.search([("code", "=", result)], limit=1)
        elif isinstance(result, int) and 0 < result < MAX_ID and result is not True:
            found = results.browse(result).exists()
        if not found:
            raise UserError(
                self.env._(
                    "There is no contact result “%(result)s”. Choose one of: "
                    "%(codes)s.",
                    result=result or "",
                    codes=", ".join(self.search([], limit=50).mapped("code")),
                )
            )
        return self.browse(found.id)

    def _fits(self, channel, direction):
        """Tell whether the result can be chosen for a contact.

        :param str channel: the channel's code
        :param str direction: ``out`` or ``in``
        """
        self.ensure_one()
        codes = self.sudo().with_context(active_test=False).channel_ids.mapped("code")
        return (not codes or channel in codes) and self.direction in (False, direction)
