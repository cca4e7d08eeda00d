# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from itertools import cycle
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings

from odoo.tests import freeze_time, tagged

from odoo.addons.debt_collection.tools.scoring import part_for

from . import ledger_changes as changes
from . import test_random_ledgers as ledgers
from .behaviour_oracle import behaviour_differences, read_facts
from .scoring_common import ALL, sum_of

FEW = "odoo.addons.debt_collection.models.scoring.collection_behaviour.FEW"
EXAMPLES = int(os.environ.get("DEBT_COLLECTION_EXAMPLES", "25"))


@tagged("post_install", "-at_install")
class TestRandomScores(ledgers.TestRandomLedgers):
    """Whatever happens in the accounting, the rows of behaviour equal it, and each
    score is the sum of its parts."""

    # The cases themselves are proven where these come from.
    test_cases_equal_the_ledger_after_any_events = None
    test_events_all_did_happen = None

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @ledgers.tried_first
    @given(ledgers.SEQUENCES)
    def test_scores_add_up_after_any_events(self, sequence):
        with self._world_undone(), freeze_time("2025-06-30 12:00:00") as clock:
            self.world.sleep = lambda days: self._sleep(clock, days)
            # As few debtors are looked up, and as many are read in one pass.
            few = cycle((10, 0))
            for event in [*sequence, changes.Days(3), changes.Days(95)]:
                if self._let_happen(event):
                    self._fold()
                    with patch(FEW, next(few)):
                        self._check_scores()

    def _check_scores(self):
        """Refresh and score as a run does, and compare with the oracle."""
        days = self.world.days()
        behaviour = self.env["collection.behaviour"]
        for root in self.world.roots:
            behaviour._refresh(root, days[root.id], ALL)
        self.assertEqual(behaviour_differences(self.cr, days), [])
        cases = self.env["collection.case"].search(
            [("state", "!=", "closed"), ("company_id", "in", list(days))]
        )
        for root, of_root in cases.grouped("company_id").items():
            self.env["collection.scorecard"]._score(of_root, days[root.id])
        facts = read_facts(self.cr)
        for case, parts in cases._get_score_parts().items():
            self.assertEqual(sum(part["points"] for part in parts), case.score)
            if any(part["points"] for part in parts):
                self.assertEqual(sum_of(case.score_explanation), case.score)
            self._check_parts(
                case,
                parts,
                facts[case.company_id.id, case.partner_id.id],
                days[case.company_id.id],
            )

    def _check_parts(self, case, parts, facts, today):
        """Compare the parts of a score with what the oracle's figures are worth."""
        figures = facts.figures(today)
        steps = dict(case.scorecard_id._get_card().steps)
        expected = {
            "days_past_due": case.days_past_due,
            "average_days_late": figures["average_days_late"],
            "trend": figures["trend"],
            "returned_payments": figures["returned_count"],
            "size_share": round(float(figures["amount_invoiced"]) / 100, 2),
            "overdue_share": round(case.amount_overdue / 100, 2),
        }
        found = {part["code"]: part["points"] for part in parts}
        for code, value in expected.items():
            self.assertEqual(found[code], part_for(value, steps[code]), code)
