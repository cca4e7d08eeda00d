# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo.tools import SQL

from . import columns_sql

# The highest id there can be.
LAST_DEBTOR = 2**31 - 1


def is_open_case(company_id, ids, scope=None):
    """Return the condition that a case ``c`` is one of some open cases of a company.

    :param company_id: the company's id, or an :class:`SQL` for it
    :param ids: the cases' ids
    :param DebtorScope scope: the debtors, where the cases are all that are open of a
        range: to name thousands of ids takes longer than to look at the range
    """
    if scope is None:
        return columns_sql.among(SQL("c.id"), ids)
    return SQL(
        "(c.company_id = %s AND c.state <> 'closed' AND %s)",
        company_id,
        scope.contains(SQL("c.partner_id")),
    )


class DebtorScope(NamedTuple):
    """The debtors a statement is about: those named, or a range of ids.

    The fold names the debtors whose ledger moved; the run goes through all debtors
    range by range. Both use the same statements and differ only in this condition.

    ``lowest`` and ``highest`` are the ids of the partners, contacts included, between
    which all partners of a range's debtors lie, where they are known.
    """

    ids: tuple[int, ...] | None = None
    first: int | None = None
    last: int | None = None
    lowest: int | None = None
    highest: int | None = None

    def contains(self, column):
        """Return the condition that a column holds a debtor of the scope.

        :param SQL column: a column with ids of commercial partners
        """
        if self.ids is not None:
            return columns_sql.among(column, self.ids)
        return SQL("%s BETWEEN %s AND %s", column, self.first, self.last)

    def may_have(self, column):
        """Return a condition that holds for all partners of the scope's debtors, and
        not for many others.

        An index of journal items knows their partners, not their debtors. Without this
        condition each batch of a run would read the whole index.

        :param SQL column: a column with ids of partners
        """
        if self.lowest is None:
            return SQL("TRUE")
        return SQL("%s BETWEEN %s AND %s", column, self.lowest, self.highest)


EVERYBODY = DebtorScope(first=1, last=LAST_DEBTOR)
