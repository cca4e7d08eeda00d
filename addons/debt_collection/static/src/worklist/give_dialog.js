import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";

/**
 * Asks to whom a case is given: the way without a mouse.
 */
export class GiveDialog extends Component {
    static template = "debt_collection.GiveDialog";
    static components = { Dialog };
    static props = {
        card: Object,
        columns: Array,
        give: Function,
        close: Function,
    };

    setup() {
        useAutofocus({ refName: "autofocus", mobile: true });
    }

    get title() {
        return _t("Give to Somebody Else");
    }

    choose(column) {
        this.props.close();
        return this.props.give(column);
    }

    describe({ user_id: userId, open_count: count, capacity }) {
        return userId ? _t("%(count)s open of %(capacity)s", { count, capacity }) : "";
    }
}
