# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models

from .collection_action import OPEN_STATES

# By these somebody is spoken to, so an attempt need not reach anybody. What is written
# is done once it is written.
SPOKEN = ("call", "visit")


class CollectionContactLog(models.Model):
    _inherit = "collection.contact.log"

    def _apply_results(self):
        """Override: a contact is what a planned step asked for; the next follows."""
        super()._apply_results()
        self.env["collection.behaviour"].sudo()._touch_logged(self)
        entries = self.sudo().filtered(
            lambda entry: (
                entry.case_id.state != "closed"
                and not entry.corrects_id
                and not entry.erases_id
            )
        )
        if not entries:
            return
        actions = (
            self.env["collection.action"]
            .sudo()
            .search(
                [("case_id", "in", entries.case_id.ids), ("state", "in", OPEN_STATES)]
            )
        )
        by_case = actions.grouped("case_id")
        events, agreed = defaultdict(list), {}
        for entry in entries:
            case = entry.case_id
            if entry.result_id.code == "bounced":
                day = entry.company_id._collection_day_of(entry.date)
                events[case.id].append(("bounced", day))
                continue
            for action in by_case.get(case, ()):
                if action.state in OPEN_STATES and entry._is_answer_to(action):
                    entry._fulfil(action)
            # What was agreed with the debtor goes before the ladder.
            if day := entry._get_next_day():
                agreed[case.id] = day
        done = actions.filtered(lambda action: action.state == "done")
        bounced = done.case_id.browse(events)
        (done.case_id - bounced)._replan("contact", agreed=agreed)
        bounced._replan("event", events=events)

    def _apply_next_date(self):
        """Override: what was agreed with the debtor outlasts the step that is planned
        now. What merely follows from a result does not."""
        res = super()._apply_next_date()
        entries = self.sudo().filtered("date_next")
        for day, of_day in entries.grouped("date_next").items():
            cases = of_day.case_id.filtered(lambda case: case.state != "closed")
            cases._note_agreed(day)
        return res

    def _get_next_day(self):
        """Override: what merely follows from our own contact does not come before the
        day that was agreed. What the debtor sends is answered all the same."""
        day = super()._get_next_day()
        agreed = self.case_id.date_agreed
        if self.date_next or self.direction != "out" or not (day and agreed):
            return day
        return max(day, agreed)

    def _is_answer_to(self, action):
        """Tell whether the contact is what an action asked for.

        Whoever is spoken to need not be called as well, whoever has called whom.
        """
        self.ensure_one()
        channels = {
            action.channel,
            *action.step_id.channel_ids.channel_id.mapped("code"),
        }
        if self.channel in channels and self.direction == "out":
            return True
        return self.result_id.is_right_party and action.channel in SPOKEN

    def _fulfil(self, action):
        """Let an action end by the contact, or be tried again.

        :param action: the planned ``collection.action``
        """
        is_reached = self.result_id.is_right_party or self.channel not in SPOKEN
        action.tries += 1
        if is_reached or action.tries >= (action.step_id.max_tries or 1):
            action._set_ended("done", False if is_reached else "unreached")
            # What is logged later was done when it was done.
            action.date_done = self.company_id._collection_day_of(self.date)
            action.log_id = self
