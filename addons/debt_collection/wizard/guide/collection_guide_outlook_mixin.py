# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter, defaultdict
from datetime import timedelta

from psycopg2.errors import LockNotAvailable

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.ledger.own_transaction import own_cursor
from ...models.strategy import plan_statements
from . import guide_statements as statements

WORKING_DAYS = 10
COUNTS = ("case_count", "today_count", "soon_count")


class CollectionGuideOutlookMixin(models.AbstractModel):
    """The guide's second step: what a run would bring, found out by doing it.

    Each batch is run as the nightly run does it and rolled back, so the figures are
    what the run will say, whatever an addon adds to it.
    """

    _name = "collection.guide.outlook.mixin"
    _description = "Guide: What Happens"
    _inherit = ["collection.guide.ledger.mixin"]

    segment_line_ids = fields.One2many(
        comodel_name="collection.guide.segment", inverse_name="guide_id"
    )
    date_until = fields.Date(
        string="Tenth Working Day", readonly=True, help="Counted from tomorrow."
    )
    today_count = fields.Integer(string="Contacts Today", readonly=True)
    soon_count = fields.Integer(
        string="In the Next 10 Working Days",
        readonly=True,
        help="The next step of each customer. What follows from these contacts comes "
        "on top.",
    )
    blocked_count = fields.Integer(
        string="Blocked",
        readonly=True,
        help="Steps whose day has come and that something stands against.",
    )
    blocked_note = fields.Char(string="Because", readonly=True)
    without_segment_count = fields.Integer(
        string="Customers of No Segment", readonly=True
    )

    def _look_ahead(self):
        """Fill in what a run would bring."""
        self.ensure_one()
        until = self._get_date_until()
        segments, people, reasons = self._try_run(until)
        nobody = people.pop(None, {})
        outside = segments.pop(None, {})
        sums = Counter()
        for row in [*segments.values(), outside]:
            sums.update({name: row.get(name, 0) for name in (*COUNTS, "blocked_count")})
        self.write(
            {
                "date_until": until,
                "today_count": sums["today_count"],
                "soon_count": sums["soon_count"],
                "blocked_count": sums["blocked_count"],
                "blocked_note": self._tell_reasons(reasons),
                "without_segment_count": outside.get("case_count", 0),
                "unassigned_count": nobody.get("case_count", 0),
                "segment_line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in self._get_lines(segments)),
                ],
                "member_line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in self._get_seats(people)),
                ],
            }
        )

    def _get_date_until(self):
        """Return the tenth working day from tomorrow, by the company's hours."""
        hours = self.company_id.sudo().resource_calendar_id.attendance_ids
        weekdays = {int(day) for day in hours.mapped("dayofweek")} or set(range(5))
        day, left = self.date, WORKING_DAYS
        while left:
            day += timedelta(days=1)
            left -= day.weekday() in weekdays
        return day

    @api.model
    def _tell_reasons(self, reasons):
        """Put the reasons of blocked steps into words, the most frequent first."""
        words = self.env["collection.reason"]._get_words()
        return ", ".join(
            self.env._(
                "%(reason)s (%(count)s)", reason=words.get(code, code), count=count
            )
            for code, count in reasons.most_common()
        )

    def _get_lines(self, segments):
        """Return the values of the segments' lines, in their order.

        :param dict segments: segment id to its figures
        """
        in_force = self.env["collection.segment"]._get_in_force(
            self.company_id, self.date
        )
        found = in_force.browse(segments)
        for segment in (in_force | found).sorted():
            yield {
                "segment_id": segment.id,
                **{
                    name: segments.get(segment.id, {}).get(name, 0)
                    for name in (*COUNTS, "amount_overdue")
                },
            }

    # === A RUN THAT LEAVES NOTHING === #

    def _try_run(self, until):
        """Run the company batch by batch, and roll each back.

        :param date until: the last day of the outlook
        :return: dict of segment id to figures, dict of user id to figures, and a
            Counter of the reasons for which steps are blocked
        :raise UserError: while somebody else runs the company
        """
        segments = defaultdict(Counter)
        people = defaultdict(Counter)
        reasons = Counter()
        self.env.flush_all()
        try:
            with own_cursor(self.env) as env:
                batches = self._begin_in(env)._divide(is_undone=True)
                env.cr.rollback()
                for batch in batches:
                    self._begin_in(env)._run_batch(batch.scope)
                    env.flush_all()
                    self._add_up(env, batch.scope, until, segments, people, reasons)
                    env.cr.rollback()
                    env.invalidate_all(flush=False)
        except LockNotAvailable as error:
            raise UserError(
                self.env._(
                    "A run of %(company)s is going on. Try again in a moment.",
                    company=self.company_id.sudo().name,
                )
            ) from error
        return segments, people, reasons

    def _begin_in(self, env):
        """Return the record of a run that nobody is going to see."""
        return env["collection.run"].create(
            {
                "company_id": self.company_id.id,
                "date": self.date,
                "date_start": fields.Datetime.now(),
                "state": "done",
            }
        )

    def _add_up(self, env, scope, until, segments, people, reasons):
        """Add the figures of one batch to those of the others."""
        known = {
            "company": self.company_id.id,
            "today": self.date,
            "until": until,
            "is_open": SQL(plan_statements.IS_OPEN),
            "in_scope": scope.contains(SQL("c.partner_id")),
        }
        for row in env.execute_query_dict(SQL(statements.SEGMENTS, **known)):
            segments[row.pop("segment_id")].update(row)
        for row in env.execute_query_dict(SQL(statements.PEOPLE, **known)):
            people[row.pop("user_id")].update(row)
        reasons.update(dict(env.execute_query(SQL(statements.BLOCKED, **known))))
