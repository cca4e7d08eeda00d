# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.exceptions import ValidationError

PEOPLE = ("lead_id", "member_ids")


class CollectionTeamPeopleMixin(models.AbstractModel):
    """Who can be named in a team: it decides who sees its cases."""

    _name = "collection.team.people.mixin"
    _description = "Collection Team People"
    _inherit = ["collection.bound.mixin"]

    @api.model
    def _get_people_domain(self, name):
        """Return who can be named: members work cases, and leads approve steps too.

        :param str name: ``lead_id`` or ``member_ids``
        """
        cases = self.env["collection.case"]
        if name == "member_ids":
            return cases._get_collector_domain()
        return cases._get_role_domain("debt_collection.group_collection_leader")

    @api.model
    def _get_offered(self, name):
        """Return who is offered on screen, as text: core would leave out of the members
        whoever a list of conditions no longer fits.

        :param str name: ``lead_id`` or ``member_ids``
        """
        return (
            f"{self._get_people_domain(name)}"
            " + ([('company_ids', 'child_of', company_id)] if company_id else [])"
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Ask who is named."""
        teams = super().create(vals_list)
        teams._check_people({})
        return teams

    def write(self, vals):
        """Ask who is named, and was not before."""
        is_about_people = bool(vals.keys() & set(PEOPLE))
        before = self._get_people() if is_about_people else {}
        res = super().write(vals)
        if is_about_people:
            self._check_people(before)
        return res

    def _get_people(self):
        """Return who is named, archived users too: dict of a team and the name of a
        field to users."""
        teams = self.sudo().with_context(active_test=False)
        return {(team, name): team[name] for team in teams for name in PEOPLE}

    def _check_people(self, before):
        """Refuse to name people who could not do it. Who was named before stays,
        whatever right was lost since.

        :param dict before: who was named before, as :meth:`_get_people` returns it
        :raise ValidationError: if one of the others has no right to it
        """
        leads = self.env["res.users"]
        for (team, name), users in self._get_people().items():
            named = users - before.get((team, name), users.browse())
            for user in named - team._get_fit(name, named):
                raise ValidationError(team._tell_unfit(name, user))
            team._check_works_there(name, named)
            if name == "lead_id":
                leads |= named
        self.env["collection.absence"]._check_approvers_of(leads)

    @api.model
    def _get_fit(self, name, users):
        """Return those of some users who have the right to it.

        :param str name: ``lead_id`` or ``member_ids``
        """
        domain = [("active", "=", True), *self._get_people_domain(name)]
        return users.sudo().search([("id", "in", users.ids), *domain])

    def copy_data(self, default=None):
        """Override: a copy leaves out who has lost the right since."""
        vals_list = super().copy_data(default=default)
        for team, vals in zip(self.sudo(), vals_list, strict=True):
            for name in set(PEOPLE).intersection(vals) - set(default or ()):
                fit = self._get_fit(name, team[name])
                is_one = self._fields[name].type == "many2one"
                vals[name] = fit.id if is_one else [Command.set(fit.ids)]
        return vals_list

    def _tell_unfit(self, name, user):
        """Return why somebody cannot be named.

        :param str name: the name of the field
        """
        told = {
            "field": self._fields[name]._description_string(self.env),
            "team": self.name,
            "user": user.name,
        }
        if name == "lead_id":
            return self.env._(
                "“%(field)s” of %(team)s: %(user)s has no right to lead a team. Choose "
                "somebody else, or let an administrator give the right first.",
                **told,
            )
        return self.env._(
            "“%(field)s” of %(team)s: %(user)s has no right to work collection cases. "
            "Choose somebody else, or let an administrator give the right first.",
            **told,
        )

    def _check_works_there(self, name, users):
        """Refuse people who do not work for the team's company.

        :param str name: the name of the field
        :raise ValidationError: if one of them does not
        """
        company = self.company_id.root_id
        for user in users:
            if company and company not in user.company_ids.root_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(team)s: %(user)s does not work for "
                        "%(company)s. Choose somebody who does.",
                        field=self._fields[name]._description_string(self.env),
                        team=self.name,
                        user=user.name,
                        company=company.name,
                    )
                )
