# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

# The day from which a case's ages are counted, and how long its oldest item is overdue,
# from a case ``c`` and its company ``k``. Only what is overdue has an oldest due date.
AS_OF = SQL("COALESCE(c.date_ahead, k.collection_as_of)")
DAYS_PAST_DUE = SQL("COALESCE(%s - c.date_oldest_due, 0)", AS_OF)

COMPARISONS = {operator: SQL(operator) for operator in ("<", ">", "<=", ">=")}


class CollectionAgeMixin(models.AbstractModel):
    """How old a case's debt is.

    A debt grows a day older every night and nothing else happens to it. Its age is
    therefore not stored: it follows from the oldest due date and from the day of the
    company's last run, so that a night costs the cases of which something is new.
    """

    _name = "collection.age.mixin"
    _description = "Collection Age"

    date_oldest_due = fields.Date(string="Oldest Due Date", readonly=True)
    date_ahead = fields.Date(
        readonly=True,
        help="The day from which the ages are counted, where something was booked on a "
        "later one than that of the company's last run.",
    )
    date_as_of = fields.Date(
        string="As Of",
        compute="_compute_age",
        search="_search_date_as_of",
        help="The day from which the ages are counted.",
    )
    days_past_due = fields.Integer(
        compute="_compute_age", search="_search_days_past_due", aggregator="max"
    )

    @api.depends("date_oldest_due", "date_ahead", "company_id.collection_as_of")
    def _compute_age(self):
        for case in self:
            as_of = case.date_ahead or case.company_id.sudo().collection_as_of
            case.date_as_of = as_of
            has_age = as_of and case.date_oldest_due
            case.days_past_due = (as_of - case.date_oldest_due).days if has_age else 0

    @api.model
    def _search_date_as_of(self, operator, value):
        return self._search_age("date_as_of", operator, value)

    @api.model
    def _search_days_past_due(self, operator, value):
        return self._search_age("days_past_due", operator, value)

    @api.model
    def _search_age(self, name, operator, value):
        """Find cases by what :meth:`_field_to_sql` says of a field."""
        if operator == "in":
            return self._search_age_in(name, value)
        if operator not in COMPARISONS:
            return NotImplemented
        comparison = COMPARISONS[operator]
        return fields.Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s", model._field_to_sql(alias, name, query), comparison, value
            )
        )

    @api.model
    def _search_age_in(self, name, values):
        """Find cases of which a field has one of some values, as :meth:`_search_age`.
        What is not overdue is 0 days old; before the first run there is no day."""
        nothing = 0 if name == "days_past_due" else None
        values = tuple(nothing if value is False else value for value in values)

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, name, query)
            is_empty = SQL("%s IS NULL", column) if None in values else SQL("FALSE")
            return SQL("(%s OR %s IN %s) IS TRUE", is_empty, column, values or (None,))

        return fields.Domain.custom(to_sql=to_sql)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override of `base` to sort, group and add up by the age, which has no column.

        :return: the :class:`SQL`
        """
        if field_expr not in ("date_as_of", "days_past_due"):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        company = self._fields["company_id"]
        companies, company_alias = company.join(self, alias, query)
        as_of = SQL(
            "COALESCE(%s, %s)",
            self._field_to_sql(alias, "date_ahead", query),
            # Whoever may read the case may know the day, be it another company's.
            companies.sudo()._field_to_sql(company_alias, "collection_as_of", query),
        )
        if field_expr == "date_as_of":
            return as_of
        due = self._field_to_sql(alias, "date_oldest_due", query)
        return SQL("COALESCE(%s - %s, 0)", as_of, due)
