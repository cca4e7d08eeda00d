# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A believable receivables ledger for demonstrations, built through the ORM."""
