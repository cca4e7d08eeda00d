# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL, format_amount, format_datetime
from odoo.tools.mail import email_normalize_all, email_split_and_normalize

from . import timeline_statements as statements

# Events that say what was overdue then.
EVENTS_WITH_AMOUNT = ("opened", "reopened", "bucket", "merged")
EVENT_ICONS = {
    "opened": "fa-folder-open-o",
    "reopened": "fa-folder-open-o",
    "closed": "fa-check-circle-o",
    "merged": "fa-compress",
    "bucket": "fa-hourglass-half",
}
MIN_FIGURES = 5
# The kinds of notifications that leave the house, and the channels they stand for.
CHANNEL_OF_NOTIFICATION = {"email": "email", "sms": "sms", "snail": "letter"}


class CollectionTimelineEventMixin(models.AbstractModel):
    """What the timeline says of what happened beside the contacts: to the case, in the
    ledger, and in other people's messages."""

    _name = "collection.timeline.event.mixin"
    _description = "Collection Timeline Events"

    # === THE CASE === #

    def _describe_events(self, ids):
        """Yield id and description of what happened to the case."""
        events = self.env["collection.case.event"].sudo().browse(ids)
        labels = dict(events._fields["kind"]._description_selection(self.env))
        for event in events:
            text = event.description or ""
            if event.case_id != self:
                text = " · ".join(filter(None, (event.case_id.name, text)))
            yield (
                event.id,
                {
                    "icon": EVENT_ICONS.get(event.kind, "fa-exchange"),
                    "title": labels[event.kind],
                    "text": text,
                    "details": self._get_event_details(event),
                    "user": event.user_id.name or "",
                },
            )

    def _get_event_details(self, event):
        """Return what was overdue then, where that says something."""
        if event.kind not in EVENTS_WITH_AMOUNT:
            return []
        amount = format_amount(self.env, event.amount_overdue, event.currency_id)
        return [self.env._("Overdue then: %(amount)s", amount=amount)]

    def _describe_holds(self, ids):
        """Yield id and description of pauses."""
        for hold in self.env["collection.hold"].sudo().browse(ids):
            yield (
                hold.id,
                {
                    "icon": "fa-pause-circle-o",
                    "title": self.env._(
                        "Paused until %(date)s",
                        date=format_datetime(
                            self.env, hold.date_end, dt_format="short"
                        ),
                    ),
                    "text": "\n".join(filter(None, (hold.name, hold.note))),
                    "user": hold.user_id.name,
                    "res_model": hold._name,
                    "res_id": hold.id,
                },
            )

    # === FROM OUTSIDE === #

    def _describe_payments(self, ids):
        """Yield id and description of money that came in or went back."""
        for line in self.env["account.move.line"].sudo().browse(ids):
            title = (
                self.env._("Payment received")
                if line.balance < 0
                else self.env._("Payment returned")
            )
            label = line.name if line.name != line.move_name else ""
            yield (
                line.id,
                {
                    "has_time": False,
                    "icon": "fa-money" if line.balance < 0 else "fa-undo",
                    "title": title,
                    "text": " · ".join(filter(None, (line.move_name, label))),
                    "amount": format_amount(
                        self.env, -line.amount_currency, line.currency_id
                    ),
                },
            )

    @api.model
    def _get_written_addresses(self, debtors):
        """Return how debtors and their contacts can be written to without being named.

        :param list debtors: ids
        :return: two dicts: e-mail address, and number without blanks, to the name
        """
        emails, numbers = {}, {}
        query = SQL(statements.ADDRESSES, debtors=debtors)
        for name, email, normal, phone, sanitized in self.env.execute_query(query):
            for address in filter(None, [normal, *email_normalize_all(email)]):
                emails.setdefault(address, name or address)
            for number in map(self._strip_number, (sanitized, phone)):
                # An extension is not a number of theirs alone.
                if len(number) >= MIN_FIGURES:
                    numbers.setdefault(number, name or number)
        return emails, numbers

    @api.model
    def _strip_number(self, number):
        return "".join(sign for sign in number or "" if sign in "+0123456789")

    def _describe_outside(self, ids):
        """Yield id and description of messages that did not pass the gate."""
        messages = self.env["mail.message"].sudo().browse(ids)
        channels, readable = self._get_channels(), self._get_readable(messages)
        debtors = self.sudo().partner_id | self.sudo().merged_case_ids.partner_id
        written = self._get_written_addresses(debtors.ids)
        sms_of = self._get_sms_of(messages)
        for message in messages:
            # What was written from no record at all is its author's alone.
            is_own = not message.model and message.author_id == self.env.user.partner_id
            is_shown = is_own or (message.model, message.res_id) in readable
            code, people = self._get_reached(message, sms_of, debtors, written)
            channel = channels.get(code)
            kind = self.env["ir.model"]._get(message.model).sudo().name
            document = (is_shown and message.record_name) or kind or message.model
            title = (channel.name if channel else code, document)
            yield (
                message.id,
                {
                    "icon": (channel and channel.icon) or "fa-envelope-o",
                    "title": " · ".join(filter(None, title)),
                    "person": ", ".join(dict.fromkeys(filter(None, people))),
                    "text": (is_shown and message.subject) or "",
                    "user": message.author_id.name or message.email_from or "",
                    "badges": [
                        {"label": self.env._("Outside the Gate"), "level": "info"}
                    ],
                },
            )

    @api.model
    def _get_sms_of(self, messages):
        """Return the SMS that are still kept of messages, by their ids."""
        sms = self.env["sms.sms"].sudo()
        sms = sms.search([("mail_message_id", "in", messages.ids)], order="id")
        return sms.grouped("mail_message_id")

    def _get_reached(self, message, sms_of, debtors, written):
        """Return by which channel a message reached the debtor, and whom there.

        :param dict sms_of: messages to their SMS
        :param debtors: the debtors of the case and of those merged into it
        :param tuple written: as :meth:`_get_written_addresses` returns them
        :return: the channel's code and a list of names
        """
        emails, numbers = written
        notified = message.notification_ids.filtered(
            lambda one: (
                one.res_partner_id.commercial_partner_id in debtors
                or one.mail_email_address in emails
                or self._strip_number(one.sms_number) in numbers
            )
        )
        types = map(CHANNEL_OF_NOTIFICATION.get, notified.mapped("notification_type"))
        sms = sms_of.get(message, self.env["sms.sms"])
        code = next(filter(None, types), "sms" if sms else "email")
        mails = message.mail_ids
        partners = notified.res_partner_id | mails.recipient_ids.filtered(
            lambda one: one.commercial_partner_id in debtors
        )
        texts = ",".join(
            filter(None, mails.mapped("email_to") + mails.mapped("email_cc"))
        )
        addresses = notified.mapped("mail_email_address") + [
            address for _name, address in email_split_and_normalize(texts)
        ]
        called = [*notified.mapped("sms_number"), *sms.mapped("number")]
        return code, [
            *partners.mapped("name"),
            *map(emails.get, addresses),
            *(numbers.get(self._strip_number(number)) for number in called),
        ]

    @api.model
    def _get_readable(self, messages):
        """Return of which records the user may know what was written from them.

        The debtor's invoices stand on the case itself, so their mails may be named.

        :return: set of model and id
        """
        readable = set()
        for model, of_model in messages.grouped("model").items():
            ids = of_model.mapped("res_id")
            if model not in self.env:
                ids = []
            elif model != "account.move":
                records = self.env[model].browse(ids).exists()
                ids = records._filtered_access("read").ids
            readable.update((model, res_id) for res_id in ids)
        return readable
