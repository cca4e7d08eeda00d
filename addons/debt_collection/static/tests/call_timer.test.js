import { expect, test } from "@odoo/hoot";
import { click, edit } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { formatSeconds, parseSeconds } from "@debt_collection/call_timer/call_timer";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class LogContact extends models.Model {
    _name = "collection.case.log.contact";

    channel = fields.Selection({
        selection: [
            ["call", "Call"],
            ["letter", "Letter"],
        ],
        default: "call",
    });
    duration = fields.Integer();

    _records = [{ id: 1, channel: "call", duration: 200 }];
}

defineMailModels();
defineModels([LogContact]);

const INPUT = ".o_collection_timer input";
const BUTTON = ".o_collection_timer button";

async function mountTimer(params = {}) {
    await mountView({
        type: "form",
        resModel: "collection.case.log.contact",
        arch: `
            <form>
                <field name="channel"/>
                <field
                    name="duration"
                    widget="collection_call_timer"
                    options="{'running_for': 'call'}"
                />
            </form>`,
        ...params,
    });
}

/**
 * Let seconds pass and a little more, and the screen show it.
 */
async function wait(seconds) {
    await advanceTime(seconds * 1000 + 600);
    await animationFrame();
}

test("seconds are written as people write a duration, and read back", () => {
    for (const [seconds, text] of [
        [0, "0:00"],
        [5, "0:05"],
        [200, "3:20"],
        [3600, "1:00:00"],
        [3725, "1:02:05"],
    ]) {
        expect(formatSeconds(seconds)).toBe(text);
        expect(parseSeconds(text)).toBe(seconds);
    }
    expect(parseSeconds("5")).toBe(300);
    expect(parseSeconds(" 5：30 ")).toBe(330);
    for (const text of ["", "five", "1:2:3:4", "-1:00", "1.5"]) {
        expect(() => parseSeconds(text)).toThrow();
    }
});

test("the clock of a new call runs from the start and is saved with the record", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].duration));
    await mountTimer();
    expect(INPUT).toHaveValue("0:00");
    await wait(65);
    expect(INPUT).toHaveValue("1:05");
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([65]);
});

test("the clock of another channel waits to be started", async () => {
    await mountTimer({ context: { default_channel: "letter" } });
    await wait(10);
    expect(INPUT).toHaveValue("0:00");
    await click(BUTTON);
    await wait(10);
    expect(INPUT).toHaveValue("0:10");
});

test("a stopped clock stands still and goes on from there", async () => {
    await mountTimer();
    await wait(10);
    await click(BUTTON);
    await animationFrame();
    expect(BUTTON).toHaveText("Start");
    await wait(10);
    expect(INPUT).toHaveValue("0:10");
    await click(BUTTON);
    await wait(5);
    expect(INPUT).toHaveValue("0:15");
});

test("a time that is written is not overtaken by the clock", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].duration));
    await mountTimer();
    await wait(10);
    await click(INPUT);
    await edit("3:20", { confirm: "blur" });
    await animationFrame();
    await wait(60);
    expect(INPUT).toHaveValue("3:20");
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([200]);
});

test("what is no duration cannot be saved", async () => {
    onRpc("web_save", () => expect.step("web_save"));
    await mountTimer();
    await click(INPUT);
    await edit("soon", { confirm: "blur" });
    await animationFrame();
    expect(".o_field_collection_call_timer").toHaveClass("o_field_invalid");
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([]);
});

test("the clock of a record that is there does not run", async () => {
    await mountTimer({ resId: 1 });
    await wait(10);
    expect(INPUT).toHaveValue("3:20");
});
