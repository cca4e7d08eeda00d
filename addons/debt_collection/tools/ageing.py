# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ageing: which bucket an open item or a debtor stands in.

An item's age is its days past due: the day asked about minus the item's own due
date, so an item due today is not overdue and one due yesterday is one day past due.
The buckets are the customary ones of receivables reports.

>>> bucket_of(0).code, bucket_of(1).code, bucket_of(30).code, bucket_of(31).code
('not_due', '1_30', '1_30', '31_60')
>>> bucket_of(-12).code, bucket_of(120).code, bucket_of(121).code
('not_due', '91_120', 'over_120')
"""

from typing import NamedTuple


class Bucket(NamedTuple):
    """A range of days past due.

    ``first`` and ``last`` are inclusive, ``None`` where the range is open.
    """

    code: str
    field: str
    first: int | None
    last: int | None


BUCKETS = (
    Bucket("not_due", "amount_not_due", None, 0),
    Bucket("1_30", "amount_1_30", 1, 30),
    Bucket("31_60", "amount_31_60", 31, 60),
    Bucket("61_90", "amount_61_90", 61, 90),
    Bucket("91_120", "amount_91_120", 91, 120),
    Bucket("over_120", "amount_over_120", 121, None),
)
OVERDUE_BUCKETS = BUCKETS[1:]


def bucket_of(days_past_due):
    """Return the bucket of an age.

    :param int days_past_due: days since the due date, zero or less when not due
    :return: the :class:`Bucket` that holds it
    """
    return next(
        bucket
        for bucket in BUCKETS
        if bucket.last is None or days_past_due <= bucket.last
    )
