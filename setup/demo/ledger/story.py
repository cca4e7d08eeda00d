# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How customers buy and pay: pure Python, no database.

Everything is drawn from a random generator that the caller seeds, and all dates
are counted back from the day of the build, so that the ledger always has the
same shape and always reaches from not yet due to 400 days late.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

HISTORY_DAYS = 430
CREDIT_STOP_DAYS = 45
FRESH_DAYS = 120


@dataclass(frozen=True)
class Habit:
    """How a kind of customer pays."""

    earliest: int  # days after the due date
    latest: int
    forgotten: float  # share of recent items still left unpaid
    in_part: float  # share of items paid in two parts


@dataclass(frozen=True)
class Instalment:
    """Money for one open item, all of it or one of two parts."""

    date: object
    item: object
    amount: float
    part: bool = False


HABITS = {
    "prompt": Habit(-9, 1, 0.01, 0.0),
    "normal": Habit(0, 19, 0.07, 0.04),
    "slow": Habit(14, 56, 0.14, 0.08),
    "poor": Habit(38, 135, 0.3, 0.3),
}
HABITS["new"] = HABITS["credit"] = HABITS["prompt"]
HABITS["stopped"] = HABITS["normal"]

# Days between two orders, and what one order is worth in the seller's currency.
CADENCE = {"S": 108, "M": 84, "L": 63, "XL": 48}
WORTH = {"S": (180, 1400), "M": (1200, 5200), "L": (4200, 19000), "XL": (16000, 58000)}


@dataclass(frozen=True)
class Behaviour:
    """A customer's way of buying and paying, read from the data file."""

    profile: str
    size: str
    stopped_days: int = 0
    disputed: bool = False

    @classmethod
    def from_row(cls, row):
        """Read it from a row such as ``stopped:210``.

        >>> Behaviour.from_row({"profile": "stopped:210", "size": "M", "flags": ""})
        Behaviour(profile='stopped', size='M', stopped_days=210, disputed=False)
        """
        profile, _colon, days = row["profile"].partition(":")
        disputed = "disputed" in row["flags"].split()
        stopped_days = int(days or 0) or (130 if disputed else 0)
        return cls(profile, row["size"], stopped_days, disputed)

    @property
    def habit(self):
        """The habit of this profile."""
        return HABITS[self.profile]


def order_dates(rng, behaviour, today):
    """Return the invoice dates of one customer, oldest first."""
    start, end = HISTORY_DAYS, 0
    if behaviour.profile == "new":
        start = 55
    elif behaviour.profile == "credit":
        end = 75
    elif behaviour.stopped_days and not behaviour.disputed:
        end = max(behaviour.stopped_days - CREDIT_STOP_DAYS, 0)
    cadence = CADENCE[behaviour.size]
    dates, days = [], start - rng.uniform(0, cadence)
    while days >= end:
        dates.append(working_day(today - timedelta(days=int(days))))
        days -= cadence * rng.uniform(0.65, 1.35)
    return dates


def order_worth(rng, behaviour, factor):
    """Return what one order should be worth; small orders are the more frequent."""
    low, high = WORTH[behaviour.size]
    return factor * math.exp(rng.uniform(math.log(low), math.log(high)))


def order_lines(rng, catalogue, worth):
    """Choose products and quantities for about this worth.

    :param catalogue: the seller's products, each with its ``price`` and with ``most``,
        the quantity that nobody orders more of
    :return: a list of (product, quantity)
    """
    fitting = [
        product
        for product in catalogue
        if product["price"] <= worth <= 2 * product["price"] * product["most"]
    ]
    fitting = fitting or [min(catalogue, key=lambda product: product["price"])]
    chosen = rng.sample(fitting, min(rng.choice((1, 1, 1, 2, 2, 3)), len(fitting)))
    lines, left = [], worth
    for rank, product in enumerate(chosen, start=1):
        share = left / (len(chosen) - rank + 1) * rng.uniform(0.75, 1.25)
        quantity = min(max(round(share / product["price"]), 1), product["most"])
        lines.append((product, quantity))
        left = max(left - quantity * product["price"], 0)
    return lines


def plan_payments(rng, behaviour, item, due, amount, today):
    """Return the instalments by which an item was paid up to today.

    :param item: whatever identifies the item to the caller
    """
    habit = behaviour.habit
    late = rng.triangular(habit.earliest, habit.latest)
    first = working_day(due + timedelta(days=round(late)))
    fresh = (today - due).days <= FRESH_DAYS
    forgotten = rng.random() < (habit.forgotten if fresh else habit.forgotten / 8)
    in_part = amount > 400 and rng.random() < habit.in_part
    share, pause = rng.uniform(0.3, 0.7), rng.randint(20, 90)
    if forgotten:
        return []
    instalments = [Instalment(first, item, amount)]
    if in_part:
        part = float(round(amount * share, -2))
        second = working_day(first + timedelta(days=pause))
        instalments = [
            Instalment(first, item, part, part=True),
            Instalment(second, item, round(amount - part, 2), part=True),
        ]
    end = today - timedelta(days=behaviour.stopped_days)
    return [paid for paid in instalments if paid.date <= end]


def group_payments(instalments, days=14):
    """Put what a customer pays within a few days into one payment.

    :return: lists of instalments, each list one payment, in order of time
    """
    groups = []
    for paid in sorted(instalments, key=lambda paid: (paid.date, paid.item)):
        last = groups[-1] if groups else []
        if (
            last
            and (paid.date - last[0].date).days <= days
            and not any(other.part for other in [*last, paid])
        ):
            last.append(paid)
        else:
            groups.append([paid])
    return groups


def working_day(day):
    """Move a Saturday or Sunday to the Friday before."""
    return day - timedelta(days=max(day.weekday() - 4, 0))
