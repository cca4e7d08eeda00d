# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unicodedata

from odoo import api, models
from odoo.exceptions import ValidationError


class CollectionNamedMixin(models.AbstractModel):
    """A record that people choose by its name, in whatever language they read it."""

    _name = "collection.named.mixin"
    _description = "Collection Named"

    # Whether a copy is told from its original by its name.
    _names_copies = True

    def copy_data(self, default=None):
        """Override: name the copies."""
        vals_list = super().copy_data(default=default)
        if not self._names_copies or "name" in (default or {}):
            return vals_list
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=record.name)}
            for record, vals in zip(self, vals_list, strict=True)
        ]

    @api.constrains("name")
    def _check_name(self):
        """Refuse a name of blanks alone: it is required, and nobody could read it."""
        for record in self:
            self._check_text(record.name)

    def update_field_translations(self, field_name, translations, source_lang=""):
        """Override: core asks no constraints of a translation.

        :raise ValidationError: if a name would be blank in one of the languages
        """
        if field_name == "name":
            for text in translations.values():
                # Anything else that is empty takes the translation away.
                if isinstance(text, str):
                    self._check_text(text)
        return super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )

    @api.model
    def _check_text(self, text):
        """Refuse a text that shows nothing.

        :raise ValidationError: if there are only blanks in it, or signs that are not
            seen, like a space without width
        """
        # Unicode's separators, and what is other than a sign.
        if all(unicodedata.category(sign)[0] in "ZC" for sign in text or ""):
            raise ValidationError(
                self.env._(
                    "“%(field)s” holds nothing that can be read. Enter what people are "
                    "to choose it by.",
                    field=self._fields["name"]._description_string(self.env),
                )
            )
