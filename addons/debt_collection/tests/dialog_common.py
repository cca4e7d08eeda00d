# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import Form

from .gate_common import GateCommon


class DialogCommon(GateCommon):
    """A collector with three cases, and what the screens do with the dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        address = {
            "street": "2 Mill Road",
            "city": "Salem",
            "country_id": cls.env.ref("base.us").id,
        }
        cls.second = cls.new_case("Dogwood Retail", team=cls.north, user=cls.ann)
        cls.third = cls.new_case("Elm Trading", team=cls.north, user=cls.ann)
        (cls.second | cls.third).partner_id.sudo().write(
            {"phone": "+1 202-555-0122", **address}
        )
        cls.cases = (cls.case | cls.second | cls.third).with_user(cls.ann)
        cls.env.flush_all()

    def result(self, code):
        """Return a result of the data."""
        result = self.env.ref(f"debt_collection.collection_result_{code}")
        return result.with_user(self.mara)

    def open_dialog(self, cases, user=None, **context):
        """Press the button on cases and return the form of the dialog."""
        cases = cases.with_user(user or self.ann)
        return self.follow(cases.with_context(**context).action_log_contact(), cases)

    def follow(self, action, cases):
        """Return the form that an action opens."""
        self.assertEqual(action["res_model"], "collection.case.log.contact")
        dialogs = self.env[action["res_model"]].with_user(cases.env.user)
        return Form(dialogs.with_context(**action["context"]))
