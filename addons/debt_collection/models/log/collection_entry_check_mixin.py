# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .collection_entry_input_mixin import EARLIEST, MAX_TEXT

RIGHT_PARTIES = ("debtor", "representative")
MAX_DURATION = 24 * 3600
# Clocks differ a little. What lies further ahead is an appointment, or a mistake.
CLOCK_TOLERANCE = timedelta(minutes=5)
LATEST = timedelta(days=366)
# Two years: with more a typing error would silence a case for ever.
LONGEST_WAIT = timedelta(days=731)
NAMED = 5


class CollectionEntryCheckMixin(models.AbstractModel):
    """What can be told of a contact, and what cannot be.

    Nothing is refused because it broke a rule: a contact that took place is recorded.
    What is refused is input that says too little, or what cannot be true.
    """

    _name = "collection.entry.check.mixin"
    _description = "Contact Log Entry Check"
    _inherit = ["collection.entry.input.mixin"]

    @api.model
    def _check_cases(self, inputs):
        """Refuse what is about no case, or about one that the user may not work."""
        if not all(given["case"] for given in inputs):
            raise UserError(
                self.env._("Say with whom: a contact is logged on a collection case.")
            )
        cases = self.env["collection.case"].union(*(given["case"] for given in inputs))
        others = cases - cases._filtered_access("write")
        if not all(case._was_worked_by(self.env.user) for case in others.sudo()):
            cases.check_access("read")
            cases.check_access("write")
        for given in inputs:
            # Read together, whatever of the company or the debtor the user may see.
            given["case"] = given["case"].sudo().with_prefetch(cases._prefetch_ids)

    @api.model
    def _check_results(self, inputs):
        """Take results that do not exist for none, and keep what the others are called
        at this moment."""
        there = self.env["collection.result"].union(
            *(given["result"] for given in inputs)
        )
        names = {
            result: self._describe_names(result) for result in there.sudo().exists()
        }
        for given in inputs:
            if given["result"] not in names:
                given["result"] = there.browse()
            given["result_names"] = names.get(given["result"])

    @api.model
    def _check_recipients(self, inputs):
        """Refuse persons who are gone, or whom the user may not see."""
        for given in inputs:
            if given["is_system"]:
                given["recipient"] = given["recipient"].exists()
        partners = self.env["res.partner"].union(
            *(given["recipient"] for given in inputs)
        )
        if partners.exists() != partners:
            raise UserError(
                self.env._("The contact who was reached does not exist any more.")
            )
        partners.check_access("read")
        for given in inputs:
            recipient = given["recipient"].sudo()
            given["recipient"] = recipient.with_prefetch(partners._prefetch_ids)

    @api.model
    def _check_input(self, given):
        """Refuse what says too little, or what cannot be.

        :param dict given: as :meth:`_read_input` returns it, completed
        :raise UserError: with a sentence that says what to do
        """
        if given["is_system"]:
            self._complete_of_system(given)
            given["timing"] = self._get_timing(given)
            return
        self._check_result(given)
        self._check_role(given)
        self._check_duration(given)
        self._check_texts(given)
        given["timing"] = self._check_date(given)
        self._check_next_day(given)
        self._check_correction(given)

    @api.model
    def _check_result(self, given):
        result = given["result"]
        if not result:
            raise UserError(
                self.env._("Say how the contact ended: choose one of the results.")
            )
        if given["direction"] not in ("out", "in"):
            raise UserError(
                self.env._("A contact is either outgoing (“out”) or incoming (“in”).")
            )
        if not result._fits(given["channel"].code, given["direction"]):
            raise UserError(
                self.env._(
                    "“%(result)s” is no result of this kind of contact (%(channel)s). "
                    "Choose another result or another channel.",
                    result=result.name,
                    channel=given["channel"].name,
                )
            )

    @api.model
    def _check_role(self, given):
        roles, result = dict(self._get_recipient_roles()), given["result"]
        if given["role"] not in roles:
            raise UserError(
                self.env._(
                    "Say who was reached, one of: %(roles)s.",
                    roles=", ".join(roles.values()),
                )
            )
        if not result.is_conversation:
            return
        if given["role"] == "unknown" and not given["recipient"]:
            raise UserError(
                self.env._(
                    "“%(result)s” means that somebody was spoken to. Say who it was.",
                    result=result.name,
                )
            )
        if result.is_right_party and given["role"] not in RIGHT_PARTIES:
            raise UserError(
                self.env._(
                    "“%(result)s” is a talk with the debtor or a representative. "
                    "Choose another result, or say that it was one of them.",
                    result=result.name,
                )
            )

    @api.model
    def _check_duration(self, given):
        if isinstance(given["duration"], bool):
            given["duration"] = None
        try:
            given["duration"] = int(given["duration"])
        except (OverflowError, TypeError, ValueError):
            given["duration"] = -1
        if not 0 <= given["duration"] <= MAX_DURATION:
            raise UserError(
                self.env._(
                    "The duration is given in seconds, up to 24 hours. A contact that "
                    "went on for days is several contacts: log each of them."
                )
            )

    @api.model
    def _check_texts(self, given):
        for name in ("note", "text", "address", "reason"):
            if len(given[name].encode(errors="replace")) > MAX_TEXT:
                raise UserError(
                    self.env._(
                        "The text is longer than 2 MB. Attach it as a file instead."
                    )
                )

    @api.model
    def _check_date(self, given):
        """Refuse an impossible moment, and an unusual one without a reason.

        :return: how the moment lies to the one of logging
        """
        moment = given["date"]
        if not EARLIEST <= moment <= self.env.cr.now() + LATEST:
            raise self._no_moment(moment)
        timing = self._get_timing(given)
        days = given["case"].company_id.collection_log_days
        if timing != "prompt" and not given["reason"]:
            raise UserError(
                self.env._(
                    "The contact lies in the future. Correct its date, or give the "
                    "reason why it is logged before it took place."
                )
                if timing == "future"
                else self.env._(
                    "The contact lies more than %(days)s days back. Correct its date, "
                    "or give the reason why it is logged so late.",
                    days=days,
                )
            )
        return timing

    @api.model
    def _check_next_day(self, given):
        """Refuse a day of the next action that cannot have been agreed."""
        if not given["date_next"]:
            return
        day = given["case"].company_id._collection_day_of(given["date"])
        if not day <= given["date_next"] <= day + LONGEST_WAIT:
            raise UserError(
                self.env._(
                    "“%(field)s”: %(next)s lies before the contact, or more than two "
                    "years after it. Correct the day, or leave it empty.",
                    field=self._fields["date_next"]._description_string(self.env),
                    next=format_date(self.env, given["date_next"]),
                )
            )

    @api.model
    def _get_timing(self, given):
        """Return how the contact's moment lies to the one of logging."""
        now, days = self.env.cr.now(), given["case"].company_id.collection_log_days
        if given["date"] > now + CLOCK_TOLERANCE:
            return "future"
        return "late" if given["date"] < now - timedelta(days=days) else "prompt"

    @api.model
    def _check_correction(self, given):
        corrected = given["corrects"]
        if not corrected:
            return
        corrected.check_access("read")
        corrected = corrected.sudo()
        if corrected.case_id != given["case"]:
            raise UserError(
                self.env._("A correction belongs to the case of the entry it corrects.")
            )
        if corrected.erases_id:
            raise UserError(
                self.env._("An erasure is no contact, so there is nothing to correct.")
            )
        if not given["reason"]:
            raise UserError(
                self.env._("Give the reason: what was wrong with the entry?")
            )
        if corrected.corrected_by_id:
            raise UserError(
                self.env._(
                    "This entry was corrected already by %(user)s. Correct that "
                    "correction instead.",
                    user=corrected.corrected_by_id.user_id.name,
                )
            )

    @api.model
    def _check_addresses(self, inputs):
        """Refuse outgoing contacts of which nobody could tell where they went."""
        if self.env.su:
            return
        missing = [
            given["case"].partner_id.display_name
            for given in inputs
            if given["direction"] == "out"
            and given["channel"].address != "none"
            and not given["address"]
        ]
        if missing:
            raise UserError(
                self.env._(
                    "There is no number or address for: %(debtors)s. Give the one that "
                    "was used, so that the log says where the contact went.",
                    debtors=", ".join(missing[:NAMED])
                    + (" …" if len(missing) > NAMED else ""),
                )
            )
