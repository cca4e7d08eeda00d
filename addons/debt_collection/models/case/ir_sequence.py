# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

CASE_SEQUENCE_CODE = "collection.case"


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.constrains("code", "implementation", "use_date_range")
    def _check_collection_case_sequence(self):
        """Refuse what cannot number thousands of cases inside one statement."""
        for sequence in self:
            if sequence.code == CASE_SEQUENCE_CODE and (
                sequence.implementation != "standard" or sequence.use_date_range
            ):
                raise ValidationError(
                    self.env._(
                        "Collection cases are numbered by a standard sequence: choose "
                        "the implementation “Standard” and no date ranges. Gaps are "
                        "normal there and mean nothing."
                    )
                )

    @api.model
    def _collection_case_number_sql(self, company):
        """Return how a statement that makes cases numbers them.

        :param company: the company whose own sequence goes before the shared one
        :return: two :class:`SQL`: what draws the next number, and what writes the
            name from a column called ``number``
        :raise ValidationError: if there is no sequence with the code
        """
        sequence = self.sudo().search_fetch(
            [
                ("code", "=", CASE_SEQUENCE_CODE),
                ("company_id", "in", (company.id, False)),
            ],
            ["prefix", "suffix", "padding"],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise ValidationError(
                self.env._(
                    "There is no sequence with the code “%(code)s”. Create one under "
                    "Settings, Technical, Sequences.",
                    code=CASE_SEQUENCE_CODE,
                )
            )
        prefix, suffix = sequence._get_prefix_suffix()
        return (
            SQL("nextval(%s)", f"ir_sequence_{sequence.id:03d}"),
            # lpad alone would cut a number that has outgrown the padding
            SQL(
                "%s || lpad(number::text, GREATEST(length(number::text), %s), '0')"
                " || %s",
                prefix,
                sequence.padding,
                suffix,
            ),
        )
