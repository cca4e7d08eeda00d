# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class CollectionAbsenceCoverMixin(models.AbstractModel):
    """Who can be away, and who can cover."""

    _name = "collection.absence.cover.mixin"
    _description = "Collection Absence Cover"

    @api.constrains("user_id")
    def _check_user_id(self):
        """Refuse an absence of who works no cases. Whoever loses the right later stays
        away, and can be covered by somebody else."""
        for absence in self.sudo():
            absence._check_collector(absence.user_id)

    @api.constrains("user_id", "stand_in_id")
    def _check_stand_in_id(self):
        for absence in self.sudo().filtered("stand_in_id"):
            if absence.user_id == absence.stand_in_id:
                raise ValidationError(
                    self.env._("Nobody covers for themselves: choose a colleague.")
                )
            absence._check_collector(absence.stand_in_id)
            absence._check_approver()
            absence._check_companies()

    @api.constrains("stand_in_id", "date_to")
    def _check_days_to_come(self):
        """Refuse to say afterwards that somebody covered: an absence that is over shows
        who saw the cases, and nobody saw them for it. That somebody was away is true
        all the same."""
        for absence in self.filtered("stand_in_id"):
            if absence.date_to < absence._get_today():
                raise ValidationError(
                    self.env._(
                        "These days are over, so nobody sees the cases of %(absent)s "
                        "on them any more. Leave “%(stand_in)s” empty, and say in "
                        "“%(note)s” who worked the cases.",
                        absent=absence.user_id.name,
                        stand_in=self._fields["stand_in_id"]._description_string(
                            self.env
                        ),
                        note=self._fields["note"]._description_string(self.env),
                    )
                )

    def _check_collector(self, user):
        """Refuse who works no cases.

        :raise ValidationError: if the user has no right to
        """
        if not self._is_among(user, self._get_collector_domain()):
            raise ValidationError(
                self.env._(
                    "%(user)s has no right to work collection cases. Choose somebody "
                    "else, or let an administrator give the right first.",
                    user=user.name,
                )
            )

    def _check_approver(self):
        """Refuse a stand-in who would find a lead's steps to approve on the own day,
        and could not approve them.

        :raise ValidationError: if the stand-in of a lead may lead no team
        """
        teams = self.env["collection.team"]
        if teams.search_count(
            [("lead_id", "=", self.user_id.id)], limit=1
        ) and not self._is_among(self.stand_in_id, teams._get_people_domain("lead_id")):
            raise ValidationError(
                self.env._(
                    "%(absent)s leads a team, and %(user)s may not approve its steps. "
                    "Choose under “%(field)s” somebody who has the right to lead.",
                    absent=self.user_id.name,
                    user=self.stand_in_id.name,
                    field=self._fields["stand_in_id"]._description_string(self.env),
                )
            )

    @api.model
    def _check_approvers_of(self, leads):
        """Refuse to make leads of people who are covered, now or later, by somebody who
        would find the steps to approve and could not approve them.

        :param leads: the users
        :raise ValidationError: as :meth:`_check_approver`
        """
        absences = self.sudo().search(
            [("user_id", "in", leads.ids), ("stand_in_id", "!=", False)]
        )
        for absence in absences.filtered(lambda absence: absence.state != "over"):
            absence._check_approver()

    @api.model
    def _is_among(self, user, domain):
        """Tell whether an active user meets a condition.

        :param user: the user as superuser
        :param list domain: the condition
        """
        asked = [("id", "=", user.id), ("active", "=", True), *domain]
        return bool(user.search_count(asked, limit=1))

    def _check_companies(self):
        """Refuse a stand-in who could not see all of the collector's cases.

        :raise ValidationError: if the stand-in does not work for a company
        """
        cases = self.env["collection.case"].sudo()
        worked = cases._read_group(
            [("user_id", "=", self.user_id.id), ("state", "!=", "closed")],
            ["company_id"],
        )
        needed = self.user_id.company_id.root_id.union(*(row[0] for row in worked))
        for company in needed - self.stand_in_id.company_ids.root_id:
            raise ValidationError(
                self.env._(
                    "%(user)s does not work for %(company)s, where %(absent)s has "
                    "cases. Choose somebody who does.",
                    user=self.stand_in_id.name,
                    company=company.name,
                    absent=self.user_id.name,
                )
            )
