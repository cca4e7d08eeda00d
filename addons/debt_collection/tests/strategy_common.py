# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command

from .common import CastCommon

OPEN = ("planned", "blocked", "to_approve")


class StrategyCommon(CastCommon):
    """A strategy of three calls, on every case of a company without set-up of its own.

    ====  ======  ========  =========================
    step  day     channels  besides
    ====  ======  ========  =========================
    one   3       email
    two   10      call      two attempts
    last  30      call      every 14 days
    ====  ======  ========  =========================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strategy = cls.new_strategy(
            "Calls",
            {"name": "one", "days": 3, "channels": ["email"]},
            {"name": "two", "days": 10, "max_tries": 2},
            {"name": "last", "days": 30, "repeat_days": 14},
        )
        cls.one, cls.two, cls.last = cls.strategy.step_ids
        cls.env["collection.segment"].with_user(cls.mara).search([]).active = False
        cls.segment = (
            cls.env["collection.segment"]
            .with_user(cls.mara)
            .create({"name": "All", "strategy_id": cls.strategy.id})
        )

    @classmethod
    def channel(cls, code):
        """Return a channel by its code."""
        channels = cls.env["collection.channel"].with_user(cls.mara)
        return channels.search([("code", "=", code)])

    @classmethod
    def new_strategy(cls, name, *steps, **values):
        """Create a strategy. Its steps are called for where no channel is named."""
        return (
            cls.env["collection.strategy"]
            .with_user(cls.mara)
            .create(
                {
                    "name": name,
                    "least_gap": 0,
                    "payment_rest": 0,
                    **values,
                    "step_ids": [
                        Command.create(cls.step_values(number, step))
                        for number, step in enumerate(steps)
                    ],
                }
            )
        )

    @classmethod
    def step_values(cls, number, step):
        """Return a step's values."""
        step = dict(step)
        channels = step.pop("channels", ["call"])
        return {
            "sequence": number,
            **step,
            "channel_ids": [
                Command.create({"sequence": place, "channel_id": cls.channel(code).id})
                for place, code in enumerate(channels)
            ],
        }

    def new_reachable(self, name, past_due=10, user=None, amount=100):
        """Open the case of a debtor who has all addresses.

        :return: the case, as the manager sees it
        """
        partner = self.new_debtor(
            name,
            email=f"{name.lower()}@debtor.example",
            phone="+1 202-555-0143",
            street="1 Mill Road",
            city="Salem",
            country_id=self.env.ref("base.us").id,
        )
        self.post(amount, past_due=past_due, partner=partner)
        partner._collection_refresh()
        case = self.case_of(partner)
        if user:
            case.write({"team_id": self.north.id, "user_id": user.id})
        self.env.flush_all()
        return case

    def action_of(self, case):
        """Return the case's next step, as the manager sees it."""
        case.invalidate_recordset()
        return case.action_ids.filtered(
            lambda action: action.step_id and action.state in OPEN
        )

    def assert_next(self, case, step, day, **values):
        """The case's next step is planned for a day, and told on the case."""
        action = self.action_of(case)
        self.assertRecordValues(action, [{"step_id": step.id, "date": day, **values}])
        self.assertRecordValues(case, [{"step_id": step.id, "date_next_action": day}])
        return action
