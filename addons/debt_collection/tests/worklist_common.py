# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tools import SQL

from .common import TODAY, CastCommon


class WorklistCommon(CastCommon):
    """The cast's cases, and what is planned on them: nothing by itself here.

    ann and ben work in North, which lena leads; cleo in South.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nothing is planned by itself: no segment gives a case its strategy.
        cls.env["collection.segment"].sudo().search([]).active = False
        cls.company.collection_is_live = True

    @classmethod
    def planned_case(cls, name, user=None, team=None, *, score=0, late=0, **values):
        """Open a debtor's case with a call on a day.

        :param user: its collector
        :param team: its team, North where none is given
        :param int score: its points
        :param int late: how many days ago the call was due
        :param values: what else the action says
        :return: the case
        """
        amount = values.pop("amount", 100)
        case = cls.new_case(name, team or cls.north, user, amount)
        case.partner_id.sudo().write(
            {"phone": "+1 202-555-0143", "email": "pay@debtor.example.com"}
        )
        cls.set_score(case, score)
        cls.plan(case, late, **values)
        return case

    @classmethod
    def plan(cls, case, late=0, **values):
        """Plan a call on a case.

        :return: the action
        """
        action = (
            cls.env["collection.action"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "channel": "call",
                    "date": TODAY - timedelta(days=late),
                }
            )
        )
        action.write({"user_id": case.user_id.id, **values})
        cls.env.flush_all()
        return action

    @classmethod
    def set_score(cls, cases, score):
        """Give cases points, as a run does."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE collection_case SET score = %s WHERE id = ANY(%s)",
                score,
                cases.ids,
            )
        )
        cases.invalidate_recordset(flush=False)

    def day_of(self, user, scope="mine", **kwargs):
        """Return what the screen asks of the server for a user's day."""
        kwargs = {"scope": scope, **kwargs}
        return self.call_rpc(user, "collection.worklist", "get_day", [], **kwargs)

    def names_of(self, user, *args, **kwargs):
        """Return whose cases are on a user's list, in its order."""
        return [row["partner"] for row in self.day_of(user, *args, **kwargs)["rows"]]

    def row_of(self, user, case, **kwargs):
        """Return a case's row on a user's list."""
        rows = self.day_of(user, **kwargs)["rows"]
        return next(row for row in rows if row["case_id"] == case.id)

    def columns_of(self, user):
        """Return a lead's board: dict of a collector's name to a column."""
        board = self.call_rpc(user, "collection.worklist", "get_team_board", [])
        return {column["name"]: column for column in board}
