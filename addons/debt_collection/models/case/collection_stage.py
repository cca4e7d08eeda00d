# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ..scoring import case_domain


class CollectionStage(models.Model):
    """A column of the kanban board: how far the work on a case has come."""

    _name = "collection.stage"
    _description = "Collection Stage"
    _inherit = ["collection.named.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    fold = fields.Boolean(string="Folded in Kanban")
    is_closed = fields.Boolean(
        string="Closed Cases",
        help="Cases come here by themselves once nothing is overdue any more. Nobody "
        "can move a case here by hand or out of it.",
    )
    description = fields.Text(
        translate=True, help="What a case in this stage is waiting for."
    )

    domain = fields.Char(
        string="Only Cases That",
        help="Only cases that match may enter. Empty: all may.",
    )
    refusal = fields.Text(
        string="Otherwise Say",
        translate=True,
        help="What is told to whoever moves another case here: what to do first.",
    )
    is_lead_only = fields.Boolean(
        string="Leads Only", help="Only team leads and managers move cases here."
    )

    _only_one_closed = models.UniqueIndex(
        "(is_closed) WHERE is_closed", "There can be only one stage for closed cases."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Forget which stages were the first and the last."""
        stages = super().create(vals_list)
        self.env.registry.clear_cache()
        return stages

    def write(self, vals):
        """Keep a stage for new cases and one for closed cases."""
        res = super().write(vals)
        self.env.registry.clear_cache()
        if {"active", "is_closed"} & vals.keys():
            self._check_stages_left()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        self._check_stages_left(self)
        self.env.registry.clear_cache()

    def _check_stages_left(self, without=()):
        """Refuse to be left without a stage for new or for closed cases.

        :param without: stages about to go
        :raise ValidationError: if one of the two would be missing
        """
        left = self.search([("active", "=", True)])
        left -= self.browse(stage.id for stage in without)
        if not left.filtered("is_closed"):
            raise ValidationError(
                self.env._(
                    "Closed cases need a stage. Rename the one marked for them instead."
                )
            )
        if not left.filtered(lambda stage: not stage.is_closed):
            raise ValidationError(
                self.env._("New cases need a stage: keep at least one for open cases.")
            )

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse a condition that could not be evaluated when a case is moved."""
        for stage in self:
            error = case_domain.find_fault(self.env, stage.domain)
            if error:
                raise ValidationError(
                    self.env._(
                        "The condition of “%(stage)s” cannot be understood: %(error)s. "
                        "Choose it anew.",
                        stage=stage.name,
                        error=error,
                    )
                )

    @api.constrains("domain", "refusal")
    def _check_refusal(self):
        """Refuse a condition without the sentence that says what to do first: people
        must learn it when they move a case, not from whoever set up the stage."""
        for stage in self:
            has_condition = (stage.domain or "[]").strip() != "[]"
            if has_condition and not (stage.refusal or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” has a condition. Enter under “%(field)s” what to "
                        "do before a case can be moved here.",
                        stage=stage.name,
                        field=stage._fields["refusal"]._description_string(self.env),
                    )
                )

    def _check_entry(self, cases):
        """Refuse cases that may not enter the stage, before any of them is moved.

        :param cases: the cases that come from another stage
        :raise UserError: if one of them may not
        """
        if not cases or not self:
            return
        if (
            self.is_lead_only
            and not self.env.su
            and not self.env.user.has_group("debt_collection.group_collection_leader")
        ):
            raise UserError(
                self.env._(
                    "Only a team lead moves cases to “%(stage)s”. Ask yours.",
                    stage=self.name,
                )
            )
        # What a case is does not depend on what its user may read, nor on the company
        # the user looks at.
        refused, domain = cases.sudo(), case_domain.parse(self.domain)
        for company, of_company in refused.grouped("company_id").items():
            refused -= of_company.with_company(company).filtered_domain(domain)
        if refused:
            names = refused[:10].mapped("display_name")
            if len(refused) > len(names):
                names.append(
                    self.env._("… and %(count)s more.", count=len(refused) - len(names))
                )
            sentence = self.refusal or self.env._(
                "These cases do not match what “%(stage)s” demands.", stage=self.name
            )
            raise UserError("\n".join([sentence, *names]))

    @api.model
    def _get_first(self):
        """Return the stage in which a case begins."""
        return self.browse(self._get_end_ids()[0])

    @api.model
    def _get_closed(self):
        """Return the stage that holds the closed cases."""
        return self.browse(self._get_end_ids()[1])

    @api.model
    @ormcache()
    def _get_end_ids(self):
        """Return the ids of the first stage and of that of closed cases, or None. Each
        fold that opens or closes a case needs them."""
        stages = self.sudo().search_fetch([("active", "=", True)], ["is_closed"])
        opening, closing = (
            stages.filtered(lambda stage, wanted=wanted: stage.is_closed == wanted)
            for wanted in (False, True)
        )
        return opening[:1].id or None, closing[:1].id or None
