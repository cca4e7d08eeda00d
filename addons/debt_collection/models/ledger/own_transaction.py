# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import random
import time

import psycopg2.errors

from odoo import SUPERUSER_ID, api
from odoo.sql_db import Cursor
from odoo.tools import SQL

TRIES = 5
# Somebody else was faster with the same debtor: what they wrote is read on a retry.
RETRIED = (
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.UniqueViolation,
)


class CompanyBusy(psycopg2.errors.LockNotAvailable):
    """Somebody else's transaction keeps all cases of a company to itself."""


# A lock that is held longer than a moment is an error to be told, not something to
# hang on.
PATIENCE = "5s"


@contextlib.contextmanager
def own_cursor(env, patience=PATIENCE):
    """Open a cursor of its own that reads committed data, and commit it at the end.

    A statement after a lock sees what the lock waited for. Odoo's own REPEATABLE READ
    would show the ledger as it was before the wait, and fail on every case another
    transaction has just updated.

    :param env: an environment of the database; of its context only the language goes
        along, a caller's ``active_test`` or companies must not change what is done
    :param str patience: how long to wait for a lock, as PostgreSQL writes it
    :return: a superuser's environment on the new cursor
    """
    with env.registry.cursor() as cr:
        # A test's cursor is a savepoint and cannot change its isolation.
        if isinstance(cr, Cursor):
            # To compile statements as long as the upkeep's takes PostgreSQL seconds, to
            # run them a fraction of one.
            cr.execute(
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL jit = off;"
                " SET LOCAL lock_timeout = %s",
                [patience],
            )
        context = {key: env.context[key] for key in ("lang",) if key in env.context}
        yield api.Environment(cr, SUPERUSER_ID, context)


def in_own_transaction(env, work, patience=PATIENCE):
    """Do work on a cursor of its own, again after a conflict.

    :param env: an environment of the database
    :param str patience: as in :func:`own_cursor`
    :param work: called with the environment of :func:`own_cursor`
    :return: what ``work`` returned
    :raise psycopg2.Error: if the last try fails
    """
    attempt = 1
    while True:
        try:
            with own_cursor(env, patience) as own_env:
                return work(own_env)
        except RETRIED:
            if attempt == TRIES:
                raise
        attempt += 1
        time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311


def end_reading(env):
    """End a transaction in which nothing was written, before long work on other
    cursors.

    Its snapshot would have PostgreSQL keep every version of every row that the work
    writes, and go through all of them for each further one. Where something was
    written, that stays the caller's to commit.

    :param env: the caller's environment, outside of savepoints
    """
    if not isinstance(env.cr, Cursor):
        return
    env.flush_all()
    asked = SQL("SELECT pg_current_xact_id_if_assigned() IS NULL")
    [(is_unwritten,)] = env.execute_query(asked)
    if is_unwritten:
        env.cr.commit()  # pylint: disable=invalid-commit


def in_halves(items, work, on_failure):
    """Do work on many items at once, and where it fails, find the items it fails for.

    :param list items: what to work on
    :param work: called with a list of items; it must leave nothing behind when it
        raises
    :param on_failure: called with the item and the exception for each item that fails
        alone
    """
    try:
        work(items)
    except Exception as error:  # noqa: BLE001 whatever it was, the others go on
        if len(items) == 1:
            on_failure(items[0], error)
            return
        middle = len(items) // 2
        in_halves(items[:middle], work, on_failure)
        in_halves(items[middle:], work, on_failure)
