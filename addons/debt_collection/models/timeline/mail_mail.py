# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.mail import email_split_and_normalize

from ..gate.people import is_gated
from . import timeline_statements as statements


class MailMail(models.Model):
    _inherit = "mail.mail"

    # A timeline asks for all that was ever sent to some addresses. It must not wait for
    # the list of what was queued since the last vacuum.
    _collection_addresses_idx = models.Index(
        f"USING gin ({statements.MAIL_ADDRESSES}) WITH (fastupdate = off)"
        f" WHERE {statements.HAS_ADDRESSES}"
    )

    def unlink(self):
        """Override of `mail` to keep the message of what was sent to a debtor.

        With a mail that is no notification core deletes its message, and by default
        deletes such mails once they are sent: nothing would tell that it went out.
        """
        sent = self.filtered(
            lambda mail: (
                mail.state == "sent"
                and not mail.is_notification
                and not is_gated(self.env, mail.model)
            )
        )
        if sent:
            sent._find_mails_to_debtors()._keep_as_notifications()
        return super().unlink()

    def _find_mails_to_debtors(self):
        """Return those addressed to somebody who has a case."""
        self.flush_recordset(["email_to", "email_cc", "recipient_ids"])
        query = SQL(statements.TO_DEBTORS, mails=self.ids)
        return self.browse(id_ for (id_,) in self.env.execute_query(query))

    def _keep_as_notifications(self):
        """Let the messages outlast the mails, with whom they were sent to."""
        self.is_notification = True
        notifications = self.env["mail.notification"].sudo()
        for mail in self.sudo():
            message = mail.mail_message_id
            values = {
                "mail_message_id": message.id,
                "author_id": message.author_id.id,
                "notification_type": "email",
                "notification_status": "sent",
                "is_read": True,
                "read_date": fields.Datetime.now(),
            }
            known = message.notification_ids
            addresses = f"{mail.email_to or ''},{mail.email_cc or ''}"
            notifications.create(
                [
                    {**values, "res_partner_id": partner.id}
                    for partner in mail.recipient_ids - known.res_partner_id
                ]
                + [
                    {**values, "mail_email_address": address}
                    for _name, address in email_split_and_normalize(addresses)
                    if address not in known.mapped("mail_email_address")
                ]
            )
