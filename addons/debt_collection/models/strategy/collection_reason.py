# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CollectionReason(models.AbstractModel):
    _inherit = "collection.reason"

    @api.model
    def _get_words(self):
        """Override: why cases change their segment and strategy, and why steps are
        planned, moved and left out; and why somebody got a case."""
        return {
            **super()._get_words(),
            "balanced": self.env._("Had most room"),
            "booking": self.env._("What is owed has changed"),
            "by_hand": self.env._("Decided by hand"),
            "challenger": self.env._("Tries the other strategy"),
            "champion": self.env._("Keeps the present strategy"),
            "contact": self.env._("A contact was logged"),
            "date": self.env._("Segments came into force or ran out"),
            "domain": self.env._("Other facts of the case changed"),
            "event": self.env._("Something happened that comes first"),
            "experiment": self.env._("An experiment began or ended"),
            "first": self.env._("First look at the case"),
            "hand_over": self.env._("Handed over"),
            "left": self.env._("The collector has left"),
            "hold": self.env._("A pause has begun or ended"),
            "override": self.env._("By hand"),
            "override_end": self.env._("The choice by hand ended"),
            "payment": self.env._("The customer has paid something"),
            "schedule": self.env._("Its turn in the strategy"),
            "score": self.env._("The score changed"),
            "segment": self.env._("The segment changed"),
            "setup": self.env._("The set-up was changed"),
            "skipped": self.env._("Skipped"),
            "sticky": self.env._("Knows the customer"),
            "strategy": self.env._("Another strategy"),
            "unreached": self.env._("Nobody was reached"),
        }
