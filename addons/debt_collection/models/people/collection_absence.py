# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from . import people_statements as statements

# No zone is further from UTC than this.
FURTHEST_ZONE = timedelta(days=1)


class CollectionAbsence(models.Model):
    """Days on which a collector is away, and who works the cases meanwhile.

    Nothing is moved. On these days the stand-in sees and works the collector's cases,
    because the record rules ask for it with each query; on the day after they are the
    collector's alone again.
    """

    _name = "collection.absence"
    _description = "Absence of a Collector"
    _inherit = [
        "collection.absence.change.mixin",
        "collection.absence.cover.mixin",
        "mail.thread",
    ]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Collector",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._default_user_id(),
        domain=lambda self: self._get_collector_domain(),
    )
    date_from = fields.Date(
        string="From",
        required=True,
        tracking=True,
        default=lambda self: self._default_date_from(),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        tracking=True,
        index=True,
        help="The last day away. On the next one the cases are the collector's alone.",
    )
    stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Covered By",
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self._get_collector_domain(),
        help="Sees and works the cases on these days. Without anybody only leads, and "
        "members of a team that shares its cases, can.",
    )
    note = fields.Char()
    state = fields.Selection(
        selection=[("planned", "Planned"), ("now", "Away Now"), ("over", "Over")],
        compute="_compute_state",
        search="_search_state",
    )

    _ends_after_start = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of an absence is not before the first one.",
    )

    @api.model
    def _default_user_id(self):
        return self.env.user

    @api.model
    def _default_date_from(self):
        return self.env.company.root_id._collection_today()

    @api.model
    def _get_collector_domain(self):
        """Return who works cases, and so can be away or a stand-in."""
        return self.env["collection.case"]._get_collector_domain()

    @api.depends("date_from", "date_to", "user_id")
    def _compute_state(self):
        for absence in self:
            today = absence._get_today()
            if not absence.date_from or absence.date_from > today:
                absence.state = "planned"
            else:
                is_over = absence.date_to and absence.date_to < today
                absence.state = "over" if is_over else "now"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company.root_id._collection_today()
        domains = {
            "planned": fields.Domain("date_from", ">", today),
            "now": fields.Domain("date_from", "<=", today)
            & fields.Domain("date_to", ">=", today),
            "over": fields.Domain("date_to", "<", today),
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    def _get_today(self):
        """Return the date it is where the collector belongs."""
        company = (self.user_id.sudo().company_id or self.env.company).root_id
        return company._collection_today()

    # === WHO IS AWAY === #

    @api.model
    def _get_away(self, user_ids=None):
        """Return who is away now: dict of a user's id to the id of who covers, or
        False, and the last day.

        :param list user_ids: ids of the users asked for, all where none are given
        """
        self.flush_model(["user_id", "stand_in_id", "date_from", "date_to"])
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                statements.ABSENCES,
                earliest=now - FURTHEST_ZONE,
                latest=now + FURTHEST_ZONE,
                whose=(
                    SQL("TRUE")
                    if user_ids is None
                    else SQL("absence.user_id = ANY(%s)", list(user_ids))
                ),
            )
        )
        away = {}
        for user_id, stand_in_id, date_from, date_to, zone in rows:
            # Zones are those of the companies, which the database need not know.
            zoned = self.with_context(tz=zone or "UTC")
            today = fields.Datetime.context_timestamp(zoned, now).date()
            if date_from <= today <= date_to:
                away[user_id] = (stand_in_id or False, date_to)
        return away

    # === BESIDE OTHER ABSENCES === #

    @api.constrains("user_id", "stand_in_id", "date_from", "date_to")
    def _check_overlap(self):
        """Refuse two absences of one person at a time, and a stand-in who is away."""
        absences = self.sudo()
        people = (absences.user_id | absences.stand_in_id).ids
        near = absences.search(
            [
                ("date_from", "<=", max(absences.mapped("date_to"))),
                ("date_to", ">=", min(absences.mapped("date_from"))),
                "|",
                ("user_id", "in", people),
                ("stand_in_id", "in", absences.user_id.ids),
            ]
        )
        for absence in absences:
            for other in near - absence:
                if (
                    other.date_from <= absence.date_to
                    and other.date_to >= absence.date_from
                ):
                    absence._check_beside(other)

    def _check_beside(self, other):
        """Refuse what does not go with another absence in the same days.

        :raise ValidationError: if the two exclude each other
        """
        days = {
            "first": format_date(self.env, other.date_from),
            "last": format_date(self.env, other.date_to),
        }
        if other.user_id == self.user_id:
            raise ValidationError(
                self.env._(
                    "%(user)s is already away from %(first)s until %(last)s. Change "
                    "that absence instead.",
                    user=self.user_id.name,
                    **days,
                )
            )
        if self.stand_in_id and other.user_id == self.stand_in_id:
            raise ValidationError(
                self.env._(
                    "%(user)s is away too, from %(first)s until %(last)s. Choose "
                    "somebody else to cover.",
                    user=self.stand_in_id.name,
                    **days,
                )
            )
        if other.stand_in_id == self.user_id:
            raise ValidationError(
                self.env._(
                    "%(user)s covers for %(absent)s from %(first)s until %(last)s. "
                    "Choose somebody else there first.",
                    user=self.user_id.name,
                    absent=other.user_id.name,
                    **days,
                )
            )
