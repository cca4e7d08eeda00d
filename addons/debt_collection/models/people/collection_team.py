# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .collection_team_people_mixin import PEOPLE


class CollectionTeam(models.Model):
    """People who work cases together (clause 2.1); sub-teams stand below a team."""

    _name = "collection.team"
    _description = "Collection Team"
    _inherit = [
        "collection.named.mixin",
        "collection.team.people.mixin",
        "mail.thread",
    ]
    _order = "sequence, name, id"
    _parent_store = True
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Leave empty for a team that works for several companies.",
    )
    parent_id = fields.Many2one(
        comodel_name="collection.team",
        string="Part of",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="collection.team", inverse_name="parent_id", string="Sub-teams"
    )
    lead_id = fields.Many2one(
        comodel_name="res.users",
        string="Team Lead",
        tracking=True,
        index="btree_not_null",
        domain=lambda self: self.env["collection.team"]._get_offered("lead_id"),
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="collection_team_member_rel",
        column1="team_id",
        column2="user_id",
        string="Members",
        domain=lambda self: self.env["collection.team"]._get_offered("member_ids"),
    )
    all_lead_ids = fields.Many2many(
        comodel_name="res.users",
        relation="collection_team_all_lead_rel",
        column1="team_id",
        column2="user_id",
        string="Leads of the Team and Above",
        compute="_compute_all_lead_ids",
        recursive=True,
        store=True,
        help="Who sees the team's cases as a lead: its own lead and the leads of the "
        "teams it is part of.",
    )
    is_shared = fields.Boolean(
        string="Members See All Cases",
        help="Members see all cases of the team. Otherwise a member sees the own ones "
        "and those nobody works yet.",
    )
    is_balanced = fields.Boolean(
        string="Assign Cases to Members by Itself",
        default=True,
        help="Cases without a collector go to the member who knows the customer, or "
        "else to the one with most room. Off: the lead assigns them, or members take "
        "them.",
    )
    case_count = fields.Integer(string="Open Cases", compute="_compute_case_figures")
    case_unassigned_count = fields.Integer(
        string="Unassigned Cases", compute="_compute_case_figures"
    )

    @api.depends("lead_id", "parent_id.all_lead_ids")
    def _compute_all_lead_ids(self):
        for team in self:
            team.all_lead_ids = team.lead_id | team.parent_id.all_lead_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Refuse to delete a team that has cases, or gets the new ones."""
        cases = self.env["collection.case"].sudo().with_context(active_test=False)
        if self._get_companies_of_new_cases() or cases.search_count(
            [("team_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "This team has cases, or new cases go to it. Choose another team "
                    "for them, then archive this one instead."
                )
            )

    def _get_companies_of_new_cases(self):
        """Return the companies whose new cases go to these teams, archived ones too."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("collection_team_id", "in", self.ids)])

    @api.constrains("active")
    def _check_active(self):
        """Refuse to archive a team that new cases go to: nobody would see them."""
        archived = self.filtered(lambda team: not team.active)
        companies = archived._get_companies_of_new_cases()
        for company in companies.sudo(False)._filtered_access("read").sudo():
            raise ValidationError(
                self.env._(
                    "New cases of %(company)s go to %(team)s. Choose another team in "
                    "the settings before you archive this one.",
                    company=company.name,
                    team=company.collection_team_id.name,
                )
            )
        if companies:
            raise ValidationError(
                self.env._(
                    "New cases of another company go to %(team)s. Let an administrator "
                    "choose another team in its settings before you archive this one.",
                    team=companies[0].collection_team_id.name,
                )
            )

    def _get_nearest_lead(self):
        """Return who leads the team: its own lead, or that of the next team above that
        has one; nobody where none has."""
        self.ensure_one()
        team = self
        while team and not team.lead_id.active:
            team = team.parent_id
        return team.lead_id

    @api.constrains("company_id")
    def _check_company_id(self):
        """Refuse to take a team away from companies whose cases it works, or to give it
        to one that its people do not work for."""
        cases = self.env["collection.case"].sudo()
        for team in self.sudo().filtered("company_id"):
            company = team.company_id.root_id
            working = team._get_companies_of_new_cases().root_id
            if working - company or cases.search_count(
                [
                    ("team_id", "=", team.id),
                    ("company_id", "!=", company.id),
                    ("state", "!=", "closed"),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "“%(team)s” works cases of another company too, or gets its "
                        "new ones. Leave it to all companies, and create another team "
                        "for %(company)s.",
                        team=team.name,
                        company=team.company_id.name,
                    )
                )
            team._check_sub_teams()
            for name in PEOPLE:
                team._check_works_there(name, team[name].filtered("active"))

    def _check_sub_teams(self):
        """Refuse to make a team one company's while its sub-teams are not. Core asks
        that of the sub-team that changes only.

        :raise ValidationError: if one of them is another company's, or everybody's
        """
        sub_teams = self.with_context(active_test=False).child_ids
        if any(team.company_id != self.company_id for team in sub_teams):
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(team)s work for other companies too, the "
                    "archived ones included. Choose the same company there first, or "
                    "make them part of another team.",
                    field=self._fields["child_ids"]._description_string(self.env),
                    team=self.name,
                )
            )

    def _compute_case_figures(self):
        figures = {
            team: (count, count - assigned)
            for team, count, assigned in self.env["collection.case"]._read_group(
                [("team_id", "in", self.ids), ("state", "!=", "closed")],
                ["team_id"],
                ["__count", "user_id:count"],
            )
        }
        for team in self:
            team.case_count, team.case_unassigned_count = figures.get(team, (0, 0))

    def action_view_cases(self):
        """Open the team's open cases."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_case_action"
            ),
            "domain": [("team_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
