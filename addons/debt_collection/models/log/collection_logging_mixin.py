# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

from .collection_entry_check_mixin import MAX_TEXT


class CollectionLoggingMixin(models.AbstractModel):
    """Logging contacts with a case's debtor."""

    _name = "collection.logging.mixin"
    _description = "Collection Contact Logging"

    log_ids = fields.One2many(
        comodel_name="collection.contact.log", inverse_name="case_id"
    )
    log_count = fields.Integer(string="Contacts", compute="_compute_log_count")

    def _compute_log_count(self):
        counts = dict(
            self.env["collection.contact.log"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.log_count = counts.get(case, 0)

    def log_contact(
        self,
        channel,
        result,
        direction="out",
        date=None,
        recipient=None,
        recipient_role=None,
        duration=0,
        note="",
        text="",
        attachments=None,
        corrects=None,
        date_next=None,
        reason=None,
        address=None,
    ):
        """Log a contact that took place with each of the debtors.

        :param str channel: code of the channel
        :param result: the ``collection.result``, its id or its code
        :param str direction: ``out`` or ``in``
        :param date: when, a datetime or its ISO text in UTC; now where none is given
        :param recipient: the contact who was reached, or its id
        :param str recipient_role: what that person is to the debt; the debtor where it
            is not given, or a third party where the result says so
        :param int duration: seconds
        :param str note: what was said, for colleagues
        :param str text: what was sent, as it was
        :param attachments: ``ir.attachment`` records or their ids
        :param corrects: the entry that this one corrects, or its id
        :param date_next: day of the case's next action
        :param str reason: why it is logged late or in advance, or what was wrong with
            the entry corrected
        :param str address: the number or address used; the contact's where none is
            given
        :return: the entries, one per case
        :raise UserError: if something is missing or cannot be
        """
        results = self.env["collection.result"]
        told = {
            "channel": channel,
            "direction": direction,
            "date": date,
            "recipient_id": self._get_id(recipient),
            "recipient_role": recipient_role,
            "result_id": results._resolve(result).id,
            "duration": duration,
            "note": note,
            "text": text,
            "attachment_ids": self._get_ids(attachments),
            "corrects_id": self._get_id(corrects),
            "date_next": date_next,
            "reason": reason,
            "address": address,
        }
        return self.env["collection.contact.log"].create(
            [{**told, "case_id": case.id} for case in self]
        )

    @api.model
    def _get_id(self, record):
        return record.id if isinstance(record, models.BaseModel) else record

    @api.model
    def _get_ids(self, records):
        return records.ids if isinstance(records, models.BaseModel) else records

    def action_view_log(self):
        """Open the log of the cases and of those that were merged into them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_contact_log_action"
        )
        cases = self | self.merged_case_ids
        return {**action, "domain": [("case_id", "in", cases.ids)], "context": {}}

    # === INCOMING MAIL === #

    def message_update(self, msg_dict, update_vals=None):
        """Override of `mail` to log what somebody outside answers by mail."""
        res = super().message_update(msg_dict, update_vals=update_vals)
        self._log_incoming_mail(msg_dict)
        return res

    def _log_incoming_mail(self, msg_dict):
        """Log a mail that has come in, unless a colleague wrote it.

        :param dict msg_dict: the mail as the gateway has read it
        """
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id") or ())
        if author and not author.partner_share:
            return
        address = msg_dict.get("email_from") or ""
        log = self.env["collection.contact.log"].sudo()
        reply = self.env["collection.result"].sudo()._resolve("reply")
        for case in self.sudo():
            is_debtor = author.commercial_partner_id == case.partner_id
            is_debtor |= email_normalize(address) == case.partner_id.email_normalized
            role = "debtor" if is_debtor else "unknown"
            log.create(
                {
                    "case_id": case.id,
                    "channel": "email",
                    "direction": "in",
                    "result_id": reply.id,
                    "recipient_id": author.id,
                    "recipient_role": role,
                    "address": address,
                    "text": self._get_mail_text(msg_dict),
                    "raw_attachments": self._describe_mail_files(msg_dict),
                }
            )

    @api.model
    def _get_mail_text(self, msg_dict):
        """Return subject and body as plain text, cut where it is too long to keep."""
        body = html2plaintext(msg_dict.get("body") or "")
        text = f"{msg_dict.get('subject') or ''}\n\n{body}".strip()
        return text.encode(errors="replace")[:MAX_TEXT].decode(errors="ignore")

    @api.model
    def _describe_mail_files(self, msg_dict):
        """Return what the log keeps of a mail's files, which are no attachments yet."""
        describe = self.env["collection.contact.log"]._describe_file
        return [
            describe(file[0], file[1] or b"")
            for file in msg_dict.get("attachments") or ()
        ]
