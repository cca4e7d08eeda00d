import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame, mockTimeZone } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class CollectionCase extends models.Model {
    _name = "collection.case";

    name = fields.Char();

    _records = [
        { id: 1, name: "CASE/1" },
        { id: 2, name: "CASE/2" },
    ];
}

defineMailModels();
defineModels([CollectionCase]);

const CHANNEL = ".o_collection_channel";
const NO_NUMBER = {
    code: "no_address",
    message: "There is no telephone number.",
    severity: "obstacle",
    reference: "",
    until: false,
};
const ON_HOLD = {
    code: "on_hold",
    message: "The customer is paused.",
    severity: "rule",
    reference: "HOLD/7",
    until: "2025-06-20 08:00:00",
};

function channel(code, label, reasons, next_allowed = false) {
    return {
        channel: code,
        label,
        icon: "fa-phone",
        allowed: !reasons.length,
        reasons,
        next_allowed,
    };
}

async function mountPanel(panel) {
    onRpc("get_contact_panel", ({ args }) => {
        expect.step(`panel of ${args[0]}`);
        return panel;
    });
    await mountCase();
}

async function mountCase() {
    await mountView({
        type: "form",
        resModel: "collection.case",
        resId: 1,
        resIds: [1, 2],
        arch: `
            <form>
                <field name="name"/>
                <widget name="collection_contact_panel"/>
            </form>`,
    });
    await animationFrame();
}

test("each channel says whether it is open now", async () => {
    await mountPanel([channel("call", "Call", [NO_NUMBER]), channel("email", "E-mail", [])]);
    expect(CHANNEL).toHaveCount(2);
    expect(`${CHANNEL}[data-channel="call"]`).toHaveClass("o_collection_refused");
    expect(`${CHANNEL}[data-channel="call"]`).toHaveAttribute(
        "aria-label",
        "Call: not allowed now"
    );
    expect(`${CHANNEL}[data-channel="email"]`).toHaveClass("o_collection_allowed");
    expect.verifySteps(["panel of 1"]);
});

test("a click shows a channel's reasons, a second one hides them", async () => {
    await mountPanel([channel("call", "Call", [NO_NUMBER]), channel("email", "E-mail", [])]);
    expect(".o_collection_panel_reasons").toHaveCount(0);
    await contains(`${CHANNEL}[data-channel="call"]`).click();
    expect(".o_collection_panel_reasons li").toHaveCount(1);
    expect(".o_collection_panel_reasons").toHaveText(/There is no telephone number\./);
    await contains(`${CHANNEL}[data-channel="email"]`).click();
    expect(".o_collection_panel_reasons").toHaveText(/Nothing stands against it/);
    await contains(`${CHANNEL}[data-channel="email"]`).click();
    expect(".o_collection_panel_reasons").toHaveCount(0);
    expect.verifySteps(["panel of 1"]);
});

test("what stands against every channel is said once, at once, with its end", async () => {
    mockTimeZone(+2);
    const opens = "2025-06-20 08:00:00";
    await mountPanel([
        channel("call", "Call", [NO_NUMBER, ON_HOLD], opens),
        channel("email", "E-mail", [ON_HOLD], opens),
    ]);
    expect(".o_collection_panel_shared").toHaveText(/The customer is paused\./);
    expect(".o_collection_panel_shared").toHaveText(/10:00/);
    expect(".o_collection_panel_shared").not.toHaveText(/telephone/);
    await contains(`${CHANNEL}[data-channel="call"]`).click();
    expect(".o_collection_panel_reasons li").toHaveCount(1);
    expect(".o_collection_panel_reasons").toHaveText(/telephone/);
    await contains(`${CHANNEL}[data-channel="email"]`).click();
    expect(".o_collection_panel_reasons").toHaveText(/holds for every channel/);
    expect.verifySteps(["panel of 1"]);
});

test("it is asked again after a save and on another case", async () => {
    await mountPanel([channel("call", "Call", [])]);
    expect.verifySteps(["panel of 1"]);
    await contains(".o_field_widget[name=name] input").edit("Another");
    await click(".o_form_button_save");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["panel of 1"]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps(["panel of 2"]);
});

test("a server that does not answer leaves the form alone, and can be asked again", async () => {
    let works = false;
    onRpc("get_contact_panel", () => {
        expect.step("panel");
        if (!works) {
            throw makeServerError({ message: "An addon is broken" });
        }
        return [channel("call", "Call", [])];
    });
    await mountCase();
    expect(".o_form_view").toHaveCount(1);
    expect(".o_dialog").toHaveCount(0);
    expect(CHANNEL).toHaveCount(0);
    expect(".o_collection_unanswered").toHaveText(/could not be asked/);
    works = true;
    await contains(".o_collection_unanswered button").click();
    await animationFrame();
    expect(".o_collection_unanswered").toHaveCount(0);
    expect(CHANNEL).toHaveCount(1);
    expect.verifySteps(["panel", "panel"]);
});

test("what was allowed is not shown any more once the server does not answer", async () => {
    let works = true;
    onRpc("get_contact_panel", () => {
        if (!works) {
            throw makeServerError({ message: "An addon is broken" });
        }
        return [channel("call", "Call", [])];
    });
    await mountCase();
    expect(CHANNEL).toHaveCount(1);
    works = false;
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(CHANNEL).toHaveCount(0);
    expect(".o_collection_unanswered").toHaveCount(1);
});
