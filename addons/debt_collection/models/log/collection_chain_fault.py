# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionChainFault(models.Model):
    """Something that a check of the contact log's chain found."""

    _name = "collection.chain.fault"
    _description = "Broken Log Entry"
    _order = "check_id desc, id"
    _log_access = False
    _rec_name = "kind"

    check_id = fields.Many2one(
        comodel_name="collection.chain.check",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="check_id.company_id")
    date = fields.Datetime(related="check_id.date")
    kind = fields.Selection(
        selection=[
            ("altered", "Altered"),
            ("content", "Content Altered"),
            ("deleted", "Entries Before It Deleted"),
            ("inserted", "Inserted"),
            ("moved", "Moved or Exchanged"),
            ("rehashed", "Sealed Anew"),
            ("repointed", "Debtor or Person Replaced"),
            ("result", "Result Replaced"),
            ("erased", "Erased Without an Entry"),
            ("rewritten", "Chain Rewritten"),
            ("truncated", "End Cut Off"),
            ("unsealed", "Not Sealed"),
            ("unlogged", "Not Logged"),
            ("unguarded", "Protection Switched Off"),
        ],
        required=True,
    )
    # The entry may be taken out later. That it was broken stays known.
    log_id = fields.Many2one(
        comodel_name="collection.contact.log",
        string="Entry",
        index="btree_not_null",
        ondelete="set null",
    )
    log_ref = fields.Integer(string="Entry ID", aggregator=None)
    seq = fields.Integer(string="Number", aggregator=None)
    description = fields.Char(string="What It Means", compute="_compute_description")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_description(self):
        words = self._get_descriptions()
        for fault in self:
            fault.description = words.get(fault.kind)

    @api.model
    def _get_descriptions(self):
        """Return what each kind means."""
        return {
            "altered": self.env._(
                "The entry is not what was sealed: it was changed afterwards."
            ),
            "content": self.env._(
                "Note, text or address are not what was sealed, or are missing."
            ),
            "deleted": self.env._(
                "One or several entries before this one are missing."
            ),
            "inserted": self.env._("The entry was not sealed here: it was put in."),
            "moved": self.env._(
                "The entry was sealed under another number and moved here."
            ),
            "rehashed": self.env._(
                "The entry was changed and sealed anew: the next one was sealed after "
                "another one."
            ),
            **self._get_other_descriptions(),
        }

    @api.model
    def _get_other_descriptions(self):
        """Return what those kinds mean that leave every seal as it was."""
        return {
            "repointed": self.env._(
                "The entry shows another debtor or person than the one that was "
                "logged, and the two were not merged."
            ),
            "result": self.env._(
                "The entry shows another result than the one that was logged."
            ),
            "erased": self.env._(
                "Note, text or address are gone, and no entry says who erased them and "
                "why, or it says something else."
            ),
            "rewritten": self.env._(
                "An earlier check saw another seal here. The chain was rewritten at "
                "this number or before it."
            ),
            "truncated": self.env._(
                "An earlier check saw more entries. The last ones were taken away."
            ),
            "unsealed": self.env._(
                "The entry waits for its seal. See whether the scheduled action that "
                "seals the log runs."
            ),
            "unlogged": self.env._(
                "A mail or message went out, came in or came back, and could not be "
                "logged yet. It is tried again every minute; the server's log says "
                "what is wrong."
            ),
            "unguarded": self.env._(
                "A trigger that makes the log append-only is missing, switched off or "
                "hollowed out. "
                "Upgrade the Debt Collection app to bring it back."
            ),
        }

    def action_open_log(self):
        """Open the entry."""
        self.ensure_one()
        return self.log_id.get_formview_action()
