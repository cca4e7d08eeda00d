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
        "views/ledger/collection_open_item_views.xml",
        "views/case/collection_case_views.xml",
        "views/case/collection_case_form_views.xml",
        "views/case/collection_case_event_views.xml",
        "views/case/collection_stage_views.xml",
        "views/ledger/account_move_views.xml",
        "views/ledger/res_partner_views.xml",
        "views/people/collection_team_views.xml",
        "views/run/collection_run_views.xml",
        "views/run/res_config_settings_views.xml",
        "views/debt_collection_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "debt_collection/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "debt_collection/static/tests/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "application": True,
}
