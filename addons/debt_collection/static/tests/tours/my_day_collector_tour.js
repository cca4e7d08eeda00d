import { registry } from "@web/core/registry";

const opened = (name) => `.o_collection_case_card .o_collection_debtor:contains(${name})`;

/**
 * A collector's day by keyboard alone: a call is logged, a step postponed, another one
 * skipped with its reason, a free case taken; each time the next case stands ready.
 */
registry.category("web_tour.tours").add("collection_my_day", {
    steps: () => [
        {
            content: "The most urgent case is open",
            trigger: opened("Aspen Works"),
        },
        {
            content: "The arrows move in the list at once",
            trigger: ".o_collection_row:focus:contains(Aspen Works)",
            run: "press ArrowDown",
        },
        {
            trigger: ".o_collection_row:focus:contains(Birch Supplies)",
            run: "press ArrowUp",
        },
        {
            trigger: ".o_collection_row:focus:contains(Aspen Works)",
        },
        {
            content: "Nothing is done yet, three cases are left",
            trigger: ".o_collection_left:contains(3)",
            run: "press l",
        },
        {
            content: "The dialog is there, and the gate allows the call",
            trigger: ".o_dialog .o_collection_advice.o_collection_allowed",
        },
        {
            content: "Choose what came of it: they spoke",
            trigger: ".o_dialog [name=result_id] [role=radio]:focus",
            run: "press 3",
        },
        {
            content: "Save",
            trigger: ".o_dialog [name=result_id] [role=radio][aria-checked=true]:focus",
            run: "press Enter",
        },
        {
            content: "The next case stands ready, one is done",
            trigger: `body:not(:has(.o_dialog)):has(.o_collection_done:contains(1)) ${opened(
                "Birch Supplies"
            )}`,
        },
        {
            content: "Postpone it until tomorrow",
            trigger: ".o_collection_row:focus",
            run: "press m",
        },
        {
            trigger: opened("Cedar Mills"),
        },
        {
            content: "Skip the step",
            trigger: ".o_collection_row:focus",
            run: "press s",
        },
        {
            content: "Say why",
            trigger: ".o_dialog [name=note] input",
            run: "edit Pays on Friday anyway",
        },
        {
            trigger: ".o_dialog .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Only the team's free case is left",
            trigger: `body:not(:has(.o_dialog)) ${opened("Dogwood Retail")}`,
        },
        {
            content: "Take it",
            trigger: ".o_collection_left:contains(0)",
            run: "press t",
        },
        {
            content: "It is mine to do now",
            trigger: "[data-section=due] .o_collection_row:contains(Dogwood Retail)",
        },
        {
            trigger: ".o_collection_left:contains(1)",
        },
        {
            content: "Pause the customer",
            trigger: ".o_collection_row:focus",
            run: "press b",
        },
        {
            content: "Say why",
            trigger: ".o_dialog [name=name] input",
            run: "edit Illness",
        },
        {
            content: "Say until when",
            trigger: ".o_dialog [name=date_end] input",
            run: "edit 06/30/2030 12:00:00",
        },
        {
            trigger: ".o_dialog .modal-footer .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_dialog)) .o_collection_case_card:contains(On Hold)",
        },
    ],
});
