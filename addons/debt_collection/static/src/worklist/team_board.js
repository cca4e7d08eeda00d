import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { GiveDialog } from "./give_dialog";

/**
 * The teams' work by collector: a column each, with how much they have. A card is given
 * to somebody else by dragging it, or by its button where there is no mouse.
 */
export class TeamBoard extends Component {
    static template = "debt_collection.TeamBoard";
    static props = {
        columns: Array,
        give: Function,
        openCase: Function,
        openPerson: Function,
    };

    setup() {
        this.dialog = useService("dialog");
        this.root = useRef("root");
        useSortable({
            ref: this.root,
            elements: ".o_collection_card",
            groups: ".o_collection_cards",
            connectGroups: true,
            ignore: "button",
            cursor: "grabbing",
            onDrop: ({ element, parent }) => this.drop(element, parent),
        });
    }

    drop(element, parent) {
        const from = this.columnOf(element.closest(".o_collection_column"));
        const to = this.columnOf(parent?.closest(".o_collection_column"));
        if (to && from !== to) {
            const caseId = Number(element.dataset.caseId);
            const card = from.cards.find((one) => one.case_id === caseId);
            return this.props.give(card, to);
        }
    }

    columnOf(element) {
        const userId = Number(element?.dataset.userId) || false;
        return element && this.props.columns.find((column) => column.user_id === userId);
    }

    openGive(card, column) {
        this.dialog.add(GiveDialog, {
            card,
            columns: this.props.columns.filter((other) => other !== column),
            give: (to) => this.props.give(card, to),
        });
    }

    loadOf({ open_count: count, capacity }) {
        return _t("%(count)s open of %(capacity)s", { count, capacity });
    }

    shareOf({ open_count: count, capacity }) {
        return capacity ? Math.min(100, Math.round((100 * count) / capacity)) : 100;
    }

    /**
     * What there is to do about the column's cards. What waits for a lead's approval is
     * the lead's work, and what is held up nobody's today: they are not among the due.
     */
    workOf({ due_count: due, approve_count: toApprove, held_count: held }) {
        const parts = [_t("%s due", due)];
        if (toApprove) {
            parts.push(_t("%s to approve", toApprove));
        }
        if (held) {
            parts.push(_t("%s held up", held));
        }
        return parts.join(" · ");
    }

    moreOf({ more_count: count }) {
        return _t("%s more", count);
    }

    coverOf({ stand_in: name }) {
        return _t("Covered by %s", name);
    }

    amountOf({ amount_overdue: amount, currency_id: currencyId }) {
        return formatMonetary(amount, { currencyId });
    }

    giveLabel({ partner }) {
        return _t("Give %s to somebody else", partner);
    }
}
