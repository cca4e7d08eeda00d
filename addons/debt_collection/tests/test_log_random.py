# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .log_common import TABLES, ChainCommon

USERS = ("ann", "ben", "cleo", "lena", "hugo", "mara", "adam", "odile", "nora", "paul")
TRIES = 150
SEED = 20250616


@tagged("post_install", "-at_install")
class TestLogRandomAttempts(ChainCommon):
    """Invariant 5, with attempts that nobody thought of one by one."""

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.before = self.rows()

    def rows(self):
        """Return every row of the log and of its contents, as the database has them."""
        self.env.flush_all()
        return [
            self.env.execute_query(
                SQL("SELECT to_jsonb(t) FROM %s t ORDER BY id", SQL.identifier(table))
            )
            for table in TABLES
        ]

    def value_for(self, field):
        """Return some value for a field."""
        return self.chance.choice(
            {
                "many2one": [1, False, self.case.id, self.ben.id],
                "many2many": [[], [[6, 0, []]], [[5]]],
                "integer": [0, 1, -5, 10**6],
                "boolean": [True, False],
                "datetime": ["2020-01-01 00:00:00", False],
                "date": ["2020-01-01", False],
            }.get(field.type, ["x", "", False, "call", "in", "late"])
        )

    def test_random_attempts_by_every_role_change_nothing(self):
        done = 0
        for _try in range(TRIES):
            user = getattr(self, self.chance.choice(USERS))
            records = self.chance.choice(
                (
                    self.entries,
                    self.env["collection.contact.content"].sudo().search([]),
                )
            )
            model = records._name
            one = self.chance.choice(records)
            name = self.chance.choice(sorted(records._fields))
            values = {name: self.value_for(records._fields[name])}
            method, args = self.chance.choice(
                (
                    ("write", [one.ids, values]),
                    ("web_save", [one.ids, values, {}]),
                    ("web_save_multi", [one.ids, [values], {}]),
                    ("unlink", [one.ids]),
                    ("copy", [one.ids, values]),
                    ("create", [[{**values, "case_id": self.case.id}]]),
                    ("load", [[".id", name], [[str(one.id), str(values[name])]]]),
                    ("update_field_translations", [one.ids, name, {"en_US": "x"}]),
                )
            )
            with (
                self.subTest(user=user.login, model=model, method=method, field=name),
                mute_logger("odoo.sql_db", "odoo.models", "odoo.orm.models"),
                self.env.cr.savepoint() as savepoint,
            ):
                try:
                    result = self.call_rpc(user, model, method, args)
                except (UserError, ValueError, TypeError, AttributeError, KeyError):
                    savepoint.rollback()
                    self.env.invalidate_all()
                    continue
                done += 1
                self.assertEqual(method, "load", "only an import answers with messages")
                self.assertFalse(result["ids"])
        self.assertEqual(self.rows(), self.before)
        self.assert_whole()
        self.assertLess(done, TRIES)

    @mute_logger("odoo.sql_db")
    def test_random_statements_through_odoo_change_nothing(self):
        columns = {
            table: [
                name
                for (name,) in self.env.execute_query(
                    SQL(
                        "SELECT column_name::text FROM information_schema.columns"
                        " WHERE table_name = %s ORDER BY 1",
                        table,
                    )
                )
            ]
            for table in TABLES
        }
        # What a partner merge must be able to rewrite.
        free = {"partner_id", "recipient_id"}
        for _try in range(TRIES):
            table = self.chance.choice(TABLES)
            column = self.chance.choice(sorted(set(columns[table]) - free))
            other = self.chance.choice(columns[table])
            query = self.chance.choice(
                (
                    "UPDATE {t} SET {c} = NULL WHERE {c} IS NOT NULL",
                    "UPDATE {t} SET {c} = (SELECT {c} FROM {t} ORDER BY random()"
                    " LIMIT 1), id = id + 1",
                    "UPDATE {t} SET id = -id",
                    "DELETE FROM {t} WHERE {o} IS NULL OR TRUE",
                    "TRUNCATE {t} CASCADE",
                )
            ).format(t=table, c=column, o=other)
            with self.subTest(query=query):
                try:
                    with self.env.cr.savepoint():
                        self.sql(query)
                        # A column that is empty everywhere leaves nothing to change.
                        self.assertFalse(self.env.cr.rowcount)
                except psycopg2.Error:
                    continue
        self.env.invalidate_all()
        self.assertEqual(self.rows(), self.before)
        self.assert_whole()
