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

from .collection_classified_mixin import CLASSIFIED_FIELDS

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

# What follows from the segment a case is in: no condition of a segment, or the case
# would go to and fro between two of them, run by run.
OF_SEGMENTS = (
    *CLASSIFIED_FIELDS,
    "segment_explanation",
    "step_id",
    "date_next_action",
    "action_ids",
    "action_id",
    "action_title",
    "action_instruction",
    "action_state",
    "action_reason",
    "action_channel",
    "activity_ids",
    "activity_state",
    "activity_user_id",
    "activity_type_id",
    "activity_date_deadline",
    "my_activity_date_deadline",
    "activity_summary",
    "activity_exception_decoration",
    "activity_calendar_event_id",
)
# What follows from the scorecard that is used for a case.
OF_SCORECARDS = ("score", "scorecard_id", "score_explanation", *OF_SEGMENTS)

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


def get_cases(env, company):
    """Return the model of cases as conditions are asked of it: of all cases whoever may
    see them, and, where each company has a value or a time of its own, of this one's.

    :param env: an environment
    :param company: the cases' root company
    """
    cases = env["collection.case"].sudo().with_company(company)
    return cases.with_context(active_test=False, tz=company.collection_tz)


def find_fault(env, text):
    """Return what is wrong with a condition, in a line, or None.

    It is tried on the cases: one that only fails there would fail in the night, and
    for all of them.
    """
    cases = env["collection.case"].sudo().with_context(active_test=False)
    return find_failure(env, lambda: cases.search(parse(text), limit=1))


def find_circle(env, text, names):
    """Return the label of a field that a condition must not speak of, or None.

    :param str text: the condition, without fault
    :param names: names of fields of cases that follow from what the condition is for
    """
    cases = env["collection.case"]
    found = _fields_of(parse(text), cases)
    for model_name, name in found:
        if model_name == cases._name and name in names:
            return cases._fields[name]._description_string(env)
    return None


def _fields_of(domain, model):
    """Yield the fields that a condition speaks of, each with the name of its model."""
    for condition in domain.optimize(model).iter_conditions():
        yield model._name, condition.field_expr
        field = model._fields.get(condition.field_expr)
        if field and field.relational and isinstance(condition.value, fields.Domain):
            yield from _fields_of(condition.value, model.env[field.comodel_name])


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
