import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

/**
 * Tell the dialog the order of the list it is opened from.
 *
 * @param {Object} clickParams of the button that was clicked
 * @param {number[]} ids of the cases in their order
 * @param {boolean} isForm whether the screen itself goes on to the next case
 */
function tellOrder(clickParams, ids, isForm) {
    if (clickParams.name === "action_log_contact") {
        clickParams.buttonContext = {
            collection_list_ids: ids,
            collection_list_in_form: isForm,
        };
    }
}

export class CaseFormController extends FormController {
    setup() {
        super.setup();
        useBus(this.env.bus, "COLLECTION:NEXT-CASE", ({ detail }) => this.moveOn(detail));
    }

    async beforeExecuteActionButton(clickParams) {
        tellOrder(clickParams, this.model.root.resIds, true);
        return super.beforeExecuteActionButton(clickParams);
    }

    /**
     * Show the case that comes after the one with which a contact was logged.
     */
    moveOn({ caseId, nextCaseId }) {
        const { resId, resIds } = this.model.root;
        const offset = resIds.indexOf(nextCaseId);
        if (resId === caseId && offset >= 0) {
            return this.onPagerUpdate({ offset, resIds });
        }
    }
}

export class CaseKanbanController extends KanbanController {
    async beforeExecuteActionButton(clickParams) {
        const ids = this.model.root.records.map((record) => record.resId);
        tellOrder(clickParams, ids, false);
        return super.beforeExecuteActionButton(clickParams);
    }
}

registry.category("views").add("collection_case_form", {
    ...formView,
    Controller: CaseFormController,
});
registry.category("views").add("collection_case_kanban", {
    ...kanbanView,
    Controller: CaseKanbanController,
});
