# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging

from odoo import api, fields, models

from ..ledger.own_transaction import in_own_transaction

_logger = logging.getLogger(__name__)

# Tried again by one run of the cron, those first that were tried least.
RETRIED_AT_ONCE = 200


class CollectionContactUnlogged(models.Model):
    """A contact of the system's that took place and could not be logged yet.

    A mail that is out cannot be called back, and one that came in must not be lost. So
    what went wrong with its entry is set aside here, and tried again until it works.
    """

    _name = "collection.contact.unlogged"
    _description = "Contact Not Logged Yet"
    _log_access = False
    _rec_name = "date"
    _order = "id"

    date = fields.Datetime(required=True)
    told = fields.Text(required=True, help="What the log was told, as JSON.")
    error = fields.Text(help="What went wrong the last time.")
    tries = fields.Integer(default=1, aggregator=None)

    @api.model
    def _keep(self, told, error):
        """Keep an entry for a retry.

        :param dict told: the values given to the log
        :param Exception error: what went wrong
        """
        self.create(
            {
                "date": self.env.cr.now().replace(microsecond=0),
                # ASCII only: neither lone surrogates nor zero bytes reach PostgreSQL.
                "told": json.dumps(told, default=str),
                "error": ascii(error)[:1000],
            }
        )

    def action_retry(self):
        """Try at once what the cron tries by and by."""
        self.check_access("read")
        for unlogged in self.sudo():
            unlogged._retry()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_contact_unlogged_action"
            ),
            "target": "main",
        }

    def _retry(self):
        """Log the one entry; it is kept where that fails again."""
        self.ensure_one()
        told = json.loads(self.told)
        try:
            with self.env.cr.savepoint():
                self.env["collection.contact.log"]._create_of_system([told])
                self.unlink()
        except Exception as error:  # noqa: BLE001 whatever it was, it is tried again
            self.write({"tries": self.tries + 1, "error": ascii(error)[:1000]})

    @api.model
    def _retry_all(self):
        """Try those that wait, each in a transaction of its own."""
        waiting = self.search([], order="tries, id", limit=RETRIED_AT_ONCE)
        for unlogged_id in waiting.ids:
            self._retry_alone(unlogged_id)

    @api.model
    def _retry_alone(self, unlogged_id):
        """Try one, unless somebody else has logged it meanwhile."""

        def retry(env):
            for unlogged in env[self._name].browse(unlogged_id).exists():
                unlogged._retry()

        try:
            in_own_transaction(self.env, retry)
        except Exception:
            _logger.warning("A contact could still not be logged.", exc_info=True)
