# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError


class CollectionBoundMixin(models.AbstractModel):
    """A record that no change carries out of the reach of whoever changes it.

    Core asks the record rules before a change alone: of a record that is one's own, a
    change could make another company's.
    """

    _name = "collection.bound.mixin"
    _description = "Collection Bound"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse companies out of reach before anything is said of them.

        :raise AccessError: if there is one
        """
        self._check_reach(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Ask the rights and the record rules of the new values too.

        :raise AccessError: if the user could not write the records as they are now
        """
        self._check_reach([vals])
        res = super().write(vals)
        self.check_access("write")
        return res

    @api.model
    def _check_reach(self, vals_list):
        """Refuse companies that the user does not work for. The record rules do so at
        the end, but till then other refusals would tell how they are called.

        :raise AccessError: if there is one
        """
        if self.env.su:
            return
        company_id = self._fields.get("company_id")
        given = {
            company_id.convert_to_cache(vals["company_id"], self)
            for vals in vals_list
            if vals.get("company_id")
        }
        # A branch's user works with what is the main company's.
        if not given.issubset(self.env.companies.sudo().parent_ids.ids):
            raise AccessError(
                self.env._(
                    "You have no access to this company, or it is not switched on in "
                    "the company selector."
                )
            )
