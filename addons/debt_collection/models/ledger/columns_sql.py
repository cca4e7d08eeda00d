# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pieces of SQL that list columns, each put together once a process.

>>> row("c", ("amount_due", "bucket")).code
'"c"."amount_due", "c"."bucket"'
>>> total_or_nothing("amount_due").code, total_or_nothing("date_next_due").code
('COALESCE("totals"."amount_due", 0)', '"totals"."date_next_due"')
"""

from functools import cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter

from odoo.tools import SQL

from ...tools.ageing import BUCKETS, OVERDUE_BUCKETS

COMMA = SQL(", ")
# Ids are told by so many spans at most, which leave out gaps wider than this.
SPANS = 4
WIDE_GAP = 1000
# So few ids PostgreSQL looks up one by one.
MANY = 1000


def integers(values):
    """Return an array of integers as one literal, as :func:`array` does.

    >>> integers([7, 3]).params
    ['{7,3}']

    :param values: the integers, none of them None
    """
    return SQL("%s::integer[]", f"{{{','.join(map(str, values))}}}")


def among(column, ids):
    """Return the condition that a column holds one of some ids. Many of them lie close
    together as a rule: of a large table PostgreSQL then reads that part alone, and
    looks up none of them.

    >>> among(SQL("c.id"), [7, 3]).code
    'c.id = ANY(%s::integer[])'
    >>> among(SQL("c.id"), range(1, 1001)).code
    '(c.id + 0 = ANY(%s::integer[]) AND (c.id BETWEEN %s AND %s))'

    :param SQL column: the column
    :param ids: the ids
    """
    if len(ids) < MANY:
        return SQL("%s = ANY(%s)", column, integers(ids))
    return SQL("(%s + 0 = ANY(%s) AND %s)", column, integers(ids), near(column, ids))


def near(column, ids):
    """Return the condition that a column holds one of many ids or one between them. The
    widest gaps are left out: cases opened lately have numbers far from the others'.

    >>> near(SQL("c.id"), range(3, 2000)).params
    [3, 1999]
    >>> near(SQL("c.id"), [900_001, *range(3, 2000), 900_002]).params
    [3, 1999, 900001, 900002]
    >>> near(SQL("c.id"), [3, 7]).code
    'TRUE'

    :param SQL column: the column
    :param ids: the ids
    """
    if len(ids) < MANY:
        return SQL("TRUE")
    numbers = sorted(ids)
    gaps = []
    # Numbers close to each other leave no room for such a gap.
    if numbers[-1] - numbers[0] - len(numbers) >= WIDE_GAP:
        gaps = [
            (after - before, before, after)
            for before, after in pairwise(numbers)
            if after - before > WIDE_GAP
        ]
    ends = [numbers[0]]
    for _width, before, after in sorted(nlargest(SPANS - 1, gaps), key=itemgetter(1)):
        ends += [before, after]
    ends.append(numbers[-1])
    spans = (
        SQL("%s BETWEEN %s AND %s", column, first, last)
        for first, last in zip(ends[::2], ends[1::2], strict=True)
    )
    return SQL("(%s)", SQL(" OR ").join(spans))


def array(values):
    """Return an array as one text for a statement that names its type. Of a list,
    PostgreSQL would read each element as an expression of its own: for thousands that
    takes longer than the work itself.

    >>> from datetime import date
    >>> array([1, None, date(2026, 1, 31), "call"])
    '{1,NULL,2026-01-31,"call"}'

    :param values: numbers, dates, moments and texts; None is NULL
    """
    return f"{{{','.join(map(_Elements().__getitem__, values))}}}"


class _Elements(dict):
    """Values as they stand in an array; most columns repeat a few."""

    def __missing__(self, value):
        if value is None:
            text = "NULL"
        elif isinstance(value, str):
            escaped = value.replace("\\", r"\\").replace('"', r"\"")
            text = f'"{escaped}"'
        else:
            text = str(value)
        self[value] = text
        return text


@cache
def row(alias, columns):
    """Return the columns of a row.

    :param str alias: the row's alias
    :param tuple columns: their names
    """
    return COMMA.join(SQL.identifier(alias, column) for column in columns)


@cache
def differ(alias, columns, prefix):
    """Return the condition that a row's new values differ from its old ones, column by
    column: to compare the rows as such takes PostgreSQL several times as long.

    >>> differ("x", ("bucket",), "old_").code
    '("x"."old_bucket") IS DISTINCT FROM ("x"."bucket")'

    :param str alias: the row's alias
    :param tuple columns: the names of the new values
    :param str prefix: what precedes them in the names of the old ones
    """
    old = row(alias, tuple(prefix + column for column in columns))
    return SQL("(%s) IS DISTINCT FROM (%s)", old, row(alias, columns))


@cache
def prefixed(alias, columns, prefix):
    """Return the columns of a row, each under its name with a prefix."""
    return COMMA.join(
        SQL("%s AS %s", SQL.identifier(alias, column), SQL.identifier(prefix + column))
        for column in columns
    )


@cache
def assignments(alias, columns):
    """Return what an UPDATE sets, each column from the one of that name in a row."""
    return COMMA.join(
        SQL("%s = %s", SQL.identifier(column), SQL.identifier(alias, column))
        for column in columns
    )


@cache
def names(columns):
    """Return a list of columns by their names alone."""
    return COMMA.join(map(SQL.identifier, columns))


@cache
def sums(columns):
    """Return the sum of each column under the column's name."""
    return COMMA.join(
        SQL("COALESCE(SUM(%(c)s), 0) AS %(c)s", c=SQL.identifier(column))
        for column in columns
    )


@cache
def total_or_nothing(column):
    """Return a debtor's total, and zero (no date) where nothing is open."""
    total = SQL.identifier("totals", column)
    return total if column.startswith("date_") else SQL("COALESCE(%s, 0)", total)


@cache
def totals_or_nothing(columns, *, named):
    """Return debtors' totals as :func:`total_or_nothing` does.

    :param bool named: whether each goes by its column's name
    """
    if not named:
        return COMMA.join(map(total_or_nothing, columns))
    return COMMA.join(
        SQL("%s AS %s", total_or_nothing(column), SQL.identifier(column))
        for column in columns
    )


@cache
def bucket_sums():
    """Return the sum of each bucket under its field's name, from items ``residual``,
    ``owed`` and ``days``."""
    return COMMA.join(
        SQL(
            "COALESCE(SUM(residual) FILTER (WHERE owed AND %s), 0) AS %s",
            _in_bucket(bucket),
            SQL.identifier(bucket.field),
        )
        for bucket in BUCKETS
    )


def _in_bucket(bucket):
    """Return the condition that ``days`` lies in a bucket."""
    if bucket.first is None:
        return SQL("days <= %s", bucket.last)
    if bucket.last is None:
        return SQL("days >= %s", bucket.first)
    return SQL("days BETWEEN %s AND %s", bucket.first, bucket.last)


@cache
def bucket_code(days):
    """Return the expression with the code of the bucket an age lies in.

    :param SQL days: the expression with the age
    """
    cases = SQL(" ").join(
        SQL("WHEN %s >= %s THEN %s", days, bucket.first, bucket.code)
        for bucket in reversed(OVERDUE_BUCKETS)
    )
    return SQL("CASE %s ELSE %s END", cases, BUCKETS[0].code)
