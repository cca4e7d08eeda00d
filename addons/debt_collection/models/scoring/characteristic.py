# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo.tools import SQL


class Characteristic(NamedTuple):
    """Something that is known of a case and can be worth points.

    ``label`` is its name as it stands in the middle of a sentence, and ``help`` says
    how it is measured, both in the language of the environment. ``unit`` is how a value
    reads: ``amount`` (in the company's currency), ``days``, ``months``, ``percent`` or
    ``count``.

    ``value`` is an SQL expression of a number with at most two decimals, NULL where it
    is unknown. It may speak of the case ``c``, its debtor's partner ``p``, its company
    ``k`` and the debtor's behaviour ``b``, which may be missing. ``join`` is a further
    ``LEFT JOIN``, which must find one row at most for a case; characteristics with the
    same ``join`` share it.
    """

    label: str
    unit: str
    help: str
    value: SQL
    join: SQL | None = None
