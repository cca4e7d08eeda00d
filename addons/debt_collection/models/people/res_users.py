# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_position import DEFAULT_CAPACITY

COLLECTION_ROLES = (
    "debt_collection.group_collection_agent,debt_collection.group_collection_auditor"
)
CAPACITY_FIELDS = frozenset({"collection_capacity", "collection_capacity_is_own"})


class ResUsers(models.Model):
    _inherit = "res.users"

    collection_team_ids = fields.Many2many(
        comodel_name="collection.team",
        relation="collection_team_member_rel",
        column1="user_id",
        column2="team_id",
        string="Collection Teams",
        readonly=True,
        copy=False,
    )
    collection_position_ids = fields.Many2many(
        comodel_name="collection.position",
        relation="collection_position_user_rel",
        column1="user_id",
        column2="position_id",
        string="Collection Positions",
        readonly=True,
        copy=False,
        groups=COLLECTION_ROLES,
    )
    collection_granted_group_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="collection_position_grant_rel",
        column1="user_id",
        column2="group_id",
        string="Rights Given by Positions",
        readonly=True,
        copy=False,
        groups="debt_collection.group_collection_admin",
    )
    collection_capacity = fields.Integer(
        compute="_compute_collection_capacity",
        store=True,
        readonly=False,
        # Whoever makes users duplicates one without any right on cases.
        copy=False,
        groups=COLLECTION_ROLES,
        # Users are read with every request; this hardly ever.
        prefetch=False,
        aggregator="sum",
        help="Open cases this person can work. With 0 nobody gives cases by itself.",
    )
    collection_capacity_is_own = fields.Boolean(
        string="Own Capacity",
        copy=False,
        groups=COLLECTION_ROLES,
        prefetch=False,
        help="Off: the capacity is that of the position.",
    )
    collection_absence_ids = fields.One2many(
        comodel_name="collection.absence",
        inverse_name="user_id",
        string="Collection Absences",
    )
    collection_stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Covered By",
        compute="_compute_collection_stand_in_id",
        search="_search_collection_stand_in_id",
        compute_sudo=True,
        help="Who works this person's cases today.",
    )
    collection_cover_ids = fields.One2many(
        comodel_name="collection.absence",
        inverse_name="stand_in_id",
        string="Absences Covered",
    )
    collection_covered_ids = fields.Many2many(
        comodel_name="res.users",
        string="Covers Today",
        compute="_compute_collection_covered_ids",
        compute_sudo=True,
        help="Whose cases this person works today besides the own ones.",
    )
    collection_away_until = fields.Date(
        string="Away Until",
        compute="_compute_collection_stand_in_id",
        compute_sudo=True,
    )

    _collection_capacity_positive = models.Constraint(
        "CHECK (collection_capacity >= 0)",
        "The collection capacity must not be negative.",
    )

    # === CAPACITY === #

    @api.depends(
        "collection_capacity_is_own",
        "collection_position_ids.active",
        "collection_position_ids.capacity",
    )
    def _compute_collection_capacity(self):
        for user in self:
            if user.collection_capacity_is_own:
                user.collection_capacity = user.collection_capacity
                continue
            positions = user.collection_position_ids.filtered("active")
            capacities = positions.mapped("capacity") or [DEFAULT_CAPACITY]
            user.collection_capacity = max(capacities)

    @api.model_create_multi
    def create(self, vals_list):
        """Keep positions and teams out: they are filled on their own forms."""
        for vals in vals_list:
            self._check_collection_places(vals)
        return super().create([self._with_own_capacity(vals) for vals in vals_list])

    def write(self, vals):
        """Let leads set the capacity of their people, keep positions and teams out, and
        free the cases of who leaves."""
        self._check_collection_places(vals)
        users = self
        if vals and vals.keys() <= CAPACITY_FIELDS and not self.has_access("write"):
            self._check_capacity_rights()
            users = self.sudo()
        res = super(ResUsers, users).write(self._with_own_capacity(vals))
        if not vals.get("active", True):
            self.env["collection.case"]._free_from(self)
        return res

    def _check_collection_places(self, vals):
        """Refuse to fill positions and teams from the user's side.

        :raise UserError: if ``vals`` would
        """
        if self.env.su:
            return
        if "collection_team_ids" in vals:
            raise UserError(
                self.env._(
                    "Teams are filled on their own form, under Collections, "
                    "Configuration, Teams."
                )
            )
        if {"collection_position_ids", "collection_granted_group_ids"} & vals.keys():
            raise UserError(
                self.env._(
                    "Positions are filled on their own form, under Collections, "
                    "Configuration, Positions."
                )
            )

    @api.model
    def _with_own_capacity(self, vals):
        """Return the values with a capacity that somebody set kept from the position's
        own one."""
        if "collection_capacity" in vals and "collection_capacity_is_own" not in vals:
            return {**vals, "collection_capacity_is_own": True}
        return vals

    def _check_capacity_rights(self):
        """Refuse to set the capacity of people whom the user does not lead.

        :raise AccessError: if one of them is led by somebody else
        """
        self.check_access("read")
        me = self.env.user
        if me.has_group("debt_collection.group_collection_manager"):
            return
        for user in self.sudo():
            if me not in user.collection_team_ids.all_lead_ids:
                raise AccessError(
                    self.env._(
                        "Only the lead of a team %(user)s belongs to, or a manager, "
                        "sets this capacity.",
                        user=user.name,
                    )
                )

    # === ABSENCE === #

    @api.depends(
        "collection_absence_ids.date_from",
        "collection_absence_ids.date_to",
        "collection_absence_ids.stand_in_id",
    )
    def _compute_collection_stand_in_id(self):
        away = self.env["collection.absence"]._get_away(self.ids)
        for user in self:
            stand_in, until = away.get(user.id, (False, False))
            user.collection_stand_in_id = stand_in
            user.collection_away_until = until

    @api.depends(
        "collection_cover_ids.date_from",
        "collection_cover_ids.date_to",
        "collection_cover_ids.user_id",
    )
    def _compute_collection_covered_ids(self):
        away = self.env["collection.absence"]._get_away()
        for user in self:
            user.collection_covered_ids = [
                absent for absent, (who, _) in away.items() if who == user.id
            ]

    @api.model
    def _search_collection_stand_in_id(self, operator, value):
        """Find who is covered today. It is asked with each query, so that a cached rule
        never keeps yesterday's answer, and read once a transaction."""
        if operator != "in":
            return NotImplemented
        asked = self.sudo().browse(user_id for user_id in value if user_id)
        domain = fields.Domain("id", "in", asked.collection_covered_ids.ids)
        if False in value:
            away = self.env["collection.absence"]._get_away()
            covered = [user for user, (stand_in, _) in away.items() if stand_in]
            domain |= fields.Domain("id", "not in", covered)
        return domain

    # === POSITIONS === #

    def _collection_limit(self, kind, company):
        """Return up to which amount the user decides alone.

        :param str kind: a kind of ``collection.position.limit``
        :param company: the company in whose currency the amount is
        :return: the highest limit of the user's positions there, 0 where there is none
        """
        self.ensure_one()
        company = company.root_id
        positions = self.sudo().collection_position_ids.filtered(
            lambda position: (
                position.active
                and position.company_id.root_id in (company, company[:0])
            )
        )
        today = company._collection_today()
        return max(
            (
                limit.currency_id._convert(
                    limit.amount, company.currency_id, company, today
                )
                for limit in positions.limit_ids
                if limit.kind == kind
            ),
            default=0.0,
        )

    def _follow_collection_positions(self):
        """Give the users the groups of their positions, and take back what a position
        gave and none carries any more. Other groups are not touched.

        :raise UserError: if nobody would be left to administer the collections
        """
        admin = self.env.ref("debt_collection.group_collection_admin")
        is_admin_taken = False
        # Positions are the collection administrator's, groups the system's.
        for user in self.sudo():
            carried = user.collection_position_ids.filtered("active").group_id
            implied = carried.browse(
                other.id for group in carried for other in group.all_implied_ids - group
            )
            wanted = carried - implied
            given = user.collection_granted_group_ids
            gone, new = given - wanted, wanted - user.group_ids
            if not gone and not new:
                continue
            is_admin_taken |= admin in gone
            user.write(
                {
                    "group_ids": [
                        *(Command.unlink(group.id) for group in gone),
                        *(Command.link(group.id) for group in new),
                    ],
                    "collection_granted_group_ids": [
                        Command.set(((given & wanted) | new).ids)
                    ],
                }
            )
        if is_admin_taken:
            self.env["collection.position"]._check_administrators_left()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        """Refuse to delete who logged contacts: the log is kept with its author."""
        logged = self.env["collection.contact.log"].sudo()
        if logged.search_count([("user_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This user logged contacts with debtors, and the log is kept. "
                    "Archive the user instead."
                )
            )
