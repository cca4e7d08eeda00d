# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.debt_collection.tools.gate import Act

from .common import NOW
from .gate_common import GateCommon
from .screen_common import ScreenMixin


class TimelineCommon(ScreenMixin, GateCommon):
    """Words for what a timeline shows."""

    def entries(self, case=None, user=None, **kwargs):
        """Return the entries of a timeline, ann's case's where none is given."""
        case = (case or self.case).with_user(user or self.ann)
        self.env.flush_all()
        return case.get_timeline(**kwargs)["entries"]

    def titles(self, **kwargs):
        """Return the titles of a timeline's entries."""
        return [entry["title"] for entry in self.entries(**kwargs)]

    def log(self, case=None, **values):
        """Log a call of ann's."""
        values = {"channel": "call", "result": "no_answer", **values}
        return (case or self.case).with_user(self.ann).log_contact(**values)

    def refuse(self, case=None):
        """Let the gate refuse a call and keep the refusal."""
        cases = (case or self.case).with_user(self.ann)
        return cases._judge_and_record(Act("contact", "call", NOW, user=self.ann.id))

    def send_invoice(self, invoice=None, **values):
        """Write to the debtor from an invoice, beside the gate."""
        return (invoice or self.invoice).message_post(
            body="Please find the invoice.",
            subject="Your invoice",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **{"partner_ids": self.debtor.ids, **values},
        )
