# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import worklist_statements as statements

CARDS_SHOWN = 30


class CollectionWorklistBoardMixin(models.AbstractModel):
    """The teams' work by collector, for whoever leads them."""

    _name = "collection.worklist.board.mixin"
    _description = "Board of the Teams' Work"
    _inherit = ["collection.worklist.row.mixin"]

    @api.model
    def _prepare_board(self):
        """Return the columns of the board, what is nobody's first.

        :return: list of dicts
        """
        tasks = self.env.execute_query_dict(
            SQL(
                statements.BOARD,
                tasks=self._get_tasks_sql("team"),
                rank=SQL(statements.RANK),
                limit=CARDS_SHOWN,
            )
        )
        columns = self._get_columns(tasks)
        for task, row in zip(tasks, self._prepare_rows(tasks), strict=True):
            column = columns[task["user_id"] or False]
            column["cards"].append(row)
            if not column["has_load"]:
                column["due_count"] = task["due_count"]
            column["held_count"] = task["total"] - task["due_count"]
            column["more_count"] = task["total"] - len(column["cards"])
        return list(columns.values())

    @api.model
    def _explain_doubts(self, user):
        """Return what a lead should know before somebody gets one more case: the same
        as in a hand-over, where it needs a tick.

        :param user: who would get it
        :return: list of sentences
        """
        dialog = self.env["collection.hand.over"].new(
            {"target": "collector", "user_id": user.id}
        )
        doubts = (dialog._get_warning(), dialog._explain_loads({False: user.id}))
        return [sentence for sentence in doubts if sentence]

    @api.model
    def _get_columns(self, tasks):
        """Return a column for nobody, for each collector of the teams, and for whoever
        else has something to do about their cases.

        :param list tasks: dicts with ``user_id``
        :return: dict of a user's id, or False, to a dict
        """
        columns = {False: self._prepare_column()}
        loads = self.env["collection.load"].search(
            self._get_team_domain("team_id")
            & Domain("company_id", "in", self.env.companies.root_id.ids)
        )
        flags = dict(loads._fields["flag"]._description_selection(self.env))
        by_user = loads.grouped("user_id")
        waiting = self._count_waiting()
        users = (
            self.env["res.users"]
            .sudo()
            .browse(
                {user.id for user in by_user}
                | {task["user_id"] for task in tasks if task["user_id"]}
            )
        )
        for user in users.sorted(lambda user: (user.name or "", user.id)):
            load = by_user.get(user.sudo(False), loads.browse())
            columns[user.id] = {
                **self._prepare_column(),
                "user_id": user.id,
                "name": user.name,
                "has_load": bool(load),
                # The same number as on the collector's own day.
                "due_count": sum(load.mapped("due_count")),
                "approve_count": waiting[user.id] if load else 0,
                "open_count": load[:1].total_count,
                "capacity": load[:1].capacity,
                "flag": load[:1].flag,
                "flag_label": flags.get(load[:1].flag, ""),
                "stand_in": user.collection_stand_in_id.name or "",
                "away_until": fields.Date.to_string(user.collection_away_until),
            }
        return columns

    @api.model
    def _count_waiting(self):
        """Count the cases of each collector that wait for somebody else to approve what
        is due: they stand among the collector's, and count among the other's work.

        :return: dict of a user's id to a number
        """
        actions = self.env["collection.action"]
        on_actions, _on_cases = self._get_scope("team")
        waiting = actions._search(
            Domain("state", "=", "to_approve")
            & on_actions
            & self._get_due_domain("date")
        )
        counts = Counter()
        # What may be read is found above; whose it is may be known with it.
        for lead, collector, count in actions.sudo()._read_group(
            [("id", "in", waiting)],
            ["user_id", "case_id.user_id"],
            ["case_id:count_distinct"],
        ):
            if lead != collector:
                counts[collector.id] += count
        return counts

    @api.model
    def _prepare_column(self):
        """Return an empty column: nobody's."""
        return {
            "user_id": False,
            "name": self.env._("Nobody"),
            "has_load": False,
            "open_count": False,
            "capacity": False,
            "flag": False,
            "flag_label": "",
            "stand_in": "",
            "away_until": False,
            "due_count": 0,
            "approve_count": 0,
            "held_count": 0,
            "more_count": 0,
            "cards": [],
        }
