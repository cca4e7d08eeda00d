# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases and processes for the tests that need real ones.

Tests in this folder commit, kill processes and uninstall addons. They never touch the
database pytest was given, only copies of their own that are dropped at the end.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import psycopg2
import pytest
from herd import Herd

from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
CONF = os.environ.get("DEBT_COLLECTION_CONF", ROOT / ".runtime" / "odoo.conf")


def pytest_configure(config):
    """Name our marks."""
    config.addinivalue_line("markers", "slow: takes more than twenty seconds")


@contextmanager
def connected(database):
    """Connect to a database, outside of Odoo and committing each statement.

    :param database: its name
    :return: a cursor
    """
    options = ("host", "port", "user", "password")
    given = {name: config[f"db_{name}"] for name in options if config[f"db_{name}"]}
    connection = psycopg2.connect(dbname=database, **given)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def drop(database):
    """Drop a database with its files, whoever is connected."""
    with connected("postgres") as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(config.filestore(database), ignore_errors=True)


@pytest.fixture(scope="session")
def connect():
    """Return the function that connects to a database."""
    return connected


def make(name, *addons):
    """Make a database with some of our addons, all where none is named.

    :return: its name
    """
    chosen = ["--addons", ",".join(addons)] if addons else []
    done = subprocess.run(
        [str(ROOT / "setup" / "db"), name, *chosen],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return name


@pytest.fixture(scope="module")
def make_database(request):
    """Return a function that makes a database with some of our addons, all where none
    is named."""
    made = []

    def make_next(*addons):
        made.append(f"test_{os.getpid()}_{request.module.__name__}_{len(made)}")
        return make(made[-1], *addons)

    yield make_next
    for name in made:
        drop(name)


def build_demo(database):
    """Build the demo ledger as setup/run does.

    :return: what it printed
    """
    command = [sys.executable, ROOT / "setup" / "kit" / "bin" / "odoo", "shell"]
    options = ["-c", CONF, "-d", database, "--no-http", "--log-level=warn"]
    with (ROOT / "setup" / "demo" / "build.py").open("rb") as script:
        done = subprocess.run(
            [*map(str, [*command, *options])],
            stdin=script,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Demo(NamedTuple):
    """A database with the demo ledger, and what its first build printed."""

    database: str
    printed: str


@pytest.fixture(scope="session")
def demo_ledger():
    """Return a database with the demo ledger. To build it takes a minute, so whoever
    uses it leaves it as it is, or puts up with what the others left."""
    database = make(f"test_{os.getpid()}_demo")
    yield Demo(database, build_demo(database))
    drop(database)


@pytest.fixture(scope="module")
def herd(make_database, tmp_path_factory):
    """Return a process that has loaded Odoo on a database of its own, and forks others
    that work there."""
    database = make_database("debt_collection")
    with Herd(CONF, database, tmp_path_factory.mktemp("herd")) as started:
        yield started


@pytest.fixture
def check_ledger(herd):
    """Return a function that compares all cases of the herd's database with the ledger
    and finds no mark left."""
    from odoo.addons.debt_collection.tests.ledger_oracle import differences

    def check():
        days = {
            int(root): date.fromisoformat(day) for root, day in herd.do("today").items()
        }
        with connected(herd.database) as cursor:
            assert differences(cursor, days) == []
            cursor.execute("SELECT count(*) FROM collection_mark")
            assert cursor.fetchone()[0] == 0, "marks are left"
            cursor.execute(
                "SELECT case_id FROM collection_case_event WHERE kind = 'opened'"
                " GROUP BY 1 HAVING count(*) <> 1"
            )
            assert cursor.fetchall() == [], "cases that opened more than once"

    return check
