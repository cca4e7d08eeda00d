# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invariant 7: uninstalling leaves the accounting exactly as it was, installing takes
no longer than an app of Odoo's own."""

import re
import subprocess
import sys
import time

import pytest
from conftest import CONF, ROOT
from herd import Herd

BASE = "debt_collection"
SATELLITES = ("collection_compliance", "collection_training", "collection_vendor")
ACCOUNTING = (
    "account_account",
    "account_full_reconcile",
    "account_journal",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_payment",
    "account_payment_register",
    "ir_sequence",
    "res_company",
    "res_partner",
)
# Whose user goes with the addon.
WORKER = "Cora Collector"
# What an installation leaves in the database, by the names we give.
TRACES = {
    "tables": "SELECT table_name FROM information_schema.tables"
    " WHERE table_name LIKE 'collection\\_%'",
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE column_name LIKE 'collection\\_%' AND table_schema = 'public'",
    "indexes": (
        "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%collection\\_%'"
    ),
    "functions": "SELECT proname FROM pg_proc WHERE proname LIKE 'collection\\_%'",
    "triggers": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'collection\\_%'",
    "sequences": "SELECT code FROM ir_sequence WHERE code LIKE 'collection%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'collection.%'",
    "fields": "SELECT model || '.' || name FROM ir_model_fields"
    " WHERE name LIKE 'collection\\_%' OR relation LIKE 'collection.%'",
    "crons": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Collection%'",
    "groups": "SELECT name->>'en_US' FROM res_groups WHERE name->>'en_US'"
    " ILIKE '%collect%'",
    "privileges": "SELECT name->>'en_US' FROM res_groups_privilege"
    " WHERE name->>'en_US' ILIKE '%collect%'",
    "views": "SELECT name FROM ir_ui_view WHERE name ~ 'debt_collection|^collection'"
    " OR arch_db::text ~ 'collection_case'",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu WHERE name->>'en_US'"
    " ILIKE '%collections%'",
    "actions": (
        "SELECT res_model FROM ir_act_window WHERE res_model LIKE 'collection.%'"
    ),
    "ids": "SELECT module || '.' || name FROM ir_model_data"
    " WHERE module ~ '^(debt_collection|collection_)'",
    "messages": "SELECT model FROM mail_message WHERE model LIKE 'collection.%'",
    "followers": "SELECT res_model FROM mail_followers"
    " WHERE res_model LIKE 'collection.%'",
    "attachments": "SELECT res_model FROM ir_attachment"
    " WHERE res_model LIKE 'collection.%'",
}


@pytest.fixture(scope="module")
def database(make_database, tmp_path_factory):
    """Return a database with all addons, a ledger, and cases worked by people."""
    name = make_database()
    with Herd(CONF, name, tmp_path_factory.mktemp("ledger")) as herd:
        partners = herd.do("make_debtors", count=60, overdue=3)
        herd.do("work_cases", partners=partners)
        herd.do("run")
    return name


@pytest.fixture(scope="module")
def module(database, tmp_path_factory):
    """Return a function that has Odoo install or uninstall modules, and returns the
    seconds it took. Its log must be clean."""
    folder = tmp_path_factory.mktemp("module")

    def do(what, *names):
        started = time.monotonic()
        command = [
            sys.executable,
            ROOT / "setup" / "kit" / "bin" / "odoo",
            "module",
            what,
        ]
        done = subprocess.run(
            [*map(str, command), "-c", str(CONF), "-d", database, *names],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        log = done.stdout + done.stderr
        assert done.returncode == 0, log
        assert not complaints(log), "\n".join(complaints(log))
        return time.monotonic() - started

    return do


def complaints(log):
    """Return the lines of a log that warn or worse."""
    return re.findall(r"^.* (?:WARNING|ERROR|CRITICAL) .*$", log, re.MULTILINE)


def dump(cursor):
    """Return every row of the accounting's tables, without our own columns."""
    rows = {}
    for table in ACCOUNTING:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t ORDER BY id')
        rows[table] = [
            {
                key: value
                for key, value in row.items()
                if not key.startswith("collection_")
            }
            for (row,) in cursor.fetchall()
        ]
    rows["ir_sequence"] = [
        row
        for row in rows["ir_sequence"]
        if not (row["code"] or "").startswith("collection")
    ]
    # Installing gives the companies a time zone and a team.
    for row in rows["res_company"]:
        del row["write_date"]
    # Without a user, a partner counts as somebody outside.
    rows["res_partner"] = [row for row in rows["res_partner"] if row["name"] != WORKER]
    # Core writes a user's partner again whenever a group of the user goes.
    cursor.execute("SELECT partner_id FROM res_users")
    of_users = {partner_id for (partner_id,) in cursor.fetchall()}
    for row in rows["res_partner"]:
        if row["id"] in of_users:
            del row["write_date"]
    cursor.execute(
        "SELECT model, res_id, count(*) FROM mail_message"
        " WHERE model ~ '^(account|res)\\.' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows["mail_message"] = cursor.fetchall()
    return rows


def traces(cursor, pattern=""):
    """Return what is left of our addons, by kind."""
    found = {}
    for kind, query in TRACES.items():
        cursor.execute(query)
        names = sorted(
            {name for (name,) in cursor.fetchall() if re.search(pattern, name)}
        )
        if names:
            found[kind] = names
    return found


def assert_same(before, after):
    """Compare dumps table by table and row by row, to name what differs."""
    for table, rows in before.items():
        assert len(rows) == len(after[table]), table
        for old, new in zip(rows, after[table], strict=True):
            assert old == new, table


@pytest.mark.slow
def test_addons_come_and_go_without_a_trace(database, module, connect):
    """One after another, in the order in which a user might try it."""
    with connect(database) as cursor:
        before = dump(cursor)
        assert before["account_move_line"]
        assert traces(cursor)
        # What refers to users, contacts and results must not hinder that they go.
        for table in ("contact_log", "hold", "refusal"):
            cursor.execute(f"SELECT count(*) FROM collection_{table}")
            assert cursor.fetchone()[0] >= 20, table
        for satellite in SATELLITES:
            module("uninstall", satellite)
            assert_same(before, dump(cursor))
            assert traces(cursor, satellite) == {}
            cursor.execute(
                "SELECT count(*) FROM collection_case WHERE state <> 'closed'"
            )
            assert cursor.fetchone()[0] == 60
        module("uninstall", BASE)
        assert_same(before, dump(cursor))
        assert traces(cursor) == {}

        # A satellite brings the base along, and any order will do.
        ours = module("install", SATELLITES[-1])
        assert_same(before, dump(cursor))
        theirs = module("install", "project")
        module("install", *SATELLITES[:2])
        sys.stdout.write(f"installing: ours {ours:.1f} s, project {theirs:.1f} s\n")
        # No longer than an app of Odoo's own; the rest is what a busy machine does.
        assert ours < 1.25 * theirs
        # The cases are found again from the ledger alone.
        cursor.execute("SELECT count(*) FROM collection_case")
        assert cursor.fetchone()[0] == 0
        module("uninstall", BASE)
        assert_same(before, dump(cursor))
        assert traces(cursor) == {}
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        installed = {name for (name,) in cursor.fetchall()}
        assert not installed & {BASE, *SATELLITES}
