# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.gate import Act


class CollectionAssignmentMixin(models.AbstractModel):
    """Who works a case, and who may say so."""

    _name = "collection.assignment.mixin"
    _description = "Collection Assignment"
    _inherit = ["collection.gate.mixin"]

    team_id = fields.Many2one(
        comodel_name="collection.team",
        tracking=True,
        check_company=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Collector",
        tracking=True,
        index="btree_not_null",
        # Not check_company: who works for a branch works its root's cases too.
        domain=lambda self: (
            f"{self._get_collector_domain()}"
            " + [('company_ids', 'child_of', company_id)]"
        ),
    )

    @api.model
    def _get_collector_domain(self):
        """Return which users can be given a case."""
        group = self.env.ref("debt_collection.group_collection_agent")
        return [("share", "=", False), ("all_group_ids", "in", group.ids)]

    @api.constrains("user_id")
    def _check_user_id(self):
        users = self.env["res.users"].sudo().with_context(active_test=False)
        collectors = users.search(
            [("id", "in", self.user_id.ids), *self._get_collector_domain()]
        )
        for case in self:
            if case.user_id and case.user_id not in collectors:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no right to work collection cases. Choose "
                        "somebody else, or let an administrator give the right first.",
                        user=case.user_id.name,
                    )
                )
            if case.user_id and case.company_id not in (
                case.user_id.sudo().company_ids.root_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s.",
                        user=case.user_id.name,
                        company=case.company_id.name,
                    )
                )

    def _check_assignment_rights(self, vals):
        """A collector takes unassigned cases and gives back the own ones; giving cases
        to others, or moving them to another team, is for the team lead.

        :raise AccessError: if the user may not assign the cases so
        """
        if (
            not {"user_id", "team_id"} & vals.keys()
            or self.env.su
            or self.env.user.has_group("debt_collection.group_collection_leader")
        ):
            return
        own_or_free = all(case.user_id.id in (False, self.env.uid) for case in self)
        if (
            "team_id" in vals
            or vals["user_id"] not in (False, self.env.uid)
            or not own_or_free
        ):
            raise AccessError(
                self.env._(
                    "You can take unassigned cases and give your own back. Ask the "
                    "team lead to assign cases to others or to another team."
                )
            )

    def _check_assignment_gate(self, vals):
        """Ask the gate whether somebody may be given the cases.

        :raise CollectionRefused: if the person may not work one of them
        """
        user_id = vals.get("user_id")
        given = user_id and self.filtered(lambda case: case.user_id.id != user_id)
        if given:
            now = fields.Datetime.now()
            given._ensure_allowed(Act("assign", None, now, user=user_id))

    def action_assign_to_me(self):
        """Take the cases."""
        self.write({"user_id": self.env.uid})
