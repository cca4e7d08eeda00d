# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Debt Collection",
    "summary": "Find every overdue customer, exactly and at once, and work the cases",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Collection contributors",
    "license": "LGPL-3",
    "depends": [
        "account",
        "account_payment",
        "phone_validation",
        "portal",
        "resource",
        "sms",
    ],
    "data": [
        "security/debt_collection_groups.xml",
        "security/ir.model.access.csv",
        "security/debt_collection_security.xml",
        "data/ir_sequence_data.xml",
        "data/collection_stage_data.xml",
        "data/collection_team_data.xml",
        "data/ir_cron_data.xml",
    ],
    "post_init_hook": "post_init_hook",
    "application": True,
}
