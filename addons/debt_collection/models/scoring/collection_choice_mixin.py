# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class CollectionChoiceMixin(models.AbstractModel):
    """A record with a field whose choices a method names, so that addons can add some.

    Of such fields core checks nothing that does not come from a form. They are looked
    at when they are written and at no other time: a code whose addon is gone stays
    readable, and is in nobody's way.
    """

    _name = "collection.choice.mixin"
    _description = "Collection Choice"

    # The field whose choices a method names.
    _choice_field = None

    @api.constrains(lambda self: (self._choice_field,))
    def _check_choice(self):
        field = self._fields[self._choice_field]
        known = {code for code, _ in field._description_selection(self.env)}
        for record in self:
            code = record[field.name]
            if code and code not in known:
                raise ValidationError(
                    self.env._(
                        "“%(code)s” cannot be chosen under “%(field)s”. Choose one of: "
                        "%(codes)s.",
                        code=code,
                        field=field._description_string(self.env),
                        codes=", ".join(sorted(known)),
                    )
                )
