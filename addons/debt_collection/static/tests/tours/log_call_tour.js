import { registry } from "@web/core/registry";

/**
 * Log a call by keyboard alone: two keys and Enter, and the next case stands ready.
 */
registry.category("web_tour.tours").add("collection_log_call_by_keyboard", {
    steps: () => [
        {
            content: "Open the first case of the list",
            trigger: ".o_data_row:contains(Cedar Mills) .o_data_cell[name=partner_id]",
            run: "click",
        },
        {
            content: "The panel says that a call is allowed",
            trigger: ".o_collection_channel[data-channel=call].o_collection_allowed",
        },
        {
            content: "Open the dialog",
            trigger: ".o_pager_value:contains(1)",
            run: "press Alt+l",
        },
        {
            content: "The numbers to dial are there, and the results have the focus",
            trigger: ".o_dialog .o_collection_advice a:contains(202-555-0143)",
        },
        {
            content: "Choose the first result",
            trigger: ".o_dialog [name=result_id] [role=radio]:focus",
            run: "press 1",
        },
        {
            content: "Save",
            trigger: ".o_dialog [name=result_id] [role=radio][aria-checked=true]:focus",
            run: "press Enter",
        },
        {
            content: "The next case stands ready",
            trigger: "body:not(:has(.o_dialog)) .o_pager_value:contains(2)",
        },
        {
            trigger: ".o_field_widget[name=partner_id]:contains(Dogwood Retail)",
        },
    ],
});
