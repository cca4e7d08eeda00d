# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from odoo import models


class CollectionEntryEffectMixin(models.AbstractModel):
    """What follows by itself from the result of a contact."""

    _name = "collection.entry.effect.mixin"
    _description = "Contact Log Entry Effect"

    # === HOOKS === #

    def _apply_promise(self):
        """Hook: react to entries whose result is a promise to pay.

        Void here; what keeps promises fills it. It is called once for all such entries
        of a transaction's ``create``, after the next action was set. The entries cannot
        be changed: what follows from them is kept elsewhere, keyed by the entry.
        """

    def _apply_dispute(self):
        """Hook: react to entries whose result is a dispute.

        Void here; what keeps disputes fills it. It is called as
        :meth:`_apply_promise` is.
        """

    # === EFFECTS === #

    def _apply_results(self):
        """Do what the results of new entries ask for.

        A correction does it again only where it corrects the result.
        """
        entries = self.filtered(
            lambda entry: (
                entry.result_id != entry.corrects_id.result_id or entry.date_next
            )
        )
        entries._apply_next_date()
        entries = entries.filtered(
            lambda entry: entry.result_id != entry.corrects_id.result_id
        )
        entries._lift_wrong_holds()
        for result, of_result in entries.grouped("result_id").items():
            effect = result.sudo().effect
            if effect == "hold":
                of_result._apply_hold(result.sudo())
            elif effect == "wrong_address":
                of_result._apply_wrong_address()
            elif effect == "promise":
                of_result._apply_promise()
            elif effect == "dispute":
                of_result._apply_dispute()

    def _apply_next_date(self):
        """Set the cases' next action: the day given, or the result's days from the day
        of the contact, but not a day that is over."""
        # With all rights: what was agreed is recorded even where its day is over, which
        # people cannot choose. Who may log on a case is checked by create.
        cases_by_day = defaultdict(self.env["collection.case"].sudo().browse)
        for entry in self.sudo():
            if entry.case_id.state != "closed" and (day := entry._get_next_day()):
                cases_by_day[day] |= entry.case_id
        for day, cases in cases_by_day.items():
            # To write the same again would only conflict with others on the case.
            cases.filtered(lambda case, day=day: case.date_next_action != day).write(
                {"date_next_action": day}
            )

    def _get_next_day(self):
        """Return the day of the case's next action that follows from the entry, None
        where nothing does."""
        self.ensure_one()
        if self.date_next or not self.result_id.next_days:
            return self.date_next or None
        company = self.company_id
        day = company._collection_day_of(self.date)
        return max(
            day + timedelta(days=self.result_id.next_days), company._collection_today()
        )

    def _apply_hold(self, result):
        """Put the open cases on hold for the result's days.

        :param result: the ``collection.result``
        """
        self.env["collection.hold"].create(
            [
                {
                    "case_id": entry.case_id.id,
                    "name": result.name,
                    "date_start": entry.date_logged,
                    "date_end": entry.date_logged + timedelta(days=result.hold_days),
                    "log_id": entry.id,
                }
                for entry in self
                if entry.case_id.state != "closed"
            ]
        )

    def _lift_wrong_holds(self):
        """Lift the holds that wrong entries have set, which these correct.

        A hold whose end somebody has changed since is that person's decision and stays.
        """
        holds = self.env["collection.hold"].sudo()
        for entry in self.filtered("corrects_id").sudo():
            wrong = entry.corrects_id
            end = wrong.date_logged + timedelta(days=wrong.result_id.hold_days)
            untouched = holds.search(
                [("log_id", "=", wrong.id), ("date_end", "=", end)]
            ).filtered(lambda hold: hold.state != "ended")
            untouched.action_lift()
            for hold in untouched:
                hold.message_post(
                    body=self.env._(
                        "Lifted: the entry of the log that set this hold was "
                        "corrected by %(user)s: %(reason)s",
                        user=entry.user_id.name,
                        reason=entry.reason,
                    )
                )

    def _apply_wrong_address(self):
        """Ask whoever works the case to find the right number or address."""
        by_user = defaultdict(self.browse)
        for entry in self.sudo():
            if entry.case_id.state != "closed":
                collector = entry.case_id.user_id.filtered("active")
                # What comes back by itself is nobody's to whom a task could be given.
                others = (entry.user_id | entry.case_id.team_id.lead_id).filtered(
                    "active"
                )
                by_user[collector or others[:1] or entry.user_id] |= entry
        for user, entries in by_user.items():
            for channel, of_channel in entries.grouped("channel").items():
                of_channel.case_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._(
                        "Correct the number or address (%(channel)s)",
                        channel=entries[0]._get_channel_name(channel),
                    ),
                    user_id=user.id,
                )
