# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..ledger.collection_totals_mixin import UPKEEP_FIELDS

# Statements alone write these. Nobody, no import and no server action may.
LEDGER_FIELDS = UPKEEP_FIELDS | {
    "date_as_of",
    "days_past_due",
    "name",
    "company_id",
    "partner_id",
    "state",
    "outcome",
    "date_opened",
    "date_closed",
    "reopen_count",
    "previous_case_id",
    "merged_into_id",
}
# These follow from scorecards and strategies; what follows from segments is refused
# where it is written.
DECIDED_FIELDS = {"score", "scorecard_id", "step_id"}


class CollectionCase(models.Model):
    """One debtor's overdue receivables in one company: what we do about them.

    The ledger is the truth. A case opens, follows and closes by itself; people decide
    who works it, how far it has come and what is done next.
    """

    _name = "collection.case"
    _description = "Collection Case"
    _inherit = [
        "collection.totals.mixin",
        # Before the case's life: they fill its hooks.
        "collection.steered.mixin",
        "collection.classified.mixin",
        "collection.scored.mixin",
        "collection.life.mixin",
        "collection.assignment.mixin",
        # Before mail.thread: the gate stands between a message and its recipients.
        "collection.contact.mixin",
        "collection.logging.mixin",
        "collection.dialog.mixin",
        "collection.timeline.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "amount_overdue desc, id"
    _rec_names_search = ["name", "partner_id.complete_name"]
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    active = fields.Boolean(default=True)
    stage_id = fields.Many2one(
        comodel_name="collection.stage",
        required=True,
        tracking=True,
        ondelete="restrict",
        group_expand="_read_group_stage_ids",
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("promised", "Promised"),
            ("disputed", "Disputed"),
            ("on_hold", "On Hold"),
            ("agency", "With Agency"),
            ("legal", "Legal"),
            ("closed", "Closed"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[
            ("paid", "Paid"),
            ("credited", "Credited"),
            ("adjusted", "Cleared by Another Entry"),
            ("not_due", "Postponed"),
            ("excluded", "Excluded From Follow-Up"),
            ("withdrawn", "Withdrawn"),
            ("merged", "Merged"),
        ],
        readonly=True,
    )
    color = fields.Integer()

    # Its life
    date_opened = fields.Date(string="Opened On", readonly=True)
    date_closed = fields.Date(string="Closed On", readonly=True)
    reopen_count = fields.Integer(string="Times Reopened", readonly=True)
    previous_case_id = fields.Many2one(
        comodel_name="collection.case", readonly=True, index="btree_not_null"
    )
    merged_into_id = fields.Many2one(
        comodel_name="collection.case", readonly=True, index="btree_not_null"
    )
    merged_case_ids = fields.One2many(
        comodel_name="collection.case", inverse_name="merged_into_id"
    )
    event_ids = fields.One2many(
        comodel_name="collection.case.event", inverse_name="case_id"
    )

    _one_open_case = models.UniqueIndex(
        "(company_id, partner_id) WHERE state <> 'closed'",
        "A debtor has only one open case in a company.",
    )
    _closed_has_outcome = models.Constraint(
        "CHECK ((state = 'closed') = (outcome IS NOT NULL))",
        "A closed case has an outcome, an open one has none.",
    )
    _open_is_active = models.Constraint(
        "CHECK (active OR state = 'closed')",
        "An open case cannot be archived. It closes by itself once nothing is overdue.",
    )

    def init(self):
        """Leave room in the table's pages.

        Scores change at night by the thousand. With room on the page, and because no
        index holds what changes, PostgreSQL writes the new version beside the old one
        and touches no index.
        """
        self.env.cr.execute(
            SQL("ALTER TABLE %s SET (fillfactor = 50)", SQL.identifier(self._table))
        )

    @api.depends("name", "partner_id.display_name")
    def _compute_display_name(self):
        for case in self:
            partner = case.partner_id.sudo().display_name or ""
            case.display_name = f"{case.name} · {partner}" if partner else case.name

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the empty stages too."""
        return stages.search([("active", "=", True)])

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse it to everybody: cases come from the ledger alone, by statements.

        :raise UserError: for any values
        """
        self.check_access("create")
        if vals_list:
            raise UserError(
                self.env._(
                    "A case opens by itself once an invoice of the customer is "
                    "overdue. Post the invoice, or correct its due date."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        """Refuse what the ledger decides, and record what people decide."""
        self._check_ledger_fields(vals)
        self._check_assignment_rights(vals)
        self._check_assignment_gate(vals)
        if "stage_id" in vals:
            self._record_stage(self.env["collection.stage"].browse(vals["stage_id"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Collection cases are not deleted: they are the record of what was "
                "done. A case closes by itself once nothing is overdue; a closed one "
                "can be archived."
            )
        )

    def _check_ledger_fields(self, vals):
        """Refuse to write by hand what follows from the ledger.

        :raise UserError: if ``vals`` hold such a field, or would archive an open case
        """
        self._refuse_fields(
            LEDGER_FIELDS & vals.keys(),
            self.env._(
                "These fields follow from the accounting and cannot be set: "
                "%(fields)s. Correct the invoice or the payment instead."
            ),
        )
        self._refuse_fields(
            DECIDED_FIELDS & vals.keys(),
            self.env._(
                "These fields follow from the scorecard and the strategy: %(fields)s. "
                "Postpone or skip the step, or let a manager change the set-up."
            ),
        )
        if not vals.get("active", True) and self.filtered(
            lambda case: case.state != "closed"
        ):
            raise UserError(
                self.env._(
                    "An open case cannot be archived. It closes by itself once nothing "
                    "is overdue."
                )
            )

    @api.model
    def _refuse_fields(self, names, sentence):
        """Refuse to write fields.

        :param names: their names
        :param str sentence: why, with a place for the fields
        :raise UserError: if there is one
        """
        if names:
            labels = [
                self._fields[name]._description_string(self.env)
                for name in sorted(names)
            ]
            raise UserError(sentence % {"fields": ", ".join(labels)})

    def _record_stage(self, stage):
        """Write an event for each case that changes its stage.

        :raise UserError: if a case would enter or leave the stage of closed cases
        """
        moved = self.filtered(lambda case: case.stage_id != stage)
        if moved and (stage.is_closed or any(moved.stage_id.mapped("is_closed"))):
            raise UserError(
                self.env._(
                    "A case closes and reopens by itself, as the accounting says. To "
                    "close it, see that the overdue items are paid, credited or "
                    "written off."
                )
            )
        stage._check_entry(moved)
        for old_stage, cases in moved.grouped("stage_id").items():
            cases._record_events(
                "stage",
                old_value=str(old_stage.id),
                new_value=str(stage.id),
                user_id=self.env.uid,
            )

    @api.model
    def _free_from(self, users):
        """Take the open cases of people who leave from them. So they stand in the
        team's day, and the next run gives them to somebody else.

        :param users: the people
        """
        theirs = [("user_id", "in", users.ids), ("state", "!=", "closed")]
        if cases := self.sudo().search(theirs):
            cases._give(
                [
                    (case.id, case.team_id.id or None, None, "left", case.user_id.id)
                    for case in cases
                ],
                by=self.env.user,
            )
            cases._replan("left")

    def action_refresh(self):
        """Bring the cases up to date at once."""
        self.check_access("read")
        self.partner_id._collection_refresh()

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_previous_case(self):
        """Open the case of the customer's last episode."""
        self.ensure_one()
        return self.previous_case_id._get_form_action()

    def _get_form_action(self):
        """Return the action that opens the one case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
