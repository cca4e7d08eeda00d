import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const BUCKETS = [
    { code: "not_due", label: _t("Not Due") },
    { code: "1_30", label: _t("1–30 Days") },
    { code: "31_60", label: _t("31–60 Days") },
    { code: "61_90", label: _t("61–90 Days") },
    { code: "91_120", label: _t("91–120 Days") },
    { code: "over_120", label: _t("Over 120 Days") },
];
const amountField = (code) => `amount_${code}`;

/**
 * A bar that shows how what is owed spreads over the ageing buckets.
 *
 * The record needs the fields `amount_<bucket>` and `currency_id`. With the attribute
 * `items_action` (an action of `collection.open.item`), a click on a bucket opens the
 * record's items of that age:
 *
 *      <widget name="collection_ageing_bar" items_action="module.action"/>
 */
export class AgeingBar extends Component {
    static template = "debt_collection.AgeingBar";
    static props = {
        ...standardWidgetProps,
        itemsAction: { type: String, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    get total() {
        const { data } = this.props.record;
        return BUCKETS.reduce((sum, { code }) => sum + data[amountField(code)], 0);
    }

    /**
     * The buckets in the order of age, each with what the template shows of it.
     */
    get buckets() {
        const { data } = this.props.record;
        return BUCKETS.map(({ code, label }) => {
            const value = data[amountField(code)];
            const share = this.total > 0 ? (100 * value) / this.total : 0;
            const amount = formatMonetary(value, { currencyId: data.currency_id?.id });
            return {
                code,
                label,
                amount,
                share,
                isEmpty: value <= 0,
                tooltip: _t("%(bucket)s: %(amount)s (%(share)s%)", {
                    bucket: label,
                    amount,
                    share: Math.round(share),
                }),
            };
        });
    }

    get parts() {
        return this.buckets.filter((bucket) => !bucket.isEmpty);
    }

    openItems(bucket) {
        if (!this.props.itemsAction || bucket.isEmpty) {
            return;
        }
        return this.action.doAction(this.props.itemsAction, {
            additionalContext: {
                search_default_case_id: this.props.record.resId,
                search_default_not_excluded: 1,
                [`search_default_bucket_${bucket.code}`]: 1,
            },
        });
    }
}

export const ageingBar = {
    component: AgeingBar,
    extractProps: ({ attrs }) => ({ itemsAction: attrs.items_action }),
    fieldDependencies: [
        ...BUCKETS.map(({ code, label }) => ({
            name: amountField(code),
            type: "monetary",
            string: label,
        })),
        { name: "currency_id", type: "many2one", relation: "res.currency" },
    ],
};

registry.category("view_widgets").add("collection_ageing_bar", ageingBar);
