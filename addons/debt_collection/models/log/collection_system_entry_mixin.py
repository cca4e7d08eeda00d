# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

import psycopg2

from odoo import api, models

from .collection_entry_input_mixin import EARLIEST, MAX_TEXT

_logger = logging.getLogger(__name__)

# An address is shown in lists. What is longer is no address anybody could use.
MAX_ADDRESS = 500


class CollectionSystemEntryMixin(models.AbstractModel):
    """What the system logs by itself: messages that went out, came in or came back.

    They have taken place, and nobody is there to correct the input. So nothing is
    refused: texts are cut, what nobody knows is left out, and what cannot be logged all
    the same is kept and tried again.
    """

    _name = "collection.system.entry.mixin"
    _description = "Contact Log Entry of the System"

    @api.model
    def _log_system(self, entries):
        """Log contacts of the system. It never raises, and loses nothing.

        :param list entries: dicts as ``create`` takes them; ``result`` may name the
            result by its code in place of ``result_id``
        :return: the entries that were logged; the others are tried again by the cron
            that seals the log
        """
        # The context of whoever sends is not the log's: only the language goes along.
        context = {
            key: self.env.context[key]
            for key in ("lang", "tz")
            if key in self.env.context
        }
        log = self.with_env(self.env(su=True, context=context))
        if not entries:
            return log.browse()
        now = self.env.cr.now().replace(microsecond=0)
        entries = [{**told, "date": told.get("date") or now} for told in entries]
        try:
            with self.env.cr.savepoint():
                return log._create_of_system(entries)
        except Exception:
            _logger.info(
                "%s contacts are logged one by one.", len(entries), exc_info=True
            )
        logged = log.browse()
        for told in entries:
            logged += log._log_or_keep(told)
        return logged

    @api.model
    def _log_or_keep(self, told):
        """Log one contact, or keep it for a retry.

        :return: the entry, or none
        """
        failure = None
        try:
            with self.env.cr.savepoint():
                return self._create_of_system([told])
        except Exception as error:
            _logger.warning("A contact was not logged and is kept.", exc_info=True)
            failure = error
        try:
            with self.env.cr.savepoint():
                self.env["collection.contact.unlogged"]._keep(told, failure)
        except Exception:
            # Here the transaction itself is lost, and what it sent or read with it.
            _logger.exception("A contact could neither be logged nor kept: %r", told)
        return self.browse()

    @api.model
    def _create_of_system(self, entries):
        results = self.env["collection.result"]
        prepared = []
        for told in entries:
            values = {**told, "is_system": True}
            if "result" in values:
                values["result_id"] = results._resolve(values.pop("result")).id
            prepared.append(values)
        created = self.create(prepared)
        self.env.flush_all()
        return created

    @api.model
    def _complete_of_system(self, given):
        """Make of what the system tells something that the log can hold.

        :param dict given: as ``_read_input`` returns it; changed
        """
        for name in ("note", "text", "reason"):
            words = given[name].encode(errors="replace")
            if len(words) > MAX_TEXT:
                given[name] = words[:MAX_TEXT].decode(errors="ignore")
        now = self.env.cr.now().replace(microsecond=0)
        if not EARLIEST <= given["date"] <= now + timedelta(days=1):
            given["date"] = now
        given["address"] = given["address"][:MAX_ADDRESS]
        given["given_address"] = given["address"]
        if given["role"] not in dict(self._get_recipient_roles()):
            given["role"] = "unknown"
        given["duration"] = 0
        given["corrects"] = self.browse()

    def _apply_results_of_system(self):
        """Do what the results ask for; the record of the contact does not depend on it.

        :raise psycopg2.OperationalError: on a conflict with another transaction, which
            a retry settles
        """
        try:
            with self.env.cr.savepoint():
                self._apply_results()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.warning(
                "What follows from the results of %s was not done.", self, exc_info=True
            )
