# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_amount, format_date, format_datetime, groupby

from ..models.timeline.collection_timeline_mixin import MAX_ENTRIES


class CollectionTimelineReport(models.AbstractModel):
    """The timeline of cases on paper."""

    _name = "report.debt_collection.report_collection_timeline"
    _description = "Printed Collection Timeline"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template shows, as far as the user may read the cases.

        :param docids: ids of the cases, unless ``data`` names them
        :param dict data: ``case_ids`` and ``kinds``
        """
        data = data or {}
        cases = self.env["collection.case"].browse(docids or data.get("case_ids"))
        cases.check_access("read")
        return {
            "docs": cases,
            "timelines": {case: self._get_days(case, data) for case in cases},
            "titles": {
                case: self.env._("Timeline of case %(number)s", number=case.name)
                for case in cases
            },
            "overdue": {
                case: self.env._(
                    "Overdue %(amount)s",
                    amount=format_amount(
                        self.env, case.amount_overdue, case.currency_id
                    ),
                )
                for case in cases
            },
            "printed": self._get_imprint(cases, data.get("kinds")),
            "tell_correction": self._tell_correction,
        }

    @api.model
    def _get_imprint(self, cases, kinds):
        """Say who printed it when, and what it shows."""
        labels = [
            label
            for code, label in cases._get_timeline_kinds()
            if not kinds or code in kinds
        ]
        return self.env._(
            "Printed on %(moment)s by %(user)s. Shown: %(kinds)s.",
            moment=format_datetime(self.env, fields.Datetime.now(), dt_format="short"),
            user=self.env.user.name,
            kinds=", ".join(labels),
        )

    @api.model
    def _tell_correction(self, corrected):
        """Say who corrected an entry, when and why."""
        moment = fields.Datetime.to_datetime(corrected["date"])
        return self.env._(
            "Corrected by %(author)s on %(moment)s: %(reason)s",
            author=corrected["user"],
            moment=format_datetime(self.env, moment, dt_format="short"),
            reason=corrected["reason"],
        )

    @api.model
    def _get_days(self, case, data):
        """Return a case's entries by day, in the reader's zone.

        :return: dict of ``days`` (list of label and entries) and ``has_more``
        """
        timeline = case.get_timeline(kinds=data.get("kinds"), limit=MAX_ENTRIES)
        for entry in timeline["entries"]:
            moment = fields.Datetime.to_datetime(entry["date"])
            local = fields.Datetime.context_timestamp(self, moment)
            entry["day"] = local.date()
            entry["time"] = local.strftime("%H:%M") if entry["has_time"] else ""
        days = groupby(timeline["entries"], key=lambda entry: entry["day"])
        return {
            "days": [
                (format_date(self.env, day, date_format="full"), entries)
                for day, entries in days
            ],
            "has_more": timeline["has_more"],
        }
