# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestLogTour(DialogCommon, HttpCase):
    """The most frequent act of a collector's day, as a browser does it."""

    def test_call_is_logged_by_keyboard_and_the_next_case_stands_ready(self):
        self.third.write({"user_id": self.ben.id})
        self.post(500, past_due=10, partner=self.debtor)
        self.fold()
        self.start_tour(
            "/odoo/my-collection-cases?view_type=list",
            "collection_log_call_by_keyboard",
            login="ann",
        )
        self.assertEqual(self.case.log_count, 1)
        self.assertEqual(self.case.log_ids.user_id, self.ann)
        self.assertEqual(self.case.log_ids.channel, "call")
        self.assertFalse(self.second.log_ids)
