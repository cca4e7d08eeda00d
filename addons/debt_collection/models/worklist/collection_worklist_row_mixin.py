# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from . import worklist_statements as statements

CASE_FIELDS = (
    "name",
    "partner_id",
    "company_id",
    "amount_overdue",
    "days_past_due",
    "bucket",
    "score",
    "user_id",
)
ACTION_FIELDS = ("channel", "summary", "step_id", "state", "reason", "date")


class CollectionWorklistRowMixin(models.AbstractModel):
    """What a row of the worklist says, for all rows by a few statements."""

    _name = "collection.worklist.row.mixin"
    _description = "Worklist Rows"
    _inherit = ["collection.worklist.task.mixin"]

    @api.model
    def _prepare_rows(self, tasks):
        """Return what the screen shows of tasks.

        :param list tasks: dicts with ``case_id``, ``action_id``, ``date`` and
            ``section``
        :return: list of dicts in the same order
        """
        cases = self.env["collection.case"].browse(task["case_id"] for task in tasks)
        actions = self.env["collection.action"].browse(
            task["action_id"] for task in tasks if task["action_id"]
        )
        cases.fetch(CASE_FIELDS)
        actions.fetch(ACTION_FIELDS)
        # Who may read a case may know whose it is.
        cases.sudo().partner_id.fetch(["display_name"])
        words = self._get_words()
        contacts = self._get_last_contacts(cases)
        by_id = {action.id: action for action in actions}
        nothing = actions.browse()
        return [
            {
                **self._describe_case(case, words),
                **self._describe_task(
                    case, by_id.get(task["action_id"], nothing), task, words
                ),
                "last_contact": contacts.get(case.id, False),
            }
            for case, task in zip(cases, tasks, strict=True)
        ]

    @api.model
    def _get_words(self):
        """Return what the descriptions of many cases need to be asked for once."""
        channels = self.env["collection.channel"].sudo().with_context(active_test=False)
        cases = self.env["collection.case"]
        return {
            "channels": {channel.code: channel for channel in channels.search([])},
            "buckets": dict(cases._fields["bucket"]._description_selection(self.env)),
            "days": self._get_days(),
        }

    @api.model
    def _describe_case(self, case, words):
        """Return what a row says of its case."""
        debtor, collector = case.sudo().partner_id, case.sudo().user_id
        company = case.sudo().company_id
        return {
            "case_id": case.id,
            "name": case.name,
            "partner": debtor.display_name,
            "amount_overdue": case.amount_overdue,
            "currency_id": company.currency_id.id,
            "days_past_due": case.days_past_due,
            "bucket": case.bucket,
            "bucket_label": words["buckets"].get(case.bucket, ""),
            "score": case.score,
            "user_id": collector.id,
            "user": collector.name or "",
        }

    @api.model
    def _describe_task(self, case, action, task, words):
        """Return what a row says of what is to be done.

        :param case: the case
        :param action: the ``collection.action``; empty where somebody noted a day
        :param dict task: its day and section
        """
        channel = words["channels"].get(action.channel)
        today = words["days"].get(case.sudo().company_id, task["date"])
        days_late = (today - task["date"]).days
        label = channel.name if channel else action.channel or ""
        title = action.summary or action.step_id.sudo().name or label
        told = {
            "section": task["section"],
            "action_id": action.id,
            "date": fields.Date.to_string(task["date"]),
            "days_late": days_late,
            "lateness": self._tell_lateness(days_late),
            "title": title or self.env._("Follow up"),
            "channel": action.channel,
            "channel_label": label,
            "icon": (channel and channel.icon) or "fa-calendar-check-o",
            "state": action.state,
            "reason": action.reason_text if action.state == "blocked" else "",
        }
        return {**told, "why": self._tell_why(case, told)}

    @api.model
    def _tell_why(self, case, told):
        """Return in one line why a case is on the list now.

        :param dict told: as :meth:`_describe_task` returns it
        """
        parts = [told["channel_label"]]
        if told["title"] != told["channel_label"]:
            parts.append(told["title"])
        if told["state"] == "to_approve":
            parts.append(self.env._("to approve"))
        if told["reason"]:
            parts.append(told["reason"])
        parts.append(told["lateness"])
        if case.days_past_due == 1:
            parts.append(self.env._("1 day past due"))
        elif case.days_past_due > 1:
            parts.append(self.env._("%(days)s days past due", days=case.days_past_due))
        return " · ".join(filter(None, parts))

    @api.model
    def _tell_lateness(self, days):
        """Return how late a step is, in words."""
        if days > 1:
            return self.env._("%(days)s days late", days=days)
        if days == 1:
            return self.env._("1 day late")
        if days == 0:
            return self.env._("today")
        if days == -1:
            return self.env._("tomorrow")
        return self.env._("in %(days)s days", days=-days)

    @api.model
    def _get_last_contacts(self, cases):
        """Return when there was a contact last, and what came of it.

        :param cases: cases that the user may read, and so their log
        :return: dict of case id to a dict with ``date`` and ``result``
        """
        if not cases:
            return {}
        found = self.env.execute_query(SQL(statements.LAST_CONTACTS, cases=cases.ids))
        entries = self.env["collection.contact.log"].sudo()
        entries = entries.browse(entry_id for _case_id, entry_id in found)
        entries.fetch(["date", "result_names", "result_code", "erases_id"])
        return {
            case_id: {
                "date": fields.Datetime.to_string(entry.date),
                "result": entry.result_label or "",
            }
            for (case_id, _entry_id), entry in zip(found, entries, strict=True)
        }
