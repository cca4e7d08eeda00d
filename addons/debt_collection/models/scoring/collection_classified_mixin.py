# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from . import segment_statements as statements

# What a classification writes, and nobody by hand.
CLASSIFIED_FIELDS = (
    "segment_id",
    "segment_date",
    "segment_reason",
    "segment_score",
    "segment_score_before",
    "strategy_id",
    "experiment_id",
    "override_segment_id",
    "override_reason",
    "override_until",
    "override_user_id",
)


class CollectionClassifiedMixin(models.AbstractModel):
    """Into which segment a case belongs, why, and what follows from it.

    None of the columns has an index: they change at night with thousands of cases.
    """

    _name = "collection.classified.mixin"
    _description = "Collection Classified"

    segment_id = fields.Many2one(
        comodel_name="collection.segment", readonly=True, ondelete="restrict"
    )
    segment_date = fields.Date(string="In the Segment Since", readonly=True)
    segment_reason = fields.Char(
        readonly=True, help="The code of why the case is in its segment."
    )
    segment_score = fields.Integer(
        string="Score on Entry",
        readonly=True,
        aggregator=None,
        help="The score with which the case came into its segment.",
    )
    segment_score_before = fields.Integer(
        string="Score Before",
        readonly=True,
        aggregator=None,
        help="The score with which it had come into the segment before.",
    )
    segment_explanation = fields.Char(
        string="Why This Segment", compute="_compute_segment_explanation"
    )
    strategy_id = fields.Many2one(
        comodel_name="collection.strategy", readonly=True, ondelete="restrict"
    )
    experiment_id = fields.Many2one(
        comodel_name="collection.experiment", readonly=True, ondelete="restrict"
    )
    override_segment_id = fields.Many2one(
        comodel_name="collection.segment",
        string="Segment by Hand",
        readonly=True,
        ondelete="restrict",
    )
    override_reason = fields.Char(string="Reason of the Change", readonly=True)
    override_until = fields.Date(string="By Hand Until", readonly=True)
    override_user_id = fields.Many2one(
        comodel_name="res.users", string="Changed By", readonly=True
    )

    # === HOOKS === #

    def _after_segment_by_hand(self):
        """Hook: react at once to a segment that somebody chose or gave up by hand.

        Void here. Called once for all cases of a company, after they were classified.
        """

    # === WORDS === #

    @api.depends(
        "segment_id.name",
        "segment_date",
        "segment_reason",
        "segment_score",
        "segment_score_before",
        "override_reason",
        "override_until",
        "override_user_id",
    )
    @api.depends_context("lang")
    def _compute_segment_explanation(self):
        for case in self:
            case.segment_explanation = case.segment_date and case._explain_segment()

    def _explain_segment(self):
        """Return the sentence that says why the case is in its segment."""
        self.ensure_one()
        date = format_date(self.env, self.segment_date)
        if not self.segment_id:
            return self.env._("In no segment since %(date)s: none fits.", date=date)
        values = {
            "segment": self.segment_id.name,
            "date": date,
            "before": self.segment_score_before,
            "score": self.segment_score,
            "until": format_date(self.env, self.override_until),
            # Who may read the case may not be allowed to read users.
            "user": self.override_user_id.sudo().name,
            "reason": self.override_reason,
        }
        if self.segment_reason in ("override", "override_end"):
            return self._explain_override(values)
        return self._explain_move(values)

    def _explain_override(self, values):
        """Return the sentence about a segment that somebody chose, or had chosen.

        :param dict values: what the sentences name
        """
        if self.segment_reason == "override":
            return self.env._(
                "%(segment)s by hand until %(until)s, by %(user)s: %(reason)s", **values
            )
        return self.env._(
            "%(segment)s since %(date)s; the choice by hand has ended.", **values
        )

    def _explain_move(self, values):
        """Return the sentence about a segment that was found by itself.

        :param dict values: what the sentences name
        """
        if self.segment_reason == "score":
            return self.env._(
                "%(segment)s since %(date)s because the score went from %(before)s to "
                "%(score)s.",
                **values,
            )
        if self.segment_reason == "domain":
            return self.env._(
                "%(segment)s since %(date)s because other facts of the case changed.",
                **values,
            )
        if self.segment_reason == "date":
            return self.env._(
                "%(segment)s since %(date)s because other segments are in force since "
                "then.",
                **values,
            )
        if self.segment_reason == "setup":
            return self.env._(
                "%(segment)s since %(date)s because the set-up of the segments was "
                "changed.",
                **values,
            )
        return self.env._(
            "%(segment)s since %(date)s, with a score of %(score)s.", **values
        )

    # === WHAT PEOPLE DECIDE === #

    def write(self, vals):
        """Refuse to write by hand what a classification writes.

        :raise UserError: if ``vals`` hold such a field
        """
        refused = [name for name in CLASSIFIED_FIELDS if name in vals]
        if refused:
            labels = [
                self._fields[name]._description_string(self.env) for name in refused
            ]
            raise UserError(
                self.env._(
                    "These fields follow from the segments: %(fields)s. Click “Change "
                    "Segment” on the case, or change the set-up of the segments.",
                    fields=", ".join(labels),
                )
            )
        return super().write(vals)

    def action_override_segment(self):
        """Ask for another segment, the reason and the end."""
        self._check_may_override()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Segment"),
            "res_model": "collection.segment.override",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }

    def action_lift_override(self):
        """End what was chosen by hand at once."""
        self._check_may_override()
        overridden = self.filtered("override_segment_id")
        for company, cases in overridden.grouped("company_id").items():
            today = company._collection_today()
            self._end_override(cases.ids, today)
            cases._classify_by_hand(today)

    @api.model
    def _end_override(self, case_ids, today):
        """Let what was chosen by hand have ended yesterday."""
        self.env.cr.execute(SQL(statements.LIFT, cases=case_ids, today=today))

    def _override_segment(self, segment, reason, until):
        """Put the cases into a segment by hand, at once and until a day.

        :param segment: the ``collection.segment``
        :param str reason: why
        :param date until: the last day
        :raise AccessError: if the user is no team lead
        :raise UserError: if the reason is missing, the end is not to come, a case is
            closed, or the segment is not for it
        """
        self._check_may_override()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the segment is changed by hand."))
        self.env.flush_all()
        for company, cases in self.grouped("company_id").items():
            today = company._collection_today()
            segment._check_override(company, today, until)
            self.env.cr.execute(
                SQL(
                    statements.OVERRIDE,
                    cases=cases.ids,
                    segment=segment.id,
                    reason=reason,
                    until=until,
                    user=self.env.uid,
                )
            )
            cases._classify_by_hand(today)

    def _classify_by_hand(self, today):
        """Let what somebody chose or gave up take effect."""
        self.env["collection.segment"]._classify(self, today, self.env.uid)
        self._after_segment_by_hand()

    def _check_may_override(self):
        """Refuse it to those who do not lead, and for closed cases.

        :raise AccessError: if the user may not choose the segment of the cases
        :raise UserError: if one of them is closed
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(
            "debt_collection.group_collection_leader"
        ):
            raise AccessError(
                self.env._(
                    "Only team leads and managers choose a segment by hand. Ask the "
                    "team lead."
                )
            )
        closed = self.filtered(lambda case: case.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(case)s is closed: nothing is done about it any more.",
                    case=closed[0].display_name,
                )
            )
