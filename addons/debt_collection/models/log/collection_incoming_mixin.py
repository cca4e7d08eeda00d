# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, models
from odoo.tools import html2plaintext

from ...tools.gate import Recipient
from .collection_entry_input_mixin import MAX_TEXT

_logger = logging.getLogger(__name__)


class CollectionIncomingMixin(models.AbstractModel):
    """Logging what comes in by mail on a case: answers, and mails that came back.

    Whatever happens here, the mail itself must arrive.
    """

    _name = "collection.incoming.mixin"
    _description = "Collection Incoming Mail"

    def message_update(self, msg_dict, update_vals=None):
        """Override of `mail` to log what somebody outside answers by mail."""
        res = super().message_update(msg_dict, update_vals=update_vals)
        self._log_incoming_mail(msg_dict)
        return res

    def _message_receive_bounce(self, email, partner):
        """Override of `mail` to log that a mail came back."""
        res = super()._message_receive_bounce(email, partner)
        self.env["collection.contact.log"]._log_system(
            [
                {
                    "case_id": case.id,
                    "channel": "email",
                    "direction": "in",
                    "result": "bounced",
                    "recipient_id": partner[:1].id if partner else False,
                    "recipient_role": case._get_role_of(
                        Recipient(partner[:1].id if partner else None, email)
                    ),
                    "address": email or "",
                }
                for case in self.sudo()
            ]
        )
        return res

    def _log_incoming_mail(self, msg_dict):
        """Log a mail that has come in, unless a colleague wrote it.

        :param dict msg_dict: the mail as the gateway has read it
        """
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id") or ())
        if author and not author.partner_share:
            return
        address = str(msg_dict.get("email_from") or "")
        content = self._read_mail(msg_dict)
        self.env["collection.contact.log"]._log_system(
            [
                {
                    "case_id": case.id,
                    "channel": "email",
                    "direction": "in",
                    "result": "reply",
                    "recipient_id": author.id,
                    "recipient_role": case._get_role_of(
                        Recipient(author.id or None, address)
                    ),
                    "address": address,
                    **content,
                }
                for case in self.sudo()
            ]
        )

    @api.model
    def _read_mail(self, msg_dict):
        """Return what the log keeps of a mail; less where it cannot be read.

        :return: dict with the text and what is known of the files
        """
        return {
            "text": self._read_or_nothing(self._get_mail_text, msg_dict),
            "raw_attachments": self._read_or_nothing(
                self._describe_mail_files, msg_dict
            ),
        }

    @api.model
    def _read_or_nothing(self, read, msg_dict):
        try:
            return read(msg_dict)
        except Exception:
            _logger.warning(
                "A mail came in that the log cannot keep as a whole.", exc_info=True
            )
            return None

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
