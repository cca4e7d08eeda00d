# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bench's one table."""

import unicodedata
from typing import NamedTuple

HEAD = ("What", "Figure", "Ratio", "Target", "")


class Row(NamedTuple):
    """One measure. ``ok`` is None where it has no target."""

    what: str
    figure: str
    ratio: str = ""
    target: str = ""
    ok: bool | None = None

    def cells(self):
        """:return: the row as texts."""
        verdict = {True: "ok", False: "missed", None: ""}[self.ok]
        return (self.what, self.figure, self.ratio, self.target, verdict)


def at_most(what, value, limit, unit="", figure=None):
    """Make the row of a measure with an upper limit.

    :param str what: what was measured
    :param value: the number that is held against the limit
    :param limit: the most it may be
    :param str unit: put behind both
    :param str figure: the text to show where it is not the number itself
    """
    shown = f"{value:,.0f}{unit}"
    return Row(what, figure or shown, "", f"≤ {limit:,}{unit}", value <= limit)


def seconds(value):
    """:return: a duration as text."""
    return f"{value * 1000:,.0f} ms" if value < 1 else f"{value:,.2f} s"


def text(rows):
    """:return: the table for a terminal."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell))
            for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "-" * max(map(_width, lines)), *lines[1:]])


def markdown(rows):
    """:return: the table for a page."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _width(cell):
    """:return: how many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in cell)
