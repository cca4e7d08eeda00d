# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checks that need a database with our addons installed."""

import itertools
import os
import re
import subprocess
import tempfile
from pathlib import Path

from .. import addons, database, paths, say
from ..prepare import environment, locked
from . import static

RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (\w+) ", re.MULTILINE)
LANGUAGE = "zh_CN"


def install_log():
    """Find warnings and errors in the log of installing our addons."""
    log = paths.LOGS / f"install-{_template()}.log"
    if not log.is_file():
        return []
    return static._run("checklog-odoo", "--no-echo", log)


def test_lint():
    """Run Odoo's own linter and keep what it says about our addons."""
    name = f"lint_{os.getpid()}"
    try:
        database.copy(_template(), name)
        return _about_us(_run_test_lint(name), _our_words(name))
    finally:
        database.drop(name)


def _run_test_lint(name):
    """Install and run the module test_lint.

    :param name: the database
    :return: its log
    """
    # test_lint imports astroid, which lies with the linters: put that folder last.
    library = next((paths.LINT_VENV / "lib").glob("python*/site-packages"))
    start = (
        f"import site, runpy, sys; site.addsitedir({str(library)!r});"
        f" runpy.run_path({str(paths.LAUNCHER)!r}, run_name='__main__')"
    )
    odoo = [paths.PYTHON, "-c", start, "-c", paths.CONF, "-d", name, "--no-http"]
    what = ["-i", "test_lint", "--test-tags=/test_lint", "--stop-after-init"]
    done = subprocess.run(
        [str(part) for part in (*odoo, *what)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=environment(),
    )
    if "odoo.tests.result" not in done.stdout:
        raise say.Stop(
            "test_lint did not run:\n" + "\n".join(done.stdout.splitlines()[-6:]),
            "Put the cause above right, then run the same command again.",
        )
    return done.stdout


def _our_words(name):
    """List the words that show a finding to be ours: our addons' and models' names.

    :param name: the database
    :return: list of texts
    """
    made_by = (
        "SELECT m.model FROM ir_model m JOIN ir_model_data d"
        " ON d.model = 'ir.model' AND d.res_id = m.id"
        " GROUP BY m.model HAVING bool_and(d.module = ANY(%s))"
    )
    rows = database.run_sql((made_by, [addons.names()]), database=name)
    return addons.names() + [row[0] for row in rows]


def _about_us(log, words):
    """Keep the log's warnings and errors that have one of the words.

    :param log: text
    :param words: what shows a finding to be ours
    :return: list of findings
    """
    starts = [match.start() for match in RECORD.finditer(log)]
    starts.append(len(log))
    records = [log[a:b] for a, b in itertools.pairwise(starts)]
    ours = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")
    found = []
    for record in records:
        level = RECORD.match(record).group(1)
        # The header names the logger, and paths of the checkout may have our name.
        text = record.replace(str(paths.ROOT), "")
        if level in ("WARNING", "ERROR", "CRITICAL") and ours.search(text):
            found += record.rstrip().splitlines()
    return found


def i18n():
    """Check that the translation templates are what Odoo would export now."""
    name, found = f"lint_{os.getpid()}", []
    try:
        database.copy(_template(), name)
        with tempfile.TemporaryDirectory() as folder:
            for addon in addons.names():
                exported = Path(folder) / f"{addon}.pot"
                _export(name, addon, exported)
                found += _compare(addon, exported)
    finally:
        database.drop(name)
    return found


def _export(name, addon, target):
    """Have Odoo export an addon's terms.

    :param name: the database
    :param addon: one of our addons
    :param target: file to write
    """
    odoo = [paths.PYTHON, paths.LAUNCHER, "i18n", "export", "-c", paths.CONF]
    subprocess.run(
        [str(part) for part in (*odoo, "-d", name, "-o", target, addon)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        env=environment(),
    )


def _compare(addon, exported):
    """Compare an addon's files with its export.

    :param addon: one of our addons
    :param exported: file with the terms of now
    :return: list of findings
    """
    folder = paths.ADDONS / addon / "i18n"
    script = paths.SETUP / "kit" / "lint" / "terms.py"
    command = [paths.PYTHON, script, exported, folder / f"{addon}.pot"]
    done = subprocess.run(
        [str(part) for part in (*command, folder / f"{LANGUAGE}.po")],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [f"{addon}: {line}" for line in done.stdout.splitlines()]


def _template():
    """:return: the template with all our addons in their present state."""
    with locked("template"):
        return database.ready_template(addons.names())
