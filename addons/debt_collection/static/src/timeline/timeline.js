import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { isUnanswered } from "../answer/answer";
import { formatMoment } from "../contact_advice/moment";

const { DateTime } = luxon;
const PAGE = 40;

/**
 * Everything that happened with a case's debtor, newest first and day by day, with
 * filters by kind and a printed version.
 */
export class Timeline extends Component {
    static template = "debt_collection.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            kinds: [],
            chosen: false,
            isCollector: false,
            resId: false,
            isLoaded: false,
            isUnanswered: false,
            entries: [],
            hasMore: false,
        });
        // Anew after each save, which changes the moment of the last change. The form
        // does not wait for it.
        useRecordObserver((record) => {
            if (record.data.write_date !== undefined && record.resId) {
                this.load(record.resId);
            }
        });
    }

    call(method, kwargs = {}, resId = this.props.record.resId) {
        return this.orm.call("collection.case", method, [[resId]], kwargs);
    }

    get kwargs() {
        return this.state.chosen ? { kinds: [this.state.chosen] } : {};
    }

    async load(resId, offset = 0) {
        if (resId !== this.state.resId) {
            Object.assign(this.state, { resId, isLoaded: false, entries: [] });
        }
        this.retry = () => this.load(resId, offset);
        try {
            const [heading, page] = await this.keepLast.add(
                Promise.all([this.askHeading(), this.askPage(resId, offset)])
            );
            const entries = offset ? [...this.state.entries, ...page.entries] : page.entries;
            const hasMore = page.has_more;
            const done = { entries, hasMore, isLoaded: true, isUnanswered: false };
            Object.assign(this.state, { ...heading, ...done });
        } catch (error) {
            if (!isUnanswered(error)) {
                throw error;
            }
            this.state.isUnanswered = true;
        }
    }

    /**
     * What stands above the entries does not change with them: it is asked once.
     */
    async askHeading() {
        if (this.state.kinds.length) {
            return {};
        }
        const [kinds, isCollector] = await Promise.all([
            this.call("get_timeline_kinds"),
            user.hasGroup("debt_collection.group_collection_agent"),
        ]);
        return { kinds, isCollector };
    }

    askPage(resId, offset) {
        return this.call("get_timeline", { ...this.kwargs, offset, limit: PAGE }, resId);
    }

    loadMore() {
        return this.load(this.props.record.resId, this.state.entries.length);
    }

    choose(kind) {
        this.state.chosen = kind;
        return this.load(this.props.record.resId);
    }

    /**
     * The entries under the days, in the user's time zone, on which they happened.
     */
    get days() {
        const days = [];
        for (const entry of this.state.entries) {
            const moment = deserializeDateTime(entry.date);
            const key = moment.toISODate();
            if (days.at(-1)?.key !== key) {
                days.push({ key, label: this.nameDay(moment), entries: [] });
            }
            const time = entry.has_time ? formatDateTime(moment, { format: "HH:mm" }) : "";
            days.at(-1).entries.push({ ...entry, time });
        }
        return days;
    }

    nameDay(moment) {
        const today = DateTime.now().startOf("day");
        const ago = today.diff(moment.startOf("day"), "days").days;
        if (ago === 0) {
            return _t("Today");
        }
        if (ago === 1) {
            return _t("Yesterday");
        }
        return moment.toLocaleString(DateTime.DATE_HUGE);
    }

    tellCorrection({ corrected: { user: author, date, reason } }) {
        const moment = formatMoment(date);
        return _t("Corrected by %(author)s on %(moment)s: %(reason)s", {
            author,
            moment,
            reason,
        });
    }

    openEntry({ res_model, res_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }

    async correct({ id }) {
        const { orm, action, props } = this;
        const { resId, model } = props.record;
        const dialog = await orm.call("collection.case", "action_correct_contact", [
            [resId],
            id,
        ]);
        return action.doAction(dialog, { onClose: () => model.load() });
    }

    async print() {
        return this.action.doAction(await this.call("action_print_timeline", this.kwargs));
    }
}

export const timeline = {
    component: Timeline,
    fieldDependencies: [{ name: "write_date", type: "datetime", readonly: true }],
};

registry.category("view_widgets").add("collection_timeline", timeline);
