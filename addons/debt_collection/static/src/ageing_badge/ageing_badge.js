import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/**
 * A badge in the colour of an ageing bucket.
 */
export class AgeingBadge extends BadgeField {
    get badgeClass() {
        return `o_collection_ageing_${this.props.record.data[this.props.name]}`;
    }
}

registry.category("fields").add("collection_ageing_badge", {
    ...badgeField,
    component: AgeingBadge,
    displayName: _t("Ageing"),
    supportedTypes: ["selection"],
});
