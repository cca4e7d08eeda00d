# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import chain
from .log_statements import CONTENT_GUARD, create_guard


class CollectionContactContent(models.Model):
    """The personal data of a log entry, beside the chain.

    The entry holds a salted digest of it. So the text cannot be replaced unnoticed, and
    yet it can be erased without breaking the chain: with the salt gone, the digest says
    nothing about whom or what it was.
    """

    _name = "collection.contact.content"
    _description = "Content of a Contact"
    _log_access = False
    _rec_name = "log_id"

    log_id = fields.Many2one(
        comodel_name="collection.contact.log", required=True, ondelete="restrict"
    )
    note = fields.Text(readonly=True)
    text = fields.Text(string="Text Sent", readonly=True)
    address = fields.Char(string="Number or Address", readonly=True)
    reason = fields.Char(readonly=True)
    sentences = fields.Text(
        readonly=True, help="The gate's reasons in words, which may name people."
    )
    file_names = fields.Text(readonly=True, help="One a line.")
    salt = fields.Char(readonly=True)
    date_erased = fields.Datetime(string="Erased On", readonly=True)
    erased_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    erase_reason = fields.Char(string="Why Erased", readonly=True)

    _log_unique = models.UniqueIndex("(log_id)")
    _erased_index = models.Index("(log_id) WHERE date_erased IS NOT NULL")

    def init(self):
        """Put the table under its guard."""
        create_guard(self.env.cr, CONTENT_GUARD, self._table)

    @api.model
    def _prepare(self, texts):
        """Return the values of a content and its digest.

        :param dict texts: the texts by the names of :data:`chain.CONTENT`
        :return: dict of values without the entry, and the digest
        """
        salt = secrets.token_hex(16)
        values = {name: texts.get(name) or False for name in chain.CONTENT}
        digest = chain.digest_of(salt, [text or None for text in values.values()])
        return {**values, "salt": salt}, digest

    def write(self, vals):
        """Refuse it to everybody.

        :raise UserError: always
        """
        self._refuse_change()
        return super().write(vals)

    @api.model
    def _refuse_change(self):
        raise UserError(
            self.env._(
                "What was logged does not change. Log a new entry that corrects the "
                "old one."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "What was logged is not deleted. Personal data can be erased by a "
                "manager, with a reason."
            )
        )

    def _check_erasing(self, reason):
        """Refuse what :meth:`_erase` refuses."""
        manager = "debt_collection.group_collection_manager"
        if not self.env.su and not self.env.user.has_group(manager):
            raise AccessError(
                self.env._(
                    "Erasing what was logged is for a collection manager. Ask one."
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why: the request or the rule that demands it.")
            )
        if not all(content.log_id.seq for content in self.sudo()):
            raise UserError(
                self.env._(
                    "The entry is not sealed yet. Try again in a minute: what was "
                    "erased must have been sealed first."
                )
            )

        if any(content.log_id.erases_id for content in self.sudo()):
            raise UserError(
                self.env._(
                    "Who erased what, and why, is not erased: it is the proof that it "
                    "was allowed."
                )
            )

    def _erase(self, reason):
        """Erase the personal data for good. The entries and their chain stay whole.

        :param str reason: the law or request because of which it is erased
        :raise AccessError: if the user is no manager
        :raise UserError: if no reason is given, or an entry is not sealed yet
        """
        self._check_erasing(reason)
        log, reason = self.env["collection.contact.log"], reason.strip()
        left = self.sudo().filtered(lambda content: not content.date_erased)
        moment = log._log_erasures(left.log_id, log._read_text(reason))
        self.env.flush_all()
        # The guard lets nothing else through, so it is done by a statement.
        self.env.cr.execute(
            SQL(
                """UPDATE collection_contact_content
                      SET %s, date_erased = %s, erased_by_id = %s, erase_reason = %s
                    WHERE id = ANY(%s) AND date_erased IS NULL""",
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name))
                    for name in ("salt", *chain.CONTENT)
                ),
                moment,
                self.env.uid,
                log._read_text(reason),
                left.ids,
            )
        )
        self.invalidate_recordset(flush=False)
        log.invalidate_model(flush=False)
