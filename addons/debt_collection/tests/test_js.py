# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

# The module, not its classes: those would bring their own tests with them.
from odoo.addons.web.tests import test_js as web_test_js


@tagged("post_install", "-at_install")
class TestCollectionJs(HttpCase):
    """Runs the addon's own tests of its widgets in a browser."""

    def test_widgets_in_browser_pass(self):
        suite = web_test_js.HOOTCommon._generate_hash(self, "@debt_collection")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_test_js.unit_test_error_checker,
        )
