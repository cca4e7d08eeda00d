# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The parts of the bench, in the order of the table.

A part is a function from a stage to a list of rows. A later part is added to ``PARTS``.
"""

from measures.accounting import accounting
from measures.gate import gate
from measures.growth import growth
from measures.log import log
from measures.runs import runs
from measures.screens import screens

PARTS = {
    "runs": runs,
    "accounting": accounting,
    "screens": screens,
    "gate": gate,
    "log": log,
    "growth": growth,
}
