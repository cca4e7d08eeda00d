# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.misc import clean_context

from .log_statements import LOG_GUARD, create_guard


class CollectionContactLog(models.Model):
    """What was really done: one entry a contact, never changed and never deleted.

    What hinders it are the rights, this class, and triggers in the database, so that
    SQL through Odoo does not change it either. What the owner of the database does
    behind the triggers breaks the chain of seals, and is found. A mistake is corrected
    by another entry that names the first.

    An addon adds no stored fields here: it keeps a table of its own, keyed by the
    entry.
    """

    _name = "collection.contact.log"
    _description = "Contact Log"
    _inherit = [
        "collection.entry.mixin",
        "collection.entry.effect.mixin",
        "collection.system.entry.mixin",
        "collection.entry.reading.mixin",
        "collection.chain.mixin",
    ]
    _order = "date desc, id desc"
    _log_access = False
    _rec_names_search = ["case_id", "partner_id"]

    # Whom and when
    case_id = fields.Many2one(
        comodel_name="collection.case", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    debtor_ref = fields.Integer(
        string="Debtor ID Then",
        required=True,
        aggregator=None,
        help="The debtor's id when it was logged. It stays when contacts are merged.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        index=True,
        ondelete="restrict",
    )
    channel = fields.Selection(selection="_selection_channel")
    direction = fields.Selection(selection=[("out", "Outgoing"), ("in", "Incoming")])
    date = fields.Datetime(required=True, index=True)
    local_time = fields.Char(
        string="Debtor's Time",
        required=True,
        help="What the debtor's clock showed, with its offset to UTC.",
    )
    recipient_role = fields.Selection(
        selection="_selection_recipient_role", string="Reached As"
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person Reached",
        index="btree_not_null",
        ondelete="restrict",
    )
    recipient_ref = fields.Integer(string="Person's ID Then", aggregator=None)

    # What came of it
    result_id = fields.Many2one(
        comodel_name="collection.result", index=True, ondelete="restrict"
    )
    result_code = fields.Char()
    result_names = fields.Char(
        string="Result's Names Then", help="By language. A name can be changed later."
    )
    duration = fields.Integer(string="Seconds", help="How long it took.")
    date_next = fields.Date(string="Next Action On")
    attachments = fields.Text(
        string="Files Then", help="Name, size and SHA-256 of what was attached."
    )

    # What stood against it
    verdict = fields.Text(required=True, help="What the gate said of it, as it was.")
    is_violation = fields.Boolean(
        string="Violation",
        index=True,
        help="It broke a rule in force at that moment. It is recorded all the same.",
    )

    # How it was logged
    corrects_id = fields.Many2one(
        comodel_name="collection.contact.log", ondelete="restrict"
    )
    erases_id = fields.Many2one(
        comodel_name="collection.contact.log",
        index="btree_not_null",
        ondelete="restrict",
        help="The entry whose personal data were erased. It is no contact then, and "
        "has no channel, no direction and no result.",
    )
    timing = fields.Selection(
        selection=[
            ("prompt", "In Time"),
            ("late", "Late"),
            ("future", "In Advance"),
        ],
        string="Logged",
        required=True,
    )
    date_logged = fields.Datetime(string="Logged On", required=True)

    # Its seal
    content_digest = fields.Char(required=True)
    seq = fields.Integer(string="Number", aggregator=None)
    previous_hash = fields.Char(string="Seal Before")
    hash = fields.Char(string="Seal")
    version = fields.Integer(aggregator=None)

    _seq_unique = models.UniqueIndex("(company_id, seq) WHERE seq IS NOT NULL")
    _corrects_unique = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL",
        "This entry was corrected already. Correct the correction instead.",
    )
    _contact_or_erasure = models.Constraint(
        "CHECK (num_nulls(channel, direction, recipient_role, result_id, result_code)"
        " = CASE WHEN erases_id IS NULL THEN 0 ELSE 5 END)",
        "A contact has a channel, a direction and a result; an erasure has none.",
    )
    _unsealed_index = models.Index("(company_id, id) WHERE seq IS NULL")

    def init(self):
        """Put the table under its guard."""
        create_guard(self.env.cr, LOG_GUARD, self._table)

    # === COMPUTES === #

    @api.model
    def _selection_channel(self):
        return self.env["collection.channel"]._get_selection()

    @api.model
    def _selection_recipient_role(self):
        return self._get_recipient_roles()

    def _get_channel_name(self, code):
        """Return a channel's name in the user's language."""
        return dict(self._selection_channel()).get(code, code)

    @api.depends("channel", "date", "result_names")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for entry in self:
            words = (
                entry._get_channel_name(entry.channel),
                format_datetime(self.env, entry.date, dt_format="short"),
                entry.result_label,
            )
            entry.display_name = " · ".join(filter(None, words))

    # === WHAT CAN BE DONE WITH ENTRIES === #

    # It is `_insert_entries` that calls super: an erasure is written by it too.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Log contacts: read what is told, judge it, write it, and do what follows.

        :param list vals_list: dicts of the fields that can be told, see
            ``collection.entry.input.mixin``
        :return: the entries, sealed right after the commit
        """
        self.check_access("create")
        prepared = self._prepare_entries(vals_list)
        cases = self.env["collection.case"].browse(
            values["case_id"] for values, _content in prepared
        )
        # Who has made a contact may log it although the case was given away meanwhile.
        maker = self if cases.has_access("write") else self.sudo()
        entries = maker._insert_entries(prepared)
        entries.corrects_id.invalidate_recordset(["corrected_by_id"], flush=False)
        if any(vals.get("is_system") for vals in vals_list):
            entries._apply_results_of_system()
        else:
            entries._apply_results()
        return entries.with_env(self.env)

    @api.model
    def _insert_entries(self, prepared):
        """Write entries with their contents, to be sealed right after the commit.

        :param list prepared: as ``_prepare_entries`` returns them
        """
        # Defaults of whatever screen it comes from are not what was told.
        self = self.with_env(self.env(context=clean_context(self.env.context)))
        entries = super().create(  # pylint: disable=super-method-mismatch
            [values for values, _content in prepared]
        )
        # Nobody has a right on contents: they are part of the entry.
        self.env["collection.contact.content"].sudo().create(
            [
                {**content, "log_id": entry.id}
                for entry, (_values, content) in zip(entries, prepared, strict=True)
            ]
        )
        self.env["collection.contact.sealer"]._seal_after_commit(entries.company_id)
        return entries

    def write(self, vals):
        """Refuse it to everybody.

        :raise UserError: always
        """
        self._refuse_change()
        return super().write(vals)

    @api.model
    def _refuse_change(self):
        raise UserError(
            self.env._(
                "What was logged does not change. Log a new entry that corrects the "
                "old one."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "What was logged is not deleted. Log a new entry that corrects the "
                "old one."
            )
        )

    def copy_data(self, default=None):
        """Refuse it: a contact took place once.

        :raise UserError: always
        """
        raise UserError(
            self.env._("A contact is not copied. Log what was really done.")
        )

    def action_open_case(self):
        """Open the case."""
        self.ensure_one()
        return self.case_id._get_form_action()
