# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..gate.people import get_gated_models
from . import timeline_statements as statements

# Entries that may be read at once: a page on screen, or a whole printed history.
MAX_ENTRIES = 1000


class CollectionTimelineMixin(models.AbstractModel):
    """Everything that happened with a debtor, in one column, newest first."""

    _name = "collection.timeline.mixin"
    _description = "Collection Timeline"
    _inherit = ["collection.timeline.entry.mixin"]

    # === HOOKS === #

    @api.model
    def _get_timeline_kinds(self):
        """Hook: name what a timeline can be filtered by.

        An addon with something of its own to show calls ``super()`` first and appends,
        and fills :meth:`_get_timeline_sources` and :meth:`_describe_timeline`.

        :return: list of code and label, in the order of the screen
        """
        labels = {
            "log": self.env._("Contacts"),
            "refusal": self.env._("Refused"),
            "case": self.env._("Case"),
            "payment": self.env._("Payments"),
            "outside": self.env._("Outside the Gate"),
        }
        return list(labels.items())

    def _get_timeline_sources(self, kinds, values):
        """Hook: return the statements that find the entries.

        An addon calls ``super()`` first and appends a SELECT of a kind (text), an id
        and a moment in UTC, without an order.

        :param kinds: the codes asked for
        :param dict values: ``cases``, ``debtors`` and ``companies`` (lists of ids),
            ``emails`` and ``numbers`` of the debtors and their contacts, and more that
            the base's statements need
        :return: list of :class:`SQL`
        """
        sources = {
            "log": [SQL(statements.LOG, **values)],
            "refusal": [SQL(statements.REFUSAL, **values)],
            "case": [SQL(statements.CASE, **values), SQL(statements.HOLD, **values)],
            "payment": [SQL(statements.PAYMENT, **values)],
            "outside": [SQL(statements.OUTSIDE, **values)],
        }
        return [source for kind in kinds for source in sources.get(kind, ())]

    # === READING === #

    @api.readonly
    def get_timeline(self, kinds=None, offset=0, limit=40):
        """Return what happened with the case's debtor, newest first.

        What was merged into the case belongs to it. Who may read the case may read
        this; a message from another record shows what it said only to those who may
        read that record.

        :param kinds: codes of :meth:`_get_timeline_kinds`; all where none is given
        :param int offset: how many entries to leave out
        :param int limit: how many to return at most
        :return: dict with ``entries`` (list of dicts) and ``has_more``
        :raise UserError: if there is no such kind
        """
        self.ensure_one()
        self.check_access("read")
        chosen = self._check_timeline_kinds(kinds)
        limit = min(max(int(limit), 1), MAX_ENTRIES)
        rows = self._find_timeline(chosen, max(int(offset), 0), limit + 1)
        ids_by_kind = defaultdict(list)
        for kind, entry_id, _moment in rows[:limit]:
            ids_by_kind[kind].append(entry_id)
        described = self._describe_timeline(ids_by_kind)
        return {
            "entries": [
                self._complete_entry(described[kind, entry_id], kind, entry_id, moment)
                for kind, entry_id, moment in rows[:limit]
            ],
            "has_more": len(rows) > limit,
        }

    @api.readonly
    def get_timeline_kinds(self):
        """Return the kinds of entries: list of dicts of ``code`` and ``label``."""
        return [
            {"code": code, "label": label} for code, label in self._get_timeline_kinds()
        ]

    @api.model
    def _check_timeline_kinds(self, kinds):
        known = dict(self._get_timeline_kinds())
        chosen = list(dict.fromkeys(kinds or known))
        unknown = [str(kind) for kind in chosen if kind not in known]
        if unknown:
            raise UserError(
                self.env._(
                    "The timeline has no entries of the kind “%(kinds)s”. Choose "
                    "among: %(known)s.",
                    kinds=", ".join(unknown),
                    known=", ".join(known),
                )
            )
        return chosen

    def _find_timeline(self, kinds, offset, limit):
        """Find the entries of a page.

        :param list kinds: codes
        :return: list of kind, id and moment
        """
        self.env.flush_all()
        family = self.env.execute_query(SQL(statements.FAMILY, case=self.id))
        values = self._get_timeline_values(family)
        parts = [
            self._limit_source(source, offset + limit)
            for source in self._get_timeline_sources(kinds, values)
        ]
        union = SQL(" UNION ALL ").join(parts)
        page = SQL(statements.PAGE, union, offset, limit)
        return self.env.execute_query(page)

    @api.model
    def _limit_source(self, source, limit):
        """Return a source's newest entries, as many as a page can need of it."""
        return SQL(statements.PART, source, limit)

    def _get_timeline_values(self, family):
        """Return what the statements need to know.

        :param list family: ids and debtors' ids of the case and of the merged ones
        """
        case = self.sudo()
        ledger = self.env["collection.ledger"].sudo()
        debtors = list({debtor for _case_id, debtor in family})
        emails, numbers = self._get_written_addresses(debtors)
        return {
            "cases": [case_id for case_id, _debtor in family],
            "debtors": debtors,
            "emails": list(emails),
            "numbers": list(numbers),
            "companies": ledger._companies_sql(case.company_id),
            "is_payment": ledger._is_payment_sql(),
            "gated": get_gated_models(self.env),
            "zone": self.env.tz.zone,
            # What came after a case had closed belongs to the debtor's next one.
            "closed": case.date_closed or SQL("'infinity'::date"),
        }

    # === PRINTING === #

    def action_print_timeline(self, kinds=None):
        """Print the timeline: a PDF, or a page to print where there is no wkhtmltopdf.

        :param kinds: as for :meth:`get_timeline`
        """
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("debt_collection.collection_timeline_report_action")
        data = {"case_ids": self.ids, "kinds": self._check_timeline_kinds(kinds)}
        return report.report_action(self, data=data, config=False)
