# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is already built, remembered as external ids.

A mark is written in the transaction that makes the record, so after a killed
build either both are there or neither is.
"""

import csv
import json
import sys
from pathlib import Path

MODULE = "__debt_collection_demo__"
DATA = Path(__file__).parent / "data"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


def find(env, name):
    """Return the record built under this name, or ``None``."""
    return env.ref(f"{MODULE}.{name}", raise_if_not_found=False)


def mark(record, name):
    """Remember a record under a name.

    :return: the record
    """
    record.env["ir.model.data"].sudo()._update_xmlids(
        [{"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}]
    )
    return record


def ensure(env, name, model, values):
    """Return the record of this name, made from the values if there is none."""
    return find(env, name) or mark(env[model].create(values), name)


def read_rows(name):
    """Return the rows of a data file as dictionaries."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(name):
    """Return the content of a JSON data file."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def progress(text):
    """Tell the person who waits what is being done."""
    print(f"  demo: {text}", file=sys.stderr, flush=True)


def refresh_statistics(env):
    """Tell PostgreSQL how much there is by now.

    Nothing of a build is seen by autovacuum before it is committed, and with the
    statistics of empty tables the planner takes minutes to find a payment's state.
    """
    env.flush_all()
    env.cr.execute(
        "ANALYZE res_partner, account_move, account_move_line, account_payment, "
        "account_partial_reconcile, account_full_reconcile"
    )
