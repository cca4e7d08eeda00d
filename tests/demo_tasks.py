# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is asked of a database that holds the demo ledger."""

from tasks import committed


def verify_all(registry, say):
    """Verify the chains of all companies as the check does.

    :return: state, entries and kinds of faults by the company's id
    """
    with committed(registry) as env:
        checks = env["collection.chain.check"]
        found = map(checks._check, env["res.company"]._collection_roots())
        return {
            check.company_id.id: [
                check.state,
                check.entry_count,
                check.fault_ids.mapped("kind"),
            ]
            for check in found
        }
