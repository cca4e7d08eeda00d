# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from operator import itemgetter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import chain
from ...tools.chain_walk import Walker
from .log_statements import digest_sql

# Rows held in memory at a time. The texts are not among them: PostgreSQL digests them.
FETCH = 2000
# Columns that each row begins with, before those that are hashed.
FIXED = 6
MAY_VERIFY = (
    "debt_collection.group_collection_manager,debt_collection.group_collection_auditor"
)


class CollectionChainMixin(models.AbstractModel):
    """Verifies the log's chains of seals."""

    _name = "collection.chain.mixin"
    _description = "Contact Log Chain"
    _inherit = ["collection.chain.finding.mixin", "collection.erasure.mixin"]

    @api.model
    def verify_chain(self, company=None):
        """Verify every seal, and name the entries that break the chain.

        Where entries were taken out, it names the one after the gap, or the last one
        where the end is missing. ``collection.chain.check`` says what is wrong with
        each, and knows too of what no entry is left to tell.

        :param company: a company or its id; all of the user's where none is given
        :return: the broken entries, none when the chain is whole
        :raise AccessError: if the user is neither a manager nor an auditor
        """
        entries = self.browse()
        for root in self._get_chain_companies(company):
            faults, _walker = self._examine(root)
            entries += self.browse(fault.entry_id for fault in faults if fault.entry_id)
        return entries

    @api.model
    def _get_chain_companies(self, company=None):
        """Return the companies whose chains the user may and wants to see verified.

        :param company: a company or its id; all of the user's where none is given
        :raise AccessError: if the user may not
        """
        if not self.env.su and not self.env.user.has_groups(MAY_VERIFY):
            raise AccessError(
                self.env._(
                    "The log is verified by collection managers and auditors. Ask one."
                )
            )
        if not company:
            return self.env.companies.root_id.sudo()
        if not isinstance(company, models.BaseModel):
            company = self.env["res.company"].browse(company)
        own = self.env.user.company_ids.root_id
        if not self.env.su and company.root_id not in own:
            raise AccessError(self.env._("You do not work for this company."))
        return company.sudo().root_id

    @api.model
    def _examine(self, company):
        """Examine the chain of a company.

        :param company: root company
        :return: list of :class:`Fault`, and the :class:`Walker` that has counted
        """
        self.env.flush_all()
        walker = self._walk(company)
        faults = walker.finish()
        named = {fault.entry_id for fault in faults if fault.entry_id}
        for fault in (
            *self._find_lost_heads(company),
            *self._find_unsealed(company),
            *self._find_repointed(company),
            *self._find_exchanged_results(company),
            *self._find_unrecorded_erasures(company),
            *self._find_unlogged(),
            *self._find_missing_guards(),
        ):
            if not fault.entry_id or fault.entry_id not in named:
                faults.append(fault)
                walker.fault_count += 1
        return faults, walker

    @api.model
    def _walk(self, company):
        """Walk along the chain of a company, whatever its length, in flat memory.

        :return: the :class:`Walker`
        """
        names = list(dict.fromkeys(name for of in chain.FIELDS.values() for name in of))
        hashed = {
            version: itemgetter(*(FIXED + names.index(name) for name in of_version))
            for version, of_version in chain.FIELDS.items()
        }
        walker = Walker()
        for row in self._stream(company, names):
            entry_id, seq, previous, seal, version, content = row[:FIXED]
            values = hashed[version](row) if version in hashed else None
            walker.step(entry_id, seq, previous, seal, version, values, content)
        return walker

    @api.model
    def _stream(self, company, names):
        """Yield a company's sealed entries in the order of their numbers.

        :param list names: columns to add to the fixed ones
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                """DECLARE collection_chain NO SCROLL CURSOR FOR
                    SELECT log.id, log.seq, log.previous_hash, log.hash, log.version,
                           CASE WHEN content.id IS NULL THEN 'content'
                                WHEN content.date_erased IS NOT NULL THEN NULL
                                WHEN %(digest)s = log.content_digest THEN NULL
                                ELSE 'content' END,
                           %(columns)s
                      FROM collection_contact_log log
                 LEFT JOIN collection_contact_content content ON content.log_id = log.id
                     WHERE log.company_id = %(company)s AND log.seq IS NOT NULL
                     ORDER BY log.seq""",
                digest=digest_sql("content"),
                columns=SQL(", ").join(SQL.identifier("log", name) for name in names),
                company=company.id,
            )
        )
        fetch = SQL("FETCH %s FROM collection_chain", FETCH)
        while rows := self.env.execute_query(fetch):
            yield from rows
        cr.execute("CLOSE collection_chain")

    @api.model
    def _describe_comparison(self, kept, matches, is_there):
        """Put into words how a kept head compares with the chain.

        :param Head kept: the head
        :param bool matches: whether the entry has the seal that was kept
        :param bool is_there: whether there is such an entry at all
        """
        if matches:
            return self.env._(
                "Entry %(number)s has the seal that was kept: nothing up to it was "
                "rewritten, if the chain is whole.",
                number=kept.seq,
            )
        if is_there:
            return self.env._(
                "Entry %(number)s has another seal than the one kept: the chain was "
                "rewritten.",
                number=kept.seq,
            )
        return self.env._(
            "Entry %(number)s is missing: the end of the chain was cut off.",
            number=kept.seq,
        )

    @api.model
    def compare_head(self, head):
        """Compare a head that somebody kept with the chain as it is now.

        :param str head: the line with it, or the whole mail or file
        :return: dict with ``matches``, ``company_id``, ``seq`` and ``message``
        :raise UserError: if there is no head in the text
        """
        kept = chain.parse_head(head)
        if not kept:
            raise UserError(
                self.env._(
                    "There is no head in this text. Copy the line that begins with "
                    "“debt_collection company=”."
                )
            )
        company = self._get_chain_companies(kept.company_id)
        rows = self.env.execute_query(
            SQL(
                "SELECT hash FROM collection_contact_log"
                " WHERE company_id = %s AND seq = %s",
                company.id,
                kept.seq,
            )
        )
        matches = rows == [(kept.seal,)] if kept.seq else kept.seal == chain.NO_SEAL
        message = self._describe_comparison(kept, matches, bool(rows))
        return {
            "matches": matches,
            "company_id": company.id,
            "seq": kept.seq,
            "message": message,
        }
