import { Component, useState } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { Record } from "@web/model/record";
import { formatMonetary } from "@web/views/fields/formatters";
import { AgeingBar, ageingBar } from "../ageing_bar/ageing_bar";
import { formatDay, formatDayOf, formatMoment } from "../contact_advice/moment";
import { ContactPanel, contactPanel } from "../contact_panel/contact_panel";

const FIELDS = Object.fromEntries(
    [...ageingBar.fieldDependencies, ...contactPanel.fieldDependencies].map((field) => [
        field.name,
        { searchable: true, ...field },
    ])
);

/**
 * The widgets of the case's form that read a record. Apart from the rest, so that they
 * ask the server once for each case, whatever changes around them.
 */
class DayCaseWidgets extends Component {
    static template = "debt_collection.DayCaseWidgets";
    static components = { AgeingBar, ContactPanel, Record };
    static props = { caseId: Number, values: Object };

    setup() {
        this.fields = FIELDS;
        this.fieldNames = Object.keys(FIELDS);
    }
}

/**
 * The case that is opened beside the list, and what can be done about it. Each button
 * asks the server, whose refusals are told as everywhere; then the list is read again.
 */
export class DayCase extends Component {
    static template = "debt_collection.DayCase";
    static components = { DayCaseWidgets };
    static props = {
        detail: Object,
        order: Array,
        goOn: Function,
        openCase: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ numbers: [], refusal: "", isBusy: false });
        this.dialled = {};
    }

    // --- What is shown ---

    get detail() {
        return this.props.detail;
    }

    get figures() {
        const { detail } = this;
        const figures = [
            { name: "amount_overdue", label: _t("Overdue"), text: this.money("amount_overdue") },
            { name: "amount_due", label: _t("Total Due"), text: this.money("amount_due") },
            {
                name: "days_past_due",
                label: _t("Days Past Due"),
                text: String(detail.days_past_due),
            },
            { name: "score", label: _t("Score"), text: String(detail.score) },
        ];
        if (detail.date_last_payment) {
            const amount = this.money("amount_last_payment");
            const date = formatDay(detail.date_last_payment);
            figures.push({
                name: "last_payment",
                label: _t("Last Payment"),
                text: _t("%(amount)s on %(date)s", { amount, date }),
            });
        }
        return figures;
    }

    get dueText() {
        return formatDay(this.detail.when);
    }

    get moreText() {
        return _t("%s more planned", this.detail.more_count);
    }

    money(name) {
        return formatMonetary(this.detail[name], { currencyId: this.detail.currency_id });
    }

    momentOf({ date, has_time: hasTime }) {
        return hasTime ? formatMoment(date) : formatDayOf(date);
    }

    // --- What can be done ---

    /**
     * Do something, once at a time, and read the list again.
     *
     * @param {() => Promise} act
     */
    async perform(act, isDone = false) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await act();
        } finally {
            this.state.isBusy = false;
        }
        await this.props.goOn(this.detail.case_id, isDone);
    }

    /**
     * Open a dialog; once it is closed the list is read again.
     */
    openDialog(action, additionalContext = {}, isDone = () => false) {
        const { case_id: caseId } = this.detail;
        return this.action.doAction(action, {
            additionalContext,
            // Not waited for: the dialog is gone before the next case has the focus.
            onClose: (infos) => {
                this.props.goOn(caseId, isDone(infos));
            },
        });
    }

    async logContact() {
        const { case_id: caseId, channel, state } = this.detail;
        const dialog = await this.orm.call("collection.case", "action_log_contact", [[caseId]], {
            context: {
                collection_list_ids: this.props.order,
                collection_list_in_form: true,
            },
        });
        const context = { ...this.dialled };
        if (channel && state !== "to_approve") {
            context.default_channel = channel;
        }
        // Only what was logged closes the dialog with a word on reloading.
        return this.openDialog(dialog, context, (infos) => infos?.noReload !== undefined);
    }

    postponeBy(days) {
        const { case_id: caseId, action_id: actionId, today } = this.detail;
        const date = serializeDate(deserializeDate(today).plus({ days }));
        return this.perform(() =>
            actionId
                ? this.orm.write("collection.action", [actionId], { date })
                : this.orm.write("collection.case", [caseId], { date_next_action: date })
        );
    }

    askAbout(xmlId) {
        return this.openDialog(xmlId, {
            default_action_ids: [[6, 0, [this.detail.action_id]]],
        });
    }

    postpone() {
        return this.askAbout("debt_collection.collection_action_postpone_action");
    }

    skip() {
        return this.askAbout("debt_collection.collection_action_skip_action");
    }

    callAction(method) {
        return this.perform(() =>
            this.orm.call("collection.action", method, [[this.detail.action_id]])
        );
    }

    approve() {
        return this.callAction("action_approve");
    }

    refuse() {
        return this.callAction("action_refuse");
    }

    take() {
        return this.perform(() =>
            this.orm.call("collection.case", "action_assign_to_me", [[this.detail.case_id]])
        );
    }

    async hold() {
        const { case_id: caseId } = this.detail;
        return this.openDialog(
            await this.orm.call("collection.case", "action_hold", [[caseId]])
        );
    }

    // --- Numbers ---

    /**
     * Ask the gate for the numbers. A refusal is told where they would stand.
     */
    async showNumbers() {
        try {
            const numbers = await this.orm.call("collection.case", "reveal_numbers", [
                [this.detail.case_id],
            ]);
            const refusal = numbers.length ? "" : _t("There is no telephone number.");
            Object.assign(this.state, { numbers, refusal });
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            Object.assign(this.state, { numbers: [], refusal: error.data.message });
        }
    }

    nameOf({ name }) {
        const start = `${this.detail.partner}, `;
        return name.startsWith(start) ? name.slice(start.length) : name;
    }

    /**
     * Whoever is dialled is most likely who answers.
     */
    dial({ partner_id: partnerId, number }) {
        this.dialled = { default_recipient_id: partnerId, default_address: number };
    }
}
