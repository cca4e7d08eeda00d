# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CollectionMark(models.Model):
    """A debtor whose case may no longer equal the ledger.

    The transaction that touches a debtor's receivables only inserts here: no case is
    read, locked or updated, so two transactions on one debtor never meet. The fold
    after the commit brings the case up to date and deletes the mark; what a crash
    leaves is folded by the cron, by the next run, or by whoever opens the case.

    The ids are plain integers on purpose. A foreign key would lock the partner's row,
    and a partner merge would rewrite it.
    """

    _name = "collection.mark"
    _description = "Collection Mark"
    _log_access = False

    company_ref = fields.Integer(
        string="Root Company ID", help="Empty: all companies of the debtor."
    )
    partner_ref = fields.Integer(string="Partner ID", required=True, index=True)

    @api.model
    def _mark_lines(self, line_ids):
        """Mark the debtors of posted receivable lines, as the database has them.

        :param line_ids: ids of journal items; others than posted receivables are
            passed over
        """
        if not line_ids:
            return
        self._insert(
            SQL(
                """SELECT DISTINCT %s, l.partner_id
                     FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id
                      AND a.account_type = 'asset_receivable'
                     JOIN res_company c ON c.id = l.company_id
                    WHERE l.id = ANY(%s)
                      AND l.parent_state = 'posted'
                      AND l.partner_id IS NOT NULL""",
                self.env["collection.ledger"]._root_sql(SQL("c")),
                list(line_ids),
            )
        )

    @api.model
    def _mark_accounts(self, account_ids):
        """Mark all debtors who have something open on these accounts."""
        ledger = self.env["collection.ledger"]
        self._insert(
            SQL(
                """SELECT DISTINCT %s, l.partner_id
                     FROM account_move_line l
                     JOIN res_company c ON c.id = l.company_id
                    WHERE l.account_id = ANY(%s)
                      AND l.partner_id IS NOT NULL
                      AND %s""",
                ledger._root_sql(SQL("c")),
                list(account_ids),
                ledger._open_line_sql(),
            )
        )

    @api.model
    def _mark_companies(self, companies):
        """Mark all debtors of these companies who have something open or a case."""
        ledger = self.env["collection.ledger"]
        self._insert(
            SQL(
                """SELECT DISTINCT %(root)s, l.partner_id
                     FROM account_move_line l
                     JOIN res_company c ON c.id = l.company_id
                    WHERE %(root)s = ANY(%(roots)s)
                      AND l.account_id = ANY(%(accounts)s)
                      AND l.partner_id IS NOT NULL
                      AND %(open_line)s
                    UNION
                   SELECT company_id, partner_id FROM collection_case
                    WHERE state <> 'closed' AND company_id = ANY(%(roots)s)""",
                root=ledger._root_sql(SQL("c")),
                roots=companies.ids,
                accounts=ledger._accounts_sql(),
                open_line=ledger._open_line_sql(),
            )
        )

    @api.model
    def _mark_partners(self, partner_ids):
        """Mark partners and their debtors, as the database has them, everywhere.

        Called before a partner's debtor changes, so that both the old and the new one
        are folded.

        :param partner_ids: ids of partners; those without journal items or case are
            passed over
        """
        self._insert(
            SQL(
                """SELECT NULL::integer, debtor.id
                     FROM res_partner p
               CROSS JOIN LATERAL (VALUES (p.id), (p.commercial_partner_id)) debtor (id)
                    WHERE p.id = ANY(%s)
                      AND debtor.id IS NOT NULL
                      AND (EXISTS (SELECT FROM account_move_line l
                                    WHERE l.partner_id = p.id)
                        OR EXISTS (SELECT FROM collection_case k
                                    WHERE k.partner_id = p.id))""",
                list(partner_ids),
            )
        )

    @api.model
    def _mark_debtor(self, company, partner_id):
        """Mark one debtor of one root company."""
        self._insert(SQL("SELECT %s, %s", company.id, partner_id))

    @api.model
    def _mark_debtors(self, partner_ids):
        """Mark partners whatever they have, in all companies."""
        self._insert(
            SQL("SELECT NULL::integer, unnest(%s::integer[])", sorted(partner_ids))
        )

    @api.model
    def _is_marked_sql(self, company):
        """Return the condition that a mark waits for a case ``c`` of a root company.

        PostgreSQL gathers the marked debtors once, however many cases it is asked for.
        """
        return SQL(
            """c.partner_id IN (
                   SELECT debtor.id
                     FROM collection_mark mark
                     JOIN res_partner p ON p.id = mark.partner_ref
               CROSS JOIN LATERAL (VALUES (p.id), (p.commercial_partner_id)) debtor (id)
                    WHERE COALESCE(mark.company_ref, %(company)s) = %(company)s)""",
            company=company.id,
        )

    @api.model
    def _insert(self, pairs):
        """Insert marks and see to it that they are folded after the commit.

        :param SQL pairs: a SELECT of root company (or NULL) and partner
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO collection_mark (company_ref, partner_ref)
                   SELECT * FROM (%s) pair (company_ref, partner_ref)
                   RETURNING id""",
                pairs,
            )
        )
        mark_ids = [mark_id for (mark_id,) in self.env.cr.fetchall()]
        self.env["collection.fold"]._fold_after_commit(mark_ids)
