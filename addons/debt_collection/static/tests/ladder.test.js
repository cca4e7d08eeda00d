import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class CollectionStrategy extends models.Model {
    _name = "collection.strategy";

    ladder = fields.Json();

    _records = [
        { id: 1, ladder: { rungs: [], answers: [], repeat_days: 0 } },
        {
            id: 2,
            ladder: {
                rungs: [
                    step("Note", -7, { age: "not_due", marks: [mark("automatic")] }),
                    step("Call", 5, { channels: [channel("Call"), channel("Letter")] }),
                    step("Call again", 12, { is_exact: false, when: "7 days later" }),
                ],
                answers: [
                    step("Find them", 1, { is_exact: false, when: "1 day after: bounced" }),
                ],
                repeat_days: 14,
            },
        },
        {
            id: 3,
            ladder: {
                rungs: [step("On the day", 0), step("Long after", 400)],
                answers: [],
                repeat_days: 0,
            },
        },
        {
            id: 4,
            ladder: { rungs: [step("Only before", -3)], answers: [], repeat_days: 0 },
        },
    ];
}

defineMailModels();
defineModels([CollectionStrategy]);

const PLACE = ".o_collection_ladder_place";

function channel(name) {
    return { name, icon: name === "Call" ? "fa-phone" : "fa-file-text-o" };
}

function mark(code) {
    return { code, label: `Marked ${code}` };
}

function step(name, day, values = {}) {
    return {
        name,
        day,
        when: "",
        is_exact: true,
        age: "1_30",
        channels: [channel("Call")],
        marks: [],
        ...values,
    };
}

async function mountLadder(resId) {
    await mountView({
        type: "form",
        resModel: "collection.strategy",
        resId,
        arch: `<form><field name="ladder" widget="collection_ladder"/></form>`,
    });
}

test("steps stand in order with their days, and the due date between them", async () => {
    await mountLadder(2);
    expect(queryAllTexts(".o_collection_ladder_day")).toEqual([
        "Day −7",
        "Day 0",
        "Day +5",
        "≈ day 12",
    ]);
    expect(`${PLACE}:eq(1)`).toHaveText(/Due date/);
    expect(`${PLACE}:eq(1)`).not.toHaveClass("o_collection_ladder_step");
    expect(queryAllTexts(`${PLACE} .o_collection_ladder_name`)).toEqual([
        "Note",
        "Call",
        "Call again",
    ]);
});

test("places grow with the days until the next one", async () => {
    await mountLadder(2);
    for (const [index, grow] of ["7", "5", "7", "0"].entries()) {
        expect(`${PLACE}:eq(${index})`).toHaveStyle({ "flex-grow": grow });
    }
});

test("a step says its channels in order and what is particular about it", async () => {
    await mountLadder(2);
    const call = `${PLACE}[data-day='5']`;
    expect(`${call} .o_collection_ladder_channels`).toHaveAttribute(
        "aria-label",
        "Call, Letter"
    );
    expect(`${call} .o_collection_ladder_marker`).toHaveClass("o_collection_ageing_1_30");
    expect(`${call} .o_collection_ladder_marker i`).toHaveClass("fa-phone");
    expect(`${call} .o_collection_ladder_then`).toHaveCount(1);
    expect(`${PLACE}:first [data-mark=automatic]`).toHaveText("Marked automatic");
});

test("the way to a step after another is dashed, and the last one comes again", async () => {
    await mountLadder(2);
    expect(".o_collection_ladder_estimate").toHaveCount(1);
    expect(`${PLACE}[data-day='5']`).toHaveClass("o_collection_ladder_estimate");
    expect(`${PLACE}[data-day='12']`).toHaveText(/7 days later/);
    expect(`${PLACE}:last .o_collection_ladder_loop`).toHaveCount(1);
    expect(".o_collection_ladder_repeat").toHaveText("Again every 14 days");
});

test("steps that answer an event stand apart", async () => {
    await mountLadder(2);
    expect(".o_collection_ladder_answer").toHaveCount(1);
    expect(".o_collection_ladder_answer").toHaveText(/Find them/);
    expect(".o_collection_ladder_answer").toHaveText(/1 day after: bounced/);
});

test("a step on the due date bears its flag, and a long wait is shortened", async () => {
    await mountLadder(3);
    expect(PLACE).toHaveCount(2);
    expect(`${PLACE}:first`).toHaveClass(["o_collection_ladder_due", "o_collection_ladder_step"]);
    expect(`${PLACE}:first .o_collection_ladder_day`).toHaveText("Day 0 · due date");
    expect(`${PLACE}:first`).toHaveStyle({ "flex-grow": "45" });
    expect(".o_collection_ladder_loop").toHaveCount(0);
});

test("the due date comes last where all steps are before it", async () => {
    await mountLadder(4);
    expect(PLACE).toHaveCount(2);
    expect(`${PLACE}:last`).toHaveText(/Due date/);
});

test("a strategy without steps says what to do", async () => {
    await mountLadder(1);
    expect(PLACE).toHaveCount(0);
    expect(".o_collection_ladder_empty").toHaveText(/Add a step below/);
});
