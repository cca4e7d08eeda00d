# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CollectionRunDryMixin(models.AbstractModel):
    """What a dry run does differently: it notes what changed, and undoes it."""

    _name = "collection.run.dry.mixin"
    _description = "Collection Dry Run"

    def _undo(self, changes):
        """Take back what a batch did, and keep what it was.

        Everything was done as a real run does it, hooks included, so that what is shown
        is what would happen.

        :param list changes: values of ``collection.run.change``
        """
        self.env.flush_all()
        self.env.cr.rollback()
        self.env["collection.run.change"].create(changes)

    def _get_figures(self, scope):
        """Return what the open cases of a scope say: debtor to overdue and bucket."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, amount_overdue, bucket FROM collection_case c
                    WHERE company_id = %s AND state <> 'closed' AND %s""",
                self.company_id.id,
                scope.contains(SQL("c.partner_id")),
            )
        )
        return {debtor_id: figures for debtor_id, *figures in rows}

    def _get_changes(self, scope, before, upkeep):
        """Return what a dry run did, as values of ``collection.run.change``.

        :param dict before: the figures before the batch
        :param upkeep: the :class:`Upkeep` of the batch
        """
        after = self._get_figures(scope)
        life = {
            case.partner_id.id: kind
            for kind in ("opened", "reopened", "closed")
            for case in self.env["collection.case"].browse(getattr(upkeep, kind))
        }
        changes = []
        for debtor_id in sorted(before.keys() | after.keys()):
            old = before.get(debtor_id, (0, None))
            new = after.get(debtor_id, (0, None))
            # A debtor who became another's contact has no case any more.
            went = debtor_id in before and debtor_id not in after
            otherwise = "moved" if went else "changed"
            if debtor_id in life or list(old) != list(new):
                changes.append(
                    {
                        "run_id": self.id,
                        "partner_id": debtor_id,
                        "kind": life.get(debtor_id, otherwise),
                        "amount_before": old[0],
                        "bucket_before": old[1],
                        "amount_after": new[0],
                        "bucket_after": new[1],
                    }
                )
        return changes
