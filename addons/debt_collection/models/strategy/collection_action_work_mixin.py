# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..log.collection_entry_check_mixin import LONGEST_WAIT


class CollectionActionWorkMixin(models.AbstractModel):
    """What people do with an action."""

    _name = "collection.action.work.mixin"
    _description = "Collection Action Work"

    @api.model
    def _get_selected(self):
        """Return the actions that are selected on the screen."""
        if self.env.context.get("active_model") != self._name:
            return self.browse()
        return self.browse(self.env.context.get("active_ids"))

    @api.model
    def _check_day_to_come(self, company, day):
        """Refuse a day on which nothing can be done any more, or that is years away.

        :param company: the company whose today counts
        :param date day: the day
        :raise UserError: if it is
        """
        today = company.sudo()._collection_today()
        if day < today:
            raise UserError(
                self.env._(
                    "That day is over. Choose %(today)s or a later day.",
                    today=format_date(self.env, today),
                )
            )
        if day > today + LONGEST_WAIT:
            raise UserError(
                self.env._(
                    "That day is too far away. Choose one until %(latest)s.",
                    latest=format_date(self.env, today + LONGEST_WAIT),
                )
            )

    def _check_waiting(self):
        """Leave what waits for an approval to those who may give it.

        :raise AccessError: if one waits and the user is no team lead
        """
        if "to_approve" in self.mapped("state"):
            self._check_lead()

    def _check_postponed(self, day):
        """Refuse to move actions to a day that is over, or past the lead.

        :param date day: the day
        :raise AccessError: if one waits for approval and the user is no team lead
        :raise UserError: if the day is over
        """
        moved = self.filtered(lambda action: action.date != day)
        moved._check_waiting()
        for company in moved.company_id:
            self._check_day_to_come(company, day)

    def _check_shown(self):
        """Refuse to take what is planned off the collectors' lists.

        :raise UserError: if there is an action
        """
        if self:
            raise UserError(
                self.env._(
                    "“%(step)s” is a planned contact, and this is where its collector "
                    "finds it. Postpone or skip the step on the case instead.",
                    step=self[0].title,
                )
            )

    def _check_doer(self, user_id):
        """Refuse to give what is planned to somebody without the case: the next run
        would give it back.

        :param user_id: id of the user
        :raise UserError: if it is another one than whose action it is
        """
        for action in self.filtered(lambda action: action.user_id.id != user_id):
            raise UserError(
                self.env._(
                    "“%(step)s” is for whoever works the case, or leads its team. Give "
                    "the case to a colleague instead, under “%(field)s”.",
                    step=action.title,
                    field=action.case_id._fields["user_id"]._description_string(
                        self.env
                    ),
                )
            )

    def action_log_contact(self):
        """Open the dialog in which the contact is logged, by the planned channel."""
        self.ensure_one()
        dialog = self.case_id.action_log_contact()
        return {
            **dialog,
            "name": self.title,
            "context": {**dialog["context"], "default_channel": self.channel},
        }

    def action_open_case(self):
        """Open the case."""
        self.ensure_one()
        return self.case_id._get_form_action()

    def action_approve(self):
        """Let steps be done that need somebody's approval.

        :raise AccessError: if the user is no team lead
        """
        self._check_lead()
        self.check_access("write")
        waiting = self.filtered(lambda action: action.state == "to_approve").sudo()
        waiting.write(
            {"state": "planned", "approved_by_id": self.env.uid, "reason": False}
        )
        for action in waiting.filtered(lambda action: action.step_id):
            case, lead = action.case_id, self.env["res.users"]
            if action.step_id.role == "lead" and case.team_id:
                lead = case.team_id._get_nearest_lead()
            action.user_id = lead or case.user_id
        self.env["collection.planner"]._show(waiting.case_id, "by_hand")

    def action_refuse(self):
        """Leave out steps that need somebody's approval.

        :raise AccessError: if the user is no team lead
        """
        self._check_lead()
        self.check_access("write")
        waiting = self.filtered(lambda action: action.state == "to_approve")
        waiting._end("cancelled", "skipped", note=self.env._("Not approved"))

    def action_skip(self, note=None):
        """Leave out steps: the next one of the strategy follows.

        :param str note: why
        :raise AccessError: if one waits for approval and the user is no team lead
        :raise UserError: where no reason is given
        """
        self.check_access("write")
        self._check_open()
        self._check_waiting()
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Say in a few words why the step is left out."))
        self._end("cancelled", "skipped", note=note)

    def _end(self, state, reason, note=None):
        """End actions and plan what comes next.

        :param str state: ``done`` or ``cancelled``
        :param str reason: the code of why
        :param str note: why, in somebody's words
        """
        actions = self.sudo()
        actions._set_ended(state, reason)
        actions.write({"reason_note": note, "ended_by_id": self.env.uid})
        self.case_id._replan("by_hand")

    def _set_ended(self, state, reason):
        """Note that actions ended, without planning what comes next.

        :param str state: ``done`` or ``cancelled``
        :param str reason: the code of why, or False
        """
        for company, actions in self.grouped("company_id").items():
            actions.write(
                {
                    "state": state,
                    "reason": reason,
                    "date_done": company._collection_today(),
                    "blocked_until": False,
                }
            )
