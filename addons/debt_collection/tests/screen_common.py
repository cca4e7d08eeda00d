# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from lxml import etree

from odoo.tools.safe_eval import safe_eval

MODELS = (
    "collection.case",
    "collection.case.event",
    "collection.open.item",
    "collection.stage",
    "collection.team",
    "collection.position",
    "collection.absence",
    "collection.assignment.rule",
    "collection.load",
    "collection.run",
    "collection.channel",
    "collection.result",
    "collection.contact.log",
    "collection.strategy",
    "collection.action",
    "collection.hold",
    "collection.refusal",
    "collection.refusal.reason",
    "collection.chain.check",
    "collection.chain.fault",
    "collection.scorecard",
    "collection.behaviour",
    "collection.segment",
    "collection.experiment",
)


class ScreenMixin:
    """What the web client asks of the server for a screen."""

    def arch_of(self, records, view_type):
        """Return a view as its user gets it."""
        view = records.get_views([(False, view_type)])["views"][view_type]
        return etree.fromstring(view["arch"])

    def specification_of(self, records, view_type):
        """Return which fields the client reads for a view."""
        nodes = self.arch_of(records, view_type).xpath("//field[not(ancestor::field)]")
        specification = {}
        for name in dict.fromkeys(node.get("name") for node in nodes):
            relational = records._fields[name].relational
            specification[name] = {"fields": {"display_name": {}}} if relational else {}
        return specification

    def evaluate(self, text, user):
        """Evaluate a domain or context of a view as the client does."""
        return safe_eval(text or "[]", {"uid": user.id, "id": 1, "company_id": 1})

    @contextmanager
    def counted(self):
        """Count the statements of a block that starts with empty caches.

        :return: a list that holds the number at the end
        """
        self.env.flush_all()
        self.env.invalidate_all()
        count = []
        before = self.env.cr.sql_log_count
        yield count
        count.append(self.env.cr.sql_log_count - before)

    def add_cases(self, number):
        """Add cases of that many new debtors to the first team and stage, by SQL."""
        partners = self.env["res.partner"].create(
            [{"name": f"Debtor {index}"} for index in range(number)]
        )
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO collection_case (
                      name, company_id, partner_id, team_id, user_id, stage_id, state,
                      active, bucket, amount_due, amount_overdue, amount_1_30,
                      date_oldest_due, date_ahead)
               SELECT 'X' || p.id, %s, p.id, %s, %s, s.id, 'open', TRUE, '1_30',
                      p.id, p.id, p.id, %s, %s
                 FROM res_partner p, LATERAL (
                      SELECT id FROM collection_stage
                       WHERE NOT COALESCE(is_closed, FALSE)
                       ORDER BY sequence, id OFFSET p.id %% 3 LIMIT 1) s
                WHERE p.id = ANY(%s)""",
            [
                self.company.id,
                self.north.id,
                self.ann.id,
                "2025-06-06",
                "2025-06-16",
                partners.ids,
            ],
        )
        self.env.invalidate_all()
        return partners
