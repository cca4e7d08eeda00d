import { registry } from "@web/core/registry";

/**
 * What the dialog does once a contact is logged: it says so and closes. The screen it
 * was opened from reads its records again, or a case's form goes on to the next case.
 */
export function contactLogged(env, { params }) {
    const { message, case_id: caseId, next_case_id: nextCaseId } = params;
    env.services.notification.add(message, { type: "success" });
    if (nextCaseId) {
        env.bus.trigger("COLLECTION:NEXT-CASE", { caseId, nextCaseId });
    }
    return {
        type: "ir.actions.act_window_close",
        infos: { noReload: Boolean(nextCaseId) },
    };
}

registry.category("actions").add("collection_contact_logged", contactLogged);
