# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Points: what a characteristic's ranges and weight make of a value.

A range begins with its lower bound and ends where the next one begins, so there are
neither gaps nor overlaps. Below the first one there are no points. What is unknown has
points of its own:

>>> steps = make_steps([(31, 50), (1, 20), (90, 100)], weight=1, unknown=5)
>>> [part_for(value, steps) for value in (None, 0, 1, 30, 31, 89.99, 90, 1000)]
[5, 0, 20, 20, 50, 50, 100, 100]

The part of a characteristic is its points times its weight, rounded to whole points, a
half away from zero. The score is the sum of the parts, so they always add up:

>>> part_of(25, 0.5), part_of(-25, 0.5), part_of(45, 1.1), part_of(100, 0)
(13, -13, 50, 0)

What ends where, for whoever reads the ranges:

>>> upper_bounds([31.0, 1.0, 90.0])
{31.0: 90.0, 1.0: 31.0, 90.0: None}
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Steps(NamedTuple):
    """What a value is worth: parts by lower bound, the highest bound first."""

    bounds: tuple[tuple[float, int], ...]
    unknown: int


class Card(NamedTuple):
    """A scorecard, as saved or as it stands on a form: what decides about points.

    ``steps`` are pairs of a characteristic's code and its :class:`Steps`; ``id`` is
    None where it was never saved.
    """

    id: int | None
    sequence: int
    company_id: int | None
    domain: str
    steps: tuple[tuple[str, Steps], ...]

    @property
    def rank(self):
        """What the order of scorecards goes by: the last one made comes last."""
        return (self.sequence, self.id or float("inf"))


def part_of(points, weight):
    """Return what points count for.

    :param int points: a range's points
    :param float weight: the weight, of a few decimals
    :return: whole points
    """
    product = Decimal(points) * Decimal(str(weight))
    return int(product.quantize(Decimal(1), ROUND_HALF_UP))


def make_steps(ranges, weight, unknown):
    """Return what the values of a characteristic are worth.

    :param ranges: pairs of lower bound and points
    :param float weight: by which points are multiplied
    :param int unknown: points of a value that is unknown
    """
    parts = tuple((bound, part_of(points, weight)) for bound, points in ranges)
    return Steps(tuple(sorted(parts, reverse=True)), part_of(unknown, weight))


def part_for(value, steps):
    """Return the part of a value, as PostgreSQL works it out.

    :param value: a number, None where it is unknown
    :param Steps steps: what :func:`make_steps` returned
    """
    if value is None:
        return steps.unknown
    return next((part for bound, part in steps.bounds if value >= bound), 0)


def upper_bounds(bounds):
    """Return where each range ends: the next bound, None for the last one."""
    ordered = sorted(set(bounds))
    following = dict(zip(ordered, [*ordered[1:], None], strict=True))
    return {bound: following[bound] for bound in bounds}
