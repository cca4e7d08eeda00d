# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Debt Collection: Outside Agencies",
    "summary": "Screening, contracts and placements of outside collection agencies",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Collection contributors",
    "license": "LGPL-3",
    "depends": ["debt_collection"],
    "data": [
        "security/collection_vendor_groups.xml",
        "views/collection_vendor_menus.xml",
    ],
}
