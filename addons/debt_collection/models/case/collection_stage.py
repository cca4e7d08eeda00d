# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionStage(models.Model):
    """A column of the kanban board: how far the work on a case has come."""

    _name = "collection.stage"
    _description = "Collection Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean(string="Folded in Kanban")
    is_closed = fields.Boolean(
        string="Closed Cases",
        help="Cases come here by themselves once nothing is overdue any more. Nobody "
        "can move a case here by hand or out of it.",
    )
    description = fields.Text(
        translate=True, help="What a case in this stage is waiting for."
    )

    _only_one_closed = models.UniqueIndex(
        "(is_closed) WHERE is_closed", "There can be only one stage for closed cases."
    )

    def write(self, vals):
        """Keep a stage for new cases and one for closed cases."""
        res = super().write(vals)
        if {"active", "is_closed"} & vals.keys():
            self._check_stages_left()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        self._check_stages_left(self)

    def _check_stages_left(self, without=()):
        """Refuse to be left without a stage for new or for closed cases.

        :param without: stages about to go
        :raise ValidationError: if one of the two would be missing
        """
        left = self.search([("active", "=", True)])
        left -= self.browse(stage.id for stage in without)
        if not left.filtered("is_closed"):
            raise ValidationError(
                self.env._(
                    "Closed cases need a stage. Rename the one marked for them instead."
                )
            )
        if not left.filtered(lambda stage: not stage.is_closed):
            raise ValidationError(
                self.env._("New cases need a stage: keep at least one for open cases.")
            )

    @api.model
    def _get_first(self):
        """Return the stage in which a case begins."""
        return self.search([("is_closed", "=", False)], limit=1)

    @api.model
    def _get_closed(self):
        """Return the stage that holds the closed cases."""
        return self.search([("is_closed", "=", True)], limit=1)
