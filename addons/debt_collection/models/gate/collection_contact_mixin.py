# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ...tools.gate import Act, Recipient

# What is longer is no address anybody could use.
MAX_ADDRESS = 2000


class CollectionContactMixin(models.AbstractModel):
    """Contact with a case's debtor: what is allowed now, and how to pause it."""

    _name = "collection.contact.mixin"
    _description = "Collection Contact"
    _inherit = ["collection.blocker.mixin"]

    date_next_action = fields.Date(
        string="Next Action On",
        tracking=True,
        help="When the case should be looked at again.",
    )
    hold_ids = fields.One2many(
        comodel_name="collection.hold", inverse_name="case_id", string="Holds"
    )
    hold_count = fields.Integer(compute="_compute_hold_count")
    refusal_ids = fields.One2many(
        comodel_name="collection.refusal", inverse_name="case_id", string="Refused Acts"
    )
    refusal_count = fields.Integer(compute="_compute_refusal_count")

    def _compute_hold_count(self):
        counts = dict(
            self.env["collection.hold"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.hold_count = counts.get(case, 0)

    def _compute_refusal_count(self):
        counts = dict(
            self.env["collection.refusal"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.refusal_count = counts.get(case, 0)

    def _get_refusal_values(self):
        """Override of the gate: a case names itself and its debtor."""
        self.ensure_one()
        case = self.sudo().exists()
        return {
            **super()._get_refusal_values(),
            "case_id": case.id,
            "company_id": case.company_id.id,
            "partner_id": case.partner_id.id,
        }

    # === MAY I CONTACT THIS DEBTOR? === #

    @api.readonly
    def check_contact(self, channel, moment=None, recipient=None):
        """Ask whether the debtors may be contacted, without contacting anybody.

        :param str channel: code of a ``collection.channel``
        :param moment: a datetime in UTC, or its ISO text; now where none is given
        :param recipient: who would be reached: a contact or its id, an e-mail address
            or a telephone number, or the code of a recipient's role; whoever of the
            debtor can be reached where none is given
        :return: list of one dict per case: ``case_id``, ``allowed``, ``reasons`` (a
            list of dicts with ``code``, ``message``, ``reference``, ``severity`` and
            ``until``) and ``next_allowed``, moments as datetimes in UTC or ``False``
        :raise UserError: if there is no such channel
        """
        self.check_access("read")
        self.env["collection.channel"]._get_by_code(channel)
        act = Act(
            "contact",
            channel,
            fields.Datetime.to_datetime(moment) or fields.Datetime.now(),
            user=self.env.uid,
            recipient=self._get_recipient(recipient),
        )
        verdicts = self._judge(act)
        next_allowed = self._find_next_allowed(act, verdicts)
        return [
            {
                "case_id": case.id,
                "allowed": verdicts[case].allowed,
                "reasons": [reason.as_dict() for reason in verdicts[case].reasons],
                "next_allowed": next_allowed[case] or False,
            }
            for case in self
        ]

    @api.model
    def _get_recipient(self, recipient):
        """Return the :class:`Recipient` that :meth:`check_contact` was given."""
        if not recipient or isinstance(recipient, Recipient):
            return recipient or None
        if isinstance(recipient, models.BaseModel):
            return Recipient(partner_id=recipient.id)
        if isinstance(recipient, int):
            return Recipient(partner_id=recipient)
        roles = dict(
            self.env["collection.contact.log"]
            ._fields["recipient_role"]
            ._description_selection(self.env)
        )
        if recipient in roles:
            return Recipient(role=recipient)
        return Recipient(address=str(recipient))

    def _get_role_of(self, recipient):
        """Return what a recipient is to the debt, as far as the contacts tell.

        :param Recipient recipient: who was reached
        :return: code of a recipient's role
        """
        self.ensure_one()
        if recipient.role:
            return recipient.role
        partner = self.env["res.partner"].sudo().browse(recipient.partner_id)
        if partner:
            is_debtor = partner.commercial_partner_id == self.partner_id
            return "debtor" if is_debtor else "unknown"
        people = partner.search([("commercial_partner_id", "=", self.partner_id.id)])
        known = {
            address
            for person in people
            for address in (person.email_normalized, person.phone_sanitized)
        }
        # The regular expressions behind it take minutes for megabytes.
        address = (recipient.address or "")[:MAX_ADDRESS]
        is_known = bool(known & {address, email_normalize(address)} - {"", False})
        return "debtor" if is_known else "unknown"

    @api.readonly
    def get_contact_panel(self):
        """Return what may be done now on every channel.

        :return: list of dicts as of :meth:`check_contact`, with ``channel``, ``label``
            and ``icon``
        """
        self.ensure_one()
        return [
            {
                "channel": channel.code,
                "label": channel.name,
                "icon": channel.icon,
                **self.check_contact(channel.code)[0],
            }
            for channel in self.env["collection.channel"].search([])
        ]

    def reveal_numbers(self):
        """Show the telephone numbers of the debtor's people, to dial one.

        :return: list of dicts with ``partner_id``, ``name`` and ``number``
        :raise CollectionRefused: if the debtor must not be called now
        """
        self.ensure_one()
        self.check_access("read")
        self._ensure_allowed(
            Act("reveal", "call", fields.Datetime.now(), user=self.env.uid)
        )
        # A collector reads the debtor's contacts, whoever else may not see them.
        people = (
            self.env["res.partner"]
            .sudo()
            .search([("commercial_partner_id", "=", self.sudo().partner_id.id)])
        )
        return [
            {"partner_id": person.id, "name": person.display_name, "number": number}
            for person in people
            for number in {person[name] for name in person._phone_get_number_fields()}
            if number
        ]

    # === HOLDS === #

    def hold(self, reason, until, since=None, note=None, attachment_ids=None):
        """Pause the debtors of the cases.

        :param str reason: why, in a few words
        :param until: the end, a datetime in UTC or its ISO text
        :param since: the start; now where none is given
        :param str note: more about it
        :param list attachment_ids: ids of attachments that show why
        :return: the ``collection.hold`` records, one per case
        """
        return self.env["collection.hold"].create(
            [
                {
                    "case_id": case.id,
                    "name": reason,
                    "date_start": since or fields.Datetime.now(),
                    "date_end": until,
                    "note": note,
                    "attachment_ids": [fields.Command.set(attachment_ids or [])],
                }
                for case in self
            ]
        )

    def action_hold(self):
        """Ask for the hold's reason and end."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pause the Customer"),
            "res_model": "collection.hold",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    @api.model
    def _follow_holds(self, cases=None):
        """Let the states of open cases say whether the debtors are paused now.

        :param cases: the cases to look at, all where none are given
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id, held.is_held
                     FROM collection_case c
               CROSS JOIN LATERAL (
                          SELECT EXISTS (
                                 SELECT FROM collection_hold hold
                                  WHERE hold.company_id = c.company_id
                                    AND hold.partner_id = c.partner_id
                                    AND hold.date_start <= %(now)s
                                    AND hold.date_end > %(now)s)) held (is_held)
                    WHERE c.state = CASE WHEN held.is_held
                                         THEN 'open' ELSE 'on_hold' END
                      AND %(chosen)s
                      FOR NO KEY UPDATE OF c""",
                now=fields.Datetime.now(),
                chosen=SQL("TRUE")
                if cases is None
                else SQL("c.id = ANY(%s)", cases.ids),
            )
        )
        for is_held, state in ((True, "on_hold"), (False, "open")):
            ids = [case_id for case_id, held in rows if held == is_held]
            self.browse(ids)._set_state(state)

    def _set_state(self, state):
        """Write the state of open cases that are all in the same one.

        :param str state: the new one
        """
        if not self:
            return
        old_state = self[0].state
        self.env.cr.execute(
            SQL(
                "UPDATE collection_case SET state = %s WHERE id = ANY(%s)",
                state,
                self.ids,
            )
        )
        self.invalidate_recordset(["state"], flush=False)
        self.modified(["state"])
        self._record_events("state", old_value=old_state, new_value=state)

    @api.model
    def _cron_follow_holds(self):
        """Let the states follow holds that began or ended by the clock."""
        self.sudo()._follow_holds()
