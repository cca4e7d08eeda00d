# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import Any, NamedTuple

from odoo.tools import SQL


class Done(NamedTuple):
    """What a transaction of a run came to.

    :param result: what its caller is told
    :param dict counts: what it adds to the run's counters and sums
    :param SQL also: further assignments to the run's record
    """

    result: Any = None
    counts: dict | None = None
    also: SQL | None = None
