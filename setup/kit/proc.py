# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Running other programs, with their output in a log and their errors explained."""

import os
import re
import subprocess
import time

from . import paths, say

# What a program wrote, and what that means for the person: (pattern, why, todo).
KNOWN_TROUBLE = (
    (
        r"No space left on device|not enough free disk space|disk full",
        "the disk is full",
        "Free some space (about 3 GB are needed in all), then run the same command"
        " again: finished parts are kept.",
    ),
    (
        r"Could not resolve|Temporary failure (in name resolution|resolving)"
        r"|Network is unreachable|Failed to establish a new connection"
        r"|Could not connect to|Cannot initiate the connection|Connection timed out"
        r"|Connection refused|Name or service not known|NewConnectionError"
        r"|Unable to connect to",
        "the network, or the package mirror on it, cannot be reached",
        "Check the network and proxy settings of this machine, then run the same"
        " command again: finished parts are kept.",
    ),
    (
        r"Release file for .* is (expired|not valid yet)",
        "the package mirror is out of date, or this machine's clock is wrong",
        "Set the clock right, or name a current mirror in this machine's apt sources.",
    ),
    (
        r"Read-only file system",
        "this is on a read-only file system",
        "Use a checkout that can be written to.",
    ),
)


def explain(text):
    """Find the cause in a failed program's output.

    :param text: the output
    :return: (why, todo), or None where nothing is recognised
    """
    for pattern, why, todo in KNOWN_TROUBLE:
        if re.search(pattern, text, re.IGNORECASE):
            return why, todo
    return None


def failure(argv, code, text, log=None):
    """Make the Stop for a program that failed.

    :param argv: the program and its arguments
    :param code: its exit status
    :param text: what it wrote
    :param log: the file that has all of it
    :return: the Stop, to be raised by the caller
    """
    lines = [line.strip()[:160] for line in text.splitlines() if line.strip()]
    tail = "\n".join(lines[-6:])
    program = os.path.basename(str(argv[0]))
    why = f"{program} ended with status {code}:\n{tail or '(it wrote nothing)'}"
    todo = "Put the cause above right, then run the same command again."
    if known := explain(text):
        telling = [line for line in dict.fromkeys(lines) if explain(line)]
        why, todo = "\n".join([known[0], *telling[-3:]]), known[1]
    if log:
        todo += f"\nFull output: {log}"
    return say.Stop(why, todo)


def output(argv, **options):
    """Run a short program.

    :param argv: the program and its arguments
    :param options: passed to subprocess.run
    :return: its standard output, stripped; raises Stop where it fails
    """
    options["env"] = _in_english(options.get("env"))
    done = subprocess.run(
        [str(part) for part in argv],
        capture_output=True,
        text=True,
        check=False,
        **{"stdin": None if "input" in options else subprocess.DEVNULL, **options},
    )
    if done.returncode:
        raise failure(argv, done.returncode, done.stdout + done.stderr)
    return done.stdout.strip()


def logged(argv, log_name, step=None, progress=None, **options):
    """Run a long program with its output in a log, showing how far it is.

    :param argv: the program and its arguments
    :param log_name: name of the log in the runtime folder
    :param step: the say.Step to update
    :param progress: function from the log's last lines to a short text
    :param options: passed to subprocess.Popen
    :return: the log's path; raises Stop where the program fails
    """
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    log = paths.LOGS / f"{log_name}.log"
    options["env"] = _in_english(options.get("env"))
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            **options,
        )
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if step:
                    recent = tail(log)
                    step.update(progress(recent) if progress else last_line(recent))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        raise failure(argv, process.returncode, tail(log), log)
    return log


def _in_english(environment):
    """Have programs write what `explain` can read, whatever language is set.

    :param environment: dict, None for our own
    :return: dict
    """
    return {**(environment or os.environ), "LC_ALL": "C.UTF-8", "LANGUAGE": ""}


def tail(path, size=20000):
    """Read the end of a file.

    :param path: the file
    :param size: at most so many bytes
    :return: text
    """
    with path.open("rb") as source:
        source.seek(0, os.SEEK_END)
        source.seek(max(0, source.tell() - size))
        return source.read().decode(errors="replace")


def last_line(text):
    """Pick what a program wrote last.

    :param text: its output
    :return: the last line that says something, cut to a terminal's width
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:70] if lines else "working"
