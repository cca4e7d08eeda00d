# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError


class CollectionRefused(UserError):
    """The gate refused an act. The text says why, and what to do next.

    The refusal itself is kept as a ``collection.refusal``, whatever becomes of the
    transaction.
    """

    def __init__(self, message):
        super().__init__(message)
        # The web client knows the classes of core by name. Without this it would show
        # a traceback instead of the text.
        self.context = {"exception_class": "odoo.exceptions.UserError"}
