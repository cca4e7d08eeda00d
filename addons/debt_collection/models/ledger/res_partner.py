# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_case_id = fields.Many2one(
        comodel_name="collection.case",
        string="Open Collection Case",
        compute="_compute_collection_case_id",
        help="The open case of the debtor in the current company.",
    )
    collection_case_count = fields.Integer(compute="_compute_collection_case_id")
    collection_days_past_due = fields.Integer(
        string="Days Past Due",
        compute="_compute_collection_case_id",
        help="Above zero where something of the debtor is overdue.",
    )
    collection_amount_overdue = fields.Monetary(
        string="Overdue",
        currency_field="collection_currency_id",
        compute="_compute_collection_case_id",
    )
    collection_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the Case",
        compute="_compute_collection_case_id",
    )

    # Each mail that core deletes is asked whether it went to a debtor.
    _collection_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_collection_case_id(self):
        """Find the debtor's cases, as far as the user may see them."""
        self.collection_case_id = False
        self.collection_case_count = 0
        self.collection_days_past_due = 0
        self.collection_amount_overdue = 0
        self.collection_currency_id = False
        Case = self.env["collection.case"]
        if not Case.has_access("read"):
            return
        cases = Case.search([("partner_id", "in", self.commercial_partner_id.ids)])
        by_debtor = cases.grouped("partner_id")
        root = self.env.company.root_id
        for partner in self:
            of_debtor = by_debtor.get(partner.commercial_partner_id, Case)
            partner.collection_case_count = len(of_debtor)
            partner.collection_case_id = of_debtor.filtered(
                lambda case: case.state != "closed" and case.company_id == root
            )[:1]
            case = partner.collection_case_id
            partner.collection_days_past_due = case.days_past_due
            partner.collection_currency_id = case.currency_id
            partner.collection_amount_overdue = case.amount_overdue

    def _write_multi(self, vals_list):
        """Override of `base` to mark debtors before one becomes another's contact, or
        a contact a debtor of its own."""
        changed = [
            partner_id
            for partner_id, vals in zip(self.ids, vals_list, strict=True)
            if "commercial_partner_id" in vals
        ]
        if changed:
            self.env["collection.mark"]._mark_partners(changed)
        return super()._write_multi(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        """Refuse to delete who stands in the contact log. A merge may: it has rewritten
        the log's references before."""
        logged = self.env["collection.contact.log"].sudo()
        if logged.search_count(
            ["|", ("partner_id", "in", self.ids), ("recipient_id", "in", self.ids)],
            limit=1,
        ):
            raise UserError(
                self.env._(
                    "Contacts with this person or company are in the collection log, "
                    "which is kept. Archive the contact instead."
                )
            )

    def _collection_tz(self, company):
        """Return the time zone in which the debtor's day begins and ends.

        Odoo gives a new contact the zone of whoever creates it. So the contact's own
        zone is believed only where its country has that zone; otherwise the company's
        is taken where the country has that one, or else the country's first, which by
        the zones' own table is where most people live. An addon that knows better (by
        region, by number) overrides it and calls ``super()`` for the rest.

        :param company: the company that contacts, whose zone is the last resort
        :return: name of a zone
        """
        self.ensure_one()
        zones = pytz.country_timezones.get(self.country_id.code or "", ())
        if self.tz and (not zones or self.tz in zones):
            return self.tz
        if not zones or company.collection_tz in zones:
            return company.collection_tz
        return zones[0]

    @api.private
    def _collection_refresh(self):
        """Make the cases of these partners' debtors equal to the ledger now.

        Meant for code that must read a case in the transaction that changed the
        ledger; everywhere else the fold after the commit has done it already.
        """
        if not self:
            return
        self.env.cr.flush()
        # Neither the caller's rights nor its context decide what a case says.
        partners = self.with_env(self.env(su=True, context={}))
        debtor_ids = set(partners.ids) | set(partners.commercial_partner_id.ids)
        # Marks name contacts too, and a contact may have been a debtor until now.
        marks = self.env.execute_query(
            SQL(
                """SELECT mark.id, p.id
                     FROM collection_mark mark
                     JOIN res_partner p ON p.id = mark.partner_ref
                    WHERE p.commercial_partner_id = ANY(%s)""",
                sorted(debtor_ids),
            )
        )
        debtor_ids.update(partner_id for _mark_id, partner_id in marks)
        fold = partners.env["collection.fold"]
        for company in partners.env["res.company"]._collection_roots():
            fold._fold_named(company, debtor_ids)
        # What another transaction has just made or paid cannot be seen in this one, so
        # the debtors are folded once more after the commit, and the marks stay for it.
        fold._fold_after_commit([mark_id for mark_id, _partner_id in marks])
        self.env["collection.mark"]._mark_debtors(debtor_ids)

    def action_view_collection_cases(self):
        """Open the debtor's case, or the list where there are several."""
        self.ensure_one()
        cases = self.env["collection.case"].search(
            [("partner_id", "=", self.commercial_partner_id.id)]
        )
        if len(cases) == 1:
            return cases._get_form_action()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_case_action"
            ),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", cases.ids)],
            "context": {},
        }

    def action_log_collection_contact(self):
        """Log a contact with the debtor, on the open case."""
        self.ensure_one()
        return self.collection_case_id.action_log_contact()
