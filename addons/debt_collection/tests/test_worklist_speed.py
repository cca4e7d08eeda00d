# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TODAY
from .screen_common import ScreenMixin
from .worklist_common import WorklistCommon

ADD_ACTIONS = """
INSERT INTO collection_action (
       case_id, channel, date, user_id, mode, state)
SELECT c.id, 'call', %(today)s::date - c.id %% 9,
       c.user_id, 'manual', CASE c.id %% 5 WHEN 0 THEN 'blocked' ELSE 'planned' END
  FROM collection_case c
 WHERE c.partner_id = ANY(%(partners)s)
"""
SHARE_OUT = """
UPDATE collection_case
   SET user_id = (ARRAY[%(ann)s, %(ben)s, NULL])[1 + id %% 3]::integer, score = id %% 97
 WHERE partner_id = ANY(%(partners)s)
"""


@tagged("post_install", "-at_install")
class TestWorklistSpeed(ScreenMixin, WorklistCommon):
    """However many cases there are, the screen costs the same number of statements."""

    def add_work(self, number):
        """Add cases of ann, of ben and of nobody, each with a call that is due."""
        partners = self.add_cases(number)
        told = {"partners": partners.ids, "ann": self.ann.id, "ben": self.ben.id}
        self.env.cr.execute(SQL(SHARE_OUT, **told))
        self.env.cr.execute(SQL(ADD_ACTIONS, **told, today=TODAY))
        self.env.invalidate_all()

    def statements_of(self, user, method, *args):
        """Return how many statements a question takes, and its answer."""
        worklist = self.env["collection.worklist"].with_user(user)
        getattr(worklist, method)(*args)
        with self.counted() as count:
            answer = getattr(worklist, method)(*args)
        return count[0], answer

    def test_day_costs_the_same_for_20_and_400_cases(self):
        self.add_work(20)
        few, day = self.statements_of(self.ann, "get_day")
        self.assertTrue(day["rows"])
        self.add_work(400)
        many, day = self.statements_of(self.ann, "get_day")
        self.assertEqual(len(day["rows"]), 80)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 25)

    def test_board_costs_the_same_for_20_and_400_cases(self):
        self.add_work(20)
        few, board = self.statements_of(self.lena, "get_team_board")
        self.add_work(400)
        many, board = self.statements_of(self.lena, "get_team_board")
        self.assertEqual(sum(len(column["cards"]) for column in board), 90)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 25)
