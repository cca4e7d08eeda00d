import { expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class CollectionCase extends models.Model {
    _name = "collection.case";

    name = fields.Char();

    _records = [{ id: 1, name: "CASE/1" }];
}

defineMailModels();
defineModels([CollectionCase]);

const ENTRY = ".o_collection_entry";

function entry(id, values = {}) {
    return {
        key: `log-${id}`,
        kind: "log",
        id,
        date: "2025-06-16 09:30:00",
        has_time: true,
        icon: "fa-phone",
        title: `Call ${id}`,
        person: "",
        text: "",
        details: [],
        user: "Ann",
        amount: "",
        badges: [],
        corrected: false,
        can_correct: true,
        res_model: "collection.contact.log",
        res_id: id,
        ...values,
    };
}

async function mountTimeline(answer) {
    mockDate("2025-06-16 12:00:00", +0);
    onRpc("get_timeline_kinds", () => [
        { code: "log", label: "Contacts" },
        { code: "payment", label: "Payments" },
    ]);
    onRpc("has_group", () => true);
    onRpc("get_timeline", ({ kwargs }) => {
        expect.step([kwargs.kinds, kwargs.offset]);
        return answer(kwargs);
    });
    await mountForm();
}

async function mountForm() {
    await mountView({
        type: "form",
        resModel: "collection.case",
        resId: 1,
        arch: `<form><field name="name"/><widget name="collection_timeline"/></form>`,
    });
    await animationFrame();
}

test("entries stand under their days", async () => {
    await mountTimeline(() => ({
        entries: [
            entry(3),
            entry(2, { date: "2025-06-15 23:00:00" }),
            entry(1, { date: "2025-06-15 00:00:00", has_time: false }),
        ],
        has_more: false,
    }));
    expect(".o_collection_day").toHaveCount(2);
    expect(".o_collection_day:first").toHaveText("Today");
    expect(".o_collection_day:last").toHaveText("Yesterday");
    expect(`${ENTRY}[data-key="log-3"]`).toHaveText(/Ann · 09:30/);
    expect(`${ENTRY}[data-key="log-1"]`).not.toHaveText(/00:00/);
    expect(".o_collection_more").toHaveCount(0);
    expect.verifySteps([[undefined, 0]]);
});

test("a filter asks for its kind, and all for all", async () => {
    await mountTimeline(({ kinds }) => ({
        entries: kinds ? [] : [entry(1)],
        has_more: false,
    }));
    await contains("button[data-kind=payment]").click();
    await animationFrame();
    expect(ENTRY).toHaveCount(0);
    expect(".o_collection_timeline").toHaveText(/Nothing of this kind/);
    expect("button[data-kind=payment]").toHaveAttribute("aria-pressed", "true");
    await contains("button:contains(All)").click();
    await animationFrame();
    expect(ENTRY).toHaveCount(1);
    expect.verifySteps([
        [undefined, 0],
        [["payment"], 0],
        [undefined, 0],
    ]);
});

test("older entries are added below", async () => {
    await mountTimeline(({ offset }) => ({
        entries: offset ? [entry(1)] : [entry(3), entry(2)],
        has_more: !offset,
    }));
    expect(ENTRY).toHaveCount(2);
    await contains(".o_collection_more").click();
    await animationFrame();
    expect(ENTRY).toHaveCount(3);
    expect(".o_collection_more").toHaveCount(0);
    expect.verifySteps([
        [undefined, 0],
        [undefined, 2],
    ]);
});

test("a corrected entry is struck through and says who corrected it and why", async () => {
    await mountTimeline(() => ({
        entries: [
            entry(2, { badges: [{ label: "Violation", level: "danger" }] }),
            entry(1, {
                can_correct: false,
                corrected: {
                    user: "Ben",
                    date: "2025-06-16 10:00:00",
                    reason: "It was the machine.",
                },
            }),
        ],
        has_more: false,
    }));
    expect(`${ENTRY}[data-key="log-1"]`).toHaveClass("o_collection_corrected");
    expect(`${ENTRY}[data-key="log-1"] .o_collection_said`).toHaveStyle({
        textDecorationLine: "line-through",
    });
    expect(`${ENTRY}[data-key="log-1"]`).toHaveText(/Ben[^]*It was the machine\./);
    expect(`${ENTRY}[data-key="log-1"] .o_collection_correct`).toHaveCount(0);
    expect(`${ENTRY}[data-key="log-2"] .o_collection_correct`).toHaveCount(1);
    expect(`${ENTRY}[data-key="log-2"] .badge`).toHaveText("Violation");
    expect.verifySteps([[undefined, 0]]);
});

test("what is shown is printed", async () => {
    onRpc("action_print_timeline", ({ kwargs }) => {
        expect.step(kwargs.kinds);
        return { type: "ir.actions.report" };
    });
    await mountTimeline(() => ({ entries: [], has_more: false }));
    mockService("action", {
        doAction: ({ type }) => expect.step(type),
    });
    await contains("button[data-kind=log]").click();
    await contains(".o_collection_timeline_print").click();
    expect.verifySteps([[undefined, 0], [["log"], 0], ["log"], "ir.actions.report"]);
});

test("a timeline that cannot be read leaves the form alone, and can be asked again", async () => {
    let works = false;
    await mountTimeline(() => {
        if (!works) {
            throw makeServerError({ message: "An addon is broken" });
        }
        return { entries: [entry(1)], has_more: false };
    });
    expect(".o_form_view").toHaveCount(1);
    expect(".o_dialog").toHaveCount(0);
    expect(".o_collection_unanswered").toHaveText(/could not be read/);
    works = true;
    await contains(".o_collection_unanswered button").click();
    await animationFrame();
    expect(".o_collection_unanswered").toHaveCount(0);
    expect(ENTRY).toHaveCount(1);
    expect.verifySteps([
        [undefined, 0],
        [undefined, 0],
    ]);
});

test("without the kinds the form lives as well", async () => {
    let works = false;
    onRpc("get_timeline_kinds", () => {
        if (!works) {
            throw makeServerError({ message: "An addon is broken" });
        }
        return [{ code: "log", label: "Contacts" }];
    });
    onRpc("has_group", () => true);
    onRpc("get_timeline", () => ({ entries: [entry(1)], has_more: false }));
    await mountForm();
    expect(".o_form_view").toHaveCount(1);
    expect(".o_dialog").toHaveCount(0);
    works = true;
    await contains(".o_collection_unanswered button").click();
    await animationFrame();
    expect("button[data-kind=log]").toHaveCount(1);
    expect(ENTRY).toHaveCount(1);
});

test("older entries that cannot be read are asked for again where they stopped", async () => {
    let works = true;
    await mountTimeline(({ offset }) => {
        if (!works) {
            throw makeServerError({ message: "An addon is broken" });
        }
        return { entries: offset ? [entry(1)] : [entry(3), entry(2)], has_more: !offset };
    });
    works = false;
    await contains(".o_collection_more").click();
    await animationFrame();
    expect(ENTRY).toHaveCount(2);
    works = true;
    await contains(".o_collection_unanswered button").click();
    await animationFrame();
    expect(ENTRY).toHaveCount(3);
    expect.verifySteps([
        [undefined, 0],
        [undefined, 2],
        [undefined, 2],
    ]);
});

test("a word longer than the line does not widen the timeline", async () => {
    const word = "Donaudampfschifffahrtsgesellschaft".repeat(20);
    await mountTimeline(() => ({
        entries: [entry(1, { person: word, details: [word] })],
        has_more: false,
    }));
    const { clientWidth, scrollWidth } = queryFirst(`${ENTRY} .overflow-hidden`);
    expect(scrollWidth).toBe(clientWidth);
    expect.verifySteps([[undefined, 0]]);
});
