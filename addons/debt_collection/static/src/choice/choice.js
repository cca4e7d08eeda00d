import { onMounted, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * A row of buttons of which one is chosen, by mouse or keyboard: the arrows go from one
 * to the next, and the digits 1 to 9 choose the first nine where the option `numbered`
 * shows them. With the option `autofocus` it has the focus from the start.
 */
export class Choice extends BadgeSelectionField {
    static template = "debt_collection.Choice";
    static props = {
        ...BadgeSelectionField.props,
        isNumbered: { type: Boolean, optional: true },
        hasAutofocus: { type: Boolean, optional: true },
        label: { type: String, optional: true },
    };

    setup() {
        super.setup();
        this.root = useRef("root");
        if (this.props.hasAutofocus) {
            onMounted(() => this.root.el.querySelector("[tabindex='0']")?.focus());
        }
    }

    get choices() {
        const { options, value } = this;
        const reached = options.some(([code]) => code === value) ? value : options[0]?.[0];
        return options.map(([code, label], index) => ({
            code,
            label,
            isChosen: code === value,
            // Only one of them is a stop on the way of the Tab key.
            tabindex: code === reached ? 0 : -1,
            digit: this.props.isNumbered && index < 9 ? index + 1 : false,
        }));
    }

    choose(code) {
        // What is chosen stays chosen: a second click must not undo the first.
        if (code !== this.value) {
            this.onChange(code);
        }
    }

    onKeydown(ev) {
        if (this.props.readonly || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        const { choices } = this;
        let next;
        if (ev.key in STEPS) {
            const focused = choices.findIndex((choice) => choice.tabindex === 0);
            const from = choices[focused]?.isChosen ? focused + STEPS[ev.key] : focused;
            next = choices.at(from % choices.length);
        } else {
            next = choices.find((choice) => choice.digit === Number(ev.key));
        }
        if (next) {
            ev.preventDefault();
            this.choose(next.code);
            this.root.el.querySelector(`[data-value="${next.code}"]`).focus();
        }
    }
}

registry.category("fields").add("collection_choice", {
    ...badgeSelectionField,
    component: Choice,
    displayName: _t("Choice"),
    supportedOptions: [
        { label: _t("Numbered"), name: "numbered", type: "boolean" },
        { label: _t("Focus at the start"), name: "autofocus", type: "boolean" },
    ],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...badgeSelectionField.extractProps(fieldInfo, dynamicInfo),
        isNumbered: Boolean(fieldInfo.options.numbered),
        hasAutofocus: Boolean(fieldInfo.options.autofocus),
        label: fieldInfo.string,
    }),
});
