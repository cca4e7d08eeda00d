# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Collection: Quiet Sunday",
    "summary": "An example: nobody is contacted on a Sunday",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Debt Collection contributors",
    "license": "LGPL-3",
    "depends": ["debt_collection"],
}
