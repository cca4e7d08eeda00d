# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bench: one command, one table, all ratios from one run."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import databases
import page
import table
from kit import paths, say, venv
from kit.prepare import locked
from measures import PARTS
from measures.stage import Stage

BASE = 100_000
LEAST = 2_000


def main():
    """Measure, print the table, and say by the exit status whether all is well.

    :return: exit status: 1 where a target was missed
    """
    options = _parse()
    databases.check_role()
    venv.install_peers(databases.PEER_REQUIREMENTS)
    stage = Stage(options.invoices, min(options.invoices, BASE), options.keep)
    rows = []
    with locked("bench"):
        try:
            for name in options.only or PARTS:
                with say.step(f"Measure {name}"):
                    found = PARTS[name](stage)
                say.note("\n".join(f"    {row.what}: {row.figure}" for row in found))
                rows += found
        finally:
            stage.close()
    print(table.text(rows))
    print("\n".join(page.machine()))
    if options.write:
        page.write(_command(), rows)
        say.note(f"Written: {page.PAGE.relative_to(paths.ROOT)}")
    return int(any(row.ok is False for row in rows))


def _command():
    """:return: the command line, as one would type it."""
    return " ".join(["setup/bench", *sys.argv[1:]])


def _parse():
    """:return: the command line's options."""
    parser = argparse.ArgumentParser(
        prog="setup/bench", description="Measure the addons on a ledger built for it."
    )
    parser.add_argument(
        "--invoices",
        type=int,
        default=BASE,
        help=f"size of the ledger (default {BASE:,}); above it, both are measured",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=list(PARTS),
        metavar="PART",
        help=f"one of {', '.join(PARTS)}; can be repeated (default: all)",
    )
    parser.add_argument(
        "--write", action="store_true", help="write the table to docs/benchmarks.md"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the databases; the ledger is used again the same day",
    )
    options = parser.parse_args()
    if options.invoices < LEAST:
        parser.error(f"fewer than {LEAST:,} invoices tell nothing")
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except say.Stop as stop:
        say.note(f"\n{stop}")
        sys.exit(1)
