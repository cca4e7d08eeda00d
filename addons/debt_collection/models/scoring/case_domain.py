# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Conditions on cases that people write: on a scorecard, a segment or a stage."""

import re
from ast import literal_eval
from datetime import date

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

# What a domain raises that cannot be read, or names what is not there any more.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)

# What compares with a date, besides text and lists.
DATES = (bool, date)


def parse(text):
    """Return a condition that was written as text; none holds for every case.

    :raise Exception: one of :data:`UNREADABLE`
    """
    return fields.Domain(literal_eval(text or "[]"))


def on_day(domain, model, today):
    """Return a condition as it is meant on a day: what it says of today or now is
    counted from there. Core counts from the clock, but a run judges by its own day.

    :param domain: the :class:`Domain`
    :param model: the model it is about, with the time zone in its context
    :param date today: the day
    """
    # Most have no conditions: they must not cost a look at the clock and its zone.
    if domain.is_true():
        return domain
    days = (today - fields.Date.context_today(model)).days
    return _moved(domain.optimize(model), model, days) if days else domain


def _moved(domain, model, days):
    """Return a condition whose relative dates are counted from other days.

    :param domain: the :class:`Domain`, optimized: no field in it is a path any more
    :param model: the model it is about
    :param int days: so many days after the clock's
    """

    def move(condition):
        field = model._fields.get(condition.field_expr)
        value = condition.value
        if field is None:
            return condition
        if field.relational and isinstance(value, fields.Domain):
            value = _moved(value, model.env[field.comodel_name], days)
        elif field.type in ("date", "datetime") and isinstance(value, str):
            value = _moved_date(value, days)
        elif field.type in ("date", "datetime") and not isinstance(value, DATES):
            value = [
                _moved_date(one, days) if isinstance(one, str) else one for one in value
            ]
        return fields.Domain(condition.field_expr, condition.operator, value)

    return domain.map_conditions(move)


def _moved_date(text, days):
    """Return a relative date that starts other days later; others stay.

    >>> _moved_date("today -1m", 3)
    'today +3d -1m'
    >>> _moved_date("=monday", -3)
    'now -3d =monday'
    >>> _moved_date("2026-01-31", 3)
    '2026-01-31'
    """
    if re.match(r"\d+-", text):
        return text
    start, *steps = text.split()
    if start not in ("today", "now"):
        start, steps = "now", [start, *steps]
    return " ".join([start, f"{days:+d}d", *steps])


def find_fault(env, text):
    """Return what is wrong with a condition, in a line, or None.

    It is tried on the cases: one that only fails there would fail in the night, and
    for all of them.
    """
    cases = env["collection.case"].sudo().with_context(active_test=False)
    return find_failure(env, lambda: cases.search(parse(text), limit=1))


def find_failure(env, work):
    """Return how something on cases fails that people or addons have written, in a
    line, or None.

    :param work: called without arguments
    """
    try:
        # What the database refuses must not end the transaction.
        with mute_logger("odoo.sql_db"), env.cr.savepoint():
            work()
    except (*UNREADABLE, UserError, psycopg2.Error) as error:
        return str(error).partition("\n")[0] or type(error).__name__
    return None
