import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const MARK_ICONS = {
    automatic: "fa-cog",
    lead: "fa-star-o",
    approval: "fa-check-square-o",
    amount: "fa-money",
    only_after: "fa-lock",
    skip: "fa-step-forward",
};
// A pause of months must not push all other steps together.
const LONGEST_GAP = 45;

/**
 * The picture of a strategy: its steps along the days before, on and after a due date.
 *
 * The field holds `rungs` (the steps that are climbed, each with its `day`), `answers`
 * (the steps that answer an event) and `repeat_days` of the last rung. Each place on the
 * line is as wide as its text, and grows with the days until the next one. Where the
 * screen is narrow the line goes down instead of across.
 */
export class Ladder extends Component {
    static template = "debt_collection.Ladder";
    static props = { ...standardFieldProps };

    get ladder() {
        const ladder = this.props.record.data[this.props.name] || {};
        return { rungs: [], answers: [], repeat_days: 0, ...ladder };
    }

    get isEmpty() {
        return !this.ladder.rungs.length && !this.ladder.answers.length;
    }

    /**
     * What stands on the line, in order: the steps and, where no step falls on it, the
     * due date.
     */
    get places() {
        const places = this.ladder.rungs.map((rung) => ({ ...rung, isStep: true }));
        const onDue = places.find(({ day, is_exact }) => day === 0 && is_exact);
        if (onDue) {
            onDue.isDue = true;
        } else if (places.length) {
            const after = places.findIndex(({ day }) => day >= 0);
            const index = after < 0 ? places.length : after;
            places.splice(index, 0, { day: 0, is_exact: true, isDue: true });
        }
        return places.map((place, index) => {
            const next = places[index + 1];
            return {
                ...place,
                key: index,
                next,
                grow: next ? Math.min(Math.max(next.day - place.day, 1), LONGEST_GAP) : 0,
                isEstimate: next && !next.is_exact,
                isRepeated: !next && this.ladder.repeat_days > 0,
            };
        });
    }

    /**
     * How the day of a place is written: counted from the due date, with its sign.
     */
    nameDay({ day, is_exact }) {
        if (!is_exact) {
            return _t("≈ day %s", day);
        }
        return day > 0 ? _t("Day +%s", day) : _t("Day %s", String(day).replace("-", "−"));
    }

    nameChannels({ channels }) {
        return channels.map(({ name }) => name).join(", ");
    }

    nameRepeat() {
        return _t("Again every %s days", this.ladder.repeat_days);
    }

    getMarkIcon({ code }) {
        return MARK_ICONS[code] || "fa-circle-o";
    }
}

export const ladder = {
    component: Ladder,
    displayName: _t("Timeline of a Strategy"),
    supportedTypes: ["json"],
};

registry.category("fields").add("collection_ladder", ladder);
