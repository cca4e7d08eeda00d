import { registry } from "@web/core/registry";

const column = (name) => `.o_collection_column:has(.o_collection_column_name:contains(${name}))`;
const card = (name) => `.o_collection_card:contains(${name})`;

/**
 * A lead's day: a card is dragged to a colleague, another one given by its button, and a
 * collector's day is looked at.
 */
registry.category("web_tour.tours").add("collection_team_day", {
    steps: () => [
        {
            trigger: "[data-scope=team]",
            run: "click",
        },
        {
            content: "Three cards are Ann's",
            trigger: `${column("Ann")} ${card("Cedar Mills")}`,
        },
        {
            content: "Drag one to Ben",
            trigger: `${column("Ann")} ${card("Aspen Works")}`,
            run: `drag_and_drop ${column("Ben")} .o_collection_cards`,
        },
        {
            trigger: `${column("Ben")} ${card("Aspen Works")}`,
        },
        {
            content: "Give the free case to Ann, without the mouse",
            trigger: `${column("Nobody")} ${card("Dogwood Retail")} .o_collection_give`,
            run: "click",
        },
        {
            trigger: ".o_dialog button:contains(Ann)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_dialog)) ${column("Ann")} ${card("Dogwood Retail")}`,
        },
        {
            content: "Look at Ben's day",
            trigger: `${column("Ben")} .o_collection_column_name`,
            run: "click",
        },
        {
            trigger: ".o_collection_row:contains(Aspen Works)",
        },
        {
            content: "Back to the board",
            trigger: ".o_collection_person:contains(Ben)",
            run: "click",
        },
        {
            trigger: column("Nobody"),
        },
    ],
});
