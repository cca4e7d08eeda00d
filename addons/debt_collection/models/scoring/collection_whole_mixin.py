# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, models

# Where a transaction keeps which records of a model are being changed.
CHANGING = "debt_collection.changing"


class CollectionWholeMixin(models.AbstractModel):
    """A record that is only right together with its parts, and is checked with them.

    A form sends the parts one by one, and on the way from one valid whole to another
    they need not be valid. So they are looked at once a change is complete. Whether one
    goes on is known to the transaction alone: nobody can say so from outside.
    """

    _name = "collection.whole.mixin"
    _description = "Collection Whole"

    # The fields that decide whether the whole is valid.
    _whole_fields = frozenset()

    # === HOOKS === #

    def _settle(self):
        """Hook: check the records with their parts, and let follow what depends on
        them.

        Void here. Called once a change is complete, on the records that are left.

        :raise ValidationError: if they cannot stay as they are
        """

    # === THE CHANGE === #

    @api.model_create_multi
    def create(self, vals_list):
        """Check the records once they have their parts."""
        with self._changed_as_one():
            records = super().create(vals_list)
            records._whole_changed()
        return records

    def write(self, vals):
        """Check the records once all of their parts are changed."""
        with self._changed_as_one():
            res = super().write(vals)
            if self._whole_fields & vals.keys():
                self._whole_changed()
        return res

    @contextmanager
    def _changed_as_one(self):
        """Put the checks of this model off until the change is complete."""
        key = (CHANGING, self._name)
        if self.env.cr.cache.get(key) is not None:
            yield
            return
        waiting = self.env.cr.cache[key] = set()
        try:
            yield
        finally:
            self.env.cr.cache.pop(key, None)
        if waiting:
            self.browse(waiting).exists()._settle()

    def _whole_changed(self):
        """Check records whose parts changed, now or at the end of the change."""
        waiting = self.env.cr.cache.get((CHANGING, self._name))
        if waiting is None:
            self._settle()
        else:
            waiting.update(self.ids)
