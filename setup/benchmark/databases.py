# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bench's own databases: one ledger, copied, with and without addons."""

import contextlib
import datetime
import json
import subprocess
import time

from kit import addons, database, paths, proc, say, tree
from kit.prepare import environment, locked

PREFIX = "bench_"
LEDGER = f"{PREFIX}ledger"
OURS = addons.BASE
PEER = "account_credit_control"
PEER_REQUIREMENTS = [f"odoo-addon-{PEER}==19.0.*"]
WORKER = paths.SETUP / "benchmark" / "worker.py"
# Part of the ledger's mark: raise it when the ledger is built in another way.
LEDGER_VERSION = 1


class Worker:
    """A process that does tasks inside Odoo on one database."""

    def __init__(self, name):
        self.name = name
        conf, path = str(paths.CONF), addons_path()
        argv = [str(paths.PYTHON), str(WORKER), name, conf, path]
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        self.log = paths.LOGS / "bench.log"
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
                env=environment(),
            )

    def do(self, task, **arguments):
        """Have a task done.

        :param str task: "module.function" in ``tasks``
        :param arguments: what it is called with
        :return: what it returns
        """
        order = json.dumps({"task": task, "args": arguments})
        with contextlib.suppress(BrokenPipeError):
            print(order, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": self._end()}
        if "error" in answer:
            raise say.Stop(
                f"{task} failed on {self.name}:\n{answer['error'].strip()[-2000:]}",
                f"Put the cause right. Full output: {self.log}",
            )
        return answer["result"]

    def _end(self):
        """:return: how a process ended that should not have."""
        return f"{proc.tail(self.log)}\nThe worker ended with {self.process.wait()}."

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()


@contextlib.contextmanager
def worker(name):
    """Give a fresh worker, ended afterwards.

    :param str name: the database
    """
    process = Worker(name)
    try:
        yield process
    finally:
        process.close()


def addons_path():
    """:return: the folders with our addons and the peers'."""
    folders = [paths.ADDONS, paths.PEERS / "odoo" / "addons"]
    return ",".join(str(folder) for folder in folders if folder.is_dir())


class Ledgers:
    """Makes databases with a ledger of one size, and drops them at the end."""

    def __init__(self, invoices, today, keep=False):
        self.invoices = invoices
        self.customers = max(1, invoices // 5)
        self.today = today
        self.keep = keep
        self.made = []
        self.seconds = None

    @property
    def ledger(self):
        """:return: the database with the ledger, and none of the addons compared."""
        return f"{LEDGER}_{self.invoices}"

    def prepare(self):
        """Build the ledger, unless one was kept from today.

        Odoo's own modules are those our addon needs, with or without it.
        """
        needed = addons.outside_dependencies([OURS])
        with locked("template"):
            template = database.core_template(needed)
        made_of = [template, self.today, self.invoices, LEDGER_VERSION, tree.version()]
        mark = json.dumps(made_of)
        self.made.append(self.ledger)
        if database.exists(self.ledger) and database.read_mark(self.ledger) == mark:
            return
        with say.step(f"Ledger of {self.invoices:,} invoices"):
            database.copy(template, self.ledger)
            self._fill()
        database.write_mark(self.ledger, mark)

    def _fill(self):
        """Post the templates, multiply them, and bring the statistics up to date."""
        with worker(self.ledger) as process:
            started = time.monotonic()
            templates = process.do("templates.post_templates", today=self.today)
            process.do(
                "ledger.fill",
                templates=templates,
                invoices=self.invoices,
                customers=self.customers,
            )
        database.run_sql("VACUUM ANALYZE", "CHECKPOINT", database=self.ledger)
        self.seconds = time.monotonic() - started

    def copy(self, name, source=None, modules=()):
        """Make a copy of the ledger.

        :param str name: a word for the copy
        :param str source: the database to copy, the bare ledger where none is named
        :param modules: list of addons to install in it
        :return: the database
        """
        copied = f"{PREFIX}{name}_{self.invoices}"
        self.made.append(copied)
        with say.step(f"Database {copied}") as step:
            database.copy(source or self.ledger, copied)
            if modules:
                more = ["--addons-path", addons_path()]
                database.install(copied, modules, f"install-{copied}", step, more)
                database.run_sql("VACUUM ANALYZE", database=copied)
            database.run_sql("CHECKPOINT")
        return copied

    def drop(self, name):
        """Drop a copy that is not needed any more."""
        if not self.keep:
            database.drop(name)

    def close(self):
        """Drop everything that was made."""
        for name in [] if self.keep else self.made:
            database.drop(name)


def settle(name):
    """Bring a database's statistics up to date, as autovacuum does by the next day.

    :param str name: the database
    """
    database.run_sql("VACUUM ANALYZE", "CHECKPOINT", database=name)


def today():
    """:return: the day the ledger is built for, as text."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def check_role():
    """Refuse a role that cannot build a ledger by SQL."""
    asked = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    if not database.run_sql(asked)[0][0]:
        raise say.Stop(
            "the bench builds its ledger by SQL with the foreign keys at rest, which"
            " only a superuser of PostgreSQL may do",
            "Unset the PG* variables to measure on the project's private server.",
        )


def server():
    """:return: dict of the server's settings that matter for the figures."""
    names = ("server_version", "fsync", "shared_buffers", "work_mem")
    rows = database.run_sql(
        (
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)",
            [list(names)],
        )
    )
    return dict(rows)
