# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Collection Agencies",
    "summary": "Place cases with outside agencies and settle with them",
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
