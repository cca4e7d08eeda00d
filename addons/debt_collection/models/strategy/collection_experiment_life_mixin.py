# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

# What can still change once it runs. The rest would spoil the comparison.
CHANGEABLE = {"name", "description", "date_to", "state", "base_rate", "min_difference"}
# What nobody enters: it follows from the segment, and from the start and the end.
FOLLOWING = frozenset({"state", "champion_strategy_id"})
NEXT_STATE = {"draft": "running", "running": "ended"}


class CollectionExperimentLifeMixin(models.AbstractModel):
    """How an experiment begins and ends, and what of it can change meanwhile."""

    _name = "collection.experiment.life.mixin"
    _description = "Collection Experiment Life"
    _inherit = ["collection.bound.mixin", "collection.strategy.use.mixin"]
    _use_fields = frozenset({"state"})

    @api.model_create_multi
    def create(self, vals_list):
        """Begin with a draft.

        :raise UserError: if one would be created in another state, or with another
            present strategy than the segment's
        """
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(
                self.env._("An experiment begins as a draft. Start it then.")
            )
        for vals in vals_list:
            self._check_following(vals.keys() - {"state"})
        # What is not told follows from the segment, whatever a context proposes.
        plain = self.with_env(self.env(context=clean_context(self.env.context)))
        return super(CollectionExperimentLifeMixin, plain).create(vals_list)

    def write(self, vals):
        """Refuse to change what is compared once it runs, what follows by itself, and
        to go back.

        :raise UserError: if the experiments have started or ended, or the state cannot
            follow
        """
        if not self.env.su:
            self._check_following(vals)
        self._check_fixed(vals)
        if "state" in vals and any(
            NEXT_STATE.get(experiment.state) != vals["state"] for experiment in self
        ):
            raise UserError(
                self.env._(
                    "A draft can be started, and an experiment that runs can be "
                    "stopped. Nothing else."
                )
            )
        return super().write(vals)

    @api.model
    def _check_following(self, names):
        """Refuse what follows by itself.

        :param names: the names of the fields that somebody enters
        :raise UserError: if one of them is not entered
        """
        refused = FOLLOWING & set(names)
        if refused:
            raise UserError(
                self.env._(
                    "These follow from the segment, and from the start and the end of "
                    "the experiment: %(fields)s. Click “Start” or “Stop” instead.",
                    fields=self._get_labels(refused),
                )
            )

    def _check_fixed(self, vals):
        """Refuse to change what is compared, and when it ended.

        :param dict vals: the new values
        :raise UserError: if the experiments have started, or ended
        """
        fixed = {name for name in vals.keys() - CHANGEABLE if name in self._fields}
        if fixed and any(experiment.state != "draft" for experiment in self):
            raise UserError(
                self.env._(
                    "An experiment that has started keeps what it compares: "
                    "%(fields)s. Stop it and start another one.",
                    fields=self._get_labels(fixed),
                )
            )
        if vals.get("date_to") and not self.env.su:
            self._check_last_day(fields.Date.to_date(vals["date_to"]))
        if "date_to" in vals and any(
            experiment.state == "ended" for experiment in self
        ):
            raise UserError(
                self.env._(
                    "An experiment that has ended keeps its last day: its result "
                    "depends on it. Start another one."
                )
            )

    def _check_last_day(self, day):
        """Refuse an end before which cases were divided already.

        :param date day: the new last day
        :raise UserError: if one of the experiments runs and the day is over
        """
        for experiment in self:
            today = experiment.company_id.sudo()._collection_today()
            if experiment.state == "running" and day < today:
                raise UserError(
                    self.env._(
                        "“%(experiment)s” has divided cases until today. Enter today "
                        "or a later day as its last one.",
                        experiment=experiment.name,
                    )
                )

    @api.model
    def _get_labels(self, names):
        """Return what fields are called on the screen, in one line."""
        return ", ".join(
            sorted(self._fields[name]._description_string(self.env) for name in names)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(experiment.state != "draft" for experiment in self):
            raise UserError(
                self.env._(
                    "An experiment that has started is kept: cases were worked by its "
                    "strategies. Stop it instead."
                )
            )

    # === ACTIONS === #

    def action_start(self):
        """Let the experiments run: the next run divides the segments' cases.

        :raise UserError: if the last day of one is over
        """
        self.check_access("write")
        # Nobody may enter what is set here, so it is set with all rights.
        for experiment in self.sudo():
            # Nobody was divided before today, whatever the draft said.
            today = experiment.company_id._collection_today()
            if experiment.date_to and experiment.date_to < today:
                raise UserError(
                    self.env._(
                        "The last day of “%(experiment)s” is over. Enter a later one, "
                        "or none, before you start it.",
                        experiment=experiment.name,
                    )
                )
            experiment.write(
                {
                    "champion_strategy_id": experiment.segment_id.strategy_id.id,
                    "date_from": max(experiment.date_from, today),
                    "state": "running",
                }
            )

    def action_stop(self):
        """End the experiments: the next run puts all cases under the segment's own
        strategy again."""
        self.check_access("write")
        # Nobody may enter what is set here, so it is set with all rights.
        for experiment in self.sudo():
            today = experiment.company_id._collection_today()
            last = max(today, experiment.date_from)
            if experiment.date_to:
                last = min(last, experiment.date_to)
            experiment.write({"date_to": last, "state": "ended"})

    def _expire(self):
        """End experiments whose last day is over."""
        self.write({"state": "ended"})
