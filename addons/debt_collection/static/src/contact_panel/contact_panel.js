import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { isUnanswered } from "../answer/answer";
import { formatMoment } from "../contact_advice/moment";

/**
 * "May I contact this debtor?": every channel now, allowed or not, with all reasons and
 * from when.
 *
 * What stands against each of the channels is said once, above them. A click on a
 * channel says the rest.
 */
export class ContactPanel extends Component {
    static template = "debt_collection.ContactPanel";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({
            resId: false,
            channels: [],
            openCode: false,
            isUnanswered: false,
        });
        // A save changes the moment of the last change, and so the record. The form does
        // not wait for the answer.
        useRecordObserver((record) => {
            if (record.data.write_date !== undefined && record.resId) {
                this.load(record.resId);
            }
        });
    }

    async load(resId) {
        if (resId !== this.state.resId) {
            Object.assign(this.state, { resId, channels: [], openCode: false });
        }
        try {
            const channels = await this.keepLast.add(
                this.orm.call("collection.case", "get_contact_panel", [[resId]])
            );
            Object.assign(this.state, { channels, isUnanswered: false });
        } catch (error) {
            if (!isUnanswered(error)) {
                throw error;
            }
            // What was allowed a moment ago is no answer: nothing is shown instead.
            Object.assign(this.state, { channels: [], isUnanswered: true });
        }
    }

    retry() {
        return this.load(this.state.resId);
    }

    get isLoaded() {
        return this.state.channels.length > 0;
    }

    /**
     * The reasons that stand against every channel.
     */
    get sharedReasons() {
        const [first, ...others] = this.state.channels;
        return (first?.reasons || []).filter((reason) =>
            others.every((channel) => this.hasReason(channel, reason))
        );
    }

    /**
     * The moment from which every channel is open, where it is one.
     */
    get sharedNext() {
        const [first, ...others] = this.state.channels;
        const same = others.every((other) => other.next_allowed === first.next_allowed);
        return same && !first?.allowed ? first?.next_allowed : false;
    }

    get opened() {
        return this.state.channels.find(({ channel }) => channel === this.state.openCode);
    }

    /**
     * What the opened channel has against it besides what all have.
     */
    get ownReasons() {
        const shared = this.sharedReasons;
        return this.opened.reasons.filter(
            (reason) => !shared.some(({ message }) => message === reason.message)
        );
    }

    hasReason(channel, { code, message }) {
        return channel.reasons.some((own) => own.code === code && own.message === message);
    }

    describe(channel) {
        return channel.allowed
            ? _t("%s: allowed now", channel.label)
            : _t("%s: not allowed now", channel.label);
    }

    tellOpening(moment) {
        return _t("Allowed from %s", formatMoment(moment));
    }

    tellStart(moment) {
        return _t("from %s", formatMoment(moment));
    }

    tellEnd(moment) {
        return _t("(until %s)", formatMoment(moment));
    }

    toggle(code) {
        this.state.openCode = this.state.openCode === code ? false : code;
    }
}

export const contactPanel = {
    component: ContactPanel,
    fieldDependencies: [{ name: "write_date", type: "datetime", readonly: true }],
};

registry.category("view_widgets").add("collection_contact_panel", contactPanel);
