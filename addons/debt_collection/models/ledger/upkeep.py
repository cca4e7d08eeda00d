# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple


class Upkeep(NamedTuple):
    """What an upkeep did, as ids of cases.

    ``kept`` were open before, ``drifted`` had other amounts than the ledger. ``others``
    counts the debtors who have something open and need no case.
    """

    kept: list
    opened: list
    reopened: list
    closed: list
    changed: list
    drifted: list
    others: int

    @property
    def debtor_count(self):
        """How many debtors were looked at."""
        return len(self.kept) + len(self.opened) + len(self.reopened) + self.others

    @property
    def kept_open(self):
        """Cases that were open before and still are."""
        closed = set(self.closed)
        return [case_id for case_id in self.kept if case_id not in closed]

    @property
    def open(self):
        """All cases of the debtors that are open now."""
        closed = set(self.closed)
        reopened = [case_id for case_id in self.reopened if case_id not in closed]
        return self.kept_open + self.opened + reopened
