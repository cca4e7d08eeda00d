# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

NAMED = 10


class CollectionHandOver(models.TransientModel):
    """Gives many cases to others at once: to one collector, or shared out over a team.

    What stands against it is shown before anything is done: who would get more than the
    capacity, and which cases are refused and why. Both need a tick.
    """

    _name = "collection.hand.over"
    _description = "Hand Over Cases"
    _inherit = ["collection.hand.over.plan.mixin"]

    source = fields.Selection(
        selection=[
            ("cases", "The Selected Cases"),
            ("collector", "All Open Cases of a Collector"),
        ],
        string="Hand Over",
        required=True,
        default=lambda self: self._default_source(),
    )
    case_ids = fields.Many2many(
        comodel_name="collection.case",
        relation="collection_hand_over_case_rel",
        string="Cases",
        default=lambda self: self._default_case_ids(),
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users", string="Collector", domain=[("share", "=", False)]
    )
    note = fields.Text(
        help="Stands as an internal note on each case: why, and what to know."
    )
    case_count = fields.Integer(string="Open Cases", compute="_compute_plan")
    over_capacity = fields.Text(string="Above Capacity", compute="_compute_plan")
    refusals = fields.Text(string="Refused", compute="_compute_plan")
    placed_count = fields.Integer(string="Handed Over", compute="_compute_plan")
    refused_count = fields.Integer(compute="_compute_plan")
    warning = fields.Text(compute="_compute_plan")
    is_partial_accepted = fields.Boolean(
        string="Leave the refused cases and hand over the others"
    )

    @api.model
    def _default_source(self):
        return "cases" if self._default_case_ids() else "collector"

    @api.model
    def _default_case_ids(self):
        if self.env.context.get("active_model") != "collection.case":
            return False
        return self.env.context.get("active_ids")

    # === THE PLAN === #

    @api.depends(
        "source",
        "case_ids",
        "from_user_id",
        "target",
        "user_id",
        "team_id",
        "is_over_capacity_accepted",
    )
    def _compute_plan(self):
        for wizard in self:
            cases = wizard._get_cases()
            placed, refused = wizard._plan(cases)
            wizard.case_count = len(cases)
            wizard.placed_count = len(placed)
            wizard.refused_count = len(refused)
            wizard.refusals = wizard._explain(refused)
            wizard.over_capacity = wizard._explain_loads(placed)
            wizard.warning = wizard._get_warning()

    def _get_cases(self):
        """Return the cases to hand over, the most urgent first."""
        self.ensure_one()
        if self.source == "cases":
            domain = fields.Domain("id", "in", self.case_ids.ids)
        else:
            domain = fields.Domain("user_id", "=", self.from_user_id.id or 0)
        return self.env["collection.case"].search(
            domain & fields.Domain("state", "!=", "closed"),
            order="score desc, amount_overdue desc, id",
        )

    # === IN WORDS === #

    def _explain(self, refused):
        """Name the refused cases and why each is, at most a few of them."""
        lines = [
            f"{case.display_name}: {why}" for case, why in list(refused.items())[:NAMED]
        ]
        if len(refused) > NAMED:
            more = len(refused) - NAMED
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join(lines)

    def _explain_loads(self, placed):
        """Say who would work more than the own capacity, with the numbers."""
        got = Counter(placed.values())
        users = self.env["res.users"].sudo().browse(got)
        seats = self.env["collection.assignment.rule"]._get_seats(
            {user.id: user.collection_capacity for user in users}
        )
        return "\n".join(
            self.env._(
                "The cases of %(user)s would rise from %(load)s to %(total)s, above "
                "the capacity of %(capacity)s.",
                user=user.name,
                load=seats[user.id].load,
                total=seats[user.id].load + got[user.id],
                capacity=user.collection_capacity,
            )
            for user in users
            if seats[user.id].load + got[user.id] > user.collection_capacity
        )

    def _get_warning(self):
        """Say that the new collector is away, or False."""
        user = self.user_id if self.target == "collector" else self.user_id[:0]
        if not user.collection_away_until:
            return False
        return self.env._(
            "%(user)s is away until %(date)s, covered by %(stand_in)s.",
            user=user.name,
            date=format_date(self.env, user.collection_away_until),
            stand_in=user.collection_stand_in_id.name or self.env._("nobody"),
        )

    # === DOING IT === #

    def action_hand_over(self):
        """Hand the cases over, as the plan says.

        :raise UserError: if something stands against it that was not ticked
        """
        self.ensure_one()
        cases = self._get_cases()
        cases.check_access("write")
        cases._check_assignment_rights({"user_id": 0, "team_id": 0})
        placed, refused = self._plan(cases)
        self._check_confirmed(placed, refused)
        given = cases.browse(placed)
        self._leave_note(given, placed)
        if refused and self.target == "collector":
            cases.browse(case.id for case in refused)._judge_and_record(self._get_act())
        team = self.team_id if self.target == "team" else self.team_id[:0]
        cases._give(
            [
                (
                    case.id,
                    (team or case.team_id).id or None,
                    placed[case.id],
                    "hand_over",
                    case.user_id.id or None,
                )
                for case in given
            ],
            by=self.env.user,
        )
        given.sudo()._replan("by_hand")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Cases handed over: %(count)s.", count=len(given)
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_confirmed(self, placed, refused):
        """Refuse to go on where something was not told or not ticked.

        :raise UserError: with what stands against it
        """
        if not (self.note or "").strip():
            raise UserError(self.env._("Say in the note why you hand the cases over."))
        if not placed:
            why = self._explain(refused) or self.env._(
                "Choose cases, and to whom they go."
            )
            raise UserError(self.env._("Nothing can be handed over.\n%(why)s", why=why))
        above = self._explain_loads(placed)
        if above and not self.is_over_capacity_accepted:
            raise UserError(
                self.env._(
                    "%(numbers)s\nChoose somebody with room, or tick that you exceed "
                    "the capacity knowingly.",
                    numbers=above,
                )
            )
        if refused and not self.is_partial_accepted:
            raise UserError(
                self.env._(
                    "Cases that cannot be handed over so: %(count)s.\n%(why)s\nTick "
                    "that they stay where they are, or choose somebody else.",
                    count=len(refused),
                    why=self._explain(refused),
                )
            )

    def _leave_note(self, cases, placed):
        """Leave the note on each case, all of them by one statement."""
        people = self.env["res.users"].browse(set(placed.values()))
        names = {user.id: user.name for user in people}
        lines = Markup("<br/>").join(self.note.strip().splitlines())
        cases._message_log_batch(
            {
                case.id: Markup("<p>%s</p><p>%s</p>")
                % (
                    self.env._(
                        "Handed over from %(old)s to %(new)s.",
                        old=case.user_id.name or self.env._("nobody"),
                        new=names[placed[case.id]],
                    ),
                    lines,
                )
                for case in cases
            }
        )
