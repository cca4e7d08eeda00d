# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import itertools
import logging
from collections import defaultdict

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.tools import split_every

from ...tools.gate import OBSTACLE, Act, Blocker, Verdict, replace
from .people import get_acting_user, is_gated

_logger = logging.getLogger(__name__)

# Judged in small parts, each right before it is sent: to send a long queue takes
# minutes, in which a customer pays.
JUDGED_AT_ONCE = 50
REFUSED = "collection_refused"


class CollectionExitMixin(models.AbstractModel):
    """The last guard: whatever leaves for a debtor passes here.

    It never raises, or one refused message would stop the queue. The refused ones are
    cancelled with a typed reason, on the message and on its notification, and the
    others go on. What went out is written into the log.
    """

    _name = "collection.exit.mixin"
    _description = "Collection Exit"

    # === WHAT EACH KIND OF MESSAGE SAYS OF ITSELF === #

    def _get_gate_channel(self):
        """Return the code of the channel by which these messages go."""
        raise NotImplementedError

    def _get_gate_document(self):
        """Return the model and the id of the record the message belongs to."""
        raise NotImplementedError

    def _get_outside_recipients(self):
        """Return the :class:`Recipient` of each who does not work here."""
        raise NotImplementedError

    def _get_gate_text(self):
        """Return what the message says, as plain text."""
        raise NotImplementedError

    def _get_gate_message(self):
        """Return the ``mail.message`` behind it, which knows who wrote it."""
        raise NotImplementedError

    def _get_gate_attachments(self):
        """Return the files that go along."""
        return self.env["ir.attachment"]

    def _go_on_without(self, recipients, reason):
        """Leave the refused recipients out where others remain.

        :param recipients: the :class:`Recipient` of each who is refused
        :param str reason: why, in words
        :return: whether the message still goes to somebody
        """
        return False

    def _cancel_refused(self, reason):
        """Cancel the message and its notifications.

        :param str reason: why, in words
        """
        raise NotImplementedError

    # === JUDGING === #

    def _split_for_gate(self):
        """Yield the messages that may go, part by part, each judged when it is asked
        for.

        :return: iterator of recordsets; the refused ones are cancelled and left out
        """
        for ids in split_every(JUDGED_AT_ONCE, self.ids):
            some = self.browse(ids)
            held = self.browse()
            for queued, reasons in some._judge_queued().items():
                sentences = dict.fromkeys(itertools.chain(*reasons.values()))
                text = "\n".join(sentences)
                if not queued._go_on_without(list(reasons), text):
                    queued._cancel_refused(text)
                    held |= queued
            yield some - held

    def _judge_queued(self):
        """Judge messages that are about to leave.

        Where a rule fails with an error, it is found out for which message, and that
        one stays: what cannot be judged does not go out, and the others go on.

        :return: dict of each refused message to a dict of its refused recipients (None
            where it is refused as a whole) to lists of sentences
        :raise psycopg2.OperationalError: where the transaction itself must be repeated
        """
        try:
            with self.env.cr.savepoint():
                return self._judge_rounds()
        except OperationalError:
            raise
        except Exception:
            if len(self) > 1:
                half = len(self) // 2
                return {**self[:half]._judge_queued(), **self[half:]._judge_queued()}
            _logger.exception("The gate could not judge %s.", self)
            return {self: {None: [self._refuse_whole("gate_error")]}}

    def _judge_rounds(self):
        """Judge the messages round by round.

        :return: as :meth:`_judge_queued`
        """
        refused = defaultdict(lambda: defaultdict(list))
        records = self._get_gated_records()
        for queued, record in records.items():
            if not record:
                refused[queued][None] = [queued._refuse_whole("no_record")]
        for documents, acts in self._get_rounds(records):
            shared = Act("contact", self._get_gate_channel(), fields.Datetime.now())
            particulars = {doc_id: act for doc_id, (_queued, act) in acts.items()}
            for record, verdict in documents._judge_and_record(
                replace(shared, particulars=particulars)
            ).items():
                queued, act = acts[record.id]
                refused[queued][act.recipient] += [
                    blocker.message for blocker in verdict.refusing
                ]
        return refused

    def _refuse_whole(self, code):
        """Refuse a message that cannot be judged, and keep the refusal.

        :param str code: the reason's code
        :return: its sentence
        """
        messages = {
            "gate_error": self.env._(
                "A rule could not be judged because of an error, so nothing was sent. "
                "Tell your administrator; the server's log says more."
            ),
            "no_record": self.env._(
                "The record it belongs to does not exist, so nobody can say whether it "
                "may be sent. Write it from the case."
            ),
        }
        blocker = Blocker(code, messages[code], OBSTACLE)
        model, res_id = self._get_gate_document()
        document = self.env[model].sudo().browse(res_id)
        act = Act(
            "contact",
            self._get_gate_channel(),
            fields.Datetime.now(),
            user=self._get_gate_user().id,
            text=self._get_gate_text(),
        )
        refusals = self.env["collection.refusal"]
        refusals._insert(refusals._prepare(act, {document: Verdict(False, (blocker,))}))
        return messages[code]

    def _get_gated_records(self):
        """Return the records of those messages that pass the gate.

        :return: dict of message to its record as superuser, which is empty where it
            does not exist
        """
        documents = {queued: queued._get_gate_document() for queued in self}
        ids = defaultdict(set)
        for model, res_id in documents.values():
            if is_gated(self.env, model):
                ids[model].add(res_id)
        there = {
            model: self.env[model].sudo().browse(filter(None, of_model)).exists()
            for model, of_model in ids.items()
        }
        return {
            queued: there[model] & there[model].browse(res_id or ())
            for queued, (model, res_id) in documents.items()
            if model in there
        }

    def _get_rounds(self, records):
        """Sort messages into rounds of which each holds a record once.

        An act says of one record what is about to be done. Two messages of one case, or
        one to two people, are two acts, so they are judged one after the other.

        :param dict records: as :meth:`_get_gated_records` returns them
        :return: list of (records, dict of record id to (message, :class:`Act`))
        """
        rounds = []
        for queued, document in records.items():
            if not document:
                continue
            # Who wrote it reads the reasons.
            document = document.with_context(lang=queued._get_gate_user().lang)
            for act in queued._get_acts():
                acts = next(
                    (
                        acts
                        for first, acts in rounds
                        if first._name == document._name
                        and first.env.lang == document.env.lang
                        and document.id not in acts
                    ),
                    None,
                )
                if acts is None:
                    acts = {}
                    rounds.append((document, acts))
                acts[document.id] = (queued, act)
        return [(first.browse(acts), acts) for first, acts in rounds]

    def _get_acts(self):
        """Return the act of sending the message to each who does not work here."""
        act = Act(
            "contact",
            self._get_gate_channel(),
            fields.Datetime.now(),
            user=self._get_gate_user().id,
            text=self._get_gate_text(),
        )
        return [
            replace(act, recipient=recipient)
            for recipient in self._get_outside_recipients()
        ]

    def _get_gate_user(self):
        """Return whose message it is, also where the superuser works the queue."""
        return get_acting_user(self._get_gate_message()) or self.env.user

    # === RECORDING === #

    def _log_sent(self, recipients=None):
        """Write into the log what has gone out.

        :param recipients: who of the message's recipients it reached, where that is
            known better than from the message
        """
        entries = []
        for queued, record in self._get_gated_records().items():
            case_id = record and record._get_refusal_values().get("case_id")
            if not case_id:
                continue
            case = self.env["collection.case"].sudo().browse(case_id)
            reached = (
                queued._get_outside_recipients() if recipients is None else recipients
            )
            entries += [queued._get_log_values(case, one) for one in reached]
        self.env["collection.contact.log"].sudo()._log_system(entries)

    def _get_log_values(self, case, recipient):
        """Return the log's values of the message as it went to one recipient."""
        return {
            "case_id": case.id,
            "channel": self._get_gate_channel(),
            "direction": "out",
            "date": fields.Datetime.now(),
            "user_id": self._get_gate_user().id,
            "recipient_role": case._get_role_of(recipient),
            "recipient_id": recipient.partner_id or False,
            "address": recipient.address or False,
            "result": "sent",
            "text": self._get_gate_text(),
            "raw_attachments": [
                case.env["collection.contact.log"]._describe_file(
                    file.name, file.raw or b""
                )
                for file in self._get_gate_attachments()
            ],
        }
