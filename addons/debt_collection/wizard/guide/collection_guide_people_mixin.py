# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionGuidePeopleMixin(models.AbstractModel):
    """The guide's third step: who does the work, and whether it fits."""

    _name = "collection.guide.people.mixin"
    _description = "Guide: Who Does It"
    _inherit = ["collection.guide.outlook.mixin"]

    team_id = fields.Many2one(
        related="company_id.collection_team_id",
        string="Team of New Cases",
        readonly=False,
    )
    lead_id = fields.Many2one(
        related="team_id.lead_id",
        readonly=False,
        domain=lambda self: self.env["collection.team"]._get_offered("lead_id"),
    )
    member_ids = fields.Many2many(
        related="team_id.member_ids",
        string="Members",
        readonly=False,
        domain=lambda self: self.env["collection.team"]._get_offered("member_ids"),
    )
    member_line_ids = fields.One2many(
        comodel_name="collection.guide.member", inverse_name="guide_id"
    )
    unassigned_count = fields.Integer(string="Cases Without Collector", readonly=True)
    fit_note = fields.Char(string="Does It Fit?", compute="_compute_fit_note")
    warnings = fields.Text(compute="_compute_warnings")
    collection_is_live = fields.Boolean(related="company_id.collection_is_live")

    @api.depends("member_line_ids.capacity", "member_line_ids.case_count")
    @api.depends_context("lang")
    def _compute_fit_note(self):
        for guide in self:
            every = guide.member_line_ids
            lines = every.filtered("is_member")
            guide.fit_note = self.env._(
                "Cases: %(cases)s. People: %(people)s. Room for: %(capacity)s.",
                cases=sum(every.mapped("case_count")) + guide.unassigned_count,
                people=len(lines.filtered("capacity")),
                capacity=sum(lines.mapped("capacity")),
            )

    @api.depends("team_id", "lead_id", "member_ids", "member_line_ids.capacity")
    @api.depends_context("lang")
    def _compute_warnings(self):
        for guide in self:
            guide.warnings = "\n".join(guide._get_warnings())

    def _get_warnings(self):
        """Yield what stands in the way of the work, and what to do about it."""
        team = self.team_id.sudo()
        if not team:
            yield self.env._(
                "New cases go to no team, so only managers see them. Choose one."
            )
            return
        if not self.member_ids:
            yield self.env._(
                "“%(team)s” has no members: nobody is given a case. Add them.",
                team=team.name,
            )
        if not self.lead_id:
            yield self.env._(
                "Nobody leads “%(team)s”: what needs approval or cover waits for "
                "nobody. Choose a team lead.",
                team=team.name,
            )
        if not team.is_balanced:
            yield self.env._(
                "“%(team)s” does not give cases to its members by itself. Its lead "
                "assigns them, or members take them.",
                team=team.name,
            )
        yield from self._get_warnings_about_people()
        if self.unassigned_count:
            yield self.env._(
                "Cases that find nobody who has room: %(count)s. Add members, or raise "
                "capacities.",
                count=self.unassigned_count,
            )

    def _get_warnings_about_people(self):
        """Yield what keeps single people from the work."""
        members = self.member_ids._origin.sudo()
        domain = self.env["collection.case"]._get_collector_domain()
        unfit = members - members.filtered_domain(domain)
        if unfit:
            yield self.env._(
                "%(people)s have no right to work cases. An administrator puts them "
                "into a position, under Configuration, Positions.",
                people=", ".join(unfit.mapped("name")),
            )
        idle = self.member_line_ids.filtered(lambda line: not line.capacity).user_id
        if idle := idle & (members - unfit):
            yield self.env._(
                "%(people)s have a capacity of 0 and are given no cases.",
                people=", ".join(idle.mapped("name")),
            )
        away = members.filtered(
            lambda user: user.collection_away_until and not user.collection_stand_in_id
        )
        if away:
            yield self.env._(
                "%(people)s are away and nobody covers. Choose a stand-in, under Team, "
                "Absences.",
                people=", ".join(away.mapped("name")),
            )

    def _get_seats(self, people):
        """Return the values of the members' lines: all who are in a team that works
        for the company, and whoever else has cases or steps.

        :param dict people: user id to figures
        """
        teams = self.env["collection.team"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )
        members = teams.member_ids | teams.browse(self.team_id.id).member_ids
        users = members | members.browse(people)
        for user in users.sorted("name"):
            figures = people.get(user.id, {})
            yield {
                "user_id": user.id,
                "is_member": user in members,
                "case_count": figures.get("case_count", 0),
                "today_count": figures.get("today_count", 0),
                "soon_count": figures.get("soon_count", 0),
            }
