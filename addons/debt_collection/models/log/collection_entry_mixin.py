# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
from collections import defaultdict
from datetime import UTC

import pytz

from odoo import api, models

from ...tools.gate import Act, Recipient, replace


class CollectionEntryMixin(models.AbstractModel):
    """How what somebody tells of a contact becomes an entry of the log."""

    _name = "collection.entry.mixin"
    _description = "Contact Log Entry"
    _inherit = ["collection.entry.check.mixin"]

    # === HOOKS === #

    @api.model
    def _get_recipient_roles(self):
        """Hook: name the roles that the person reached can have.

        An addon that knows more roles (a guarantor, an heir) calls ``super()`` first
        and appends. A role is stored as its code, so it outlives the addon.

        :return: list of code and name
        """
        labels = {
            "debtor": self.env._("Debtor"),
            "representative": self.env._("Representative"),
            "third_party": self.env._("Third Party"),
            "workplace": self.env._("Workplace"),
            "unknown": self.env._("Unknown"),
        }
        return list(labels.items())

    # === FROM INPUT TO VALUES === #

    @api.model
    def _prepare_entries(self, vals_list):
        """Turn what was given into what is stored.

        :param list vals_list: dicts of the fields in :data:`INPUT_FIELDS`
        :return: list of pairs: the values of an entry, and of its content
        :raise UserError: if something is missing or cannot be
        """
        inputs = [self._read_input(vals) for vals in vals_list]
        self._check_cases(inputs)
        self._check_results(inputs)
        self._check_recipients(inputs)
        for given in inputs:
            self._complete(given)
            self._check_input(given)
        self._check_addresses(inputs)
        self._keep_attachments(inputs)
        verdicts = self._judge_inputs(inputs)
        return [
            self._prepare_entry(given, verdict)
            for given, verdict in zip(inputs, verdicts, strict=True)
        ]

    @api.model
    def _complete(self, given):
        """Fill in what follows from what was given.

        :param dict given: as :meth:`_read_input` returns it; changed
        """
        debtor, result = given["case"].partner_id, given["result"]
        if not given["role"]:
            is_other = result.is_conversation and not result.is_right_party
            given["role"] = "third_party" if is_other else "debtor"
        if not given["recipient"] and given["role"] == "debtor":
            given["recipient"] = debtor
        given["given_address"] = given["address"]
        if not given["address"]:
            # A person without a number of its own is reached at the debtor's.
            kind = given["channel"].address
            contacts = (given["recipient"], debtor)
            given["address"] = next(
                filter(None, (self._get_address(one, kind) for one in contacts)), ""
            )

    @api.model
    def _get_address(self, contact, kind):
        """Return a contact's address of a kind as text, empty where there is none."""
        if kind == "phone":
            return contact.phone or ""
        if kind == "email":
            return contact.email or ""
        if kind == "street":
            place = " ".join(filter(None, (contact.zip, contact.city)))
            parts = (contact.street, contact.street2, place, contact.country_id.name)
            return ", ".join(filter(None, parts)) if contact.street or place else ""
        return ""

    @api.model
    def _prepare_entry(self, given, verdict):
        """Return the values of one entry and of its content."""
        case, recipient = given["case"], given["recipient"]
        files = self._describe_attachments(given)
        content, digest = self.env["collection.contact.content"]._prepare(
            {
                **given,
                "sentences": "\n".join(one.message for one in verdict.reasons),
                "file_names": "\n".join(file.pop("name") for file in files),
            }
        )
        values = {
            "case_id": case.id,
            "partner_id": case.partner_id.id,
            "debtor_ref": case.partner_id.id,
            "company_id": case.company_id.id,
            "user_id": given["user_id"],
            "channel": given["channel"].code,
            "direction": given["direction"],
            "date": given["date"],
            "local_time": self._get_local_time(case, given["date"]),
            "recipient_role": given["role"],
            "recipient_id": recipient.id,
            "recipient_ref": recipient.id,
            "result_id": given["result"].id,
            "result_code": given["result"].code,
            "result_names": given["result_names"],
            "duration": given["duration"],
            "date_next": given["date_next"],
            "attachments": self._to_json(files) if files else False,
            "verdict": self._describe_verdict(verdict),
            "is_violation": given["direction"] == "out" and verdict.is_breach,
            "corrects_id": given["corrects"].id,
            "timing": given["timing"],
            "date_logged": self.env.cr.now().replace(microsecond=0),
            "content_digest": digest,
        }
        return values, content

    @api.model
    def _describe_names(self, result):
        """Return what a result is called at this moment, in every language, as JSON: a
        name can be changed later."""
        names = result._fields["name"]._get_stored_translations(result) or {}
        return self._to_json({lang: name for lang, name in names.items() if name})

    @api.model
    def _get_local_time(self, case, moment):
        """Return what the debtor's clock showed, in ISO 8601 with the offset."""
        zone = pytz.timezone(case.partner_id._collection_tz(case.company_id))
        return moment.replace(tzinfo=UTC).astimezone(zone).isoformat()

    # === ATTACHMENTS === #

    @api.model
    def _keep_attachments(self, inputs):
        """Keep uploaded files with the case, or only whoever uploaded them could read
        them, and they would be cleaned away.

        Files of others stay what they are. On the case, whoever works it could change
        or delete them.
        """
        for given in inputs:
            given["attachments"].filtered(
                lambda file: (
                    not file.res_id
                    and not file.res_field
                    and not file.public
                    and file.create_uid.id == self.env.uid
                )
            ).write({"res_model": "collection.case", "res_id": given["case"].id})

    @api.model
    def _describe_attachments(self, given):
        """Return name, size and digest of what was attached: list of dicts.

        The files themselves may be deleted one day. Whoever has a copy can then still
        prove that it is the one.
        """
        return [
            *map(dict, given["raw_attachments"]),
            *(
                {
                    "id": attachment.id,
                    **self._describe_file(attachment.name, attachment.raw or b""),
                }
                for attachment in given["attachments"]
            ),
        ]

    @api.model
    def _describe_file(self, name, content):
        """Return what the log keeps of a file.

        :param str name: its name
        :param bytes content: what it holds
        """
        if isinstance(content, str):
            content = content.encode()
        return {
            "name": " ".join(self._read_text(name).split()),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    # === THE VERDICT AT THAT MOMENT === #

    @api.model
    def _judge_inputs(self, inputs):
        """Ask the gate what it says of each contact, as it was.

        It is asked once for all contacts of one channel and moment; once more for each
        further contact with the same case.

        :param list inputs: completed and checked inputs
        :return: list of :class:`Verdict` in the same order
        """
        rounds, times = defaultdict(dict), defaultdict(int)
        for index, given in enumerate(inputs):
            key = (given["channel"].code, given["date"])
            turn = times[(key, given["case"].id)]
            times[(key, given["case"].id)] += 1
            rounds[(*key, turn)][given["case"].id] = index
        verdicts = [None] * len(inputs)
        for (channel, moment, _turn), indexes in rounds.items():
            act = Act("contact", channel, moment)
            own = {
                case_id: replace(act, **self._prepare_particulars(inputs[index]))
                for case_id, index in indexes.items()
            }
            cases = self.env["collection.case"].browse(indexes)
            act = replace(next(iter(own.values())), particulars=own)
            for case, verdict in cases._judge(act).items():
                verdicts[indexes[case.id]] = verdict
        return verdicts

    @api.model
    def _prepare_particulars(self, given):
        """Return what of an act differs from contact to contact."""
        debtor = given["case"].partner_id
        return {
            "user": given["user_id"],
            "recipient": Recipient(
                partner_id=given["recipient"].id
                if given["recipient"] != debtor
                else None,
                address=given["given_address"] or None,
                role=given["role"],
            ),
            "text": given["text"] or None,
        }

    @api.model
    def _describe_verdict(self, verdict):
        """Return a verdict as JSON text, without the words: they may name people."""
        reasons = [
            {
                "code": reason.code,
                "severity": reason.severity,
                "reference": reason.reference,
                "until": reason.until and reason.until.isoformat(" ", "seconds"),
            }
            for reason in verdict.reasons
        ]
        return self._to_json({"allowed": verdict.allowed, "reasons": reasons})

    @api.model
    def _to_json(self, value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
