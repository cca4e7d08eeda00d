# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Comparing two strategies: who gets which, how many it takes, and what came of it.

A debtor's slot is one of 10,000. It follows from the experiment's salt and the debtor
alone, so the debtor stays in the same arm whenever it is asked, and another experiment
divides the same debtors anew. PostgreSQL computes the same in ``SLOT`` of the segments'
statements:

>>> slot_of("a1b2", 42), slot_of("a1b2", 42), slot_of("c3d4", 42)
(7614, 7614, 4303)
>>> 0 <= min(slot_of("a1b2", n) for n in range(999)) < 100
True

The challenger gets the lowest slots, as many as its share in per cent says:

>>> arm_of(2974, 30.0), arm_of(2974, 29.74), arm_of(2974, 29.75)
('challenger', 'champion', 'challenger')

How many it takes to see 60 % instead of 50 %, or 25 % instead of 20 %, paid:

>>> sample_sizes(0.50, 0.10), sample_sizes(0.20, 0.05)
((388, 388), (1094, 1094))

Arms of different size take more together, but the smaller one takes less:

>>> sample_sizes(0.50, 0.10, share=0.2)
(971, 243)

What came of it: of 70 with the challenger 56 paid, of 80 with the champion 48. The
example is Newcombe's own:

>>> low, high = difference_interval(56, 70, 48, 80)
>>> round(low, 4), round(high, 4)
(0.0524, 0.3339)

It holds where everybody paid, or nobody:

>>> low, high = difference_interval(10, 10, 0, 10)
>>> round(low, 4), round(high, 4)
(0.6075, 1.0)
"""

from hashlib import md5
from math import ceil, sqrt
from statistics import NormalDist

SLOTS = 10_000
# Below so many cases in an arm its share says nothing, whatever the arithmetic yields.
LEAST_CASES = 30
ALPHA = 0.05
POWER = 0.80


def slot_of(salt, partner_id):
    """Return the slot of a debtor in an experiment, from 0 to 9,999.

    :param str salt: the experiment's own
    :param int partner_id: the debtor
    """
    text = f"{salt}:{partner_id}".encode()
    return int(md5(text, usedforsecurity=False).hexdigest()[:8], 16) % SLOTS


def arm_of(slot, share):
    """Return in which arm a slot lies.

    :param int slot: as :func:`slot_of` returns it
    :param float share: the challenger's share, in per cent
    """
    return "challenger" if slot < round(share * SLOTS / 100) else "champion"


def sample_sizes(base, difference, share=0.5):
    """Return how many cases each arm needs for a difference to be seen.

    The test for two proportions, two-sided at 5 %, which finds a true difference with
    a probability of 80 %. J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods
    for Rates and Proportions", 3rd edition (2003), chapter 4, with samples of different
    size and without correction for continuity.

    :param float base: the champion's rate, between 0 and 1
    :param float difference: the least difference worth knowing, above 0
    :param float share: the challenger's share of the cases, between 0 and 1
    :return: tuple of the numbers for champion and challenger
    """
    other = base + difference
    ratio = share / (1 - share)
    pooled = (base + ratio * other) / (ratio + 1)
    spread = sqrt((ratio + 1) * pooled * (1 - pooled))
    spreads = sqrt(ratio * base * (1 - base) + other * (1 - other))
    quantile = NormalDist().inv_cdf
    root = quantile(1 - ALPHA / 2) * spread + quantile(POWER) * spreads
    exact = root**2 / (ratio * difference**2)
    return ceil(exact), ceil(exact * ratio)


def difference_interval(paid, total, base_paid, base_total):
    """Return the 95 % confidence interval of a difference between two rates.

    Newcombe's hybrid score interval: method 10 in R. G. Newcombe, "Interval Estimation
    for the Difference Between Independent Proportions", Statistics in Medicine 17
    (1998), pages 873-890. It stays within -1 and 1, and holds for small samples.

    :param int paid: successes with the challenger
    :param int total: cases with the challenger, at least one
    :param int base_paid: successes with the champion
    :param int base_total: cases with the champion, at least one
    :return: tuple of the lower and the upper bound
    """
    rate, base_rate = paid / total, base_paid / base_total
    low, high = _wilson(rate, total)
    base_low, base_high = _wilson(base_rate, base_total)
    difference = rate - base_rate
    return (
        difference - sqrt((rate - low) ** 2 + (base_high - base_rate) ** 2),
        difference + sqrt((high - rate) ** 2 + (base_rate - base_low) ** 2),
    )


def _wilson(rate, total):
    """Return the Wilson score interval of one rate."""
    z = NormalDist().inv_cdf(1 - ALPHA / 2)
    centre = rate + z**2 / (2 * total)
    margin = z * sqrt(rate * (1 - rate) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    return (centre - margin) / scale, (centre + margin) / scale
