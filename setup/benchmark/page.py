# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page docs/benchmarks.md: the table, and what it was measured on."""

import os
import platform

import databases
import table
from kit import paths, tree

PAGE = paths.ROOT / "docs" / "benchmarks.md"
TEXT = """# Benchmarks

Written by `{command}` on {date}. Do not edit: run the command again.

{table}

## How to read it
- All ratios come from this one run on this one machine; the times alone say little.
- The ledger is built by the bench: a few entries posted by Odoo, multiplied by SQL.
  Paid invoices have real payments, partial and full reconciliations. Of a hundred
  invoices 46 are overdue, 4 overdue and partly paid, 5 have one instalment overdue and
  one to come, 12 are not due, 33 are paid; credit notes and free payments lie beside.
- Runs are measured in a fresh process that does nothing else; its memory is the peak of
  the whole process, Odoo included. Statements are all that the process sent, run record
  and transaction settings included.
- Between the days PostgreSQL's statistics are brought up to date, as its autovacuum
  does by itself within minutes.
- The next day's run finds the marks of all changed debtors still waiting, as if no fold
  had followed the bookings: the worst case.
- OCA's lines and our runs take turns, three times, each on a fresh copy of the ledger:
  a machine is not as fast at all times. The figures are medians, “faster than OCA” is
  the median of the turns' ratios; of statements and memory the highest counts.
- A run gives its cases to collectors with room for them and plans a step for each; its
  row is followed by the part that opens, or brings up to date, the cases alone.
- The larger ledger is measured between two measurements of the usual one, and compared
  with their mean, for the same reason.
- OCA's account_credit_control makes its lines on a copy of the same ledger, with its
  own default policy given to all customers. Only the making of the lines is timed,
  and without the message it logs on each line by default, which takes it far longer.
  It does another job than a collection run (a line a reminder), on the same input.
- The cost for accounting is measured on two copies of the ledger that differ only in
  the addon, by two processes that take turns. The figures are medians, the ratio is the
  median of the turns' ratios. The first row ends with the commit, “with the fold” when
  the cases are up to date too.
- Screens: the calls of the web client for one page of the list, and for the kanban's
  columns with their first cards.
- Contact log: the figures end when the user has the answer, seals included. Messages
  are posted one by one, as Odoo has no other way. The long chain is inserted by SQL and
  sealed by the addon's own sealer; it is verified in a fresh process, and the memory is
  compared with that of a process that verifies the short chain.

## Machine
{machine}
"""


def write(command, rows):
    """Write the page.

    :param str command: the command line that measured
    :param rows: the table's rows
    """
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(
        TEXT.format(
            command=command,
            date=databases.today(),
            table=table.markdown(rows),
            machine="\n".join(f"- {line}" for line in machine()),
        ),
        encoding="utf-8",
    )


def machine():
    """:return: lines on what the figures were measured on."""
    server = databases.server()
    load = os.getloadavg()[0]
    return [
        f"{os.cpu_count()} cores, {_memory():.0f} GB of memory, {platform.machine()},"
        f" load {load:.1f} at the end",
        f"PostgreSQL {server['server_version'].split()[0]}: shared_buffers"
        f" {server['shared_buffers']}, work_mem {server['work_mem']}, fsync"
        f" {server['fsync']}",
        f"Python {platform.python_version()}, Odoo {tree.version()}",
    ]


def _memory():
    """:return: the machine's memory in gigabytes."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return pages / 1024**3
