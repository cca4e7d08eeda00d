# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import HttpCase, tagged

from .common import CastCommon


@tagged("post_install", "-at_install")
class TestManagerTour(CastCommon, HttpCase):
    """What a manager sets up, as a browser does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_team_id = cls.north
        cls.strategy = cls.env.ref("debt_collection.collection_strategy_default")
        for debtor in (cls.debtor, cls.other):
            debtor.email = "books@debtor.example"
        cls.post(100, past_due=14)
        cls.post(200, past_due=14, partner=cls.other)
        cls.env.flush_all()

    def test_manager_changes_and_tries_a_strategy(self):
        self.fold()
        case = self.case_of()
        before = case.action_ids.mapped("date")
        self.start_tour(
            "/odoo/collection-strategies", "collection_manager_strategy", login="mara"
        )
        step = self.strategy.with_user(self.mara).step_ids.filtered(
            lambda step: step.name == "First call"
        )
        self.assertEqual(step.days, 12)
        scorecards = self.env["collection.scorecard"].with_user(self.mara).search([])
        self.assertEqual(set(scorecards.line_ids.mapped("weight")), {1})
        case.invalidate_recordset()
        self.assertEqual(case.action_ids.mapped("date"), before)

    def test_manager_is_led_by_the_guide_to_the_first_run(self):
        self.marked()
        self.env.cr.execute("DELETE FROM collection_mark")
        self.start_tour(
            "/odoo/collection-guide", "collection_manager_guide", login="mara"
        )
        self.assertEqual(
            self.case_of().user_id | self.case_of(self.other).user_id,
            self.ann | self.ben,
        )
