# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from typing import NamedTuple

from odoo.tools import SQL

from ..ledger.debtor_scope import DebtorScope

# The step of a batch whose upkeep is done and whose other steps come all at once.
ALL_AT_ONCE = -1


class RunBatch(NamedTuple):
    """A range of debtors that is to be done, as it stands on its run's record: by its
    first debtor, so that each goes on whatever becomes of the others.

    >>> RunBatch.read_all({"26": [50, 0], "1": [25, 2]})
    [RunBatch(first=1, last=25, step=2), RunBatch(first=26, last=50, step=0)]

    :param int first: id of the first debtor
    :param int last: id of the last debtor
    :param int step: the step it takes next: 0 is the upkeep, and ``ALL_AT_ONCE``
        stands for all others
    """

    first: int
    last: int
    step: int = 0

    @property
    def scope(self):
        """The batch's debtors."""
        return DebtorScope(first=self.first, last=self.last)

    def as_done(self):
        """Return the assignment by which it leaves the run's record."""
        return SQL("batches = batches - %s", str(self.first))

    @classmethod
    def read_all(cls, value):
        """Return the batches of a run's record in order.

        :param dict value: what stands there, or None
        """
        return sorted(
            cls(int(first), last, step) for first, (last, step) in (value or {}).items()
        )

    @classmethod
    def write_all(cls, batches):
        """Return the assignment by which batches come on a run's record, or go on.

        >>> RunBatch.write_all([RunBatch(1, 25), RunBatch(26, 50, 2)]).params
        ['{"1": [25, 0], "26": [50, 2]}']

        :param batches: them
        """
        value = {batch.first: (batch.last, batch.step) for batch in batches}
        return SQL("batches = COALESCE(batches, '{}') || %s::jsonb", json.dumps(value))
