# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
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
    """Let the stages and results go although cases and contacts stand in them, and the
    guards of the contact log with them.

    Core deletes an addon's records before it drops the tables. The foreign keys that
    protect what is in use would refuse that, once for each record in the log.
    """
    env.cr.execute(
        "ALTER TABLE collection_case DROP CONSTRAINT collection_case_stage_id_fkey"
    )
    env.cr.execute(
        "ALTER TABLE collection_contact_log"
        " DROP CONSTRAINT collection_contact_log_result_id_fkey"
    )
    drop_guards(env.cr)
