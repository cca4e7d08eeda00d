import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const UNITS = [1, 60, 3600];

/**
 * Write seconds as `minutes:seconds`, or `hours:minutes:seconds` from an hour on.
 *
 * @param {number} seconds
 */
export function formatSeconds(seconds) {
    const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
    if (seconds >= 3600) {
        parts.unshift(Math.floor(seconds / 3600));
    }
    return parts.map((part, index) => String(part).padStart(index ? 2 : 1, "0")).join(":");
}

/**
 * Read what a person writes for a duration: minutes alone, `minutes:seconds` or
 * `hours:minutes:seconds`.
 *
 * @param {string} text
 * @returns {number} seconds
 * @throws {Error} if it is none of these
 */
export function parseSeconds(text) {
    const parts = text.trim().replaceAll("：", ":").split(":");
    if (parts.length > 3 || !parts.every((part) => /^\d+$/.test(part))) {
        throw new Error(`"${text}" is not a duration`);
    }
    if (parts.length === 1) {
        parts.push("0");
    }
    return parts
        .reverse()
        .reduce((seconds, part, index) => seconds + Number(part) * UNITS[index], 0);
}

/**
 * How long something takes: a clock that can be stopped, and its time be written.
 *
 * On a new record whose `channel` is the one of the option `running_for`, it runs from
 * the start. The field holds the seconds; while the clock runs, it gets them when the
 * record is saved.
 */
export class CallTimer extends Component {
    static template = "debt_collection.CallTimer";
    static props = {
        ...standardFieldProps,
        runningFor: { type: String, optional: true },
    };

    setup() {
        // `since`: when it was started, less what had been counted before; `draft`: what
        // is being written.
        this.state = useState({ since: null, now: Date.now(), draft: null });
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.commit())
        );
        useBus(this.props.record.model.bus, "WILL_SAVE_URGENTLY", () => this.commit());
        onMounted(() => {
            const { data, isNew } = this.props.record;
            // What is corrected is over.
            const isOver = this.value || data.corrects_id;
            if (isNew && !isOver && data.channel === this.props.runningFor) {
                this.start();
            }
        });
        onWillUnmount(() => browser.clearInterval(this.interval));
    }

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get isRunning() {
        return this.state.since !== null;
    }

    get seconds() {
        if (!this.isRunning) {
            return this.value;
        }
        return Math.max(0, Math.floor((this.state.now - this.state.since) / 1000));
    }

    get text() {
        return this.state.draft ?? formatSeconds(this.seconds);
    }

    start() {
        this.state.draft = null;
        this.state.now = Date.now();
        this.state.since = this.state.now - this.value * 1000;
        // From here on, so that it turns when a second is full.
        browser.clearInterval(this.interval);
        this.interval = browser.setInterval(() => (this.state.now = Date.now()), 500);
    }

    async stop() {
        await this.commit();
        this.halt();
    }

    halt() {
        this.state.since = null;
        browser.clearInterval(this.interval);
    }

    toggle() {
        return this.isRunning ? this.stop() : this.start();
    }

    /**
     * Give the record the seconds counted so far.
     */
    async commit() {
        if (this.isRunning) {
            this.state.now = Date.now();
            if (this.seconds !== this.value) {
                await this.props.record.update({ [this.props.name]: this.seconds });
            }
        }
    }

    /**
     * Whoever writes the time does not want to be overtaken by the clock.
     */
    onInput(ev) {
        this.halt();
        this.state.draft = ev.target.value;
        this.props.record.resetFieldValidity(this.props.name);
    }

    onChange(ev) {
        let seconds;
        try {
            seconds = parseSeconds(ev.target.value);
        } catch {
            this.props.record.setInvalidField(this.props.name);
            return;
        }
        this.state.draft = null;
        return this.props.record.update({ [this.props.name]: seconds });
    }
}

registry.category("fields").add("collection_call_timer", {
    component: CallTimer,
    displayName: _t("Timer"),
    supportedTypes: ["integer"],
    supportedOptions: [
        { label: _t("Runs for the channel"), name: "running_for", type: "string" },
    ],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ runningFor: options.running_for }),
});
