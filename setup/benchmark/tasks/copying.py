# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Multiplying posted entries by ``INSERT … SELECT``.

A template is a set of rows of several tables that point at one another. A copy is the
same rows with fresh ids, another customer, all dates moved and all amounts multiplied.
"""

from typing import NamedTuple

from odoo.tools import SQL

TABLES = (
    "account_move",
    "account_move_line",
    "account_payment",
    "account_full_reconcile",
    "account_partial_reconcile",
)
RELATIONS = ("account_move_line_account_tax_rel", "account_move__account_payment")
PARTNER_COLUMNS = {"partner_id", "commercial_partner_id", "partner_shipping_id"}
# Numbers that are no amounts.
UNSCALED = {"quantity", "discount", "invoice_currency_rate", "deductible_amount"}
# Of the numbers: enough for any ledger that is measured.
DIGITS = 9
NAMES = {"name", "move_name", "payment_reference", "ref", "memo"}


class Move(NamedTuple):
    """What a copy's entry needs for a number of its own."""

    name: str
    prefix: str


class Copier:
    """Copies one template as often as ``bench_copy`` has rows of its kind."""

    def __init__(self, env, kind, move_ids):
        self.env = env
        self.kind = kind
        moves = env["account.move"].browse(move_ids)
        lines = moves.line_ids
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        self.rows = {
            "account_move": moves.ids,
            "account_move_line": lines.ids,
            "account_payment": moves.origin_payment_id.ids,
            "account_full_reconcile": partials.full_reconcile_id.ids,
            "account_partial_reconcile": partials.ids,
        }
        self.moves = [Move(move.name, move.sequence_prefix) for move in moves]
        self.first = {}

    def copy(self):
        """Insert the copies."""
        self.env.cr.execute(
            "SELECT COUNT(*) FROM bench_copy WHERE kind = %s", [self.kind]
        )
        [count] = self.env.cr.fetchone()
        for table, ids in self.rows.items():
            self.first[table] = self._reserve(table, count * len(ids))
        for table in TABLES + RELATIONS:
            self._insert(table)

    def _reserve(self, table, count):
        """Take ids out of a table's sequence.

        :return: the first one
        """
        self.env.cr.execute(
            SQL(
                "SELECT setval(%(name)s, nextval(%(name)s) + %(count)s) - %(count)s",
                name=f"{table}_id_seq",
                count=count,
            )
        )
        return self.env.cr.fetchone()[0]

    def _insert(self, table):
        """Insert the copies of a table's rows."""
        types = self._column_types(table)
        targets = self._foreign_keys(table)
        if table in TABLES:
            targets["id"] = table
            key, ids = "id", self.rows[table]
        else:
            key = next(column for column, to in targets.items() if to in TABLES)
            ids = self.rows[targets[key]]
        if not ids:
            return
        columns = [
            (SQL.identifier(name), self._expression(name, kind, targets.get(name)))
            for name, kind in types.items()
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(columns)s)
                   SELECT %(values)s
                     FROM %(table)s t CROSS JOIN (%(copies)s) c
                    WHERE t.%(key)s = ANY(%(ids)s)""",
                table=SQL.identifier(table),
                columns=SQL(", ").join(column for column, _value in columns),
                values=SQL(", ").join(value for _column, value in columns),
                copies=self._copies(),
                key=SQL.identifier(key),
                ids=ids,
            )
        )

    def _copies(self):
        """Return the copies, with the numbers their entries get."""
        names = [
            SQL(
                "%s || lpad(%s::text, %s, '0') AS %s",
                self._prefix(move.prefix),
                self._new_id("account_move", position),
                DIGITS,
                SQL.identifier(f"name_{position}"),
            )
            for position, move in enumerate(self.moves)
        ]
        return SQL(
            "SELECT *, %s FROM bench_copy c WHERE kind = %s",
            SQL(", ").join(names),
            self.kind,
        )

    def _prefix(self, prefix):
        """Return a number's prefix with the year that the copy falls into."""
        return SQL(
            "regexp_replace(%s, '[0-9]{4}', to_char(current_date + c.shift, 'YYYY'))",
            prefix,
        )

    def _new_id(self, table, position):
        """Return the id that a copy gives the template's row at a position."""
        return SQL(
            "(%s + c.copy * %s + %s)",
            self.first[table],
            len(self.rows[table]),
            position,
        )

    def _expression(self, name, kind, target):
        """Return what a column holds in a copy.

        :param str name: the column
        :param str kind: its type
        :param str target: the table it points at, if that is one of ours
        """
        column = SQL("t.%s", SQL.identifier(name))
        if target in TABLES:
            position = SQL(
                "array_position(%s::int[], %s) - 1", self.rows[target], column
            )
            return SQL("COALESCE(%s, %s)", self._new_id(target, position), column)
        if name in PARTNER_COLUMNS:
            return SQL("CASE WHEN %s IS NOT NULL THEN c.partner_id END", column)
        if kind == "date":
            return SQL("%s + c.shift", column)
        if kind == "numeric" and name not in UNSCALED:
            return SQL("%s * c.factor", column)
        if name == "matching_number":
            return self._matching_number(column)
        if name == "sequence_number":
            position = SQL(
                "array_position(%s::int[], t.id) - 1", self.rows["account_move"]
            )
            return self._new_id("account_move", position)
        if name == "sequence_prefix":
            return self._prefix(column)
        if name in NAMES:
            return self._renamed(column)
        return column

    def _matching_number(self, column):
        """Return the mark of a match: the full reconciliation, or the partial one."""
        if self.rows["account_full_reconcile"]:
            new = SQL("%s::text", self._new_id("account_full_reconcile", 0))
        elif self.rows["account_partial_reconcile"]:
            new = SQL("'P' || %s", self._new_id("account_partial_reconcile", 0))
        else:
            return column
        return SQL("CASE WHEN %s IS NOT NULL THEN %s END", column, new)

    def _renamed(self, column):
        """Return a text in which the copy's numbers stand for the template's."""
        for position, move in enumerate(self.moves):
            column = SQL(
                "replace(%s, %s, c.%s)",
                column,
                move.name,
                SQL.identifier(f"name_{position}"),
            )
        return column

    def _column_types(self, table):
        """:return: dict of a table's columns and their types."""
        self.env.cr.execute(
            """SELECT column_name, data_type FROM information_schema.columns
                WHERE table_schema = current_schema AND table_name = %s
                ORDER BY ordinal_position""",
            [table],
        )
        return dict(self.env.cr.fetchall())

    def _foreign_keys(self, table):
        """:return: dict of a table's foreign keys and the tables they point at."""
        self.env.cr.execute(
            """SELECT a.attname, c.confrelid::regclass::text
                 FROM pg_constraint c
                 JOIN pg_attribute a
                   ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.conrelid = %s::regclass""",
            [table],
        )
        return dict(self.env.cr.fetchall())
