# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from . import people_statements as statements
from . import work_statements as work

# Who works less than this part of the capacity has room for more.
UNDER_LOAD = 0.6


class CollectionLoad(models.Model):
    """How much each collector works in each team, for the lead who shares work out.

    Read from the cases with each query. A person's load counts all open cases, those of
    other teams and companies too.
    """

    _name = "collection.load"
    _description = "Load of Collectors"
    _auto = False
    _order = "load desc nulls last, id"
    _rec_name = "user_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(comodel_name="collection.team", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Collector", readonly=True
    )
    capacity = fields.Integer(
        readonly=True, help="Open cases the collector can work, in all teams together."
    )
    case_count = fields.Integer(string="Open Cases", readonly=True)
    total_count = fields.Integer(
        string="In All Teams",
        readonly=True,
        aggregator="max",
        help="All open cases of the collector, whatever the team and the company.",
    )
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    due_count = fields.Integer(
        string="Due Today",
        readonly=True,
        help="Cases about which the collector has something to do by today. Those held "
        "up are not among them.",
    )
    late_count = fields.Integer(
        string="Of Them Late",
        readonly=True,
        help="Cases about which something was to be done before today.",
    )
    done_count = fields.Integer(
        string="Done Today",
        readonly=True,
        help="Cases on which the collector logged a contact of today.",
    )
    load = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Open cases in all teams, of the capacity.",
    )
    flag = fields.Selection(
        selection=[
            ("over", "Overloaded"),
            ("fair", "Fair"),
            ("under", "Has Room"),
            ("away", "Away"),
            ("none", "Gets No Cases"),
        ],
        string="Situation",
        readonly=True,
    )

    @property
    def _table_query(self):
        today = self._get_today_sql()
        is_open = SQL(work.IS_OPEN)
        return SQL(
            statements.LOAD,
            away=list(self.env["collection.absence"]._get_away()),
            under=UNDER_LOAD,
            today=today,
            work=SQL(
                work.WORK,
                actions=SQL("collection_action"),
                now=fields.Datetime.now(),
                is_open=is_open,
            ),
            is_unplanned=SQL(work.IS_UNPLANNED, case=SQL("c.id"), is_open=is_open),
            done=SQL(work.DONE, today=today),
        )

    @api.model
    def _get_today_sql(self):
        """Return which day it is in each of the companies chosen, as ``today``."""
        companies = self.env.companies.root_id.sudo()
        return SQL(
            work.TODAY,
            companies=companies.ids,
            days=[company._collection_today() for company in companies],
            zones=[company.collection_tz or "UTC" for company in companies],
        )

    def action_view_cases(self):
        """Open the collector's open cases."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_case_action"
            ),
            "display_name": self.user_id.name,
            "domain": [("user_id", "=", self.user_id.id)],
            "context": {"search_default_open": 1},
        }

    def action_hand_over(self):
        """Hand the collector's cases over to others."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "debt_collection.collection_hand_over_action"
            ),
            "context": {
                "default_source": "collector",
                "default_from_user_id": self.user_id.id,
            },
        }
