# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ...tools.gate import OBSTACLE, WARNING, Blocker
from ..ledger import columns_sql
from ..ledger.rows import read_rows
from . import gate_statements as statements

# To give somebody a case reaches nobody, and closed cases are given away too.
KINDS_WITHOUT_BASE_REASONS = ("assign",)
# What is planned waits for somebody to do it, and a company in test mode plans too.
KINDS_OF_INTENTION = ("plan",)


class CollectionBlockerMixin(models.AbstractModel):
    """What stands against an act on a case, as far as the base knows.

    Each method yields pairs of a case's id and a :class:`Blocker`. All of them read
    the database as it is at that moment: what is owed comes from the ledger, not from
    the figures on the case.
    """

    _name = "collection.blocker.mixin"
    _description = "Collection Base Reasons"
    _inherit = ["collection.reach.mixin", "collection.chased.mixin"]

    def _get_blockers(self, act):
        """Override of the gate: collect the reasons of the base."""
        blockers = super()._get_blockers(act)
        if not self or act.kind in KINDS_WITHOUT_BASE_REASONS:
            return blockers
        self.env.flush_all()
        # What stands against an act does not depend on what its user may read.
        cases = self.sudo()
        facts = cases._get_gate_facts()
        then = cases._get_life_then(act, facts)
        lists = {case.id: reasons for case, reasons in blockers.items()}
        for found in (
            cases._block_by_life(act, facts, then),
            cases._block_by_case(act, facts),
            cases._block_by_ledger(act, facts, then),
            cases._block_by_holds(act),
            cases._block_by_address(act, facts),
        ):
            for case_id, blocker in found:
                lists[case_id].append(blocker)
        return blockers

    # === FACTS === #

    def _get_gate_facts(self):
        """Read what the cases themselves say.

        :return: dict of case id to company, debtor's id, state, whether the debtor is
            archived and whether somebody is responsible
        """
        is_asked = columns_sql.among(SQL("c.id"), self.ids)
        rows = read_rows(self.env, SQL(statements.CASES, is_asked=is_asked))
        return {row["id"]: row for row in rows}

    # === REASONS === #

    def _block_by_life(self, act, facts, then):
        """Yield that the case is closed, or was at the moment of an act in the past.

        :param dict then: as :meth:`_get_life_then` returns it
        """
        closed = Blocker(
            "case_closed",
            self.env._(
                "The case is closed. If the customer owes something again, it reopens "
                "by itself; work the new invoice then."
            ),
        )
        before = Blocker(
            "before_case",
            self.env._(
                "It was before the case opened: what was owed then cannot be told."
            ),
            WARNING,
        )
        for case_id, row in facts.items():
            if case_id not in then:
                is_closed = row["state"] == "closed"
            elif then[case_id] is None:
                yield case_id, before
                continue
            else:
                is_closed = then[case_id] in ("closed", "merged")
            if is_closed:
                yield case_id, closed

    def _block_by_case(self, act, facts):
        """Yield what the debtor, and who works the case, have against it."""
        is_intention = act.kind in KINDS_OF_INTENTION
        archived = Blocker(
            "partner_archived",
            self.env._("The customer is archived. Unarchive the contact first."),
            OBSTACLE,
        )
        nobody = Blocker(
            "nobody_responsible",
            self.env._(
                "Nobody is responsible for the case. Assign it to a collector, or to a "
                "team with members."
            ),
            OBSTACLE,
        )
        for case_id, row in facts.items():
            if not row["active"]:
                yield case_id, archived
            if not row["is_answered_for"] and not is_intention:
                yield case_id, nobody
        if not is_intention:
            yield from self._block_by_company(facts)

    def _block_by_company(self, facts):
        """Yield what keeps a whole company's measures at home."""
        for company, rows in self._group_by_company(facts).items():
            if company.collection_is_live:
                continue
            not_live = Blocker(
                "not_live",
                self.env._(
                    "%(company)s is in test mode: nothing goes out. An administrator "
                    "switches it to live in the collection settings.",
                    company=company.name,
                ),
                OBSTACLE,
            )
            for row in rows:
                yield row["id"], not_live

    def _block_by_holds(self, act):
        """Yield the holds in force."""
        asked = {case.id: act.of(case.id).moment for case in self}
        for case_id, hold_id, end, name in self.env.execute_query(
            SQL(
                statements.HOLDS,
                cases=columns_sql.array(asked),
                moments=columns_sql.array(asked.values()),
            )
        ):
            hold = self.env["collection.hold"].browse(hold_id)
            yield (
                case_id,
                Blocker(
                    "on_hold",
                    hold._get_sentence(name, end),
                    until=end or None,
                    reference=f"collection.hold,{hold_id}",
                ),
            )
