# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import fields, models

from ..tools.balance import Asked, Seat
from ..tools.gate import Act


class CollectionHandOverPlanMixin(models.AbstractModel):
    """To whom cases are handed over, and who would get which of them."""

    _name = "collection.hand.over.plan.mixin"
    _description = "Plan of a Hand-over"

    target = fields.Selection(
        selection=[
            ("collector", "One Collector"),
            ("team", "The Members of a Team, Balanced"),
        ],
        string="To",
        required=True,
        default="collector",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="New Collector",
        domain=lambda self: self.env["collection.case"]._get_collector_domain(),
    )
    team_id = fields.Many2one(comodel_name="collection.team")
    is_over_capacity_accepted = fields.Boolean(string="Exceed the capacity knowingly")

    def _plan(self, cases):
        """Choose who would get which case.

        :return: dict of case id to a user's id, and dict of refused case to why
        """
        if self.target == "team" and self.team_id:
            return self._plan_for_team(cases)
        if self.target == "collector" and self.user_id:
            return self._plan_for_collector(cases)
        return {}, {}

    def _plan_for_collector(self, cases):
        """Give all cases to one collector, who must be able to work them."""
        user = self.user_id
        given = cases.filtered(lambda case: case.user_id != user)
        refused = given._find_unfit(user)
        rest = given.browse(case.id for case in given if case not in refused)
        for case, verdict in rest._get_refused(self._get_act()).items():
            refused[case] = " ".join(reason.message for reason in verdict.refusing)
        return {case.id: user.id for case in given if case not in refused}, refused

    def _get_act(self):
        """Return the act the gate judges: the new collector gets the cases."""
        return Act("assign", None, fields.Datetime.now(), user=self.user_id.id)

    def _plan_for_team(self, cases):
        """Share the cases out over the members, company by company."""
        rules = self.env["collection.assignment.rule"]
        words = {
            "no_members": self.env._("No member of the team works cases there today."),
            "no_capacity": self.env._("Nobody of the team has room for it."),
            "refused": self.env._("Nobody else of the team with room may work it."),
        }
        placed, refused = {}, {}
        for company, of_company in cases.grouped("company_id").items():
            today = company._collection_today()
            team = rules._get_members(company, today, self.team_id)
            got = Counter(placed.values())
            seats = {
                user: Seat(seat.capacity, seat.load + got[user])
                for user, seat in rules._get_seats(team).items()
            }
            chosen, left = rules._choose(
                of_company,
                [Asked(case.id, "team") for case in of_company],
                {"team": list(team)},
                seats,
                is_bounded=not self.is_over_capacity_accepted,
                # To stay where it is would be no hand-over.
                refused={(case.id, case.user_id.id) for case in of_company},
            )
            placed.update((case, user) for case, (user, _reason) in chosen.items())
            refused.update(
                (of_company.browse(case), words[why]) for case, why in left.items()
            )
        return placed, refused
