# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

PAGES = ("ledger", "treatment", "people", "done")


class CollectionGuide(models.TransientModel):
    """Leads a manager from the ledger to the first run, in three steps with the
    company's own figures.

    What is entered is written where it belongs at once: to segments, teams and people.
    So closing the guide loses nothing, and it can be opened again at any time.
    """

    _name = "collection.guide"
    _description = "Collection Guide"
    _inherit = ["collection.guide.people.mixin"]

    state = fields.Selection(
        selection=[
            ("ledger", "1. What Is Overdue"),
            ("treatment", "2. What Happens"),
            ("people", "3. Who Does It"),
            ("done", "Done"),
        ],
        string="Step",
        required=True,
        default="ledger",
        readonly=True,
    )
    collection_tz = fields.Selection(related="company_id.collection_tz", readonly=False)
    can_set_company = fields.Boolean(compute="_compute_can_set_company")
    has_run = fields.Boolean(compute="_compute_has_run")
    run_ref = fields.Integer(readonly=True)
    run_id = fields.Many2one(comodel_name="collection.run", compute="_compute_run_id")
    run_note = fields.Char(compute="_compute_run_id")

    @api.depends("company_id")
    def _compute_display_name(self):
        for guide in self:
            guide.display_name = self.env._(
                "Guide: %(company)s", company=guide.company_id.sudo().name
            )

    @api.depends_context("uid")
    def _compute_can_set_company(self):
        """Tell who may change a company: its time zone, and where its cases go."""
        self.can_set_company = self.env["res.company"].has_access("write")

    def _compute_has_run(self):
        for guide in self:
            guide.has_run = self.env["collection.run"].search_count(
                [
                    ("company_id", "=", guide.company_id.id),
                    ("state", "=", "done"),
                    ("is_dry", "=", False),
                ],
                limit=1,
            )

    @api.depends("run_ref")
    @api.depends_context("lang")
    def _compute_run_id(self):
        """Tell what the run did. Its record was written by a transaction of its own, so
        it is read in the next one."""
        for guide in self:
            run = self.env["collection.run"].browse(guide.run_ref or ()).exists()
            guide.run_id = run
            guide.run_note = run and self.env._(
                "Cases opened: %(opened)s, brought up to date: %(updated)s, given to "
                "collectors: %(assigned)s. Next steps planned: %(planned)s.",
                opened=run.opened_count + run.reopened_count,
                updated=run.updated_count,
                assigned=run.assigned_count,
                planned=run.planned_count,
            )

    @api.constrains("company_id")
    def _check_company_id(self):
        """Refuse to show a company's figures to whoever does not work for it.

        :raise AccessError: if it is none of the user's companies
        """
        for guide in self:
            if guide.company_id not in self.env.companies.root_id:
                raise AccessError(
                    self.env._(
                        "You have no access to this company, or it is not switched on "
                        "in the company selector."
                    )
                )

    # === FORTH AND BACK === #

    @api.model
    def action_open(self):
        """Open the guide of the company one works in, where it was left."""
        guide = self.search(
            [
                ("company_id", "=", self.env.company.root_id.id),
                ("create_uid", "=", self.env.uid),
            ],
            order="id desc",
            limit=1,
        )
        if not guide or guide.state == "done":
            guide = self.create({})
        guide._look()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Guide"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": guide.id,
            "target": "current",
        }

    def action_next(self):
        """Go on to the next step."""
        self._go(1)

    def action_back(self):
        """Go back to the step before."""
        self._go(-1)

    def action_refresh(self):
        """Work the figures out anew."""
        self._look()

    def _go(self, places):
        """Show another of the three steps.

        :param int places: how far from the present one
        """
        self.ensure_one()
        place = PAGES.index(self.state) + places
        self.state = PAGES[min(max(place, 0), len(PAGES) - 2)]
        self._look()

    def _look(self):
        """Fill in what the present step shows."""
        self._check_company_id()
        self.date = self.company_id.sudo()._collection_today()
        if self.state == "ledger":
            self._read_ledger()
        elif self.state != "done":
            self._look_ahead()

    # === THE END === #

    def action_run(self):
        """Start the company's run, and tell what it did."""
        self.ensure_one()
        run = self.env["collection.run"].run(self._get_own_company())
        self.write({"run_ref": run.id, "state": "done"})

    def _get_own_company(self):
        """Return the company, or a branch where the user works for that alone."""
        return self.env.companies.filtered(
            lambda company: company.root_id == self.company_id
        )[:1]

    def action_dry_run(self):
        """Show what a run would do, customer by customer."""
        self.ensure_one()
        run = self.env["collection.run"].run(self._get_own_company(), dry=True)
        return run._get_result_action()

    def action_view_run(self):
        """Open the run."""
        self.ensure_one()
        return self.run_id._get_result_action()

    def action_view_cases(self):
        """Open the cases."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "debt_collection.collection_case_action"
        )
