# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Logging contacts beside posting messages, and a chain as long as it takes."""

from odoo import Command
from odoo.tools import SQL

from odoo.addons.debt_collection.models.log.log_statements import digest_sql

from tasks.effort import environment, measured, peak_memory, transaction_seconds

TEXT = "Nobody answered. We try again tomorrow in the morning."
# Entries as they would come in over years, with the content that their digest fits.
# The seals are made by the sealer itself.
FILL = """
WITH made AS (
    INSERT INTO collection_contact_log (
           case_id, partner_id, debtor_ref, company_id, user_id, channel, direction,
           date, local_time, recipient_role, recipient_id, recipient_ref, result_id,
           result_code, duration, verdict, is_violation, timing, date_logged,
           content_digest)
    SELECT c.id, c.partner_id, c.partner_id, c.company_id, 2, 'call', 'out',
           now() AT TIME ZONE 'UTC', '2025-06-16T12:00:00+02:00', 'debtor',
           c.partner_id, c.partner_id, r.id, r.code, n %% 600,
           '{"allowed": true, "reasons": []}', FALSE, 'prompt',
           now() AT TIME ZONE 'UTC', d.digest
      FROM generate_series(1, %(count)s) n
CROSS JOIN (SELECT count(*) AS total FROM collection_case) cases
      JOIN (SELECT id, partner_id, company_id, row_number() OVER (ORDER BY id) AS place
              FROM collection_case) c ON c.place = n %% cases.total + 1
      JOIN collection_result r ON r.code = 'no_answer'
CROSS JOIN (SELECT %(digest)s AS digest
              FROM (SELECT repeat('5a17', 8) AS salt, %(text)s AS note,
                           NULL::text AS text, '+12025550143' AS address,
                           NULL::text AS reason, NULL::text AS sentences,
                           NULL::text AS file_names) content) d
 RETURNING id)
INSERT INTO collection_contact_content (log_id, salt, note, address)
SELECT id, repeat('5a17', 8), %(text)s, '+12025550143' FROM made
"""


def prepare(registry, count):
    """Give a collector so many cases that can be called."""
    with environment(registry) as env:
        env.company.collection_is_live = True
        group = env.ref("debt_collection.group_collection_agent")
        user = env["res.users"].create(
            {
                "name": "Ann",
                "login": "bench_ann",
                "email": "ann@example.com",
                "group_ids": [Command.set(group.ids)],
            }
        )
        cases = _cases(env).search([("state", "=", "open")], limit=count)
        cases.partner_id.write({"phone": "+12025550143"})
        # By SQL: nobody is to be told of a thousand assignments.
        env.cr.execute(
            "UPDATE collection_case SET user_id = %s WHERE id = ANY(%s)",
            [user.id, cases.ids],
        )


def _cases(env):
    """:return: the model, quiet."""
    return env["collection.case"].with_context(tracking_disable=True)


def _ann(registry):
    """:return: an environment of the collector's, committed by the caller."""
    with environment(registry) as env:
        return env["res.users"].search([("login", "=", "bench_ann")]).id


def _as_ann(registry, work):
    """Do something with all of the collector's cases and commit it.

    :return: dict of seconds until the commit, and until the seal after it
    """
    with environment(registry, _ann(registry)) as env:
        cases = env["collection.case"].search([("user_id", "=", env.uid)])
        return transaction_seconds(env.cr, lambda: (work(cases), env.flush_all()))


def post(registry):
    """:return: the seconds of a note on each case, one call each."""
    return _as_ann(registry, lambda cases: [c.message_post(body=TEXT) for c in cases])


def write(registry):
    """:return: the seconds of logging a call with each of the debtors, in one call."""
    return _as_ann(
        registry,
        lambda cases: cases.log_contact("call", "no_answer", note=TEXT, duration=40),
    )


def fill(registry, count):
    """Add entries that wait for their seal, by SQL with the foreign keys at rest."""
    with environment(registry) as env:
        env.cr.execute("SET LOCAL session_replication_role = replica")
        env.cr.execute(SQL(FILL, count=count, text=TEXT, digest=digest_sql("content")))


def seal(registry):
    """Seal everything.

    :return: dict of the effort and the number of entries
    """
    with environment(registry) as env:
        sealer = env["collection.contact.sealer"]
        count, effort = measured(sealer._seal_all)
    with registry.cursor() as cr:
        cr.execute("ANALYZE collection_contact_log, collection_contact_content")
    return {**effort, "count": count}


def verify(registry):
    """Verify the chain of the company.

    :return: dict of the effort, the memory, the entries and the faults
    """
    with environment(registry) as env:
        check, effort = measured(
            lambda: env["collection.chain.check"]._check(env.company)
        )
        return {
            **effort,
            "memory": peak_memory(),
            "entries": check.entry_count,
            "faults": check.fault_count,
        }
