# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.ageing import BUCKETS
from ..strategy.collection_action import OPEN_STATES

# What the widgets on the screen read of the case's record.
WIDGET_FIELDS = ("currency_id", "write_date", *(bucket.field for bucket in BUCKETS))
CONTACTS_SHOWN = 3


class CollectionWorklistCaseMixin(models.AbstractModel):
    """What the worklist shows of the one case that is opened."""

    _name = "collection.worklist.case.mixin"
    _description = "Case of the Worklist"
    _inherit = ["collection.worklist.row.mixin"]

    @api.model
    def _prepare_case(self, case):
        """Return all that is shown of a case. An addon that shows more adds it here.

        :param case: a case that the user may read
        :return: dict
        """
        today = case.company_id.sudo()._collection_today()
        action = self._get_next_action(case, today)
        [row] = self._prepare_rows(
            [
                {
                    "case_id": case.id,
                    "action_id": action.id,
                    "date": action.date or case.date_next_action or today,
                    "section": "due",
                }
            ]
        )
        return {
            **row,
            "has_task": bool(action or case.date_next_action),
            "when": fields.Date.to_string(action.date or case.date_next_action),
            "instruction": action.step_id.sudo().instruction or "",
            "more_count": len(case.action_ids.filtered(self._is_open)) - bool(action),
            "today": fields.Date.to_string(today),
            "amount_due": case.amount_due,
            "amount_credit": case.amount_credit,
            "date_last_payment": fields.Date.to_string(case.date_last_payment),
            "amount_last_payment": case.amount_last_payment,
            "state_label": self._get_state_label(case),
            "score_explanation": case.score_explanation or "",
            "record": case.read(WIDGET_FIELDS)[0],
            "contacts": case.get_timeline(kinds=["log"], limit=CONTACTS_SHOWN)[
                "entries"
            ],
            **self._get_permissions(case, action),
        }

    @api.model
    def _is_open(self, action):
        return action.state in OPEN_STATES

    @api.model
    def _get_next_action(self, case, today):
        """Return what is to be done next: what is due and not blocked comes first."""
        actions = self.env["collection.action"].search(
            Domain("case_id", "=", case.id) & Domain("state", "in", OPEN_STATES)
        )
        return actions.sorted(
            lambda action: (
                action.state == "blocked" and action.date <= today,
                action.date,
                action.id,
            )
        )[:1]

    @api.model
    def _get_state_label(self, case):
        """Return a case's state in words, where it is not simply open."""
        labels = dict(case._fields["state"]._description_selection(self.env))
        return "" if case.state == "open" else labels[case.state]

    @api.model
    def _get_permissions(self, case, action):
        """Return which buttons are of use: the server decides again when they are
        pressed."""
        is_open = case.state != "closed"
        can_work = is_open and case.has_access("write")
        waits = action.state == "to_approve"
        has_task = bool(action or case.date_next_action)
        return {
            "can_work": can_work,
            "can_take": can_work and not case.user_id,
            "can_postpone": can_work and has_task and (not waits or self._is_lead()),
            "can_skip": bool(can_work and action and not waits),
            "can_approve": can_work and waits and self._is_lead(),
        }
