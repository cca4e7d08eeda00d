# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The checks of `setup/lint`: each a function that returns a list of findings."""
