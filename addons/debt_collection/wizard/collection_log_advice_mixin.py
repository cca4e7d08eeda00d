# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.gate import RULE, Recipient

# How many of those who must not be contacted the dialog names.
NAMED = 5


class CollectionLogAdviceMixin(models.AbstractModel):
    """What the dialog tells before a contact is logged: who it is about, when there was
    a contact last, and what the gate says of this one."""

    _name = "collection.log.advice.mixin"
    _description = "Advice on a Contact"

    case_id = fields.Many2one(comodel_name="collection.case", required=True)
    # Read with the user's own rights: whoever names a case need not see it.
    partner_id = fields.Many2one(related="case_id.partner_id", related_sudo=False)
    currency_id = fields.Many2one(related="case_id.currency_id", related_sudo=False)
    amount_overdue = fields.Monetary(
        related="case_id.amount_overdue", related_sudo=False
    )
    days_past_due = fields.Integer(related="case_id.days_past_due", related_sudo=False)
    last_contact = fields.Char(compute="_compute_last_contact")
    position = fields.Integer(string="Place in the Row", readonly=True)
    total = fields.Integer(readonly=True)
    place = fields.Char(compute="_compute_place")
    verdict = fields.Json(compute="_compute_verdict")

    @api.depends("position", "total")
    @api.depends_context("lang")
    def _compute_place(self):
        """Say where in the list one is."""
        for dialog in self:
            dialog.place = self.env._(
                "%(position)s of %(total)s",
                position=dialog.position,
                total=dialog.total,
            )

    @api.depends("case_id")
    @api.depends_context("lang", "tz")
    def _compute_last_contact(self):
        for dialog in self:
            entry = self.env["collection.contact.log"].search(
                [("case_id", "=", dialog.case_id.id)], limit=1
            )
            dialog.last_contact = entry.display_name

    @api.depends(
        "case_id",
        "case_ids",
        "is_for_all",
        "channel",
        "direction",
        "recipient_role",
        "recipient_id",
        "address",
        "date",
    )
    @api.depends_context("lang", "tz")
    def _compute_verdict(self):
        for dialog in self:
            dialog.verdict = dialog._get_verdict()

    def _get_verdict(self):
        """Ask the gate what it says of the contact.

        :return: dict with ``asked`` (nobody is refused to call us), ``total`` and
            ``allowed`` (how many cases), ``is_violation``, ``told`` (a list of dicts of
            the cases with reasons) and ``more`` (how many it leaves out)
        """
        self.ensure_one()
        cases = self._get_cases()
        if self.direction != "out" or not cases or not self.channel:
            return {"asked": False}
        answers = cases.check_contact(
            self.channel, moment=self.date, recipient=self._get_recipient()
        )
        told = [answer for answer in answers if answer["reasons"]]
        return {
            "asked": True,
            "total": len(answers),
            "allowed": sum(answer["allowed"] for answer in answers),
            "is_violation": any(
                reason["severity"] == RULE
                for answer in told
                for reason in answer["reasons"]
            ),
            "told": [self._tell(answer) for answer in told[:NAMED]],
            "more": max(len(told) - NAMED, 0),
        }

    @api.model
    def _tell(self, answer):
        """Return of an answer of ``check_contact`` what the dialog shows."""
        case = self.env["collection.case"].browse(answer["case_id"])
        until = answer["next_allowed"]
        return {
            "debtor": case.sudo().partner_id.display_name,
            "allowed": answer["allowed"],
            "reasons": [reason["message"] for reason in answer["reasons"]],
            "next_allowed": fields.Datetime.to_string(until) if until else False,
        }

    def _get_recipient(self):
        """Return whom the gate is asked about, as the log will ask it."""
        if self.is_for_all:
            return Recipient(role=self.recipient_role)
        contact = self.recipient_id
        return Recipient(
            partner_id=contact.id if contact != self.partner_id else None,
            address=self.address or None,
            role=self.recipient_role,
        )

    def _get_cases(self):
        """Return the cases for which the contact is logged."""
        cases = self.case_ids if self.is_for_all else self.case_id
        # While the dialog is open it holds copies of them in memory.
        return self.env["collection.case"].browse(cases.ids)
