# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that must be there before Odoo can run, in order."""

import fcntl
import os
from contextlib import contextmanager

from . import config, database, machine, paths, postgres, say, tree, venv


def prepare():
    """Install, make and start what is missing; quick where nothing is.

    :return: the version of Odoo in use
    """
    machine.check_runtime_folder()
    with locked("prepare"):
        version = tree.prepare()
        venv.prepare()
        postgres.prepare()
        if postgres.is_external():
            database.check_server()
        config.prepare()
    return version


@contextmanager
def locked(name):
    """Let one process of all that use this checkout in at a time.

    :param name: what is protected
    :return: context manager giving the locked file
    """
    path = paths.RUNTIME / f"{name}.lock"
    with path.open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say.note("  Another command is at work in this checkout: waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def environment(**more):
    """Give programs what they need to find our server and programs.

    :param more: further variables
    :return: dict
    """
    path = f"{paths.BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, **postgres.connection(), "PATH": path, **more}
