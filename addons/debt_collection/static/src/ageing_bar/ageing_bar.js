import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const BUCKETS = ["not_due", "1_30", "31_60", "61_90", "91_120", "over_120"];
const amountField = (bucket) => `amount_${bucket}`;

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
        return BUCKETS.reduce((sum, bucket) => sum + data[amountField(bucket)], 0);
    }

    /**
     * The buckets in the order of age, each with what the template shows of it.
     */
    get buckets() {
        const { data, fields } = this.props.record;
        return BUCKETS.map((code) => {
            const name = amountField(code);
            const share = this.total > 0 ? (100 * data[name]) / this.total : 0;
            const amount = formatMonetary(data[name], { currencyId: data.currency_id?.id });
            return {
                code,
                amount,
                share,
                isEmpty: data[name] <= 0,
                label: fields[name].string,
                tooltip: _t("%(bucket)s: %(amount)s (%(share)s %)", {
                    bucket: fields[name].string,
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
                search_default_overdue: 0,
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
        ...BUCKETS.map((bucket) => ({ name: amountField(bucket), type: "monetary" })),
        { name: "currency_id", type: "many2one", relation: "res.currency" },
    ],
};

registry.category("view_widgets").add("collection_ageing_bar", ageingBar);
