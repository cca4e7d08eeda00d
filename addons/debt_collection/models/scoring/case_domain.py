# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Conditions on cases that people write: on a scorecard, a segment or a stage."""

from ast import literal_eval

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


def parse(text):
    """Return a condition that was written as text; none holds for every case.

    :raise Exception: one of :data:`UNREADABLE`
    """
    return fields.Domain(literal_eval(text or "[]"))


def find_fault(env, text):
    """Return what is wrong with a condition, in a line, or None.

    It is tried on the cases: one that only fails there would fail in the night, and
    for all of them.
    """
    cases = env["collection.case"].sudo().with_context(active_test=False)
    try:
        # What the database refuses must not end the transaction.
        with mute_logger("odoo.sql_db"), env.cr.savepoint():
            cases.search(parse(text), limit=1)
    except (*UNREADABLE, UserError, psycopg2.Error) as error:
        return str(error).partition("\n")[0] or type(error).__name__
    return None
