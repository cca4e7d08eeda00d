import { useExternalListener } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

// As long as one of these is open, the Enter key is for it.
const POPUPS = ".o-autocomplete--dropdown-menu, .o_datetime_picker, .o-dropdown--menu";

/**
 * The dialog in which a contact is logged: the Enter key saves it, from a line of text
 * or from the choice that is made.
 */
export class LogContactFormController extends FormController {
    setup() {
        super.setup();
        // Before the fields hear of the key, or they would have closed what it is for.
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), { capture: true });
    }

    onKeydown(ev) {
        const { target } = ev;
        const isPlain = ev.key === "Enter" && !ev.ctrlKey && !ev.altKey && !ev.shiftKey;
        // While an input method composes a word, Enter ends the word.
        if (!isPlain || ev.isComposing || !this.rootRef.el?.contains(target)) {
            return;
        }
        const isLine = target.matches("input:not([type=checkbox])");
        const isChosen = target.matches("[role=radio][aria-checked=true]");
        if (isChosen || (isLine && !document.querySelector(POPUPS))) {
            ev.preventDefault();
            ev.stopPropagation();
            this.clickPrimary();
        }
    }

    clickPrimary() {
        const dialog = this.rootRef.el.closest(".modal");
        dialog?.querySelector(".modal-footer .btn-primary:not([disabled])")?.click();
    }
}

registry.category("views").add("collection_log_contact_form", {
    ...formView,
    Controller: LogContactFormController,
});
