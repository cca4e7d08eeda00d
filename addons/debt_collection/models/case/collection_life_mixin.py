# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class CollectionLifeMixin(models.AbstractModel):
    """How a case follows its debtor, and what satellites hear of a case's life."""

    _name = "collection.life.mixin"
    _description = "Collection Case Life"

    # === HOOKS === #

    def _get_reasons_to_stay_open(self):
        """Hook: name what keeps cases open although nothing is overdue any more.

        Void here. An addon that must finish something first (a placement to recall, a
        lawsuit, an agreement with instalments to come) overrides it, calls ``super()``
        first and appends its sentence. It must not write.

        :return: dict of case to a list of sentences; a case without an entry, or with
            an empty list, closes
        """
        return {}

    @api.model
    def _after_fold(self, opened, reopened, closed, changed):
        """Hook: react to what the ledger did to cases.

        Void here. It is called once for all cases of a fold or of a batch of the run,
        in the same transaction, after the cases were written; and for cases that closed
        because another one goes on for them (``merged_into_id``). Work on the whole
        recordsets: at night they hold thousands of cases. An exception undoes the
        batch, which is then done again in smaller parts until only the cases that raise
        it are left out.

        :param opened: cases that did not exist before
        :param reopened: closed cases that are open again
        :param closed: cases that closed
        :param changed: open cases whose figures changed. A day passes for all of them,
            which changes only those of which an item enters another age
        """

    @api.model
    def _respond(self, company, today, upkeep, debtor_ids):
        """Hook: decide at once what follows from a fold.

        Void here; scores, segments and strategies fill it. A run decides for all cases
        after its own upkeep and does not call it. It is part of what whoever posts
        waits for a moment later, so it looks only at what is new. An exception leaves
        the case as the ledger has it; the next run decides.

        :param company: root company
        :param date today: the day of the fold
        :param upkeep: the :class:`Upkeep` of ``collection.upkeep``
        :param debtor_ids: ids of the debtors folded
        """

    # === BUSINESS METHODS === #

    @api.model
    def _announce(self, upkeep):
        """Tell the addons what an upkeep did.

        :param upkeep: the :class:`Upkeep` of ``collection.upkeep``
        """
        self._after_fold(
            opened=self.browse(upkeep.opened),
            reopened=self.browse(upkeep.reopened),
            closed=self.browse(upkeep.closed),
            changed=self.browse(upkeep.changed),
        )

    def _follow_debtor(self, debtor_id):
        """Let an open case follow its partner, who became another debtor's contact.

        The case goes to the new debtor, or into the case that debtor has already.

        :param int debtor_id: the partner's commercial partner
        """
        self.ensure_one()
        there = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", debtor_id),
                ("state", "!=", "closed"),
            ],
            limit=1,
        )
        if there:
            self._merge_into(there)
        else:
            self.env.cr.execute(
                SQL(
                    "UPDATE collection_case SET partner_id = %s WHERE id = %s",
                    debtor_id,
                    self.id,
                )
            )
            self.invalidate_recordset(["partner_id"], flush=False)
            self.modified(["partner_id"])
            self._record_events("moved")
        self.env["collection.mark"]._mark_debtor(self.company_id, debtor_id)

    @api.model
    def _join_debtors(self, merged, kept):
        """Leave one open case a company before partners become one.

        The case of the partner that stays survives, otherwise the oldest one.

        :param merged: partners that go
        :param kept: the partner that stays
        """
        cases = self.search(
            [("partner_id", "in", (merged | kept).ids), ("state", "!=", "closed")],
            order="id",
        )
        for of_company in cases.grouped("company_id").values():
            survivor = of_company.filtered(lambda case: case.partner_id == kept)
            survivor = (survivor or of_company)[:1]
            (of_company - survivor)._merge_into(survivor)

    def _merge_into(self, survivor):
        """Close open cases because another one goes on for them.

        :param survivor: the open case into which they go
        """
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE collection_case
                      SET state = 'closed', outcome = 'merged', merged_into_id = %s,
                          stage_id = %s, date_closed = %s, write_uid = %s,
                          write_date = %s
                    WHERE id = ANY(%s)""",
                survivor.id,
                self.env["collection.stage"]._get_closed().id,
                survivor.company_id._collection_today(),
                self.env.uid,
                self.env.cr.now(),
                self.ids,
            )
        )
        self.invalidate_recordset(flush=False)
        self.modified(["state", "outcome", "merged_into_id", "stage_id", "date_closed"])
        self._record_events("merged", new_value=survivor.name)
        none = self.browse()
        self._after_fold(opened=none, reopened=none, closed=self, changed=none)

    def _record_events(self, kind, **values):
        """Write an event for each case.

        :param str kind: a kind of ``collection.case.event``
        """
        self.env["collection.case.event"].sudo().create(
            [
                {
                    "case_id": case.id,
                    "date": self.env.cr.now(),
                    "kind": kind,
                    "amount_overdue": case.amount_overdue,
                    **values,
                }
                for case in self
            ]
        )
