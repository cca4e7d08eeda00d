# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

from .models.log.log_statements import drop_guards


def post_init_hook(env):
    """Give the companies that exist already a time zone and a team for new cases.

    A column's default cannot do it: while the columns are made, neither the default
    team nor the users' zones can be read.
    """
    companies = env["res.company"].search([])
    for company in companies:
        company.collection_tz = company._default_collection_tz()
    companies.filtered(
        lambda company: not company.collection_team_id
    ).collection_team_id = env.ref("debt_collection.collection_team_default")


def uninstall_hook(env):
    """Drop what protects records in use, and the guards of the contact log with it.

    Core deletes an addon's records before it drops the tables: stages, results, users
    of the demo. The foreign keys that protect what cases, contacts, refusals and holds
    refer to would refuse that, once for each record in the log.
    """
    tables = [
        env[name]._table
        for name in env["ir.model.data"]
        .search([("module", "=", "debt_collection"), ("model", "=", "ir.model")])
        .mapped(lambda data: env["ir.model"].browse(data.res_id).model)
        if name in env and name.startswith("collection.")
    ]
    env.cr.execute(
        """SELECT conrelid::regclass::text, conname FROM pg_constraint
            WHERE contype = 'f' AND confdeltype IN ('r', 'a')
              AND conrelid IN (SELECT oid FROM pg_class
                                WHERE relname = ANY(%s) AND relkind = 'r')""",
        [tables],
    )
    for table, constraint in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table.strip('"')),
                SQL.identifier(constraint),
            )
        )
    drop_guards(env.cr)
