# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

DEFAULT_CAPACITY = 150


class CollectionPosition(models.Model):
    """A post in the collections department (clause 2.2): its duties, the rights that
    go with it, how much it works and up to which amounts it decides.

    Whoever is put into a position gets its group, and loses it with the last position
    that carries it, unless an administrator had given it before.
    """

    _name = "collection.position"
    _description = "Collection Position"
    _inherit = ["collection.bound.mixin", "collection.named.mixin", "mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Leave empty for a position that exists in all companies.",
    )
    duties = fields.Html(
        string="Duty Statement",
        translate=True,
        help="What the holder is responsible for, and to whom the holder reports.",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Rights",
        tracking=True,
        ondelete="restrict",
        domain=lambda self: self._get_group_domain(),
        help="The holders get this right, and lose it with the position.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="collection_position_user_rel",
        column1="position_id",
        column2="user_id",
        string="Holders",
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    user_count = fields.Integer(string="Held By", compute="_compute_user_count")
    capacity = fields.Integer(
        default=DEFAULT_CAPACITY,
        tracking=True,
        help="Open cases one holder can work. With 0 holders get no cases by "
        "themselves. A capacity set on the person goes before it.",
    )
    limit_ids = fields.One2many(
        comodel_name="collection.position.limit",
        inverse_name="position_id",
        string="Approval Limits",
        copy=True,
    )

    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "The capacity must not be negative."
    )

    @api.model
    def _get_group_domain(self):
        """Return which groups a position can carry: the collections' own."""
        category = self.env.ref("debt_collection.module_category_collection")
        return [("privilege_id.category_id", "=", category.id)]

    @api.depends("user_ids")
    def _compute_user_count(self):
        for position in self:
            position.user_count = len(position.user_ids)

    @api.constrains("group_id")
    def _check_group_id(self):
        """Refuse rights beyond the collections: whoever sets up positions would give
        them to anybody."""
        category = self.env.ref("debt_collection.module_category_collection")
        beyond = self.env.ref("base.group_erp_manager")
        for position in self.sudo():
            group = position.group_id
            if group and (
                group.privilege_id.category_id != category
                or beyond in group.all_implied_ids
            ):
                raise ValidationError(
                    self.env._(
                        "“%(group)s” is no right of the collections. A position "
                        "carries one of those only; let an administrator give other "
                        "rights on the user's own form.",
                        group=group.full_name,
                    )
                )

    @api.constrains("user_ids", "company_id")
    def _check_user_ids(self):
        for position in self.sudo():
            for user in position.user_ids:
                if user.share:
                    raise ValidationError(
                        self.env._(
                            "%(user)s is a user of the portal. Only colleagues hold a "
                            "position.",
                            user=user.name,
                        )
                    )
                company = position.company_id.root_id
                if company and company not in user.company_ids.root_id:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work for %(company)s.",
                            user=user.name,
                            company=company.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Give the holders their rights."""
        positions = super().create(vals_list)
        positions.user_ids._follow_collection_positions()
        return positions

    def write(self, vals):
        """Let the holders' rights follow."""
        before = self.user_ids
        res = super().write(vals)
        if {"user_ids", "group_id", "active"} & vals.keys():
            self._tell_who_came_and_went(before)
            (before | self.user_ids)._follow_collection_positions()
        return res

    def unlink(self):
        """Take the holders' rights away with the positions."""
        holders = self.user_ids
        res = super().unlink()
        holders._follow_collection_positions()
        return res

    def _tell_who_came_and_went(self, before):
        """Leave a trace of who held the positions: rights went with them."""
        if len(self) != 1:
            return
        came, left = self.user_ids - before, before - self.user_ids
        if came or left:
            self._message_log(
                body=self.env._(
                    "Came: %(came)s. Left: %(left)s.",
                    came=", ".join(came.mapped("name")) or "–",
                    left=", ".join(left.mapped("name")) or "–",
                )
            )

    @api.model
    def _check_administrators_left(self):
        """Refuse to leave the collections without an administrator.

        :raise UserError: if no active colleague is one
        """
        group = self.env.ref("debt_collection.group_collection_admin")
        users = self.env["res.users"].sudo()
        if not users.search_count(
            [("all_group_ids", "in", group.ids), ("share", "=", False)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Nobody would be left to administer the collections. Put somebody "
                    "else into the position first."
                )
            )
