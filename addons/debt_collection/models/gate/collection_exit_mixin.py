# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from collections import defaultdict

from odoo import fields, models
from odoo.tools import split_every

from ...tools.gate import Act, replace

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

    def _get_gate_author(self):
        """Return the partner whose message it is."""
        raise NotImplementedError

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
            refused = some._judge_queued()
            for queued, reasons in refused.items():
                queued._cancel_refused("\n".join(dict.fromkeys(reasons)))
            yield some - some.browse(queued.id for queued in refused)

    def _judge_queued(self):
        """Judge messages that are about to leave.

        :return: dict of each refused message to a list of sentences
        """
        refused = defaultdict(list)
        for documents, acts in self._get_rounds():
            shared = Act(
                "contact", self._get_gate_channel(), fields.Datetime.now(), user=None
            )
            particulars = {doc_id: act for doc_id, (_queued, act) in acts.items()}
            for record, verdict in documents._judge_and_record(
                replace(shared, particulars=particulars)
            ).items():
                queued, _act = acts[record.id]
                refused[queued] += [blocker.message for blocker in verdict.refusing]
        return refused

    def _get_rounds(self):
        """Sort messages into rounds of which each holds a record once.

        An act says of one record what is about to be done. Two messages of one case, or
        one to two people, are two acts, so they are judged one after the other.

        :return: list of (records, dict of record id to (message, :class:`Act`))
        """
        rounds = []
        for queued in self:
            document = queued._get_gated_record()
            if not document:
                continue
            for act in queued._get_acts():
                of_record = (
                    acts
                    for model, acts in rounds
                    if model == document._name and document.id not in acts
                )
                acts = next(of_record, None)
                if acts is None:
                    acts = {}
                    rounds.append((document._name, acts))
                acts[document.id] = (queued, act)
        return [(self.env[model].browse(acts), acts) for model, acts in rounds]

    def _get_gated_record(self):
        """Return the record the message belongs to where that passes the gate, or
        nothing."""
        model, res_id = self._get_gate_document()
        if not res_id or model not in self.env:
            return None
        record = self.env[model].browse(res_id)
        gated = isinstance(record, self.pool["collection.gate.mixin"])
        return record.sudo().exists() if gated else None

    def _get_acts(self):
        """Return the act of sending the message to each who does not work here."""
        act = Act(
            "contact",
            self._get_gate_channel(),
            fields.Datetime.now(),
            user=self._get_gate_user(),
            text=self._get_gate_text(),
        )
        return [
            replace(act, recipient=recipient)
            for recipient in self._get_outside_recipients()
        ]

    def _get_gate_user(self):
        """Return the id of the user whose message it is, also where the superuser
        works the queue."""
        return self._get_gate_author().sudo().user_ids[:1].id or self.env.uid

    # === RECORDING === #

    def _log_sent(self, recipients=None):
        """Write into the log what has gone out.

        It is out: whatever happens here must neither stop the queue nor undo that it
        was sent.

        :param recipients: who of the message's recipients it reached, where that is
            known better than from the message
        """
        entries = []
        for queued in self:
            record = queued._get_gated_record()
            case_id = record and record._get_refusal_values().get("case_id")
            if not case_id:
                continue
            reached = (
                queued._get_outside_recipients() if recipients is None else recipients
            )
            entries += [queued._get_log_values(case_id, one) for one in reached]
        if not entries:
            return
        try:
            with self.env.cr.savepoint():
                self.env["collection.contact.log"].sudo().create(entries)
        except Exception:
            _logger.exception(
                "%s messages went out and could not be logged.", len(self)
            )

    def _get_log_values(self, case_id, recipient):
        """Return the log's values of the message as it went to one recipient."""
        return {
            "case_id": case_id,
            "channel": self._get_gate_channel(),
            "direction": "out",
            "date": fields.Datetime.now(),
            "user_id": self._get_gate_user(),
            "recipient_role": recipient.role or "debtor",
            "recipient_id": recipient.partner_id or False,
            "address": recipient.address or False,
            "result_id": self.env.ref("debt_collection.collection_result_sent").id,
            "text": self._get_gate_text(),
        }
