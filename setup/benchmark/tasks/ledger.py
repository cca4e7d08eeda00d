# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ledger that everything is measured on, built by SQL from a few posted entries."""

from odoo.tools import SQL

from tasks.copying import TABLES, Copier
from tasks.effort import environment

# Of a hundred invoices (the first six are invoices), and free credits beside them. An
# instalment invoice has one half overdue and the other not.
SHARES = {
    "overdue": 46,
    "part_paid": 4,
    "instalments": 5,
    "not_due": 12,
    "paid": 33,
}
BESIDES = {"credit_note": 0.5, "payment": 0.5}
# By how many days a copy's dates are moved: from, to. The template falls due today.
DAYS = {
    "overdue": (-400, -1),
    "part_paid": (-400, -1),
    "instalments": (-60, -1),
    "not_due": (0, 29),
    "paid": (-700, -10),
    "credit_note": (-90, -1),
    "payment": (-90, -1),
}
# Repeatable chance: a number of 0 … below from a number and a word.
CHANCE = "abs(hashtext(n || %s)::bigint) %% %s"


def fill(registry, templates, invoices, customers):
    """Multiply the templates.

    :param registry: the database's registry
    :param dict templates: what ``post_templates`` returned
    :param int invoices: how many invoices
    :param int customers: how many customers
    """
    with environment(registry) as env:
        # Rows of one copy point at one another, so the keys hold only at the end.
        env.cr.execute("SET LOCAL session_replication_role = replica")
        env.cr.execute("SET LOCAL work_mem = '256MB'")
        indexes = _drop_indexes(env.cr)
        first = _copy_partners(env.cr, templates["partner_id"], customers)
        _draw_copies(env.cr, invoices, customers, first)
        for kind, move_ids in templates["moves"].items():
            Copier(env, kind, move_ids).copy()
        env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for definition in indexes:
            env.cr.execute(definition)


def _drop_indexes(cr):
    """Drop what is quicker to build once at the end.

    :return: the statements that make the indexes again
    """
    cr.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
             FROM pg_index i
            WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique""",
        [[*TABLES, "res_partner"]],
    )
    found = cr.fetchall()
    for name, _definition in found:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name.strip('"'))))
    return [definition for _name, definition in found]


def _copy_partners(cr, template_id, count):
    """Copy a customer.

    :return: id of the first copy; the others follow
    """
    cr.execute(
        "SELECT setval('res_partner_id_seq', nextval('res_partner_id_seq') + %(n)s)"
        " - %(n)s",
        {"n": count},
    )
    [first] = cr.fetchone()
    cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_schema = current_schema AND table_name = 'res_partner'"""
    )
    own = {
        "id": SQL("%s + n", first),
        "commercial_partner_id": SQL("%s + n", first),
        "email": SQL("'customer' || n || '@example.com'"),
        "email_normalized": SQL("'customer' || n || '@example.com'"),
        **dict.fromkeys(
            ("name", "complete_name", "commercial_company_name"),
            SQL("'Customer ' || lpad(n::text, 7, '0')"),
        ),
    }
    columns = [name for (name,) in cr.fetchall()]
    cr.execute(
        SQL(
            """INSERT INTO res_partner (%s)
               SELECT %s
                 FROM res_partner t CROSS JOIN generate_series(0, %s) n
                WHERE t.id = %s""",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(own.get(c, SQL("t.%s", SQL.identifier(c))) for c in columns),
            count - 1,
            template_id,
        )
    )
    return first


def _draw_copies(cr, invoices, customers, first):
    """Decide for each entry what it is, whose, how late and how large."""
    cr.execute(
        """CREATE TEMPORARY TABLE bench_copy (
               kind varchar, copy int, partner_id int, shift int, factor int
           ) ON COMMIT DROP"""
    )
    # Every customer gets the same number of invoices; which kinds is chance.
    cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE bench_slot ON COMMIT DROP AS
               SELECT n, row_number() OVER (ORDER BY %s, n) - 1 AS place
                 FROM generate_series(0, %s) n""",
            SQL(CHANCE, "place", 1_000_000_007),
            invoices - 1,
        )
    )
    start = 0
    for kind, share in SHARES.items():
        end = start + invoices * share // 100
        slots = SQL(
            "SELECT n, place - %s AS copy FROM bench_slot"
            " WHERE place >= %s AND place < %s",
            start,
            start,
            end,
        )
        _draw(cr, kind, slots, customers, first)
        start = end
    for kind, share in BESIDES.items():
        count = max(1, int(invoices * share / 100))
        slots = SQL(
            "SELECT n * 7 AS n, n AS copy FROM generate_series(0, %s) n", count - 1
        )
        _draw(cr, kind, slots, customers, first)


def _draw(cr, kind, slots, customers, first):
    """Write the copies of one kind.

    :param SQL slots: a SELECT of a number ``n`` that decides and of the copy's own
    """
    earliest, latest = DAYS[kind]
    cr.execute(
        SQL(
            """INSERT INTO bench_copy
               SELECT %s, copy, %s + n %% %s, %s + %s, 1 + %s FROM (%s) slot""",
            kind,
            first,
            customers,
            earliest,
            SQL(CHANCE, "days", latest - earliest + 1),
            SQL(CHANCE, "size", 40),
            slots,
        )
    )
