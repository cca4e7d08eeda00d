# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Real processes, each with connections of its own, without ten times Odoo's start.

One process loads Odoo on a database, lets go of its connections and then forks a new
process for each order. A forked one says what it reaches by lines in a file, so that
nothing is lost when it is killed.
"""

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATIENCE = 120


class Worker:
    """A process that works off one task of ``tasks.py``.

    :param int pid: its id
    :param Path report: where it says what it reaches
    """

    def __init__(self, pid, report):
        self.pid, self.report = pid, report

    def wait_for(self, word):
        """Wait until the process says a word.

        :return: what it said with the word
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self._is_alive()
            for said in map(json.loads, self.report.read_text().splitlines()):
                if said["word"] == word:
                    return said["with"]
                if said["word"] == "failed":
                    raise AssertionError(said["with"])
            if not alive:
                raise AssertionError(f"process {self.pid} ended without {word!r}")
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"process {self.pid} did not say {word!r} in time")

    def result(self):
        """Wait for the end of the task and return what it returned."""
        return self.wait_for("done")

    def kill(self):
        """End the process at once, wherever it is, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
            while self._is_alive():
                time.sleep(0.01)

    def _is_alive(self):
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True


class Herd:
    """The process that forks the others.

    :param str conf: Odoo's configuration file
    :param str database: where they work
    :param Path folder: for what they say
    """

    def __init__(self, conf, database, folder):
        self.conf, self.database, self.folder = conf, database, folder
        self.numbers = itertools.count()
        self.workers = []

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(self.conf), self.database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log").open("w"),
            text=True,
        )
        self._answer()
        return self

    def __exit__(self, *exc_info):
        for worker in self.workers:
            worker.kill()
        self.process.stdin.close()
        self.process.wait(PATIENCE)

    def start(self, task, **arguments):
        """Start a process.

        :param str task: a function of ``tasks.py``, or of another module beside it with
            the module's name before it (``gate_tasks.refuse``)
        :param arguments: its arguments, as JSON knows them
        :return: :class:`Worker`
        """
        report = self.folder / f"{next(self.numbers)}_{task}"
        report.touch()
        order = {"task": task, "arguments": arguments, "report": str(report)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        worker = Worker(int(self._answer()), report)
        self.workers.append(worker)
        return worker

    def do(self, task, **arguments):
        """Have a process work off a task and return what it returned."""
        return self.start(task, **arguments).result()

    def _answer(self):
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError((self.folder / "log").read_text())
        return answer


def main(conf, database):
    """Load Odoo and fork a process for each order that comes in."""
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "-d", database, "--no-http", "--log-level=warn"])
    registry = Registry(database)
    # A connection must not be shared by two processes.
    sql_db.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _work_off(registry, json.loads(line))
            os._exit(0)
        print(pid, flush=True)


def _work_off(registry, order):
    """Work off one order in a forked process."""
    import importlib
    import traceback

    with open(order["report"], "a", encoding="utf-8", buffering=1) as report:

        def say(word, **values):
            report.write(json.dumps({"word": word, "with": values or None}) + "\n")

        try:
            module, _dot, name = order["task"].rpartition(".")
            task = getattr(importlib.import_module(module or "tasks"), name)
            result = task(registry, say, **order["arguments"])
        except BaseException:
            report.write(
                json.dumps({"word": "failed", "with": traceback.format_exc()}) + "\n"
            )
            return
        report.write(json.dumps({"word": "done", "with": result}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
