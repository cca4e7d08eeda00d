# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL

from .common import TODAY, CastCommon
from .screen_common import ScreenMixin


class SegmentCommon(ScreenMixin, CastCommon):
    """Three segments by score, each with a strategy, and words for what they do.

    =======  ==========  ========
    segment  score       strategy
    =======  ==========  ========
    high     from 600    hard
    middle   250 to 600  soft
    low      below 250   soft
    =======  ==========  ========
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segments = cls.env["collection.segment"].with_user(cls.mara)
        cls.segments.sudo().search([]).action_archive()
        cls.soft = cls.new_strategy("Soft")
        cls.hard = cls.new_strategy("Hard")
        cls.high = cls.new_segment("High", 10, score_from=600, strategy=cls.hard)
        cls.middle = cls.new_segment("Middle", 20, score_from=250, score_to=600)
        cls.low = cls.new_segment("Low", 30, score_to=250)
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)
        cls.reset(cls.case)

    @classmethod
    def new_strategy(cls, name, **values):
        """Create a strategy with the steps of the default one."""
        default = cls.env.ref("debt_collection.collection_strategy_default")
        return default.sudo().copy({"name": name, **values}).with_user(cls.mara)

    @classmethod
    def new_segment(cls, name, sequence=10, strategy=None, **values):
        """Create a segment, with the soft strategy where none is named."""
        return cls.segments.create(
            {
                "name": name,
                "sequence": sequence,
                "strategy_id": (strategy or cls.soft).id,
                **values,
            }
        )

    @classmethod
    def reset(cls, cases):
        """Let cases be in no segment, as if nobody had ever looked at them."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                """UPDATE collection_case
                      SET segment_id = NULL, segment_date = NULL, segment_score = NULL,
                          segment_reason = NULL, strategy_id = NULL,
                          experiment_id = NULL, score = NULL
                    WHERE id = ANY(%(cases)s)""",
                cases=cases.ids,
            )
        )
        cls.env.cr.execute(
            SQL(
                """DELETE FROM collection_case_event
                    WHERE case_id = ANY(%s)
                      AND kind IN ('segment', 'strategy', 'experiment')""",
                cases.ids,
            )
        )
        cls.env.invalidate_all()

    def score(self, cases, score):
        """Give cases a score, as the scorecard would."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_case SET score = %s WHERE id = ANY(%s)",
                score,
                cases.ids,
            )
        )
        cases.invalidate_recordset()

    def classify(self, cases=None, score=None, today=TODAY):
        """Put cases into their segments, with a score where one is given.

        :return: the counters
        """
        cases = self.case if cases is None else cases
        if score is not None:
            self.score(cases, score)
        cases = cases.sudo()
        return self.env["collection.segment"].sudo()._classify(cases, today)

    def age(self, cases, day):
        """Let cases have been in their segment since a day."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_case SET segment_date = %s WHERE id = ANY(%s)",
                day,
                cases.ids,
            )
        )
        cases.invalidate_recordset()

    def edited(self, segments, moment):
        """Let segments have been edited last at a moment."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE collection_segment SET write_date = %s WHERE id = ANY(%s)",
                moment,
                segments.ids,
            )
        )
        segments.invalidate_recordset()

    def history(self, case, kind="segment"):
        """Return a case's events of a kind: list of old, new and reason."""
        names = {
            str(record.id): record.name
            for model in (
                "collection.segment",
                "collection.strategy",
                "collection.experiment",
            )[("segment", "strategy", "experiment").index(kind) :][:1]
            for record in self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([])
        }
        return [
            (
                names.get(event.old_value),
                names.get(event.new_value),
                event.reason,
            )
            for event in case.event_ids.sorted("id")
            if event.kind == kind
        ]
