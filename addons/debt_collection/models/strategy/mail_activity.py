# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .collection_action import OPEN_STATES


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
        """Override: an action goes with its activity to another day.

        :raise UserError: if that day is over
        """
        if vals.get("date_deadline"):
            self._check_day_of_actions(fields.Date.to_date(vals["date_deadline"]))
        res = super().write(vals)
        if vals.get("date_deadline"):
            moved = self._get_open_actions().filtered(
                lambda action: action.date != action.activity_id.date_deadline
            )
            if moved:
                moved.date = self[:1].date_deadline
        return res

    def _check_day_of_actions(self, day):
        """Refuse to move a planned contact to a day that is over.

        :param date day: the day
        """
        if self.env.su:
            return
        moved = self._get_open_actions().filtered(lambda action: action.date != day)
        for company, actions in moved.grouped("company_id").items():
            actions._check_day_to_come(company, day)

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
