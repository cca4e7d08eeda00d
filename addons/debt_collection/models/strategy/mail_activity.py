# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_action import OPEN_STATES

# What takes an activity away from its record.
WHERE = {"res_id", "res_model", "res_model_id"}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _get_open_actions(self):
        """Return the actions still to be done for which these activities stand."""
        return (
            self.env["collection.action"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("state", "in", OPEN_STATES)])
        )

    def write(self, vals):
        """Override: an action goes with its activity to another day. To somebody else
        it goes with its case.

        :raise UserError: if that day is over, or the activity would leave its action
        """
        if not self.env.su:
            self._check_actions(vals)
        res = super().write(vals)
        if vals.get("date_deadline"):
            moved = self._get_open_actions().filtered(
                lambda action: action.date != action.activity_id.date_deadline
            )
            if moved:
                moved.date = self[:1].date_deadline
                moved._note_agreed(self[:1].date_deadline)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_open_action(self):
        """Refuse to delete what stands for a planned contact: nobody would see it."""
        if not self.env.su:
            self._get_open_actions()._check_shown()

    def _check_actions(self, vals):
        """Refuse what planned contacts do not follow their activities in.

        :param dict vals: the new values
        :raise UserError: if there are such actions
        """
        is_away = not vals.get("active", True) or bool(WHERE & vals.keys())
        if not (is_away or vals.get("date_deadline") or "user_id" in vals):
            return
        # First, for of what is out of reach nothing is told.
        self.check_access("write")
        actions = self._get_open_actions()
        if is_away:
            actions._check_shown()
        if "user_id" in vals:
            actions._check_doer(vals["user_id"])
        if vals.get("date_deadline"):
            actions._check_postponed(fields.Date.to_date(vals["date_deadline"]))

    def _action_done(self, feedback=False, attachment_ids=None):
        """Override: a step is done by the contact that was logged, not by a tick.

        :raise UserError: if a step of a strategy is among them
        """
        actions = self._get_open_actions()
        if actions:
            raise UserError(
                self.env._(
                    "“%(step)s” is a planned contact. Log the contact on the case, and "
                    "this is done by itself; or skip the step there, with a reason.",
                    step=actions[0].title,
                )
            )
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
