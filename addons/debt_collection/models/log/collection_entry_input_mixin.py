# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime

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
# Only the system tells this: files of a mail that are no attachments yet.
SYSTEM_FIELDS = {"raw_attachments"}


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
        return {
            "case": self.env["collection.case"].browse(vals.get("case_id") or ()),
            "channel": self.env["collection.channel"]._get_by_code(vals.get("channel")),
            "direction": vals.get("direction") or "out",
            "date": self._read_moment(vals.get("date")),
            "user_id": vals.get("user_id") or self.env.uid,
            "recipient": self.env["res.partner"].browse(vals.get("recipient_id") or ()),
            "role": vals.get("recipient_role"),
            "result": self.env["collection.result"]
            .sudo()
            .browse(vals.get("result_id") or ()),
            "duration": vals.get("duration") or 0,
            "date_next": self._read_day(vals.get("date_next")),
            "corrects": self.browse(vals.get("corrects_id") or ()),
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
    def _read_moment(self, value):
        """Return a moment in UTC without zone and without fractions of a second."""
        if not value:
            return self.env.cr.now().replace(microsecond=0)
        try:
            if isinstance(value, str):
                value = datetime.fromisoformat(value)
            if value.tzinfo:
                value = value.astimezone(UTC).replace(tzinfo=None)
            return value.replace(microsecond=0)
        except (AttributeError, OverflowError, ValueError):
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
        try:
            return fields.Date.to_date(value) or False
        except (TypeError, ValueError):
            raise UserError(
                self.env._(
                    "“%(value)s” is no date. Write it like 2025-06-16.", value=value
                )
            ) from None

    @api.model
    def _read_text(self, value):
        """Return a text as PostgreSQL can keep it, empty where there is none."""
        text = str(value or "").replace("\x00", "")
        return text.encode("utf-8", "replace").decode() if text.strip() else ""

    @api.model
    def _read_attachments(self, value):
        """Return the attachments, as far as the user may read them."""
        ids = []
        for item in value or ():
            if isinstance(item, int):
                ids.append(item)
            elif item[0] == fields.Command.LINK:
                ids.append(item[1])
            elif item[0] == fields.Command.SET:
                ids += item[2]
            else:
                raise UserError(
                    self.env._("Upload the files first, then attach them by their ids.")
                )
        attachments = self.env["ir.attachment"].browse(ids)
        attachments.check_access("read")
        return attachments.sudo()
