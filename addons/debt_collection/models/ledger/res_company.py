# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, email_normalize

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_tz = fields.Selection(
        selection=_tz_get,
        string="Collection Time Zone",
        required=True,
        default=lambda self: self._default_collection_tz(),
        help="Decides what “today” is for this company's cases.",
    )
    collection_as_of = fields.Date(
        string="Cases As Of",
        readonly=True,
        copy=False,
        help="The day from which the cases' ages are counted: that of the last run.",
    )
    collection_lead_days = fields.Integer(
        string="Days Before Due",
        help="A case opens this many days before something falls due. With 0 it opens "
        "once something is overdue.",
    )
    collection_step_days = fields.Integer(
        string="Days Before Due of the First Step",
        readonly=True,
        help="The earliest step before a due date of the strategies in use.",
    )
    collection_misc_no_followup = fields.Boolean(
        string="Honour “No Follow-Up” on Miscellaneous Entries",
        help="Odoo marks every miscellaneous entry “No Follow-Up” by default, opening "
        "balances included. Switch this on only if you set that mark deliberately.",
    )
    collection_team_id = fields.Many2one(
        comodel_name="collection.team",
        string="Team of New Cases",
        default=lambda self: self._default_collection_team_id(),
        check_company=True,
    )
    collection_high_value = fields.Monetary(
        string="High Value From",
        default=10000,
        help="From how much overdue a case is one of high value. The scorecard "
        "“Urgency” measures its points for the amount by it, and the filter “High "
        "Value” finds these cases.",
    )

    collection_is_live = fields.Boolean(
        string="Measures Go Out",
        help="Off: test mode. Cases are kept and worked, and the collection gate "
        "refuses to contact anybody.",
    )
    collection_payment_patience = fields.Integer(
        string="Days a Started Payment Counts",
        default=7,
        help="How long an online payment that has been started keeps the customer from "
        "being contacted.",
    )

    collection_log_days = fields.Integer(
        string="Log Within Days",
        default=7,
        help="A contact that is logged later needs a reason and is marked “late”.",
    )
    collection_anchor_period = fields.Selection(
        selection=[("none", "Never"), ("daily", "Daily"), ("weekly", "Weekly")],
        string="Send the Log's Head",
        required=True,
        default="weekly",
        help="How often the last seal of the contact log is sent, to be kept where "
        "nobody who administers this database can change it.",
    )
    collection_anchor_email = fields.Char(
        string="Send the Head To", help="Empty: it is not sent."
    )
    collection_chain_check_id = fields.Many2one(
        comodel_name="collection.chain.check",
        string="Last Check of the Contact Log",
        compute="_compute_collection_chain_check_id",
    )

    _collection_lead_days_sensible = models.Constraint(
        "CHECK (collection_lead_days BETWEEN 0 AND 3650)",
        "“Days Before Due” must be between 0 and 3,650.",
    )

    _collection_payment_patience_sensible = models.Constraint(
        "CHECK (collection_payment_patience BETWEEN 0 AND 3650)",
        "“Days a Started Payment Counts” must be between 0 and 3,650.",
    )

    _collection_log_days_sensible = models.Constraint(
        "CHECK (collection_log_days BETWEEN 0 AND 3650)",
        "“Log Within Days” must be between 0 and 3,650.",
    )

    @api.model
    def _default_collection_tz(self):
        return self.partner_id.tz or self.env.user.tz or "UTC"

    @api.model
    def _default_collection_team_id(self):
        team = self.env.ref(
            "debt_collection.collection_team_default", raise_if_not_found=False
        )
        return team if team and team.sudo().active else None

    @api.constrains("collection_tz")
    def _check_collection_tz(self):
        """Refuse a zone that is none. Core does not check a selection of a function."""
        field = self._fields["collection_tz"]
        zones = dict(field._description_selection(self.env))
        for company in self:
            if company.collection_tz and company.collection_tz not in zones:
                raise ValidationError(
                    self.env._(
                        "%(field)s: there is no zone “%(zone)s”. Choose one of the "
                        "list.",
                        field=field._description_string(self.env),
                        zone=company.collection_tz,
                    )
                )

    @api.constrains("collection_lead_days")
    def _check_collection_lead_days(self):
        """Refuse to open cases later than their first step is due."""
        for company in self:
            if 0 <= company.collection_lead_days < company.collection_step_days:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” must be at least %(days)s, for a strategy in use "
                        "has a step as early. Change the strategy first, or the "
                        "segment that works by it.",
                        field=self._fields["collection_lead_days"]._description_string(
                            self.env
                        ),
                        days=company.collection_step_days,
                    )
                )

    @api.constrains("collection_team_id")
    def _check_collection_team_id(self):
        # Who makes a company need not have a right on teams.
        for team in self.sudo().collection_team_id:
            if not team.active:
                raise ValidationError(
                    self.env._(
                        "%(team)s is archived: nobody would see its new cases. Choose "
                        "another team.",
                        team=team.name,
                    )
                )

    @api.constrains("collection_anchor_email")
    def _check_collection_anchor_email(self):
        for company in self:
            email = company.collection_anchor_email
            if email and not email_normalize(email):
                raise ValidationError(
                    self.env._(
                        "“%(email)s” is no e-mail address. The head of the contact log "
                        "would go nowhere.",
                        email=email,
                    )
                )

    @api.constrains("collection_high_value")
    def _check_collection_high_value(self):
        for company in self:
            if company.collection_high_value < 0:
                raise ValidationError(
                    self.env._("“High value from” must not be negative.")
                )

    def _compute_collection_chain_check_id(self):
        # The companies' settings are read by administrators who may not be managers.
        checks = self.env["collection.chain.check"].sudo()
        for company in self:
            company.collection_chain_check_id = checks.search(
                [("company_id", "=", company.root_id.id)], limit=1
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Let the cases of a new company open as early as the strategies need it."""
        companies = super().create(vals_list)
        self._collection_follow_steps()
        return companies

    def write(self, vals):
        """Mark the debtors whose cases a changed setting decides differently."""
        res = super().write(vals)
        if {"collection_misc_no_followup", "collection_lead_days"} & vals.keys():
            self.env["collection.mark"]._mark_companies(self.root_id)
        return res

    def _collection_today(self):
        """Return the date it is for this company's cases, in the company's own zone."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.collection_tz))

    def _collection_day_of(self, moment):
        """Return the date of a moment, in the company's own zone.

        :param datetime moment: a moment in UTC
        """
        self.ensure_one()
        zoned = self.with_context(tz=self.collection_tz)
        return fields.Datetime.context_timestamp(zoned, moment).date()

    def _collection_day_ahead(self, today):
        """Return a day where it is not the one from which the company's cases count
        their age, otherwise None.

        :param date today: the day
        """
        self.ensure_one()
        return None if today == self.collection_as_of else today

    def _collection_count_from(self, today):
        """Let all cases of the company count their age from another day.

        By a statement: a company's write() forgets more than this is worth.

        :param date today: the day of a run, or of the very first fold
        """
        self.ensure_one()
        if today == self.collection_as_of:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET collection_as_of = %s WHERE id = %s",
                today,
                self.id,
            )
        )
        self.invalidate_recordset(["collection_as_of"], flush=False)
        cases = self.env["collection.case"]
        cases.invalidate_model(["date_as_of", "days_past_due"], flush=False)

    @api.model
    def _collection_roots(self):
        """Return the companies that have cases of their own.

        An archived one is among them: what its customers owe stands in its ledger.
        """
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("parent_id", "=", False)])

    @api.model
    def _collection_follow_steps(self):
        """Let cases open as early as the first steps of the strategies in use need it:
        those of segments, and the challengers of experiments that run.

        What somebody has set beyond that stays.
        """
        everything = self.sudo().with_context(active_test=True).env
        segments = everything["collection.segment"].search([("active", "=", True)])
        running = everything["collection.experiment"].search(
            [("state", "=", "running")]
        )
        used = [(one.company_id, one.strategy_id) for one in segments]
        used += [(one.company_id, one.challenger_strategy_id) for one in running]
        days = {False: 0}
        for company, strategy in used:
            steps = strategy.step_ids.filtered("active")
            early = max((-step.days for step in steps), default=0)
            days[company.id] = max(days.get(company.id, 0), early)
        for company in self.sudo()._collection_roots():
            needed = max(days[False], days.get(company.id, 0))
            old = company.collection_step_days
            if needed == old:
                continue
            company.collection_step_days = needed
            if company.collection_lead_days == old:
                company.collection_lead_days = needed
            else:
                company.collection_lead_days = max(company.collection_lead_days, needed)
