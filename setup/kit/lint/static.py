# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checks that read files only: the linters in their own environment."""

import os
import subprocess

from .. import addons, paths, tree

PROGRAMS = paths.LINT_VENV / "bin"


def ruff():
    """Lint Python."""
    return _run("ruff", "check", "--quiet", "--output-format=concise", paths.ROOT)


def ruff_format():
    """Check the layout of Python."""
    return _run("ruff", "format", "--check", "--output-format=concise", paths.ROOT)


def pylint_odoo():
    """Run the OCA's mandatory checks."""
    rules = f"--rcfile={paths.ROOT / '.pylintrc'}"
    return _run("pylint", rules, "--score=no", "--reports=no", *_folders())


def pylint_core():
    """Run the checks that Odoo's own developers must pass, on our addons only."""
    checkers = ("sql_injection", "gettext", "unlink_override")
    rules = (
        "used-before-assignment,undefined-variable,eval-used,unreachable,"
        "function-redefined,sql-injection,missing-gettext,gettext-variable,"
        "gettext-placeholders,gettext-repr,raise-unlink-override"
    )
    return _run(
        "pylint",
        f"--rcfile={os.devnull}",
        "--load-plugins=" + ",".join(f"_odoo_checker_{name}" for name in checkers),
        "--disable=all",
        # The comments for pylint-odoo name checks that are unknown here.
        "--disable=unknown-option-value",
        f"--enable={rules}",
        "--score=no",
        "--reports=no",
        *_folders(),
        env={"PYTHONPATH": tree.core_addons() / "test_lint" / "tests"},
    )


def oca_module():
    """Run the OCA's checks of manifests, XML and CSV."""
    return _run("oca-checks-odoo-module", *_folders())


def oca_po():
    """Run the OCA's checks of translations."""
    files = sorted(paths.ADDONS.glob("*/i18n/*.po*"))
    return _run("oca-checks-po", *files) if files else []


def licences():
    """Check that no addon depends on one whose licence forbids ours."""
    return _manifestoo("check-licenses")


def dependencies():
    """Check that each dependency exists, and that satellites need the base alone."""
    found = _manifestoo("list-missing")
    satellites = set(addons.names()) - {addons.BASE}
    for name in addons.names():
        needed = satellites.intersection(addons.manifest(name).get("depends", []))
        # Glue between two addons, which installs itself, is what may know both.
        if needed and not addons.manifest(name).get("auto_install"):
            found.append(f"{name} depends on {', '.join(sorted(needed))}")
    return found


def _folders():
    """:return: the folders of our addons."""
    return [paths.ADDONS / name for name in addons.names()]


def _manifestoo(command):
    """Run one of manifestoo's commands on our addons."""
    core = [tree.core_addons(), tree.community_addons()]
    return _run(
        "manifestoo",
        "--quiet",
        f"--select-addons-dir={paths.ADDONS}",
        f"--addons-path={','.join(str(path) for path in core)}",
        "--no-addons-path-from-import-odoo",
        f"--odoo-series={tree.MAJOR}",
        command,
    )


def _run(program, *arguments, env=None):
    """Run a linter.

    :param program: its name
    :param arguments: its arguments
    :param env: variables to add
    :return: the lines that it wrote, none where it is content
    """
    done = subprocess.run(
        [str(part) for part in (PROGRAMS / program, *arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=paths.ROOT,
        env={**os.environ, **{key: str(value) for key, value in (env or {}).items()}},
    )
    heading = "*************"  # pylint's, above each file's findings
    lines = [
        line
        for line in done.stdout.splitlines()
        if line.strip() and not line.startswith(heading)
    ]
    if done.returncode and not lines:
        lines = [f"{program} ended with status {done.returncode} and wrote nothing"]
    return lines if done.returncode or program == "manifestoo" else []
