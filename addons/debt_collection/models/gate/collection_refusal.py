# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
import logging
import uuid
import weakref

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.sql_db import Cursor

from ..ledger.own_transaction import in_own_transaction
from . import gate_statements as statements

_logger = logging.getLogger(__name__)

# What tells the present attempt of each cursor from its next one. A rollback empties
# what a cursor keeps itself, and a retry comes after a rollback.
_attempts = weakref.WeakKeyDictionary()
REFUSAL_COLUMNS = (
    "act_key",
    "date",
    "kind",
    "channel",
    "user_id",
    "res_model",
    "res_id",
    "case_id",
    "company_id",
    "partner_id",
    "recipient_id",
    "recipient_address",
    "text",
)


class CollectionRefusal(models.Model):
    """Something the gate refused: what, whose act, when, and every reason.

    Where the act was refused with an exception, the transaction that tried it is
    rolled back. The refusal is then written in a transaction of its own, after it has
    ended one way or the other.
    """

    _name = "collection.refusal"
    _description = "Refused Act"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "summary"

    act_key = fields.Char(
        required=True,
        help="The same act, tried again by a retry of its transaction, is one refusal.",
    )
    date = fields.Datetime(string="Refused On", required=True)
    kind = fields.Selection(
        selection=lambda self: self._get_kinds(), string="Act", required=True
    )
    channel = fields.Selection(
        selection=lambda self: self.env["collection.channel"]._get_selection()
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Whose Act", index=True, ondelete="restrict"
    )
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    case_id = fields.Many2one(
        comodel_name="collection.case",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty where it was refused for another record than a case.",
    )
    company_id = fields.Many2one(comodel_name="res.company", index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", index="btree_not_null"
    )
    recipient_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    recipient_address = fields.Char()
    text = fields.Text(help="What would have been sent, so that it is not lost.")
    reason_ids = fields.One2many(
        comodel_name="collection.refusal.reason", inverse_name="refusal_id"
    )
    summary = fields.Char(string="Reasons", compute="_compute_summary")

    _act_key_unique = models.UniqueIndex("(act_key)")

    @api.model
    def _get_kinds(self):
        """Hook: name the kinds of act that the gate judges.

        An addon with another kind (to place, to file, to charge) overrides it, calls
        ``super()`` first and appends. The codes are stored without a check by the
        database, so that nothing is left behind when the addon goes.

        :return: list of pairs of code and label
        """
        labels = {
            "contact": self.env._("Contact"),
            "reveal": self.env._("Show a Number"),
            "assign": self.env._("Assign"),
        }
        return list(labels.items())

    @api.depends("reason_ids.message")
    def _compute_summary(self):
        for refusal in self:
            refusal.summary = " ".join(refusal.reason_ids.mapped("message"))

    @api.model
    def _prepare(self, act, refused):
        """Put refusals into plain values, which outlive a rollback.

        :param Act act: what was tried
        :param dict refused: record to its :class:`Verdict`
        :return: list of dicts for :meth:`_insert`
        """
        rows = []
        for record, verdict in refused.items():
            own = act.of(record.id)
            recipient = own.recipient
            values = {
                "date": own.moment,
                "kind": own.kind,
                "channel": own.channel or False,
                "user_id": own.user or self.env.uid,
                "res_model": record._name,
                "res_id": record.id,
                **record._get_refusal_values(),
                "recipient_id": recipient.partner_id if recipient else False,
                "recipient_address": self._describe_recipient(recipient),
                "text": own.text or False,
            }
            reasons = [
                {
                    "code": blocker.code,
                    "message": blocker.message,
                    "reference": blocker.reference,
                    "until": blocker.until or False,
                }
                for blocker in verdict.refusing
            ]
            key = self._get_act_key(values, verdict.codes)
            rows.append({**values, "act_key": key, "reasons": reasons})
        return rows

    @api.model
    def _describe_recipient(self, recipient):
        """Return a recipient in words: who was just made is gone after a rollback.

        :param Recipient recipient: or None
        """
        if not recipient or recipient.address or not recipient.partner_id:
            return recipient.address if recipient else False
        partner = self.env["res.partner"].sudo().browse(recipient.partner_id).exists()
        return partner.email_formatted or partner.display_name

    @api.model
    def _get_act_key(self, values, codes):
        """Return what tells an act from others.

        A retry has the same cursor, and judges anew some moments later. What comes
        after a commit is another act, also where it looks the same.

        :param dict values: the refusal's values
        :param tuple codes: the codes of the reasons
        """
        cr = self.env.cr
        attempt = _attempts.setdefault(cr, uuid.uuid4().hex)
        cr.postcommit.add(lambda: _attempts.pop(cr, None))
        same = {**values, "date": None, "attempt": attempt}
        text = json.dumps([same, codes], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _keep_after_transaction(self, rows):
        """Write refusals once the present transaction has ended, however it ends.

        It is rolled back by the exception that refuses, unless somebody catches that.
        To write before raising, on another connection, would wait for this one.

        :param list rows: as :meth:`_prepare` returns them
        """
        cr = self.env.cr
        written = []

        def write():
            if not written:
                written.append(True)
                self._insert_in_own_transaction(rows)

        if isinstance(cr, Cursor):
            cr.postrollback.add(write)
            cr.postcommit.add(write)
        else:
            # A test's cursor is a savepoint and drops what is to run after a commit.
            cr.postrollback.add(write)
            cr.precommit.add(write)

    @api.model
    def _insert_in_own_transaction(self, rows):
        """Write refusals, and swallow every error: whoever is told of the refusal must
        not be told of something else instead.

        :param list rows: as :meth:`_prepare` returns them
        """
        try:
            in_own_transaction(self.env, lambda env: env[self._name]._insert(rows))
        except Exception:
            _logger.exception("%s refusals could not be kept.", len(rows))

    @api.model
    def _insert(self, rows):
        """Write refusals that are not there yet.

        Another process may write the same at the same moment. And what a refusal names
        may have been made in the transaction that was rolled back: then it is left out.

        :param list rows: as :meth:`_prepare` returns them
        :return: the new refusals
        """
        self.env.flush_all()
        by_key = {row["act_key"]: row for row in rows}
        inserted = self.env.cr.execute_values(
            statements.INSERT_REFUSALS,
            [
                [row.get(name) or None for name in REFUSAL_COLUMNS]
                for row in by_key.values()
            ],
            fetch=True,
        )
        refusals = self.sudo().browse(refusal_id for refusal_id, _key in inserted)
        self.env["collection.refusal.reason"]._insert(
            [
                {**reason, "refusal_id": refusal_id}
                for refusal_id, key in inserted
                for reason in by_key[key]["reasons"]
            ]
        )
        cases = refusals.case_id
        cases.invalidate_recordset(["refusal_ids", "refusal_count"], flush=False)
        return refusals

    def write(self, vals):
        """Refuse it to everybody: it is what happened.

        :raise UserError: always
        """
        self.check_access("write")
        if self:
            raise UserError(self.env._("What was refused is not changed afterwards."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("Refusals are not deleted: they show that the gate was heeded.")
        )

    def action_open_record(self):
        """Open what it was refused for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
