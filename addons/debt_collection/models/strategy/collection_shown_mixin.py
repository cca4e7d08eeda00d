# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..ledger import columns_sql
from . import activity_statements
from . import plan_statements as statements


class CollectionShownMixin(models.AbstractModel):
    """Where what is planned is seen: on the cases, and among the activities."""

    _name = "collection.shown.mixin"
    _description = "Collection Shown Steps"

    @api.model
    def _show(self, cases, reason, today=None):
        """Let the cases and the collectors' activities tell what is planned.

        :param cases: cases whose actions changed
        :param str reason: the code of why
        :param date today: the day; the company's where none is given
        """
        self._show_activities(cases)
        self._show_on_cases(cases, reason, today)

    @api.model
    def _show_on_cases(self, cases, reason, today=None):
        """Let cases tell their next step and its day, as :meth:`_show`."""
        if not cases:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                statements.UPDATE_CASES,
                is_asked=columns_sql.among(SQL("c.id"), cases.ids),
                is_action_near=columns_sql.near(SQL("a.case_id"), cases.ids),
                is_of_case=columns_sql.among(SQL("case_id"), cases.ids),
                is_open=SQL(statements.IS_OPEN),
                reason=reason,
                today=today or cases[0].company_id.sudo()._collection_today(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["collection.action"].invalidate_model(flush=False)
        self.env["mail.activity"].invalidate_model(flush=False)
        changed = cases.browse(case_id for (case_id,) in rows)
        changed.invalidate_model(flush=False)
        changed.modified(["step_id", "date_next_action"])

    @api.model
    def _show_activities(self, cases):
        """Make, move and drop the activities of cases' actions."""
        if not cases:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                activity_statements.SHOW,
                cases=columns_sql.integers(cases.ids),
                is_open=SQL(statements.IS_OPEN),
                is_shown=SQL(activity_statements.IS_SHOWN),
                make=self._make_sql("wanted", cases.ids),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _make_sql(self, actions, case_ids):
        """Return the statement that makes activities.

        :param str actions: the rows with the actions
        :param case_ids: ids of their cases
        """
        return SQL(
            activity_statements.MAKE,
            actions=SQL.identifier(actions),
            is_near=columns_sql.near(SQL("c.id"), case_ids),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
