# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools import chain

_logger = logging.getLogger(__name__)

ANCHOR_DAYS = {"daily": 1, "weekly": 7}


class CollectionChainCheck(models.Model):
    """One verification of a company's contact log: how many entries, what is broken.

    It keeps the last entry's number and seal. A later check finds out if that entry is
    gone or another one; who keeps the same outside of this database finds out even if
    the checks were rewritten as well.
    """

    _name = "collection.chain.check"
    _description = "Contact Log Check"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "date"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Checked On", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, ondelete="restrict"
    )
    entry_count = fields.Integer(string="Entries", aggregator="max")
    fault_count = fields.Integer(string="Faults", aggregator="max")
    fault_ids = fields.One2many(
        comodel_name="collection.chain.fault",
        inverse_name="check_id",
        string="Broken Entries",
    )
    state = fields.Selection(
        selection=[("whole", "Whole"), ("broken", "Broken")], required=True
    )
    head_seq = fields.Integer(string="Last Number", aggregator=None)
    head_hash = fields.Char(string="Last Seal")
    head = fields.Char(
        compute="_compute_head",
        help="Keep this line outside of the database.",
    )
    seconds = fields.Float(digits=(12, 2), aggregator="avg")
    date_anchored = fields.Datetime(string="Head Sent On")
    anchor_email = fields.Char(string="Head Sent To")

    @api.depends("company_id", "head_seq", "head_hash")
    def _compute_head(self):
        for check in self:
            check.head = chain.head_line(
                check.company_id.id, check.head_seq, check.head_hash
            )

    # === CHECKING === #

    @api.model
    def _prepare_fault(self, fault):
        """Return the values of ``collection.chain.fault``."""
        return {
            "kind": fault.kind,
            "log_id": fault.entry_id,
            "log_ref": fault.entry_id,
            "seq": fault.seq,
        }

    @api.model
    def _check(self, company):
        """Verify the chain of a company and keep what was found.

        :param company: root company
        :return: the check
        """
        log = self.env["collection.contact.log"].sudo()
        started = time.monotonic()
        faults, walker = log._examine(company)
        # Nobody has the right to write a check: it is what was found.
        check = self.sudo().create(
            {
                "company_id": company.id,
                "date": self.env.cr.now().replace(microsecond=0),
                "user_id": self.env.uid,
                "entry_count": walker.count,
                "fault_count": walker.fault_count,
                "state": "broken" if walker.fault_count else "whole",
                "head_seq": walker.seq,
                "head_hash": walker.seal,
                "seconds": time.monotonic() - started,
                "fault_ids": [
                    fields.Command.create(self._prepare_fault(fault))
                    for fault in faults
                ],
            }
        )
        if faults:
            _logger.warning(
                "The contact log of company %s is broken in %s places.",
                company.id,
                walker.fault_count,
            )
        return self.browse(check.id)

    def action_verify(self):
        """Verify the chains of the user's companies now, and show what was found."""
        companies = self.env["collection.contact.log"]._get_chain_companies()
        checks = self.browse()
        for company in companies:
            checks += self._check(company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_chain_check_action"
        )
        if len(checks) == 1:
            return {**action, "views": [(False, "form")], "res_id": checks.id}
        return {**action, "domain": [("id", "in", checks.ids)]}

    @api.model
    def _cron_check(self):
        """Verify the chains of all companies, and send the heads that are due."""
        companies = self.env["res.company"]._collection_roots()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            check = self._check(company)
            check._send_due_anchor()
            cron._commit_progress(1)

    # === ANCHORS === #

    def _send_due_anchor(self):
        """Send the head where the company wants it, at once where the chain broke."""
        self.ensure_one()
        company = self.company_id
        days = ANCHOR_DAYS.get(company.collection_anchor_period)
        if not company.collection_anchor_email or not days:
            return
        past = self.search(
            [("company_id", "=", company.id), ("date_anchored", "!=", False)],
            order="date_anchored desc",
            limit=1,
        )
        # Half a day less: the nightly check is not at the same second every night.
        due = self.date - timedelta(days=days - 0.5)
        if self.state == "broken" or not past or past.date_anchored <= due:
            self._send_anchor(company.collection_anchor_email)

    def _send_anchor(self, email):
        """Queue the mail with the head.

        :param str email: to whom
        """
        self.ensure_one()
        subject = (
            self.env._(
                "Contact log of %(company)s: whole", company=self.company_id.name
            )
            if self.state == "whole"
            else self.env._(
                "Contact log of %(company)s: BROKEN", company=self.company_id.name
            )
        )
        self.env["mail.mail"].sudo().create(
            {
                "subject": subject,
                "email_to": email,
                "email_from": self.company_id.email_formatted
                or self.env.user.email_formatted,
                "body_html": plaintext2html(self._get_head_text()),
                "auto_delete": False,
            }
        )
        self.sudo().write({"date_anchored": self.env.cr.now(), "anchor_email": email})

    def _get_head_text(self):
        """Return the head with what one must know to use it."""
        self.ensure_one()
        return "\n".join(
            (
                self.head,
                "",
                self.env._(
                    "%(company)s, checked on %(date)s UTC: %(entries)s entries, "
                    "%(faults)s faults.",
                    company=self.company_id.name,
                    date=self.date,
                    entries=self.entry_count,
                    faults=self.fault_count,
                ),
                self.env._(
                    "Keep the first line where nobody who administers the database can "
                    "change it. Under Collections, Log Checks, “Compare a Head” it "
                    "proves later that nothing logged up to then was rewritten."
                ),
            )
        )

    def action_download_head(self):
        """Download the head as a text file."""
        self.ensure_one()
        self.check_access("read")
        name = f"contact_log_{self.company_id.id}_{self.head_seq}.txt"
        # A check cannot be written, so its reader could not attach anything to it.
        attachments = self.env["ir.attachment"].sudo()
        attachment = attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", name),
            ],
            limit=1,
        ) or attachments.create(
            {
                "name": name,
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "text/plain",
                "datas": base64.b64encode(self._get_head_text().encode()),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Checks are kept: later ones compare the log with what they saw."
            )
        )
