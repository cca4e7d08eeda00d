# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Speaking to the person at the terminal: steps, progress, and why one failed.

Everything goes to standard error, so that standard output carries results only.
"""

import sys
import time
from contextlib import contextmanager

QUIET_SECONDS = 15


class Stop(Exception):
    """A step cannot go on; carries what the person needs to get past it.

    :param why: what went wrong, in one or a few lines
    :param todo: what to do about it
    :param step: what was being done; the step that it leaves says so else
    """

    def __init__(self, why, todo, step=None):
        super().__init__(why)
        self.why = why
        self.todo = todo
        self.step = step

    def __str__(self):
        lines = [f"Failed: {self.step}"] if self.step else ["Failed."]
        lines.append("  Why: " + self.why.strip().replace("\n", "\n       "))
        lines.append("  Do:  " + self.todo.strip().replace("\n", "\n       "))
        return "\n".join(lines)


class Step:
    """One running step; `update` shows how far it is without flooding a log."""

    def __init__(self, title):
        self.title = title
        self.started = self.spoken = time.monotonic()

    @property
    def seconds(self):
        """:return: seconds since the step began."""
        return time.monotonic() - self.started

    def update(self, text):
        """Show progress: on a terminal in place, elsewhere now and then.

        :param text: how far the step is
        """
        now = time.monotonic()
        if sys.stderr.isatty():
            if now - self.spoken >= 0.2:
                self.spoken = now
                sys.stderr.write(
                    f"\r\033[K  {self.title}: {text} ({self.seconds:.0f} s)"
                )
                sys.stderr.flush()
        elif now - self.spoken >= QUIET_SECONDS:
            self.spoken = now
            note(f"  … {text} ({self.seconds:.0f} s)")

    def finish(self, outcome="done"):
        """Say that the step ended.

        :param outcome: a word for how
        """
        clear = "\r\033[K" if sys.stderr.isatty() else ""
        note(f"{clear}  {self.title}: {outcome} ({self.seconds:.0f} s)")


def note(text=""):
    """Print a line for the person.

    :param text: the line
    """
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title):
    """Announce a step, time it, and put its name on whatever stops it.

    :param title: what is being done, as in "Unpack Odoo 19"
    :return: context manager giving the Step
    """
    running = Step(title)
    if not sys.stderr.isatty():
        note(f"- {title} …")
    try:
        yield running
    except Stop as stop:
        stop.step = stop.step or title
        running.finish("failed")
        raise
    except OSError as error:
        error.add_note(title)  # whoever reports it finds the step's name there
        running.finish("failed")
        raise
    running.finish()
