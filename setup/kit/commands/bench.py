# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/bench`: the measurements, with everything they need in place."""

import os

from .. import paths
from ..prepare import environment, prepare

MAIN = paths.SETUP / "benchmark" / "main.py"


def main(arguments):
    """Become the bench.

    :param arguments: its own
    """
    prepare()
    argv = [str(paths.PYTHON), str(MAIN), *arguments]
    os.execve(argv[0], argv, environment())
