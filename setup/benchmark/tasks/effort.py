# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measuring what a piece of work takes."""

import contextlib
import gc
import time

import odoo.sql_db
from odoo import SUPERUSER_ID, api


@contextlib.contextmanager
def environment(registry, uid=SUPERUSER_ID):
    """Give an environment on a cursor of its own, committed at the end.

    :param registry: the database's registry
    :param int uid: whose environment
    """
    with registry.cursor() as cr:
        yield api.Environment(cr, uid, {})


def measured(work):
    """Do something and measure it.

    :param work: called without arguments
    :return: what it returned, and a dict of seconds and statements
    """
    gc.collect()
    counted, started = odoo.sql_db.sql_counter, time.perf_counter()
    result = work()
    return result, {
        "seconds": time.perf_counter() - started,
        "statements": odoo.sql_db.sql_counter - counted,
    }


def transaction_seconds(cr, work):
    """Do something and commit it, and measure how long a user waits.

    :param cr: the cursor it works on
    :param work: called without arguments
    :return: dict of seconds until the commit, and until what runs after it has ended
    """
    moments = []
    # The first in the queue, so it sees the moment at which the transaction ended.
    cr.postcommit.add(lambda: moments.append(time.perf_counter()))
    gc.collect()
    started = time.perf_counter()
    work()
    cr.commit()
    ended = time.perf_counter()
    return {"inside": moments[0] - started, "whole": ended - started}


def peak_memory():
    """:return: the most memory this process has held, in megabytes."""
    with open("/proc/self/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0
