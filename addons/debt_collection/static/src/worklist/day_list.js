import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { formatMonetary } from "@web/views/fields/formatters";
import { formatDayOf } from "../contact_advice/moment";

const SECTIONS = {
    due: _t("To do"),
    free: _t("Free to take"),
    held: _t("Held up"),
};

/**
 * The rows of the day in their order, under the sections they belong to. One of them is
 * a stop on the way of the Tab key.
 */
export class DayList extends Component {
    static template = "debt_collection.DayList";
    static props = {
        rows: Array,
        cursor: [Number, Boolean],
        openId: [Number, Boolean],
        showsCollector: Boolean,
        open: Function,
        more: String,
        loadMore: Function,
    };

    /**
     * The sections that have rows, each with them.
     */
    get sections() {
        return Object.entries(SECTIONS)
            .map(([code, label]) => ({
                code,
                label,
                rows: this.props.rows.filter((row) => row.section === code),
            }))
            .filter((section) => section.rows.length);
    }

    isStop(row) {
        const { cursor, rows } = this.props;
        const isThere = rows.some((one) => one.case_id === cursor);
        return row.case_id === (isThere ? cursor : rows[0].case_id);
    }

    /**
     * Whose case it is, where it is not simply one's own.
     */
    collectorOf({ user_id: userId, user: name }) {
        return this.props.showsCollector || userId !== user.userId ? name : "";
    }

    amountOf({ amount_overdue: amount, currency_id: currencyId }) {
        return formatMonetary(amount, { currencyId });
    }

    lastContactOf({ last_contact: contact }) {
        return contact
            ? _t("Last: %(result)s, %(date)s", {
                  result: contact.result,
                  date: formatDayOf(contact.date),
              })
            : _t("No contact yet");
    }
}
