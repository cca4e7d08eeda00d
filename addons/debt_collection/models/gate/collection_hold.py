# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import clean_context, format_datetime

from ...tools.gate import replace

# What of a hold can change once it is there. The rest says what happened.
CHANGEABLE = {"date_end", "note", "attachment_ids", "message_main_attachment_id"}
# How long a form may have been open.
TOLERANCE = timedelta(minutes=5)


class CollectionHold(models.Model):
    """A pause: the debtor is not contacted from one moment until another."""

    _name = "collection.hold"
    _description = "Collection Hold"
    # Before mail.thread: to write to the customer from a hold is a measure too.
    _inherit = ["collection.gate.mixin", "mail.thread"]
    _order = "date_start desc, id desc"

    name = fields.Char(string="Reason", required=True)
    case_id = fields.Many2one(
        comodel_name="collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "!=", "closed")],
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="case_id.partner_id", string="Customer", store=True, index=True
    )
    date_start = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now, copy=False
    )
    date_end = fields.Datetime(string="Until", required=True, tracking=True, copy=False)
    note = fields.Text(
        tracking=True, help="What was agreed, or what is being clarified."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence",
        help="The customer's letter, the agreement, or whatever shows why.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered By",
        default=lambda self: self._default_user_id(),
        readonly=True,
        required=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("planned", "Planned"), ("active", "Active"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )

    _ends_after_start = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A hold ends after it starts. Choose a later end.",
    )
    _debtor_index = models.Index("(partner_id, company_id, date_end)")

    @api.model
    def _default_user_id(self):
        return self.env.user

    @api.depends("date_start", "date_end")
    def _compute_state(self):
        now = fields.Datetime.now()
        for hold in self:
            if not hold.date_start or hold.date_start > now:
                hold.state = "planned"
            else:
                # A new one has no end yet while its form is filled in.
                is_over = hold.date_end and hold.date_end <= now
                hold.state = "ended" if is_over else "active"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        domains = {
            "planned": fields.Domain("date_start", ">", now),
            "active": fields.Domain("date_start", "<=", now)
            & fields.Domain("date_end", ">", now),
            "ended": fields.Domain("date_end", "<=", now),
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("name")
    def _check_name(self):
        for hold in self:
            if not hold.name.strip():
                raise ValidationError(
                    self.env._("Say in a few words why the customer is paused.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Pause debtors whose cases the user may work.

        :raise UserError: if somebody else is named as who entered it
        """
        if not self.env.su:
            if any(
                vals.get("user_id", self.env.uid) != self.env.uid for vals in vals_list
            ):
                raise UserError(self.env._("A hold is entered in one's own name."))
            vals_list = [{**vals, "user_id": self.env.uid} for vals in vals_list]
        # What is not told follows from the case, whatever a context proposes.
        plain = self.with_env(self.env(context=clean_context(self.env.context)))
        holds = super(CollectionHold, plain).create(vals_list)
        holds.case_id.check_access("write")
        holds._follow()
        return holds

    def write(self, vals):
        """Change the end, or add to what is known, and nothing else.

        :raise UserError: if something else would change
        """
        fixed = sorted(
            self._fields[name]._description_string(self.env)
            for name in vals.keys() - CHANGEABLE
            if name in self._fields and not name.startswith("message_")
        )
        if fixed:
            raise UserError(
                self.env._(
                    "What a hold says does not change: %(fields)s. Lift this hold and "
                    "enter another one.",
                    fields=", ".join(fixed),
                )
            )
        self.case_id.check_access("write")
        if "date_end" in vals:
            self._check_end(vals["date_end"])
        evidence = {hold: hold.attachment_ids for hold in self}
        res = super().write(vals)
        if any(files - hold.attachment_ids for hold, files in evidence.items()):
            raise UserError(
                self.env._("Evidence is not taken away. Add to it, or lift the hold.")
            )
        if "date_end" in vals:
            self._follow()
        return res

    def _check_end(self, end):
        """Refuse to move an end into the past: what was forbidden yesterday stays so.
        A pause that is over may still be entered, it is what happened.

        :raise UserError: if it is earlier than now
        """
        end = fields.Datetime.to_datetime(end)
        if end and end < fields.Datetime.now() - TOLERANCE:
            raise UserError(
                self.env._(
                    "A hold cannot end in the past. To end it, click “Lift Now”."
                )
            )

    # === THE GATE === #

    def _get_blockers(self, act):
        """Override of the gate: what stands against contact from the case stands
        against it from its holds."""
        blockers = super()._get_blockers(act)
        of_case = {hold.case_id.id: act.of(hold.id) for hold in self}
        cases = self.case_id._get_blockers(replace(act, particulars=of_case))
        for hold, reasons in blockers.items():
            reasons += cases[hold.case_id]
        return blockers

    def _get_refusal_values(self):
        """Override of the gate: it concerns the case's debtor."""
        return {
            **super()._get_refusal_values(),
            **self.case_id._get_refusal_values(),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Holds are not deleted: they show why the customer was not contacted. "
                "Lift the hold instead."
            )
        )

    def _follow(self):
        """Let the states of the debtors' cases follow."""
        cases = self.env["collection.case"].sudo()
        debtors = self.sudo()
        cases._follow_holds(
            cases.search(
                [
                    ("partner_id", "in", debtors.partner_id.ids),
                    ("company_id", "in", debtors.company_id.ids),
                    ("state", "!=", "closed"),
                ]
            )
        )

    def action_lift(self):
        """End the holds now."""
        now = fields.Datetime.now()
        active = self.filtered(lambda hold: hold.state != "ended")
        planned = active.filtered(lambda hold: hold.date_start > now)
        # It ends as it begins, so it never was.
        for hold in planned:
            hold.date_end = hold.date_start
        (active - planned).date_end = now

    @api.model
    def _get_sentence(self, reason, end):
        """Return what the gate says of a hold.

        :param str reason: the hold's reason
        :param datetime end: its end in UTC
        """
        return self.env._(
            "The customer is paused until %(date)s: %(reason)s. Wait, or have the hold "
            "lifted.",
            date=format_datetime(self.env, end, dt_format="short"),
            reason=reason,
        )
