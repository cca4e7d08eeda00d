# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_run_dry_mixin import NAMES_CUSTOMERS


class CollectionRun(models.Model):
    """One sweep of a company: every debtor's case is compared with the ledger.

    A run works in batches, each committed with the run's own progress. One that was
    killed is resumed where it stopped; one that was finished changes nothing when run
    again.
    """

    _name = "collection.run"
    _description = "Collection Run"
    _inherit = ["collection.run.start.mixin", "collection.run.work.mixin"]
    _order = "date_start desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Started By", readonly=True
    )
    date = fields.Date(
        string="As Of",
        required=True,
        readonly=True,
        help="The day from which ages are counted, in the company's own time zone.",
    )
    is_dry = fields.Boolean(
        string="Dry Run",
        readonly=True,
        help="Shows what a run would do and changes no case.",
    )
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("done", "Done"),
            ("interrupted", "Interrupted"),
            ("skipped", "Skipped"),
        ],
        required=True,
        readonly=True,
    )
    message = fields.Char(readonly=True)
    date_start = fields.Datetime(string="Started", required=True, readonly=True)
    date_end = fields.Datetime(string="Ended At", readonly=True)
    duration = fields.Float(
        string="Seconds", digits=(12, 3), readonly=True, help="Time spent working."
    )
    duration_cases = fields.Float(
        string="Seconds for the Cases",
        digits=(12, 3),
        readonly=True,
        help="Time spent on bringing the cases up to date with the accounting. The "
        "rest went into scores, segments, assignment and next steps.",
    )
    statement_count = fields.Integer(string="SQL Statements", readonly=True)

    # Progress
    batches = fields.Json(
        string="Batches to Do",
        readonly=True,
        help="By the first debtor of each: its last one, and the step it takes next.",
    )
    batch_count = fields.Integer(string="Batches", readonly=True)
    batch_done = fields.Integer(string="Batches Done", readonly=True)
    progress = fields.Float(compute="_compute_progress")

    # What it did
    debtor_count = fields.Integer(
        string="Debtors Seen",
        readonly=True,
        help="Debtors with something open, or with an open case.",
    )
    opened_count = fields.Integer(string="Cases Opened", readonly=True)
    reopened_count = fields.Integer(string="Cases Reopened", readonly=True)
    updated_count = fields.Integer(string="Cases Updated", readonly=True)
    closed_count = fields.Integer(string="Cases Closed", readonly=True)
    unchanged_count = fields.Integer(string="Cases Unchanged", readonly=True)
    folded_count = fields.Integer(
        string="Marks Folded",
        readonly=True,
        help="Bookings whose cases were not yet up to date when the run began.",
    )
    drift_count = fields.Integer(
        string="Cases That Differed",
        readonly=True,
        help="Open cases that did not equal the ledger although nothing announced a "
        "change. It should be none.",
    )
    error_ids = fields.One2many(
        comodel_name="collection.run.error",
        inverse_name="run_id",
        readonly=True,
        groups=NAMES_CUSTOMERS,
    )
    error_count = fields.Integer(string="Errors", readonly=True)
    change_ids = fields.One2many(
        comodel_name="collection.run.change",
        inverse_name="run_id",
        readonly=True,
        groups=NAMES_CUSTOMERS,
    )

    # What is owed on the open cases when the run ended; after a dry run, what would be
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_not_due = fields.Monetary(string="Not Due", readonly=True)
    amount_1_30 = fields.Monetary(string="1–30 Days", readonly=True)
    amount_31_60 = fields.Monetary(string="31–60 Days", readonly=True)
    amount_61_90 = fields.Monetary(string="61–90 Days", readonly=True)
    amount_91_120 = fields.Monetary(string="91–120 Days", readonly=True)
    amount_over_120 = fields.Monetary(string="Over 120 Days", readonly=True)
    amount_credit = fields.Monetary(string="Unapplied Credits", readonly=True)

    # The control sum
    amount_cases = fields.Monetary(string="On Cases", readonly=True)
    amount_excluded = fields.Monetary(string="Excluded on Cases", readonly=True)
    amount_without_case = fields.Monetary(
        string="Customers Without Case",
        readonly=True,
        help="Customers with nothing overdue.",
    )
    amount_without_partner = fields.Monetary(
        string="Items Without Customer",
        readonly=True,
        help="Receivable items without a partner belong to nobody's case. Give them a "
        "partner in the accounting.",
    )
    count_without_partner = fields.Integer(
        string="Number of Items Without Customer", readonly=True
    )
    amount_unposted = fields.Monetary(
        string="Matched With Unposted Entries",
        readonly=True,
        help="Payments and credit notes that are matched with an invoice which was "
        "reset to draft since.",
    )
    amount_ledger = fields.Monetary(string="General Ledger", readonly=True)
    amount_difference = fields.Monetary(
        string="Difference",
        readonly=True,
        help="General ledger less all of the above. It should be zero; what was booked "
        "while the sum was drawn can make a difference until the next run.",
    )

    _one_running = models.UniqueIndex(
        "(company_id) WHERE state = 'running'",
        "A run of this company is going on already.",
    )

    @api.depends("company_id", "date", "is_dry")
    def _compute_name(self):
        for run in self:
            day = fields.Date.to_string(run.date) or ""
            name = f"{run.company_id.sudo().name or ''} {day}"
            run.name = (
                self.env._("%(name)s (dry run)", name=name) if run.is_dry else name
            )

    @api.depends("batch_count", "batch_done", "state")
    def _compute_progress(self):
        for run in self:
            if run.state == "done":
                run.progress = 100.0
            else:
                run.progress = 100.0 * run.batch_done / (run.batch_count or 1)

    @api.model
    def run(self, company=None, today=None, dry=False):
        """Bring all cases of a company up to date.

        It works in transactions of its own, and ends the caller's where that has
        written nothing: call it outside of savepoints.

        :param company: a company or its id; its root company is run, all allowed ones
            where none is given
        :param today: the day from which ages are counted, a date or ISO text; the
            company's own today where none is given
        :param bool dry: show what would change and change nothing
        :return: the finished runs, one a company; where another process is running a
            company, that running record. They were written by transactions of their
            own: read them in your next transaction.
        :raise AccessError: if the user may not run, or not this company or day
        :raise UserError: for a day in the future that is not a dry run, or text that is
            no day
        """
        companies = self._get_run_companies(company)
        today = self._get_run_day(today)
        for root in companies:
            self._check_run_rights(root, today, dry)
        run_ids = [self._run_company(root, today, dry) for root in companies]
        return self.browse(run_ids)

    @api.model
    def try_strategy(self, strategy, company=None, segments=None):
        """Show what a strategy would plan today in place of the present ones.

        :param strategy: the ``collection.strategy`` or its id
        :param company: as of :meth:`run`
        :param segments: ``collection.segment`` records or their ids: on which cases;
            all of them where none are given
        :return: the dry runs, one a company
        :raise AccessError: if the user is no manager
        :raise UserError: for anything else than one strategy, and segments
        """
        companies = self._get_run_companies(company)
        for root in companies:
            self._check_run_rights(root, None, dry=True)
        if not self.env.user.has_group("debt_collection.group_collection_manager"):
            raise AccessError(self.env._("Only a collection manager tries strategies."))
        strategy = self._get_to_try("collection.strategy", strategy)
        segments = self._get_to_try("collection.segment", segments or ())
        if len(strategy) != 1:
            raise UserError(self.env._("Name one strategy to try, by its id."))
        tried = {
            "strategy_id": strategy.id,
            "segment_ids": [Command.set(segments.ids)],
        }
        return self.browse(
            self._run_company(root, None, True, tried) for root in companies
        )

    @api.model
    def _get_to_try(self, model, named):
        """Return records that were named.

        :param str model: their model
        :param named: the records, an id, or ids
        :raise AccessError: if the user may not read them
        :raise UserError: for anything else
        """
        records = self.env[model]
        if isinstance(named, type(records)):
            records = named.with_env(self.env)
        else:
            ids = named if isinstance(named, list | tuple) else [named]
            if not all(type(one) is int and one > 0 for one in ids):
                raise UserError(
                    self.env._("Name strategies and segments to try by their ids.")
                )
            records = records.browse(ids).exists()
            if len(records) != len(set(ids)):
                raise UserError(
                    self.env._("That strategy or segment does not exist any more.")
                )
        records.check_access("read")
        return records

    def action_run(self):
        """Run the user's companies now and show what came of it."""
        return self.run()._get_result_action()

    def action_dry_run(self):
        """Show what a run of the user's companies would do."""
        return self.run(dry=True)._get_result_action()

    def _get_result_action(self):
        """Return the action that shows these runs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_run_action"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}
