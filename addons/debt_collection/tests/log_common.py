# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo.tools import SQL, mute_logger

from odoo.addons.debt_collection.tools import chain

from .common import CastCommon

CHECK_LOGGER = "odoo.addons.debt_collection.models.log.collection_chain_check"

TABLES = ("collection_contact_log", "collection_contact_content")


class LogCommon(CastCommon):
    """Cases of which contacts are logged: ann works ``case``, ben ``other_case``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_is_live = True
        # What a contact means for a strategy's steps is another matter.
        cls.without_segments()
        cls.case = cls.new_case("Cedar Mills", cls.north, cls.ann)
        cls.other_case = cls.new_case("Dogwood Yards", cls.north, cls.ben)
        (cls.case | cls.other_case).partner_id.sudo().write(
            {
                "phone": "+1 212 555 0100",
                "email": "accounts@cedar.example.com",
                "street": "1 Mill Road",
                "city": "Salem",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.env.flush_all()
        cls.log = cls.env["collection.contact.log"]

    def entry(self, user=None, case=None, **told):
        """Log a contact as a collector, ann and a call that nobody answered by default.

        :return: the entry, as that user sees it
        """
        case = (case or self.case).with_user(user or self.ann)
        return case.log_contact(**{"channel": "call", "result": "no_answer", **told})

    def seal(self):
        """Seal everything, as is done after a commit."""
        self.env.flush_all()
        sealer = self.env["collection.contact.sealer"].sudo()
        return sealer._seal_companies(self.env["res.company"].sudo().search([]).ids)

    def sealed(self, count, **told):
        """Log and seal contacts.

        :return: the entries in the order of their numbers
        """
        entries = self.log.concat(*(self.entry(**told) for _number in range(count)))
        self.seal()
        return entries.sudo()

    def check(self, company=None):
        """Verify the chain as the auditor.

        :return: the ``collection.chain.check``
        """
        checks = self.env["collection.chain.check"].with_user(self.odile)
        return checks._check((company or self.company).sudo())

    def kinds(self, check):
        """Return what a check found: set of pairs of kind and entry's id."""
        return {(fault.kind, fault.log_ref) for fault in check.sudo().fault_ids}

    def assert_whole(self):
        """The chain is whole, and something is in it."""
        self.assertTrue(self.log.sudo().search_count([("seq", "!=", False)]))
        self.assertEqual(self.log.with_user(self.odile).verify_chain(), self.log)

    @contextmanager
    def as_owner(self):
        """Act as the owner of the database, who can switch the guards off."""
        self.env.flush_all()
        for state in ("DISABLE", "ENABLE"):
            for table in TABLES:
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE %s %s TRIGGER USER",
                        SQL.identifier(table),
                        SQL(state),
                    )
                )
            if state == "DISABLE":
                yield self.env.cr
        self.env.invalidate_all()

    def sql(self, query, *parameters):
        """Execute a statement through Odoo."""
        # Without parameters a percent sign is one.
        self.env.cr.execute(  # pylint: disable=sql-injection
            query, parameters or None
        )


class ChainCommon(LogCommon):
    """A chain of six calls, and words for what somebody may do to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cases = cls.case.with_user(cls.ann)
        cls.entries = cls.log.sudo()
        for number in range(6):
            cls.entries += cases.log_contact(
                "call", "no_answer", note=f"Ring {number} 电话", duration=number
            ).sudo()
        cls.env["collection.contact.sealer"].sudo()._seal(cls.company.id)

    def assert_found(self, *expected):
        """The check names exactly these: pairs of kind and entry."""
        with mute_logger(CHECK_LOGGER):
            check = self.check()
        self.assertEqual(
            self.kinds(check), {(kind, entry.id) for kind, entry in expected}
        )
        self.assertEqual(check.sudo().state, "broken")
        named = self.log.union(*(entry for _kind, entry in expected))
        broken = self.log.with_user(self.odile).verify_chain()
        self.assertEqual(set(broken.ids), set(named.ids))

    def seal_of(self, entry):
        """Return the seal that an entry would have as it is now."""
        names = chain.FIELDS[1]
        self.env.cr.execute(
            f"SELECT {', '.join(names)} FROM collection_contact_log WHERE id = %s",
            [entry.id],
        )
        values = self.env.cr.fetchone()
        text = chain.text_of(1, entry.seq, values)
        return chain.seal_of(entry.previous_hash, text)
