# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/lint [CHECK…]`: every check that is not a test; one line each."""

import argparse

from .. import say, venv
from ..lint import installed, static
from ..prepare import prepare

CHECKS = {
    "ruff": static.ruff,
    "format": static.ruff_format,
    "pylint": static.pylint_odoo,
    "pylint-core": static.pylint_core,
    "oca": static.oca_module,
    "po": static.oca_po,
    "licences": static.licences,
    "dependencies": static.dependencies,
    "log": installed.install_log,
    "test-lint": installed.test_lint,
    "i18n": installed.i18n,
}


def main(arguments):
    """Run the checks.

    :param arguments: the command line
    :return: exit status: 1 where anything was found
    """
    parser = argparse.ArgumentParser(prog="setup/lint", description="Check the code.")
    parser.add_argument(
        "checks",
        nargs="*",
        metavar="CHECK",
        help=f"some of {', '.join(CHECKS)} (default: all)",
    )
    chosen = parser.parse_args(arguments).checks or list(CHECKS)
    if unknown := set(chosen) - set(CHECKS):
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    prepare()
    venv.prepare_lint()
    failed = 0
    for name in chosen:
        found = CHECKS[name]()
        failed += bool(found)
        print(f"{name:14}{'ok' if not found else 'findings:'}", flush=True)
        for line in found:
            print(f"    {line}")
    if failed:
        say.note(f"{failed} of {len(chosen)} checks have findings.")
    return int(bool(failed))
