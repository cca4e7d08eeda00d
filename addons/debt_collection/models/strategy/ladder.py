# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A strategy and its steps as plain values."""

from typing import NamedTuple
from zlib import crc32

from ...tools.ladder import Rung


class StepRule(NamedTuple):
    """A step, by the names of its fields. ``channels`` are codes, in their order, and
    ``least`` is the minimum with the id of its currency."""

    id: int
    rung: Rung
    active: bool
    skip_if: str | bool
    mode: str
    role: str
    needs_approval: bool
    channels: tuple[str, ...]
    least: tuple[float, int]


class Ladder(NamedTuple):
    """A strategy, by the names of its fields, with its steps in order."""

    amount_stop: float
    days_stop: int
    payment_rest: int
    least_gap: int
    catch_up: bool
    steps: tuple[StepRule, ...]

    @property
    def revision(self):
        """A short text that is another one once anything is planned otherwise.

        >>> Ladder(0.0, 0, 3, 3, True, ()).revision
        'a220905b'
        >>> Ladder(0.0, 0, 3, 3, False, ()).revision == _
        False
        """
        return f"{crc32(repr(self).encode()):08x}"
