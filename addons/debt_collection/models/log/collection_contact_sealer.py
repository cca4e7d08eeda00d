# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

import psycopg2.errors

from odoo import api, models
from odoo.sql_db import Cursor
from odoo.tools import SQL

from ...tools import chain
from ..ledger.own_transaction import in_own_transaction

_logger = logging.getLogger(__name__)

# Entries sealed by one transaction. Whoever logs more leaves the rest to the cron, at
# most a minute away: nobody waits for the seals of a mass import.
SEAL_BATCH = 5000
# Nor does anybody wait longer for somebody else's seal than such a one takes.
SEAL_PATIENCE = "100ms"
# The first half of the lock's key; the company is the second. Any number that no other
# program takes.
LOCK = 0x0DEB7C01


class CollectionContactSealer(models.AbstractModel):
    """Seals what was logged: gives each entry its number and its seal.

    It cannot be done in the transaction that logs. Odoo works at REPEATABLE READ: under
    a lock taken there, the last seal seen is the one before the wait, and two entries
    would follow the same one. So it is done right after the commit, company by company,
    by one sealer at a time that reads committed data.
    """

    _name = "collection.contact.sealer"
    _description = "Contact Log Sealer"

    @api.model
    def _seal_after_commit(self, companies):
        """Seal what a transaction logged once it is committed.

        A test's cursor is a savepoint and drops what is to run after a commit, so there
        it is done before.

        :param companies: the companies in which something was logged
        """
        cr = self.env.cr
        real = isinstance(cr, Cursor)
        callbacks = cr.postcommit if real else cr.precommit
        waiting = callbacks.data.setdefault("debt_collection.unsealed", set())
        if not waiting:
            sealer = self.with_env(self.env(su=True, context={}))
            seal = sealer._seal_committed if real else sealer._seal_companies
            callbacks.add(lambda: seal(sorted(waiting)))
        waiting.update(companies.ids)

    @api.model
    def _seal_committed(self, company_ids):
        """Seal what has just been committed, in a transaction of its own.

        It swallows every error: an exception here would reach the caller as if logging
        had failed, and stop other callbacks. What stays unsealed waits for the cron.
        """
        try:
            in_own_transaction(
                self.env,
                lambda env: env[self._name]._seal_companies(company_ids),
                SEAL_PATIENCE,
            )
        except psycopg2.errors.LockNotAvailable:
            _logger.info("Somebody else is sealing the contact log; the rest follows.")
        except Exception:
            _logger.warning(
                "What was logged was not sealed right after the commit; the next seal"
                " does it.",
                exc_info=True,
            )

    @api.model
    def _seal_companies(self, company_ids):
        """Seal the next entries of some companies on the present cursor.

        :param list company_ids: ids, in one order for everybody because of the locks
        :return: the number of entries sealed
        """
        return sum(self._seal(company_id) for company_id in company_ids)

    @api.model
    def _seal(self, company_id):
        """Seal the next entries of a company, in the order of their ids.

        The lock lasts until the end of the transaction. Each statement after it sees
        what others have committed meanwhile.

        :return: the number of entries sealed
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", LOCK, company_id))
        seq, previous = self._get_head(company_id)
        version = chain.current_version()
        rows = []
        for entry in self._fetch_unsealed(company_id, chain.FIELDS[version]):
            seq += 1
            seal = chain.seal_of(previous, chain.text_of(version, seq, entry))
            rows.append((entry[0], seq, previous, seal, version))
            previous = seal
        if rows:
            cr.execute_values(
                """UPDATE collection_contact_log log
                      SET seq = sealed.seq, previous_hash = sealed.previous_hash,
                          hash = sealed.hash, version = sealed.version
                     FROM (VALUES %s)
                          sealed (id, seq, previous_hash, hash, version)
                    WHERE log.id = sealed.id""",
                rows,
                page_size=len(rows),
            )
            self.env["collection.contact.log"].invalidate_model(
                ["seq", "previous_hash", "hash", "version"], flush=False
            )
        return len(rows)

    @api.model
    def _get_head(self, company_id):
        """Return number and seal of the last sealed entry of a company."""
        rows = self.env.execute_query(
            SQL(
                """SELECT seq, hash FROM collection_contact_log
                    WHERE company_id = %s AND seq IS NOT NULL
                    ORDER BY seq DESC LIMIT 1""",
                company_id,
            )
        )
        return rows[0] if rows else (0, chain.NO_SEAL)

    @api.model
    def _fetch_unsealed(self, company_id, names):
        """Return the next entries to seal: rows of the named columns, the id first."""
        return self.env.execute_query(
            SQL(
                """SELECT %s FROM collection_contact_log
                    WHERE company_id = %s AND seq IS NULL
                    ORDER BY id LIMIT %s""",
                SQL(", ").join(map(SQL.identifier, names)),
                company_id,
                SEAL_BATCH,
            )
        )

    @api.model
    def _seal_all(self):
        """Seal everything, batch by batch, each in a transaction of its own.

        :return: the number of entries sealed
        """
        companies = in_own_transaction(
            self.env,
            lambda env: env.execute_query(
                SQL(
                    "SELECT DISTINCT company_id FROM collection_contact_log"
                    " WHERE seq IS NULL ORDER BY 1"
                )
            ),
        )
        count = 0
        for (company_id,) in companies:
            sealed = SEAL_BATCH
            while sealed == SEAL_BATCH:
                sealed = in_own_transaction(
                    self.env,
                    lambda env, company_id=company_id: env[self._name]._seal(
                        company_id
                    ),
                )
                count += sealed
        return count

    @api.model
    def _cron_seal(self):
        """Log what could not be logged, then seal what a crash or a failed seal has
        left."""
        self.env["collection.contact.unlogged"].sudo()._retry_all()
        self.env["ir.cron"]._commit_progress(self._seal_all(), remaining=0)
