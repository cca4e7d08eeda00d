# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Collection Compliance",
    "summary": "Rules for contacting debtors, and proof that they were kept",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Collection contributors",
    "license": "LGPL-3",
    "depends": ["debt_collection"],
    "data": [
        "security/collection_compliance_groups.xml",
        "views/collection_compliance_menus.xml",
    ],
}
