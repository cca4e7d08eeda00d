# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Entry point: `main()` runs the command named first on the command line."""

import errno
import importlib
import os
import sys

from . import proc, say

COMMANDS = ("run", "test", "odoo", "db", "lint", "bench")


def main():
    """Run a command and turn whatever stops it into a message and exit status 1."""
    name, arguments = sys.argv[1], sys.argv[2:]
    if name not in COMMANDS:
        raise SystemExit(f"no such command: {name}")
    command = importlib.import_module(f".commands.{name}", __package__)
    try:
        raise SystemExit(command.main(arguments))
    except say.Stop as stop:
        say.note(f"\n{stop}")
    except OSError as error:
        say.note(f"\n{_stop_of(error)}")
    except KeyboardInterrupt:
        say.note("\nStopped. Run the same command again to go on from here.")
    raise SystemExit(1)


def _stop_of(error):
    """Turn an error of the operating system into a message that helps.

    :param error: the OSError
    :return: a say.Stop
    """
    step = next(iter(getattr(error, "__notes__", [])), None)
    if error.errno in (errno.ENOSPC, errno.EROFS):
        why, todo = proc.explain(os.strerror(error.errno))
        return say.Stop(
            f"{why}: {error.filename}" if error.filename else why, todo, step
        )
    todo = "Put that right, then run the same command again."
    if error.errno in (errno.EACCES, errno.EPERM):
        todo = (
            "The folder belongs to somebody else: run the command as its owner, or"
            " make a checkout of your own."
        )
    return say.Stop(str(error), todo, step)
