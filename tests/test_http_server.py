# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invariant 1 through a real server: the answer comes when the case is right."""

import contextlib
import socket
import subprocess
import sys
import time
from collections import Counter

import pytest
import requests
from accountant import Accountant
from conftest import CONF, ROOT

PATIENCE = 90


def free_port():
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def served(database, workers, log):
    """Serve a database by a real Odoo server.

    :param int workers: 0 for threads, otherwise the number of processes
    :param Path log: where the server writes
    :return: the server's address
    """
    port = free_port()
    command = [sys.executable, ROOT / "setup" / "kit" / "bin" / "odoo", "-c", CONF]
    options = {
        "database": database,
        "db-filter": f"^{database}$",
        "http-port": port,
        "gevent-port": free_port(),
        "workers": workers,
        "max-cron-threads": 0,
        "log-level": "warn",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    with log.open("w") as stream:
        server = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(url, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{url}/web/health", timeout=5).ok:
                return
        time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def key(herd):
    """Return the API key of an accountant without any right on cases."""
    herd.do("make_debtors", count=0)
    return herd.do("make_accountant")


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "deeds"), [(0, 60), (2, 25)])
def test_each_answer_comes_with_the_cases_right(
    herd, key, check_ledger, tmp_path, workers, deeds
):
    log, done = tmp_path / "server.log", Counter()
    with served(herd.database, workers, log) as url:
        accountant = Accountant(url, key, seed=workers)
        while done.total() < deeds:
            done[accountant.act()] += 1
            check_ledger()
    written = log.read_text()
    assert "debt_collection" not in written, written
    assert " ERROR " not in written, written
    assert len(done) > len(set(accountant.deeds)) / 2
