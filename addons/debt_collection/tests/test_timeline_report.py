# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .timeline_common import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimelineReport(TimelineCommon):
    """The timeline on paper."""

    def render(self, user=None, **data):
        """Return the page as text."""
        reports = self.env["ir.actions.report"].with_user(user or self.ann)
        html, _kind = reports._render_qweb_html(
            "debt_collection.report_collection_timeline",
            None,
            {"case_ids": self.case.ids, **data},
        )
        return html.decode()

    def test_page_shows_the_entries(self):
        self.log(note="Rang for long.")
        page = self.render()
        for text in ("Cedar Mills", self.case.name, "Rang for long."):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_page_shows_only_the_kinds_asked_for(self):
        self.log(note="Rang for long.")
        self.assertNotIn("Rang for long.", self.render(kinds=["payment"]))

    def test_page_is_not_for_those_who_may_not_read_the_case(self):
        with self.assertRaises(AccessError):
            self.render(user=self.ben)

    def test_button_prints_what_is_shown(self):
        action = self.case.with_user(self.ann).action_print_timeline(kinds=["log"])
        self.assertEqual(action["report_type"], "qweb-pdf")
        self.assertEqual(action["data"], {"case_ids": self.case.ids, "kinds": ["log"]})
