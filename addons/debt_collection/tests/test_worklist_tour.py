# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .worklist_common import WorklistCommon


@tagged("post_install", "-at_install")
class TestWorklistTour(WorklistCommon, HttpCase):
    """A day of a collector, and of a lead, as a browser does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.planned_case("Aspen Works", cls.ann, score=90, late=2)
        cls.second = cls.planned_case("Birch Supplies", cls.ann, score=70)
        cls.third = cls.planned_case("Cedar Mills", cls.ann, score=50)
        cls.free = cls.planned_case("Dogwood Retail", score=99)
        (cls.first | cls.second | cls.third | cls.free).partner_id.sudo().write(
            {
                "street": "1 Mill Road",
                "city": "Salem",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.env.flush_all()

    def test_collector_works_the_day_by_keyboard(self):
        self.start_tour("/odoo/my-collection-day", "collection_my_day", login="ann")
        self.assertEqual(self.first.log_count, 1)
        self.assertEqual(self.first.log_ids.user_id, self.ann)
        second, third = self.second.sudo(), self.third.sudo()
        self.assertEqual(str(second.action_ids.date), "2025-06-17")
        self.assertEqual(third.action_ids.state, "cancelled")
        self.assertEqual(third.action_ids.reason_note, "Pays on Friday anyway")
        self.assertEqual(self.free.user_id, self.ann)
        self.assertEqual(self.free.hold_ids.mapped("name"), ["Illness"])

    def test_lead_gives_work_away(self):
        self.start_tour("/odoo/my-collection-day", "collection_team_day", login="lena")
        self.assertEqual(self.first.user_id, self.ben)
        self.assertEqual(self.free.user_id, self.ann)
