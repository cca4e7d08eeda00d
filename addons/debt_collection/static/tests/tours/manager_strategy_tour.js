import { registry } from "@web/core/registry";

/** Steps that open a page of the menu Configuration. */
const configuration = (menu) => [
    {
        trigger: ".o_menu_sections button:contains(Configuration)",
        run: "click",
    },
    {
        trigger: `.o-dropdown--menu .dropdown-item[data-menu-xmlid="debt_collection.${menu}"]`,
        run: "click",
    },
];
const row = (name) => `.o_data_row:contains(${name})`;
const breadcrumb = (name) => `.o_last_breadcrumb_item:contains(${name})`;

/**
 * A manager changes a strategy's step, tries the strategy, sees what a changed weight
 * would do, and looks through segments and positions.
 */
registry.category("web_tour.tours").add("collection_manager_strategy", {
    steps: () => [
        {
            content: "Open the strategy",
            trigger: `${row("Standard")} [name=name]`,
            run: "click",
        },
        {
            content: "The picture shows its steps",
            trigger: ".o_field_widget[name=ladder]:contains(Day +10):contains(First call)",
        },
        {
            content: "Open a step",
            trigger: `${row("First call")} [name=name]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=days] input",
            run: "edit 12",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The picture follows before anything is saved",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=ladder]:contains(Day +12)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Once it is saved, try it",
            trigger: ".o_cp_action_menus button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains(Try the Strategy)",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_try]",
            run: "click",
        },
        {
            content: "Two customers, two steps",
            trigger: "button[name=action_view_steps] .o_stat_value:contains(2)",
            run: "click",
        },
        {
            content: "Counted by collector and day",
            trigger: ".o_pivot .o_pivot_header_cell_opened:contains(Total)",
        },
        {
            content: "And each by name",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger: `${row("Aspen Works")} [name=step_id]:contains(First call)`,
        },
        {
            content: "Nothing happened to the strategies",
            trigger: ".o_menu_sections",
        },
        ...configuration("collection_scorecard_menu"),
        {
            trigger: `${breadcrumb("Scorecards")}`,
        },
        {
            trigger: `${row("Urgency")} [name=name]`,
            run: "click",
        },
        {
            content: "Open the first characteristic",
            trigger: `.o_field_widget[name=line_ids] ${row("ays past due")} [name=code]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=weight] input",
            run: "edit 2",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "What it would do is there before it is saved",
            trigger: ".o_form_view:contains(2 of 2 open cases would get more points)",
        },
        {
            content: "Take it back",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:contains(would get more points))",
        },
        ...configuration("collection_segment_menu"),
        {
            trigger: `${row("Urgent")} [name=strategy_id]:contains(Standard)`,
        },
        ...configuration("collection_position_menu"),
        {
            trigger: `${row("Collection Manager")} [name=name]`,
            run: "click",
        },
        {
            trigger: ".o_form_view:contains(Answers for the results)",
        },
    ],
});

/**
 * A manager lets the guide lead from the ledger to the first run, and goes back on the way.
 */
registry.category("web_tour.tours").add("collection_manager_guide", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=customer_count]:contains(2)",
        },
        {
            trigger: `.o_field_widget[name=age_ids] ${row("1–30 Days")} [name=amount_overdue]:contains(300)`,
        },
        {
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            content: "The segments, with their strategy in words",
            trigger: `.o_field_widget[name=segment_line_ids] ${row("Friendly reminder")}`,
        },
        {
            trigger: "button[name=action_back]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=age_ids]",
        },
        {
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=segment_line_ids]",
        },
        {
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            content: "Who does it",
            trigger: `.o_field_widget[name=member_line_ids] ${row("Ann")} [name=case_count]:contains(1)`,
        },
        {
            trigger: "button[name=action_run]:contains(Start the First Run Now)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=run_note]:contains(Cases opened: 2)",
        },
        {
            trigger: "button[name=action_view_cases]",
            run: "click",
        },
        {
            trigger: ".o_action_manager :contains(Aspen Works)",
        },
    ],
});
