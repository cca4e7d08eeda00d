# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...exceptions import CollectionRefused
from ...tools.gate import Act, Recipient, judge, replace
from .people import get_acting_user, is_number_of_colleague, recipients_of

# Whoever posts one of these waits for the answer and can be told. The others are posted
# by the mail gateway, by schedules and by automatic replies.
TYPES_WITH_AUTHOR_WAITING = ("comment", "notification", "sms", "user_notification")
CHANNEL_OF_TYPE = {"sms": "sms", "snailmail": "letter"}


class CollectionGateMixin(models.AbstractModel):
    """A record from which people outside are contacted, and only through the gate.

    A message is a measure when its record inherits this mixin and somebody outside is
    among its recipients. Notes and colleagues always pass. What is about to go out is
    judged twice: here, where a person waits and gets the reasons at once, and at the
    exit (``mail.mail``, ``sms.sms``, ``snailmail.letter``), where the message itself is
    cancelled and the rest of the queue goes on.

    No context key, flag or method name weakens it.
    """

    _name = "collection.gate.mixin"
    _description = "Collection Gate"

    # === HOOKS === #

    def _get_blockers(self, act):
        """Hook: collect what stands against an act.

        Void here; a case collects its own reasons. An addon that knows more reasons
        overrides it, calls ``super()`` first and appends to the lists. It looks at
        ``act.of(record.id)``, never at ``act`` alone, reads for all records in a number
        of queries that does not depend on how many they are, leaves no reason out
        because there is another, and must not write.

        :param Act act: what is about to be done; its kind may be one the addon does not
            know, which is no reason to refuse it
        :return: dict of each record to a list of :class:`Blocker`
        """
        return {record: [] for record in self}

    def _get_refusal_values(self):
        """Hook: name the debtor a refusal concerns.

        Void here; a case names itself, its company and its debtor. A record that
        belongs to a case overrides it and returns what the case returns.

        :return: dict of values of ``collection.refusal``
        """
        return {}

    # === JUDGING === #

    def _judge(self, act):
        """Say yes or no to an act. Nothing else does.

        :param Act act: what is about to be done
        :return: dict of each record to its :class:`Verdict`
        """
        blockers = self._get_blockers(act)
        return {record: judge(act.of(record.id), blockers[record]) for record in self}

    def _get_refused(self, act):
        """Return the records for which an act is refused, with their verdicts."""
        verdicts = self._judge(act).items()
        return {record: verdict for record, verdict in verdicts if not verdict.allowed}

    def _ensure_allowed(self, act):
        """Refuse an act where a person waits for it.

        :param Act act: what is about to be done
        :raise CollectionRefused: if it is refused for one of the records, for none of
            which it is done then; the refusals are kept although this transaction is
            rolled back
        """
        refused = self._get_refused(act)
        if refused:
            refusals = self.env["collection.refusal"]
            refusals._keep_after_transaction(refusals._prepare(act, refused))
            raise CollectionRefused(self._explain(refused))

    def _explain(self, refused):
        """Put refusals into words.

        :param dict refused: record to its :class:`Verdict`
        :return: the text, at most ten records of it
        """
        lines = []
        for record, verdict in list(refused.items())[:10]:
            if len(refused) > 1:
                lines.append(record.display_name)
            lines += [f"• {blocker.message}" for blocker in verdict.refusing]
        if len(refused) > 10:
            more = len(refused) - 10
            lines.append(self.env._("… and %(count)s more.", count=more))
        return "\n".join([self.env._("The collection gate refused this."), *lines])

    # === THE EARLY GUARD === #

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Override of `mail` to judge whoever outside is about to be notified.

        Where nobody waits for the answer, those refused are left out instead: an
        exception would lose an incoming mail, or stop a schedule.
        """
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        outside = [data for data in recipients if data["share"]]
        if not outside or not self:
            return recipients
        values = msg_vals or {}
        message_type = values.get("message_type") or message.message_type
        act = Act(
            "contact",
            CHANNEL_OF_TYPE.get(message_type, "email"),
            fields.Datetime.now(),
            user=self._get_acting_user(message),
            text=html2plaintext(values.get("body") or message.body or ""),
        )
        is_waited_for = msg_vals and message_type in TYPES_WITH_AUTHOR_WAITING
        partners = self.env["res.partner"].sudo()
        for data in outside:
            partner = partners.browse(data["id"] or ())
            reached = [
                Recipient(
                    partner_id=partner.id or None,
                    address=None if partner else data["email_normalized"],
                )
            ]
            if partner and act.channel == "email":
                reached = recipients_of(partner)
            for recipient in reached:
                to_them = replace(act, recipient=recipient)
                if is_waited_for:
                    self._ensure_allowed(to_them)
                elif data in recipients and self._judge_and_record(to_them):
                    recipients.remove(data)
        return recipients

    def message_post(self, *, message_type="notification", author_id=None, **kwargs):
        """Override of `mail`: from a record that passes the gate people write in their
        own name.

        :raise UserError: if somebody writes in another's name
        """
        if message_type in TYPES_WITH_AUTHOR_WAITING:
            self._check_author(author_id)
        return super().message_post(
            message_type=message_type, author_id=author_id, **kwargs
        )

    def message_notify(self, *, author_id=None, **kwargs):
        """Override of `mail`, as :meth:`message_post`."""
        self._check_author(author_id)
        return super().message_notify(author_id=author_id, **kwargs)

    def _check_author(self, author_id):
        """Refuse another's name. An answer by which core says that a colleague is out
        of office bears the colleague's, and is no act of a person.

        :raise UserError: if ``author_id`` is not the user's own partner
        """
        own = self.env.user.partner_id.id
        if author_id and author_id != own and not self.env.su:
            raise UserError(
                self.env._(
                    "A message is written in one's own name. Leave the author as you "
                    "are, or ask your colleague to write it."
                )
            )

    def _notify_thread_by_sms(
        self,
        message,
        recipients_data,
        msg_vals=False,
        sms_content=None,
        sms_numbers=None,
        sms_pid_to_number=None,
        put_in_queue=False,
        **kwargs,
    ):
        """Override of `sms` to judge the numbers too: raw ones, and those given for a
        partner in place of the partner's own.

        The messages are always queued: sent from within a transaction they would be
        sent again by each retry of it.
        """
        body = (msg_vals or {}).get("body") or message.body or ""
        act = Act(
            "contact",
            "sms",
            fields.Datetime.now(),
            user=self._get_acting_user(message),
            text=sms_content or html2plaintext(body),
        )
        numbers = [(None, number) for number in sms_numbers or ()]
        self._check_numbers(act, [*numbers, *(sms_pid_to_number or {}).items()])
        return super()._notify_thread_by_sms(
            message,
            recipients_data,
            msg_vals=msg_vals,
            sms_content=sms_content,
            sms_numbers=sms_numbers,
            sms_pid_to_number=sms_pid_to_number,
            put_in_queue=True,
            **kwargs,
        )

    def _check_numbers(self, act, numbers):
        """Judge an SMS to each of some numbers.

        :param Act act: the act without its recipient
        :param list numbers: pairs of a partner's id, or nothing, and a number
        :raise CollectionRefused: if it is refused for one of them
        """
        for partner_id, number in numbers:
            partner = self.env["res.partner"].sudo().browse(partner_id)
            if number and not is_number_of_colleague(partner, number):
                recipient = Recipient(partner_id=partner_id, address=number)
                self._ensure_allowed(replace(act, recipient=recipient))

    def _get_acting_user(self, message):
        """Return the id of the user whose act a message is: the author's, where the
        superuser works a queue."""
        if self.env.uid != SUPERUSER_ID:
            return self.env.uid
        return get_acting_user(message).id or SUPERUSER_ID

    def _judge_and_record(self, act):
        """Judge an act where an exception would harm others, and keep the refusals.

        :param Act act: the act
        :return: dict of the records for which it is refused to their verdicts
        """
        refused = self._get_refused(act)
        if refused:
            refusals = self.env["collection.refusal"]
            refusals._insert(refusals._prepare(act, refused))
        return refused

    def _find_next_allowed(self, act, verdicts, rounds=8):
        """Find from when an act that is refused now would be allowed.

        What ends one reason may lie where another begins, so the moment found is judged
        again, a few times at most.

        :param Act act: the act
        :param dict verdicts: record to its :class:`Verdict` now
        :param int rounds: how often to look further
        :return: dict of record to a moment in UTC, or None where time alone does not
            help
        """
        found = {}
        waiting = dict(verdicts)
        for _round in range(rounds):
            found.update(
                (rec, verdict.next_allowed) for rec, verdict in waiting.items()
            )
            waiting = {
                record: verdict
                for record, verdict in waiting.items()
                if not verdict.allowed and verdict.next_allowed
            }
            if not waiting:
                return found
            later = {
                record.id: replace(
                    act.of(record.id), moment=verdict.next_allowed, particulars={}
                )
                for record, verdict in waiting.items()
            }
            records = self.browse(record.id for record in waiting)
            waiting = records._judge(replace(act, particulars=later))
        found.update(
            (record, verdict.next_allowed if verdict.allowed else None)
            for record, verdict in waiting.items()
        )
        return found
