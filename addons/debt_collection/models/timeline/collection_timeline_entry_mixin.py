# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

# What an entry of a timeline has, whatever its kind. Moments are texts in UTC.
EMPTY_ENTRY = {
    "has_time": True,
    "icon": "fa-circle-o",
    "title": "",
    "person": "",
    "text": "",
    "details": (),
    "user": "",
    "amount": "",
    "badges": (),
    "corrected": False,
    "can_correct": False,
    "res_model": False,
    "res_id": False,
}


class CollectionTimelineEntryMixin(models.AbstractModel):
    """What the timeline says of each entry, in the reader's language.

    The case was checked before, so everything is read as superuser, set by set.
    """

    _name = "collection.timeline.entry.mixin"
    _description = "Collection Timeline Entries"
    _inherit = ["collection.timeline.event.mixin"]

    def _describe_timeline(self, ids_by_kind):
        """Hook: describe entries.

        An addon calls ``super()`` first and adds those of its own kinds.

        :param dict ids_by_kind: kind to a list of ids
        :return: dict of kind and id to a dict with some keys of :data:`EMPTY_ENTRY`
        """
        describe = {
            "log": self._describe_logged,
            "refusal": self._describe_refusals,
            "case": self._describe_events,
            "hold": self._describe_holds,
            "payment": self._describe_payments,
            "outside": self._describe_outside,
        }
        return {
            (kind, entry_id): entry
            for kind, ids in ids_by_kind.items()
            if kind in describe
            for entry_id, entry in describe[kind](ids)
        }

    @api.model
    def _complete_entry(self, entry, kind, entry_id, moment):
        """Return an entry with all its keys."""
        return {
            **EMPTY_ENTRY,
            "key": f"{kind}-{entry_id}",
            "kind": kind,
            "id": entry_id,
            "date": fields.Datetime.to_string(moment),
            **entry,
        }

    @api.model
    def _get_channels(self):
        """Return the channels by their codes, archived ones too."""
        channels = self.env["collection.channel"].sudo().with_context(active_test=False)
        return {channel.code: channel for channel in channels.search([])}

    # === CONTACTS === #

    def _describe_logged(self, ids):
        """Yield id and description of entries of the log."""
        entries = self.env["collection.contact.log"].sudo().browse(ids)
        channels, roles = self._get_channels(), dict(entries._get_recipient_roles())
        may_log = self.env["collection.contact.log"].has_access("create")
        for entry in entries:
            channel = channels.get(entry.channel)
            name = channel.name if channel else entry.channel or ""
            if entry.direction == "in":
                name = self.env._("%(channel)s (incoming)", channel=name)
            yield (
                entry.id,
                {
                    "icon": (channel and channel.icon) or "fa-comment-o",
                    "title": " · ".join(filter(None, (name, entry.result_label))),
                    "person": self._describe_person(entry, roles),
                    "text": entry.note or entry.text or "",
                    "details": self._get_log_details(entry),
                    "user": entry.user_id.name,
                    "badges": self._get_log_badges(entry),
                    "corrected": self._describe_correction(entry.corrected_by_id),
                    "can_correct": may_log
                    and not (entry.corrected_by_id or entry.erases_id),
                    "res_model": entry._name,
                    "res_id": entry.id,
                },
            )

    @api.model
    def _describe_person(self, entry, roles):
        """Return who was reached: the name, and the role where it is not the debtor."""
        role = roles.get(entry.recipient_role, entry.recipient_role) or ""
        person = entry.recipient_id
        if not person:
            return role
        if person == entry.partner_id and entry.recipient_role == "debtor":
            return person.name or ""
        return f"{person.name} ({role})"

    def _get_log_details(self, entry):
        """Return what else a reader of the log wants to know, a line each."""
        details = []
        if entry.duration:
            duration = timedelta(seconds=entry.duration)
            details.append(self.env._("Duration %(duration)s", duration=str(duration)))
        if entry.date_next:
            day = format_date(self.env, entry.date_next)
            details.append(self.env._("Next action on %(date)s", date=day))
        if entry.is_violation:
            details += (entry.verdict_summary or "").splitlines()
        if entry.corrects_id:
            details.append(
                self.env._(
                    "Corrects the entry of %(date)s: %(reason)s",
                    date=format_datetime(
                        self.env, entry.corrects_id.date, dt_format="short"
                    ),
                    reason=entry.reason or "",
                )
            )
        elif entry.reason:
            details.append(entry.reason)
        return details

    def _get_log_badges(self, entry):
        """Return the marks of an entry of the log."""
        badges = []
        if entry.is_violation:
            badges.append({"label": self.env._("Violation"), "level": "danger"})
        if entry.timing != "prompt":
            timing = entry._fields["timing"].convert_to_export(entry.timing, entry)
            badges.append({"label": timing, "level": "warning"})
        if not entry.seq:
            badges.append({"label": self.env._("Not Sealed Yet"), "level": "secondary"})
        return badges

    @api.model
    def _describe_correction(self, correction):
        """Return who corrected an entry, when and why; nothing where nobody did."""
        if not correction:
            return False
        return {
            "user": correction.user_id.name,
            "date": fields.Datetime.to_string(correction.date_logged),
            "reason": correction.reason or "",
        }

    def _describe_refusals(self, ids):
        """Yield id and description of what the gate refused."""
        refusals = self.env["collection.refusal"].sudo().browse(ids)
        channels, kinds = self._get_channels(), dict(refusals._get_kinds())
        for refusal in refusals:
            channel = channels.get(refusal.channel)
            words = [channel.name] if channel else []
            if not channel or refusal.kind != "contact":
                words.append(kinds.get(refusal.kind, refusal.kind))
            yield (
                refusal.id,
                {
                    "icon": "fa-ban",
                    "title": self.env._("Refused: %(act)s", act=" · ".join(words)),
                    "person": refusal.recipient_id.name
                    or refusal.recipient_address
                    or "",
                    "details": refusal.reason_ids.mapped("message"),
                    "user": refusal.user_id.name or "",
                    "res_model": refusal._name,
                    "res_id": refusal.id,
                },
            )
