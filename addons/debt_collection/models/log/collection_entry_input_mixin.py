# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# What can be told of a contact. Everything else follows from it.
INPUT_FIELDS = {
    "case_id",
    "channel",
    "direction",
    "date",
    "user_id",
    "recipient_id",
    "recipient_role",
    "result_id",
    "duration",
    "date_next",
    "note",
    "text",
    "address",
    "reason",
    "attachment_ids",
    "corrects_id",
}
# Only the system tells this: files of a mail that are no attachments yet, and that it
# logs what nobody could correct.
SYSTEM_FIELDS = {"raw_attachments", "is_system"}
EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 moments are in UTC without zone
# The next action lies in the life of a debt.
LATEST_DAY = timedelta(days=3660)
MAX_ID = 2**31
MAX_TEXT = 2 * 1024 * 1024


class CollectionEntryInputMixin(models.AbstractModel):
    """What can be told of a contact, by people, programs and imports alike."""

    _name = "collection.entry.input.mixin"
    _description = "Contact Log Entry Input"

    @api.model
    def _read_input(self, vals):
        """Read the values of one entry: records in place of ids, nothing missing.

        :param dict vals: what was given
        :return: dict that the checks and :meth:`_prepare_entries` work on
        :raise UserError: if something was given that is not for the user to say
        """
        self._check_names(vals)
        attachments = self._read_attachments(vals.get("attachment_ids"))
        channel = self._read_code(vals.get("channel"))
        return {
            "is_system": bool(vals.get("is_system")),
            "case": self._read_record("collection.case", vals.get("case_id")),
            "channel": self.env["collection.channel"]._get_by_code(channel),
            "direction": self._read_code(vals.get("direction")) or "out",
            "date": self._read_moment(vals.get("date"), vals.get("is_system")),
            "user_id": vals.get("user_id") or self.env.uid,
            "recipient": self._read_record("res.partner", vals.get("recipient_id")),
            "role": self._read_code(vals.get("recipient_role")),
            "result": self._read_record(
                "collection.result", vals.get("result_id")
            ).sudo(),
            "duration": vals.get("duration") or 0,
            "date_next": self._read_day(vals.get("date_next")),
            "corrects": self._read_record(self._name, vals.get("corrects_id")),
            "attachments": attachments,
            "raw_attachments": vals.get("raw_attachments") or (),
            **{
                name: self._read_text(vals.get(name))
                for name in ("note", "text", "address", "reason")
            },
        }

    @api.model
    def _check_names(self, vals):
        allowed = INPUT_FIELDS | SYSTEM_FIELDS if self.env.su else INPUT_FIELDS
        refused = sorted(vals.keys() - allowed)
        if refused:
            labels = [
                self._fields[name]._description_string(self.env)
                if name in self._fields
                else name
                for name in refused
            ]
            raise UserError(
                self.env._(
                    "The log fills these in by itself, leave them out: %(fields)s.",
                    fields=", ".join(labels),
                )
            )
        if not self.env.su and vals.get("user_id") not in (None, False, self.env.uid):
            raise UserError(
                self.env._(
                    "A contact is logged by who made it. Ask your colleague to log it, "
                    "or log it as yours and say in the note who made it."
                )
            )

    @api.model
    def _read_record(self, model, value):
        """Return the record that an id names, none where none is given."""
        if not value:
            return self.env[model]
        if isinstance(value, bool) or not isinstance(value, int):
            value = self._read_code(value)
        elif 0 < value < MAX_ID:
            return self.env[model].browse(value)
        raise UserError(
            self.env._(
                "“%(value)s” is no id of a record (%(model)s).",
                value=value,
                model=self.env[model]._description,
            )
        )

    @api.model
    def _read_code(self, value):
        """Return a code as text: whatever was given can then be looked up."""
        return value if isinstance(value, str) else str(value or "")

    @api.model
    def _read_moment(self, value, is_system=False):
        """Return a moment in UTC without zone and without fractions of a second.

        :param bool is_system: take now for what is no moment
        """
        if not value:
            return self.env.cr.now().replace(microsecond=0)
        try:
            if isinstance(value, str):
                value = datetime.fromisoformat(value)
            if value.tzinfo:
                value = value.astimezone(UTC).replace(tzinfo=None)
            return value.replace(microsecond=0)
        except (AttributeError, OverflowError, ValueError):
            if is_system:
                return self._read_moment(None)
            raise self._no_moment(value) from None

    def _no_moment(self, value):
        return UserError(
            self.env._(
                "“%(value)s” is no date and time of a contact. Write it like "
                "2025-06-16 12:00:00, in UTC.",
                value=value,
            )
        )

    @api.model
    def _read_day(self, value):
        if not value:
            return False
        try:
            day = fields.Date.to_date(value)
        except (AttributeError, KeyError, TypeError, ValueError):
            day = None
        latest = self.env.cr.now().date() + LATEST_DAY
        if not isinstance(day, date) or not EARLIEST.date() <= day <= latest:
            raise UserError(
                self.env._(
                    "“%(value)s” is no date of a next action. Write it like "
                    "2025-06-16.",
                    value=value,
                )
            )
        return day

    @api.model
    def _read_text(self, value):
        """Return a text as PostgreSQL can keep it, empty where there is none."""
        if value and (
            isinstance(value, bool) or not isinstance(value, str | int | float)
        ):
            raise UserError(
                self.env._("“%(value)s” is no text. Write it in words.", value=value)
            )
        text = str(value or "").replace("\x00", "")
        return text.encode("utf-8", "replace").decode() if text.strip() else ""

    @api.model
    def _read_attachments(self, value):
        """Return the attachments, as far as the user may read them."""
        try:
            ids = [one for item in value or () for one in self._read_link(item)]
        except (IndexError, KeyError, TypeError):
            ids = [None]
        if not all(ids):
            raise UserError(
                self.env._("Upload the files first, then attach them by their ids.")
            )
        attachments = self.env["ir.attachment"].union(
            *(self._read_record("ir.attachment", one) for one in ids)
        )
        attachments.check_access("read")
        return attachments.sudo()

    @api.model
    def _read_link(self, item):
        """Return the ids that an id or a command of a list names; nothing that is no
        id where it is another command."""
        if isinstance(item, int):
            return [item]
        if item[0] == fields.Command.LINK:
            return [item[1]]
        return item[2] if item[0] == fields.Command.SET else [None]
