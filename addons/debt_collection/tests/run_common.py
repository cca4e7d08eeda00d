# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL, mute_logger

RUN = "odoo.addons.debt_collection.models.run"
WORK = f"{RUN}.collection_run_work_mixin"
FAILURE = f"{RUN}.collection_run_failure_mixin"


class RunMixin:
    """Words for the tests of runs."""

    def start(self, company=None, user=None, **arguments):
        """Start a run as a user, the manager where none is given.

        :return: the runs, as the manager sees them
        """
        self.env.flush_all()
        runs = self.env["collection.run"].with_user(user or self.manager)
        with self.enter_registry_test_mode():
            run_ids = runs.run(company, **arguments).ids
        return self.env["collection.run"].with_user(self.manager).browse(run_ids)

    def run_company(self, user=None, **arguments):
        """Run the tests' own company."""
        return self.start(self.company, user, **arguments)

    def lose_marks(self):
        """Delete all marks, as if nothing had announced what was booked."""
        self.marked()
        self.env.cr.execute("DELETE FROM collection_mark")

    def batches_of(self, debtors):
        """Let a run's batches hold so many debtors."""
        return patch(f"{WORK}.RUN_BATCH", debtors)

    def stepwise_from(self, cases):
        """Let a batch that opens so many cases commit each of its steps."""
        return patch(f"{RUN}.collection_run_batch_mixin.STEPWISE_FROM", cases)

    @contextmanager
    def expected_errors(self):
        """Keep errors that a test provokes out of the log."""
        with mute_logger(FAILURE):
            yield

    def dump(self):
        """Return the contents of all tables of cases, marks, accounting
        and messages, the records of runs apart."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT tablename FROM pg_tables
                    WHERE schemaname = 'public' AND (tablename LIKE 'collection\\_%%'
                       OR tablename LIKE 'account\\_%%' OR tablename IN
                          ('res_partner', 'res_company', 'mail_message',
                           'mail_followers', 'mail_activity', 'mail_mail', 'sms_sms'))
                      AND tablename NOT LIKE 'collection\\_run%%'
                 ORDER BY 1"""
            )
        )
        contents = {}
        for (table,) in rows:
            contents[table] = self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t",
                    SQL.identifier(table),
                )
            )
        return contents

    def assert_same(self, after, before):
        """Two dumps are equal; otherwise the tables that differ are named."""
        self.assertEqual(
            [table for table in before if after[table] != before[table]], []
        )
