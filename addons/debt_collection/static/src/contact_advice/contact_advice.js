import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatMoment } from "./moment";

/**
 * What the gate says of the contact that is being logged, and the numbers to dial where
 * a call is allowed. The field is the verdict of the dialog, as JSON.
 */
export class ContactAdvice extends Component {
    static template = "debt_collection.ContactAdvice";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ caseId: false, numbers: [], refusal: "" });
        useRecordObserver((record) => {
            const caseId = this.dialsNow(record) && record.data.case_id.id;
            if (caseId && caseId !== this.state.caseId) {
                this.state.caseId = caseId;
                // The dialog does not wait for the numbers.
                this.loadNumbers(caseId);
            }
        });
    }

    get verdict() {
        return this.props.record.data[this.props.name] || { asked: false };
    }

    get isSeveral() {
        return this.verdict.total > 1;
    }

    get isAllowed() {
        return this.verdict.allowed === this.verdict.total;
    }

    get headline() {
        const { total, allowed } = this.verdict;
        if (this.isSeveral) {
            return _t("%(allowed)s of %(total)s may be contacted this way", {
                allowed,
                total,
            });
        }
        return this.isAllowed ? _t("Allowed") : _t("Not allowed");
    }

    /**
     * From when the first one told about could be contacted.
     */
    openingOf({ allowed, next_allowed: moment }) {
        return allowed || !moment ? "" : _t("Allowed from %s", formatMoment(moment));
    }

    get others() {
        const { more } = this.verdict;
        return more ? _t("… and %s more.", more) : "";
    }

    get showsNumbers() {
        return this.dialsNow(this.props.record);
    }

    /**
     * Tell whether a call to one debtor is being logged that is allowed.
     */
    dialsNow({ data }) {
        const verdict = data[this.props.name];
        return Boolean(
            data.channel === "call" &&
                data.direction === "out" &&
                data.case_id &&
                verdict?.asked &&
                verdict.total === 1 &&
                verdict.allowed === 1
        );
    }

    async loadNumbers(caseId) {
        try {
            const numbers = await this.keepLast.add(
                this.orm.call("collection.case", "reveal_numbers", [[caseId]])
            );
            Object.assign(this.state, { numbers, refusal: "" });
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            // A refusal is told where the numbers would stand; logging goes on.
            Object.assign(this.state, { numbers: [], refusal: error.data.message });
        }
    }

    /**
     * A contact's name alone, without the customer's before it.
     */
    nameOf({ name }) {
        const customer = this.props.record.data.partner_id?.display_name;
        return customer && name.startsWith(`${customer}, `)
            ? name.slice(customer.length + 2)
            : name;
    }

    /**
     * Whoever is dialled is most likely who answers.
     */
    dial({ partner_id: id, name, number }) {
        return this.props.record.update({
            recipient_id: { id, display_name: name },
            address: number,
        });
    }
}

registry.category("fields").add("collection_contact_advice", {
    component: ContactAdvice,
    displayName: _t("Contact Advice"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
