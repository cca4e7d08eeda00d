# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What of an absence can change once it has begun. The rest says who saw the cases.
CHANGEABLE = frozenset({"date_to", "stand_in_id"})


class CollectionAbsenceChangeMixin(models.AbstractModel):
    """What of an absence can still change: it decides, and later shows, who sees the
    cases of whom."""

    _name = "collection.absence.change.mixin"
    _description = "Collection Absence Change"
    _inherit = ["collection.bound.mixin"]

    def write(self, vals):
        """Refuse to make an absence somebody else's, and to change what was.

        :raise UserError: if the absence would be another person's, is over, or has
            begun and something else than its end and the stand-in would change
        """
        for absence in self:
            changed = absence._get_changed(vals)
            if "user_id" in changed:
                raise UserError(
                    self.env._(
                        "An absence stays with its person. Enter another one for "
                        "somebody else."
                    )
                )
            if changed and absence.state != "planned":
                absence._check_begun(changed, vals)
        return super().write(vals)

    def _get_changed(self, vals):
        """Return the names of the fields that would get another value. Those of the
        messages about the absence are left away."""
        self.ensure_one()
        changed = set()
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and not name.startswith("message_"):
                cached = field.convert_to_cache(value, self)
                if field.convert_to_record(cached, self) != self[name]:
                    changed.add(name)
        return changed

    def _check_begun(self, changed, vals):
        """Refuse to change who saw the cases on days that are over.

        :param set changed: names of the fields that would get another value
        :param dict vals: the new values
        :raise UserError: for another field than the end and the stand-in, an end that
            has passed, or an absence that is over
        """
        if self.state == "over":
            raise UserError(
                self.env._(
                    "An absence that is over shows who saw the cases then. Enter "
                    "another one instead."
                )
            )
        fixed = sorted(
            self._fields[name]._description_string(self.env)
            for name in changed - CHANGEABLE
        )
        if fixed:
            raise UserError(
                self.env._(
                    "An absence that has begun shows who saw the cases then, so these "
                    "stay: %(fields)s. Set its last day or the stand-in instead.",
                    fields=", ".join(fixed),
                )
            )
        today = self._get_today()
        last = fields.Date.to_date(vals["date_to"]) if "date_to" in changed else today
        if not last or last < today:
            raise UserError(
                self.env._(
                    "The days of this absence that are over stay. Choose %(today)s or "
                    "a later day.",
                    today=format_date(self.env, today),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for absence in self:
            if absence.state != "planned":
                raise UserError(
                    self.env._(
                        "An absence that has begun shows who saw the cases then. Set "
                        "its last day instead."
                    )
                )
