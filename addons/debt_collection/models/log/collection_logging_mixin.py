# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CollectionLoggingMixin(models.AbstractModel):
    """Logging contacts with a case's debtor."""

    _name = "collection.logging.mixin"
    _description = "Collection Contact Logging"
    _inherit = ["collection.incoming.mixin"]

    log_ids = fields.One2many(
        comodel_name="collection.contact.log", inverse_name="case_id"
    )
    log_count = fields.Integer(string="Contacts", compute="_compute_log_count")

    def _compute_log_count(self):
        counts = dict(
            self.env["collection.contact.log"]._read_group(
                [("case_id", "in", self.ids), ("erases_id", "=", False)],
                ["case_id"],
                ["__count"],
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

    def _was_worked_by(self, user):
        """Tell whether a user may log a contact with a case that is somebody else's.

        The case may have been given away while they talked. What took place is logged
        by who made it: who has been its collector, who has logged on it before, or a
        member of the case's team where it was nobody's.
        """
        self.ensure_one()
        agents = "debt_collection.group_collection_agent"
        if (
            not user.has_group(agents)
            or self.company_id not in user.company_ids.root_id
        ):
            return False
        log = self.env["collection.contact.log"].sudo()
        own = [("case_id", "=", self.id), ("user_id", "=", user.id)]
        if log.search_count(own, limit=1):
            return True
        field = self.env["ir.model.fields"]._get(self._name, "user_id")
        changes = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("field_id", "=", field.id),
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "=", self.id),
                ]
            )
        )
        collectors = {change.old_value_integer or 0 for change in changes}
        is_member = user in self.team_id.member_ids
        return user.id in collectors or (is_member and 0 in collectors)

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
