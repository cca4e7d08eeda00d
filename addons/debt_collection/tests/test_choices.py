# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .scoring_common import characteristic
from .strategy_common import StrategyCommon


@tagged("post_install", "-at_install")
class TestChoices(StrategyCommon):
    """Codes that nobody could choose are refused when they are written."""

    def assert_refused(self, field, call):
        """A call is refused, and the field named."""
        with (
            self.assertRaisesRegex(
                ValidationError, f"cannot be chosen under “{field}”"
            ),
            self.env.cr.savepoint(),
        ):
            call()

    def lose_code(self, record, field):
        """Let a record have a code whose addon is gone."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = 'gone' WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(field),
                record.id,
            )
        )
        self.env.invalidate_all()

    def new_card(self, code):
        """Create a scorecard of one characteristic, as the manager."""
        cards = self.env["collection.scorecard"].with_user(self.mara)
        return cards.create({"name": "X", "line_ids": [characteristic(code, (1, 5))]})

    def event_step(self, event):
        """Return the values of a step that answers an event."""
        return {"name": "e", "trigger": "event", "event": event}

    def test_event_of_a_step_is_one_that_is_known(self):
        steps = [{"name": "one"}, self.event_step("junk")]
        self.assert_refused("Event", lambda: self.new_strategy("X", *steps))
        steps[1]["event"] = "bounced"
        step = self.new_strategy("X", *steps).step_ids[1]
        self.assert_refused("Event", lambda: step.write({"event": "junk"}))

    def test_channel_of_an_action_is_one_that_is_known(self):
        case = self.new_reachable("Cedar", user=self.ann)
        actions = self.env["collection.action"].with_user(self.ann)
        values = {"case_id": case.id, "date": "2025-06-20", "summary": "Ask"}
        self.assert_refused(
            "Channel", lambda: actions.create({**values, "channel": "nope"})
        )
        action = actions.create({**values, "channel": "call"})
        self.lose_code(action, "channel")
        action.summary = "Ask again"
        self.assertEqual(action.channel, "gone")

    def test_characteristic_is_one_that_is_known(self):
        self.assert_refused("Characteristic", lambda: self.new_card("junk"))
        line = self.new_card("days_past_due").line_ids
        self.assert_refused("Characteristic", lambda: line.write({"code": "junk"}))

    def test_code_whose_addon_is_gone_is_in_nobody_s_way(self):
        line = self.new_card("days_past_due").line_ids
        self.lose_code(line, "code")
        line.weight = 2
        line.scorecard_id.name = "Y"
        self.assertEqual(line.code, "gone")
        strategy = self.new_strategy("X", {"name": "one"}, self.event_step("bounced"))
        step = strategy.step_ids[1]
        self.lose_code(step, "event")
        step.write({"name": "f", "days": 2})
        self.assertEqual(step.event, "gone")
        self.assertTrue(step.when)
