# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CollectionDialogMixin(models.AbstractModel):
    """The ways into the dialog in which a contact with a case's debtor is logged."""

    _name = "collection.dialog.mixin"
    _description = "Collection Contact Dialog"

    def action_log_contact(self):
        """Open the dialog: on the one case, or on each of several in turn.

        Where one case was opened from a list, the screen tells the list's order in the
        context, and the dialog goes on with the cases that come after it.
        """
        self.check_access("write")
        case = self[:1]
        in_order = self.ids
        if len(self) == 1 and case.id in (
            self.env.context.get("collection_list_ids") or ()
        ):
            in_order = self.env.context["collection_list_ids"]
        position = in_order.index(case.id)
        return case._open_log_dialog(
            {
                "default_selected": self.ids,
                "default_following": in_order[position + 1 :],
                "default_position": position + 1,
                "default_total": len(in_order),
                "default_is_from_form": bool(
                    self.env.context.get("collection_list_in_form")
                ),
            }
        )

    def action_correct_contact(self, entry_id):
        """Open the dialog on an entry, to log another one that corrects it.

        :param int entry_id: id of an entry of the case's log
        """
        self.ensure_one()
        entry = self.env["collection.contact.log"].browse(entry_id)
        entry.check_access("read")
        return entry.case_id._open_log_dialog(
            {
                "default_corrects_id": entry.id,
                "default_channel": entry.channel,
                "default_direction": entry.direction,
                "default_recipient_role": entry.recipient_role,
                "default_recipient_id": entry.recipient_id.id,
                "default_address": entry.address,
                "default_result_id": entry.result_id.id,
                "default_date": fields.Datetime.to_string(entry.date),
                "default_duration": entry.duration,
                "default_note": entry.note,
            }
        )

    def _open_log_dialog(self, defaults):
        """Return the action that opens the dialog on the one case.

        :param dict defaults: what the context says of the dialog's fields
        """
        self.ensure_one()
        is_correction = defaults.get("default_corrects_id")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct an Entry")
            if is_correction
            else self.env._("Log a Contact"),
            "res_model": "collection.case.log.contact",
            "views": [(False, "form")],
            "target": "new",
            "context": {**defaults, "default_case_id": self.id},
        }
