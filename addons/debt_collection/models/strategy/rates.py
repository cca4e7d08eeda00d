# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which currencies can be converted. Core converts one without a rate at 1 to 1."""


def get_rated(company, day):
    """Return the currencies that have a rate in a company on a day.

    They are the company's own, and those of which there is a rate of its root company,
    or of all companies, from that day or before. Whose rates the user may see does not
    decide.

    :param company: the company
    :param date day: the day
    :return: set of ids
    """
    company = company.sudo()
    rates = company.env["res.currency.rate"]._read_group(
        [("name", "<=", day), ("company_id", "in", (False, company.root_id.id))],
        ["currency_id"],
    )
    return {company.currency_id.id, *(currency.id for (currency,) in rates)}
