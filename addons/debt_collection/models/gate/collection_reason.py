# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CollectionReason(models.AbstractModel):
    """The words for the codes of reasons, in the reader's language.

    Codes are stored, because who reads a reason need not speak the language of whoever
    met it.
    """

    _name = "collection.reason"
    _description = "Collection Reason"

    # === HOOKS === #

    @api.model
    def _get_words(self):
        """Hook: put the codes of reasons into a few words.

        An addon whose reasons have other codes calls ``super()`` first and adds its
        own. A code without words is shown as it is.

        :return: dict of code to words
        """
        return {
            "before_case": self.env._("Before the case opened"),
            "case_closed": self.env._("The case is closed"),
            "channel_off": self.env._("The channel is not used"),
            "disputed": self.env._("Everything overdue is disputed"),
            "gate_error": self.env._("A rule failed with an error"),
            "no_address": self.env._("No number or address"),
            "no_record": self.env._("The case does not exist"),
            "nobody_responsible": self.env._("Nobody is responsible"),
            "not_live": self.env._("Test mode"),
            "nothing_open": self.env._("Paid, or covered by a credit"),
            "on_hold": self.env._("The customer is paused"),
            "opted_out": self.env._("Asked not to be contacted so"),
            "partner_archived": self.env._("The customer is archived"),
            "payment_in_process": self.env._("A payment is on its way"),
            "promise_pending": self.env._("Everything overdue is promised"),
            "recipient_archived": self.env._("The contact is archived"),
        }

    @api.model
    def _get_selection(self):
        """Return pairs of code and words, by their words."""
        return sorted(self._get_words().items(), key=lambda pair: pair[1])
