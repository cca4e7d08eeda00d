# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..ledger.own_transaction import end_reading, in_own_transaction, own_cursor

_logger = logging.getLogger(__name__)

# First key of the advisory lock that one run of a company holds; the second key is the
# company's id.
RUN_LOCK = 0xC0_11EC
# How often, and how many seconds apart, a run tries for the lock or the record of one
# that is just beginning or ending.
LOCK_TRIES, LOCK_PAUSE = 50, 0.1


class CollectionRunStartMixin(models.AbstractModel):
    """How a run starts: who may, for which company and day, and only one at a time."""

    _name = "collection.run.start.mixin"
    _description = "Collection Run Start"

    @api.model
    def _get_run_companies(self, company):
        """Return the root companies to run.

        :param company: a company, its id, or nothing for all allowed ones
        :raise AccessError: if the user has no access to the company
        :raise UserError: for anything else than one company
        """
        if not company:
            return self.env.companies.root_id.sudo()
        companies = self.env["res.company"]
        if isinstance(company, int) and not isinstance(company, bool):
            company = companies.browse(company)
        if not isinstance(company, type(companies)) or len(company) != 1:
            raise UserError(
                self.env._("Name one company, by its id, or none to run all of yours.")
            )
        if not self.env.su and company not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You have no access to this company, or it is not switched on in "
                    "the company selector."
                )
            )
        return company.root_id.sudo()

    @api.model
    def _get_run_day(self, today):
        """Return the day as a date.

        :raise UserError: if the text is no ISO date
        """
        try:
            return fields.Date.to_date(today)
        except (TypeError, ValueError):
            raise UserError(
                self.env._(
                    "“%(text)s” is not a day. Write it as year, month and day, like "
                    "2026-01-31.",
                    text=today,
                )
            ) from None

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
    def _run_company(self, company, today, dry, tried=None):
        """Run one root company, unless another process is at it.

        Where the other process has no record yet, or ended it a moment ago, there is
        nothing to return: either its record or its lock can be had shortly.

        :return: id of the run
        :raise UserError: if neither comes, or a dry run finds another going on, which
            shows nothing of what it was asked for
        """
        for _attempt in range(LOCK_TRIES):
            if run_id := self._run_locked(company, today, dry, tried):
                return run_id
            if run_id := self._get_running_id(company):
                if not dry:
                    return run_id
                raise UserError(
                    self.env._(
                        "A run of %(company)s is going on. Try again when it has "
                        "ended.",
                        company=company.name,
                    )
                )
            time.sleep(LOCK_PAUSE)
        raise UserError(
            self.env._(
                "Another process is just beginning or ending a run of %(company)s. "
                "Try again in a moment.",
                company=company.name,
            )
        )

    @api.model
    def _run_locked(self, company, today, dry, tried=None):
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
                    env["res.company"].browse(company.id),
                    today,
                    dry,
                    self.env.uid,
                    tried,
                ),
            )
            end_reading(self.env)
            self.browse(run_id)._work(lock_env.cr)
            return run_id

    @api.model
    def _get_running_id(self, company):
        """Return the id of the run that another process has in hand, or False."""
        running = [("company_id", "=", company.id), ("state", "=", "running")]
        return in_own_transaction(
            self.env, lambda env: env[self._name].search(running, limit=1).id
        )

    @api.model
    def _begin(self, company, today, dry, uid, tried=None):
        """Make the record of a run, or take up one that was killed.

        :param dict tried: values of the run that name a strategy to try
        :return: id of the run
        """
        day = today or company._collection_today()
        killed = self.search(
            [("company_id", "=", company.id), ("state", "=", "running")]
        )
        is_trial = bool(tried or killed.strategy_id)
        if killed.date == day and killed.is_dry == dry and not is_trial:
            return killed.id
        killed.write(
            {
                "state": "interrupted",
                "date_end": fields.Datetime.now(),
                "message": self._get_reason_interrupted(dry),
            }
        )
        now = fields.Datetime.now()
        values = {
            "company_id": company.id,
            "user_id": uid,
            "date": day,
            "is_dry": dry,
            "date_start": now,
            "state": "running",
            **(tried or {}),
        }
        if not today and (why := self._get_reason_to_skip(company, day)):
            values.update(state="skipped", date_end=now, message=why)
        return self.create(values).id

    @api.model
    def _get_reason_interrupted(self, dry):
        """Return what is said of a run that goes on no further.

        :param bool dry: whether the one that takes its place is dry
        """
        if dry:
            return self.env._(
                "The run stood still when a dry run was started. The next run does "
                "what is left."
            )
        return self.env._("The process was stopped. A later run went on.")

    @api.model
    def _get_reason_to_skip(self, company, day):
        """Return why the cases must not be brought to this day, or None.

        A clock that was set back would make every case younger.
        """
        latest = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("is_dry", "=", False),
            ],
            order="date_start desc, id desc",
            limit=1,
        )
        if not latest.date or latest.date <= day:
            return None
        return self.env._(
            "The clock stands at %(day)s, but the cases are already as of "
            "%(latest)s. Nothing was changed: set the server's clock or the "
            "company's time zone right. If they are right, let a manager run for "
            "today by hand.",
            day=fields.Date.to_string(day),
            latest=fields.Date.to_string(latest.date),
        )

    @api.model
    def _cron_run(self):
        """Run each company once a day, as soon as its own day has begun.

        A company whose run fails is tried again the next time; the others go on.
        """
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
            try:
                self.run(company)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("The collection run of company %s failed", company.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break
