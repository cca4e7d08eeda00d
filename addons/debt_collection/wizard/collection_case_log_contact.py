# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..models.log.collection_entry_check_mixin import CLOCK_TOLERANCE

# Contacts that last. The timer runs for a call; the others can be given a duration.
CHANNELS_WITH_DURATION = ("call", "visit", "message")
# Contacts that are made with many debtors at one go.
CHANNELS_FOR_ALL = ("letter", "visit")


class CollectionCaseLogContact(models.TransientModel):
    """The dialog in which a contact that took place is logged.

    It is about one case, and knows those that come after it in the list it was opened
    from. Whatever the gate says of the contact, it can be logged.
    """

    _name = "collection.case.log.contact"
    _description = "Log a Contact"
    _inherit = ["collection.log.advice.mixin"]

    # The cases beside and after it
    selected = fields.Json(help="The ids of the cases that were selected together.")
    case_ids = fields.Many2many(
        comodel_name="collection.case",
        string="Selected Cases",
        compute="_compute_case_ids",
        # Whether a case is archived must not be asked: one of them may have been given
        # to somebody else meanwhile, and the dialog goes on with the others.
        context={"active_test": False},
    )
    selected_count = fields.Integer(compute="_compute_selected_count")
    can_be_for_all = fields.Boolean(compute="_compute_selected_count")
    is_for_all = fields.Boolean(
        string="For All Selected",
        compute="_compute_is_for_all",
        store=True,
        readonly=False,
        help="One entry for each of the selected cases, with the same result.",
    )
    following = fields.Json(help="The ids of the cases that come next, in their order.")
    is_from_form = fields.Boolean(help="The case's form moves on to the next case.")

    # The contact
    channel = fields.Selection(
        selection="_selection_channel",
        required=True,
        default=lambda self: self._default_channel(),
    )
    direction = fields.Selection(
        selection=[("out", "Outgoing"), ("in", "Incoming")],
        required=True,
        default="out",
    )
    recipient_role = fields.Selection(
        selection="_selection_recipient_role",
        string="Who Was Reached",
        compute="_compute_recipient_role",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    recipient_id = fields.Many2one(comodel_name="res.partner", string="Person")
    address = fields.Char(
        string="Number or Address", help="Empty: the contact's own one."
    )
    result_ids = fields.Many2many(
        comodel_name="collection.result",
        string="Possible Results",
        compute="_compute_result_ids",
    )
    result_id = fields.Many2one(
        comodel_name="collection.result",
        compute="_compute_result_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    result_description = fields.Char(related="result_id.description")
    note = fields.Text()
    date_next = fields.Date(
        string="Next Action On",
        compute="_compute_date_next",
        store=True,
        readonly=False,
    )
    duration = fields.Integer(help="How long it took, in minutes and seconds.")
    has_duration = fields.Boolean(compute="_compute_has_duration")
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    timing = fields.Selection(
        selection=[("late", "Late"), ("future", "In Advance")],
        compute="_compute_timing",
    )
    corrects_id = fields.Many2one(comodel_name="collection.contact.log", readonly=True)
    reason = fields.Char(
        help="Why it is logged late or in advance, or what was wrong with the entry "
        "that is corrected."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="collection_log_contact_attachment_rel",
        string="Files",
    )

    # === SELECTIONS AND DEFAULTS === #

    @api.model
    def _selection_channel(self):
        """Return the channels in use."""
        channels = self.env["collection.channel"].search([("active", "=", True)])
        return [(channel.code, channel.name) for channel in channels]

    @api.model
    def _selection_recipient_role(self):
        return self.env["collection.contact.log"]._get_recipient_roles()

    @api.model
    def _default_channel(self):
        """Propose a call, or the first channel in use."""
        codes = [code for code, _name in self._selection_channel()]
        return "call" if "call" in codes else codes[0]

    # === COMPUTES === #

    @api.depends("selected")
    def _compute_case_ids(self):
        """Leave out what was given to somebody else meanwhile."""
        for dialog in self:
            cases = self.env["collection.case"].browse(dialog.selected or ())
            dialog.case_ids = cases.exists()._filtered_access("write")

    @api.depends("case_ids", "channel")
    def _compute_selected_count(self):
        for dialog in self:
            dialog.selected_count = len(dialog.case_ids)
            dialog.can_be_for_all = (
                dialog.selected_count > 1 and dialog.channel in CHANNELS_FOR_ALL
            )

    @api.depends("case_ids", "channel")
    def _compute_is_for_all(self):
        for dialog in self:
            dialog.is_for_all = dialog.can_be_for_all

    @api.depends("channel", "direction")
    def _compute_result_ids(self):
        results = self.env["collection.result"].search([("active", "=", True)])
        for dialog in self:
            dialog.result_ids = results.browse(
                result.id
                for result in results
                if result._fits(dialog.channel, dialog.direction)
            )

    @api.depends("channel", "direction")
    def _compute_result_id(self):
        """Forget a result that the contact cannot have; propose the only one."""
        for dialog in self:
            possible = dialog.result_ids._origin
            if dialog.result_id._origin not in possible:
                dialog.result_id = possible if len(possible) == 1 else False

    @api.depends("result_id")
    def _compute_recipient_role(self):
        """Propose who it was, as far as the result tells."""
        for dialog in self:
            result, role = dialog.result_id, dialog.recipient_role
            is_other = result.is_conversation and not result.is_right_party
            if is_other and role in (False, "debtor"):
                dialog.recipient_role = "third_party"
            elif not role or (
                result.is_right_party and role in ("third_party", "unknown")
            ):
                dialog.recipient_role = "debtor"

    @api.depends("result_id")
    def _compute_date_next(self):
        """Propose the day for which the result asks.

        A correction leaves the next action as it is, unless the result was wrong.
        """
        today = fields.Date.context_today(self)
        for dialog in self:
            days = dialog.result_id.next_days
            if dialog.result_id._origin == dialog.corrects_id.result_id:
                days = 0
            dialog.date_next = days and today + timedelta(days=days)

    @api.depends("channel")
    def _compute_has_duration(self):
        for dialog in self:
            dialog.has_duration = dialog.channel in CHANNELS_WITH_DURATION

    @api.depends("date", "case_id")
    def _compute_timing(self):
        """Tell whether the log will ask for a reason."""
        now = fields.Datetime.now()
        for dialog in self:
            days = dialog.case_id.company_id.sudo().collection_log_days
            dialog.timing = False
            if dialog.date and dialog.date > now + CLOCK_TOLERANCE:
                dialog.timing = "future"
            elif dialog.date and dialog.date < now - timedelta(days=days):
                dialog.timing = "late"

    # === ACTIONS === #

    def action_log(self):
        """Log the contact and stay where one was."""
        return self._finish(self._log())

    def action_log_and_next(self):
        """Log the contact and go on with the next case of the list."""
        entries = self._log()
        following = self._get_following()
        if not following or self.is_for_all:
            return self._finish(entries)
        if self.is_from_form:
            return self._finish(entries, next_case=following[0])
        return following[0]._open_log_dialog(
            {
                "default_selected": self.selected,
                "default_following": following[1:].ids,
                "default_position": self.total - len(following) + 1,
                "default_total": self.total,
                "default_channel": self.channel,
            }
        )

    def _log(self):
        """Write the entries.

        :return: the new ``collection.contact.log`` records
        """
        self.ensure_one()
        return self._get_cases().log_contact(
            channel=self.channel,
            result=self.result_id,
            direction=self.direction,
            date=self.date,
            recipient=self.recipient_id if not self.is_for_all else None,
            recipient_role=self.recipient_role,
            duration=self.duration if self.has_duration else 0,
            note=self.note,
            attachments=self.attachment_ids,
            corrects=self.corrects_id,
            date_next=self.date_next,
            reason=self.reason,
            address=self.address if not self.is_for_all else None,
        )

    def _get_following(self):
        """Return the cases that come next, without what has closed meanwhile."""
        cases = self.env["collection.case"].browse(self.following or ()).exists()
        return cases._filtered_access("read").filtered(
            lambda case: case.state != "closed"
        )

    def _finish(self, entries, next_case=None):
        """Close the dialog and say what was logged.

        :param entries: the new entries
        :param next_case: the case to which the form goes on
        """
        if len(entries) == 1:
            message = f"{self.partner_id.display_name}: {self.result_id.name}"
        else:
            message = self.env._("%(count)s contacts logged.", count=len(entries))
        if self.date_next:
            message += " " + self.env._(
                "(next action on %(date)s)", date=format_date(self.env, self.date_next)
            )
        return {
            "type": "ir.actions.client",
            "tag": "collection_contact_logged",
            "params": {
                "message": message,
                "case_id": self.case_id.id,
                "next_case_id": next_case.id if next_case else False,
            },
        }
