# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..ledger.own_transaction import in_own_transaction, own_cursor

# First key of the advisory lock that one run of a company holds; the second key is the
# company's id.
RUN_LOCK = 0xC0_11EC
# How often, and how many seconds apart, a run tries for the lock or the record of one
# that is just beginning or ending.
LOCK_TRIES, LOCK_PAUSE = 50, 0.1

# A team lead must not learn from a run whom other teams deal with.
NAMES_CUSTOMERS = (
    "debt_collection.group_collection_manager,debt_collection.group_collection_auditor"
)


class CollectionRun(models.Model):
    """One sweep of a company: every debtor's case is compared with the ledger.

    A run works in batches, each committed with the run's own progress. One that was
    killed is resumed where it stopped; one that was finished changes nothing when run
    again.
    """

    _name = "collection.run"
    _description = "Collection Run"
    _inherit = ["collection.run.work.mixin"]
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
    date_end = fields.Datetime(string="Ended", readonly=True)
    duration = fields.Float(
        string="Seconds", digits=(12, 3), readonly=True, help="Time spent working."
    )
    statement_count = fields.Integer(string="SQL Statements", readonly=True)

    # Progress
    ranges = fields.Json(readonly=True, help="Last debtor of each batch.")
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

        :param company: a company or its id; its root company is run, all allowed ones
            where none is given
        :param today: the day from which ages are counted, a date or ISO text; the
            company's own today where none is given
        :param bool dry: show what would change and change nothing
        :return: the finished runs, one a company; where another process is running a
            company, that running record. They were written by transactions of their
            own: read them in your next transaction.
        :raise AccessError: if the user may not run, or not this company or day
        :raise UserError: for a day in the future that is not a dry run
        """
        companies = self._get_run_companies(company)
        today = fields.Date.to_date(today)
        for root in companies:
            self._check_run_rights(root, today, dry)
        run_ids = [self._run_company(root, today, dry) for root in companies]
        return self.browse(run_ids)

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

    @api.model
    def _get_run_companies(self, company):
        """Return the root companies to run.

        :param company: a company, its id, or nothing for all allowed ones
        :raise AccessError: if the user has no access to the company
        """
        if not company:
            return self.env.companies.root_id.sudo()
        if isinstance(company, int):
            company = self.env["res.company"].browse(company)
        if not self.env.su and company not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You have no access to this company, or it is not switched on in "
                    "the company selector."
                )
            )
        return company.root_id.sudo()

    @api.model
    def _check_run_rights(self, company, today, dry):
        """Refuse a run that is not this user's to start.

        :raise AccessError: if the user is no team lead, or no manager and wants another
            day than today
        :raise UserError: for a future day that is not a dry run
        """
        if self.env.su:
            return
        if not self.env.user.has_group("debt_collection.group_collection_leader"):
            raise AccessError(
                self.env._("Only team leads and managers can start a collection run.")
            )
        if not today or today == company._collection_today():
            return
        if not self.env.user.has_group("debt_collection.group_collection_manager"):
            raise AccessError(
                self.env._("Only a collection manager can run for another day.")
            )
        if today > company._collection_today() and not dry:
            raise UserError(
                self.env._(
                    "%(day)s lies in the future. Start a dry run to see what it would "
                    "bring.",
                    day=fields.Date.to_string(today),
                )
            )

    @api.model
    def _run_company(self, company, today, dry):
        """Run one root company, unless another process is at it.

        Where the other process has no record yet, or ended it a moment ago, there is
        nothing to return: either its record or its lock can be had shortly.

        :return: id of the run
        :raise UserError: if neither comes
        """
        for _attempt in range(LOCK_TRIES):
            run_id = self._run_locked(company, today, dry) or self._get_running_id(
                company
            )
            if run_id:
                return run_id
            time.sleep(LOCK_PAUSE)
        raise UserError(
            self.env._(
                "Another process is just beginning or ending a run of %(company)s. "
                "Try again in a moment.",
                company=company.name,
            )
        )

    @api.model
    def _run_locked(self, company, today, dry):
        """Run one root company if no other process has its lock.

        The lock belongs to a cursor that does nothing else. Whatever ends the process
        ends the lock too, so a run that is marked running and holds no lock was killed.

        :return: id of the run, or None
        """
        with own_cursor(self.env) as lock_env:
            [(locked,)] = lock_env.execute_query(
                SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", RUN_LOCK, company.id)
            )
            if not locked:
                return None
            run_id = in_own_transaction(
                self.env,
                lambda env: env[self._name]._begin(
                    env["res.company"].browse(company.id), today, dry, self.env.uid
                ),
            )
            self.browse(run_id)._work()
            return run_id

    @api.model
    def _get_running_id(self, company):
        """Return the id of the run that another process has in hand, or False."""
        running = [("company_id", "=", company.id), ("state", "=", "running")]
        return in_own_transaction(
            self.env, lambda env: env[self._name].search(running, limit=1).id
        )

    @api.model
    def _begin(self, company, today, dry, uid):
        """Make the record of a run, or take up one that was killed.

        :return: id of the run
        """
        day = today or company._collection_today()
        of_company = [("company_id", "=", company.id)]
        killed = self.search([*of_company, ("state", "=", "running")])
        if killed.date == day and killed.is_dry == dry:
            return killed.id
        killed.write(
            {
                "state": "interrupted",
                "date_end": fields.Datetime.now(),
                "message": self.env._("The process was stopped. A later run went on."),
            }
        )
        values = {
            "company_id": company.id,
            "user_id": uid,
            "date": day,
            "is_dry": dry,
            "date_start": fields.Datetime.now(),
            "state": "running",
        }
        latest = self.search(
            [*of_company, ("state", "=", "done"), ("is_dry", "=", False)],
            order="date_start desc, id desc",
            limit=1,
        )
        if not today and latest.date and latest.date > day:
            values["state"] = "skipped"
            values["date_end"] = values["date_start"]
            values["message"] = self.env._(
                "The clock stands at %(day)s, but the cases are already as of "
                "%(latest)s. Nothing was changed: set the server's clock or the "
                "company's time zone right. If they are right, let a manager run for "
                "today by hand.",
                day=fields.Date.to_string(day),
                latest=fields.Date.to_string(latest.date),
            )
        return self.create(values).id

    @api.model
    def _cron_run(self):
        """Run each company once a day, as soon as its own day has begun."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        accounts = self.env["collection.ledger"]._get_receivable_accounts()
        waiting = [
            company
            for company in companies & accounts.company_ids.root_id
            if not self.search_count(
                [
                    ("company_id", "=", company.id),
                    ("date", "=", company._collection_today()),
                    ("is_dry", "=", False),
                    ("state", "in", ("done", "skipped")),
                ],
                limit=1,
            )
        ]
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for company in waiting:
            self.run(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break
