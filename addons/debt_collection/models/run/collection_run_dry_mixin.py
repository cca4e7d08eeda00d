# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

# A team lead must not learn from a run whom other teams deal with.
NAMES_CUSTOMERS = (
    "debt_collection.group_collection_manager,debt_collection.group_collection_auditor"
)


class CollectionRunDryMixin(models.AbstractModel):
    """What a dry run does differently: it notes what changed, and undoes it."""

    _name = "collection.run.dry.mixin"
    _description = "Collection Dry Run"

    strategy_id = fields.Many2one(
        comodel_name="collection.strategy",
        string="Strategy Tried",
        readonly=True,
        ondelete="cascade",
        help="The dry run shows what this strategy would plan in place of the present "
        "one.",
    )
    segment_ids = fields.Many2many(
        comodel_name="collection.segment",
        relation="collection_run_segment_rel",
        column1="run_id",
        column2="segment_id",
        string="Tried On",
        readonly=True,
        help="Empty: on all cases.",
    )

    step_ids = fields.One2many(
        comodel_name="collection.run.step",
        inverse_name="run_id",
        readonly=True,
        groups=NAMES_CUSTOMERS,
    )
    step_count = fields.Integer(string="Steps", compute="_compute_step_count")

    def _undo(self, changes, steps):
        """Take back what a batch did, and keep what it was.

        Everything was done as a real run does it, hooks included, so that what is shown
        is what would happen.

        :param list changes: values of ``collection.run.change``
        :param list steps: values of ``collection.run.step``
        """
        self.env.flush_all()
        self.env.cr.rollback()
        self.env["collection.run.change"].create(changes)
        self.env["collection.run.step"].create(steps)

    # === NEXT STEPS === #

    @api.depends("step_ids")
    def _compute_step_count(self):
        counts = dict(
            self.env["collection.run.step"]
            .sudo()
            ._read_group([("run_id", "in", self.ids)], ["run_id"], ["__count"])
        )
        for run in self:
            run.step_count = counts.get(run, 0)

    def action_view_steps(self):
        """Show what would be planned, by collector and day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_run_step_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)]}

    def _decide_dry(self, cases, scope):
        """Decide as a real run does, and tell what that changes.

        Where a strategy is tried, the present ones decide first, and then that one.

        :param cases: the batch's open cases
        :param DebtorScope scope: the batch's debtors
        :return: what :meth:`_decide_on` returns, and values of ``collection.run.step``
        """
        before = self._get_planned(scope)
        decided = self._decide_on(cases, scope)
        after = self._get_planned(scope)
        if not self.strategy_id:
            return decided, self._compare_planned(before, after, keeps_same=False)
        # Of those it works already, the difference is what was changed of it.
        before.update({one: after.get(one) for one in self._get_of_others(cases)})
        tried = self._try_strategy(cases)
        counts = self.env["collection.planner"]._plan(tried, self.date)
        after = self._get_planned(scope)
        debtors = set(tried.partner_id.ids)
        before, after = (
            {debtor: row for debtor, row in rows.items() if debtor in debtors}
            for rows in (before, after)
        )
        steps = self._compare_planned(before, after, keeps_same=True)
        counts = {name: counts.get(name, 0) for name in decided if name in counts}
        return {**decided, **counts}, steps

    def _get_of_others(self, cases):
        """Return the ids of the debtors whose cases another strategy works than the one
        that is tried."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM collection_case
                    WHERE id = ANY(%s) AND strategy_id IS DISTINCT FROM %s""",
                cases.ids,
                self.strategy_id.id,
            )
        )
        return [debtor_id for (debtor_id,) in rows]

    def _try_strategy(self, cases):
        """Put cases under the strategy that is tried.

        :return: those cases
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """UPDATE collection_case SET strategy_id = %s
                    WHERE id = ANY(%s) AND (%s OR segment_id = ANY(%s))
                RETURNING id""",
                self.strategy_id.id,
                cases.ids,
                not self.segment_ids,
                self.segment_ids.ids,
            )
        )
        tried = cases.browse(sorted(case_id for (case_id,) in rows))
        tried.invalidate_model(["strategy_id"], flush=False)
        return tried

    def _get_planned(self, scope):
        """Return the steps planned for the debtors of a scope: debtor to row."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT c.partner_id, a.amount_overdue, a.step_id, a.date, a.channel,
                          a.user_id, a.state, a.reason
                     FROM collection_action a
                     JOIN collection_case c ON c.id = a.case_id
                    WHERE c.company_id = %s AND %s AND a.step_id IS NOT NULL
                      AND a.state IN ('planned', 'blocked', 'to_approve')""",
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return {row["partner_id"]: row for row in rows}

    def _compare_planned(self, before, after, *, keeps_same):
        """Return what is planned and was not, as values of ``collection.run.step``.

        :param dict before: debtor to what was planned
        :param dict after: debtor to what is planned
        :param bool keeps_same: tell also what stays
        """
        steps = []
        for debtor in sorted(before.keys() | after.keys()):
            old, new = before.get(debtor), after.get(debtor)
            kind = self._get_difference(old, new)
            if kind != "same" or keeps_same:
                steps.append(
                    {
                        **(new or {"partner_id": debtor}),
                        "run_id": self.id,
                        "kind": kind,
                        "step_before_id": old and old["step_id"],
                        "date_before": old and old["date"],
                    }
                )
        return steps

    @api.model
    def _get_difference(self, old, new):
        """Return in what the step planned for a debtor differs from another."""
        if not old:
            return "new"
        if not new:
            return "dropped"
        if old["step_id"] != new["step_id"]:
            return "other"
        what = ("date", "state", "channel", "user_id")
        return "same" if all(old[one] == new[one] for one in what) else "moved"

    # === FIGURES === #

    def _get_figures(self, scope):
        """Return what the open cases of a scope say: debtor to overdue and bucket."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, amount_overdue, bucket FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s""",
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return {debtor_id: figures for debtor_id, *figures in rows}

    def _get_changes(self, scope, before, upkeep):
        """Return what a dry run did, as values of ``collection.run.change``.

        :param dict before: the figures before the batch
        :param upkeep: the :class:`Upkeep` of the batch
        """
        after = self._get_figures(scope)
        life = {
            case.partner_id.id: kind
            for kind in ("opened", "reopened", "closed")
            for case in self.env["collection.case"].browse(getattr(upkeep, kind))
        }
        changes = []
        for debtor_id in sorted(before.keys() | after.keys()):
            old = before.get(debtor_id, (0, None))
            new = after.get(debtor_id, (0, None))
            # A debtor who became another's contact has no case any more.
            went = debtor_id in before and debtor_id not in after
            otherwise = "moved" if went else "changed"
            if debtor_id in life or list(old) != list(new):
                changes.append(
                    {
                        "run_id": self.id,
                        "partner_id": debtor_id,
                        "kind": life.get(debtor_id, otherwise),
                        "amount_before": old[0],
                        "bucket_before": old[1],
                        "amount_after": new[0],
                        "bucket_after": new[1],
                    }
                )
        return changes
