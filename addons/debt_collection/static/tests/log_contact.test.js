import { expect, test } from "@odoo/hoot";
import { press, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels, mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Result extends models.Model {
    _name = "collection.result";

    name = fields.Char();

    _records = [
        { id: 1, name: "No answer" },
        { id: 2, name: "Conversation" },
        { id: 3, name: "Promise" },
    ];
}

class LogContact extends models.Model {
    _name = "collection.case.log.contact";

    case_id = fields.Many2one({ relation: "collection.case" });
    channel = fields.Char({ default: "call" });
    direction = fields.Char({ default: "out" });
    partner_id = fields.Many2one({ relation: "res.partner" });
    recipient_id = fields.Many2one({ relation: "res.partner" });
    address = fields.Char();
    result_id = fields.Many2one({ relation: "collection.result" });
    verdict = fields.Json();
}

class CollectionCase extends models.Model {
    _name = "collection.case";

    name = fields.Char();

    _records = [{ id: 7, name: "CASE/7" }];
}

defineMailModels();
defineModels([Result, LogContact, CollectionCase]);

const RADIO = "[role=radio]";
const ALLOWED = { asked: true, total: 1, allowed: 1, is_violation: false, told: [], more: 0 };
const REFUSED = {
    ...ALLOWED,
    allowed: 0,
    is_violation: true,
    told: [
        {
            debtor: "Cedar Mills",
            allowed: false,
            reasons: ["The customer is paused.", "Nobody is responsible."],
            next_allowed: false,
        },
    ],
};

async function mountChoice() {
    await mountView({
        type: "form",
        resModel: "collection.case.log.contact",
        arch: `
            <form disable_autofocus="1">
                <field
                    name="result_id"
                    widget="collection_choice"
                    options="{'numbered': True, 'autofocus': True}"
                />
            </form>`,
    });
}

async function mountAdvice(verdict) {
    await mountView({
        type: "form",
        resModel: "collection.case.log.contact",
        context: { default_case_id: 7, default_verdict: verdict },
        arch: `
            <form>
                <field name="case_id" invisible="1"/>
                <field name="channel"/>
                <field name="direction"/>
                <field name="verdict" widget="collection_contact_advice"/>
                <field name="recipient_id"/>
                <field name="address"/>
            </form>`,
    });
    await animationFrame();
}

test("a digit chooses, and the focus waits on what is chosen", async () => {
    await mountChoice();
    expect(queryFirst(RADIO)).toBeFocused();
    await press("3");
    await animationFrame();
    expect(`${RADIO}[aria-checked=true]`).toHaveText(/Promise/);
    expect(`${RADIO}[aria-checked=true]`).toBeFocused();
});

test("the arrows go from one to the next and around", async () => {
    await mountChoice();
    await press("ArrowRight");
    await animationFrame();
    expect(`${RADIO}[aria-checked=true]`).toHaveText(/No answer/);
    await press("ArrowRight");
    await animationFrame();
    expect(`${RADIO}[aria-checked=true]`).toHaveText(/Conversation/);
    await press("ArrowLeft");
    await press("ArrowLeft");
    await animationFrame();
    expect(`${RADIO}[aria-checked=true]`).toHaveText(/Promise/);
});

test("a second click does not undo the choice", async () => {
    await mountChoice();
    await contains(`${RADIO}[data-value="2"]`).click();
    await contains(`${RADIO}[data-value="2"]`).click();
    expect(`${RADIO}[aria-checked=true]`).toHaveText(/Conversation/);
});

test("the Tab key stops once at the whole row", async () => {
    await mountChoice();
    expect(`${RADIO}[tabindex="0"]`).toHaveCount(1);
    await contains(`${RADIO}[data-value="2"]`).click();
    expect(`${RADIO}[tabindex="0"]`).toHaveText(/Conversation/);
});

test("an allowed call shows the numbers, and who is dialled is who was reached", async () => {
    onRpc("collection.case", "reveal_numbers", ({ args }) => {
        expect.step(args[0]);
        return [{ partner_id: 9, name: "Bea Keeper", number: "+1 202-555-0188" }];
    });
    await mountAdvice(ALLOWED);
    expect(".o_collection_advice").toHaveClass("o_collection_allowed");
    expect(".o_collection_advice a").toHaveAttribute("href", "tel:+1 202-555-0188");
    queryFirst(".o_collection_advice a").addEventListener("click", (ev) =>
        ev.preventDefault()
    );
    await contains(".o_collection_advice a").click();
    expect("[name=address] input").toHaveValue("+1 202-555-0188");
    expect.verifySteps([[7]]);
});

test("a refused call shows every reason and no number", async () => {
    onRpc("collection.case", "reveal_numbers", () => expect.step("revealed"));
    await mountAdvice(REFUSED);
    expect(".o_collection_advice").toHaveClass("o_collection_refused");
    expect(".o_collection_advice li").toHaveCount(2);
    expect(".o_collection_advice a").toHaveCount(0);
    expect(".o_collection_advice").toHaveText(/marked as a violation/);
    expect.verifySteps([]);
});

test("numbers are for calls alone", async () => {
    onRpc("collection.case", "reveal_numbers", () => {
        expect.step("revealed");
        return [{ partner_id: 9, name: "Bea Keeper", number: "+1 202-555-0188" }];
    });
    await mountAdvice(ALLOWED);
    expect(".o_collection_advice a").toHaveCount(1);
    await contains("[name=channel] input").edit("letter");
    expect(".o_collection_advice a").toHaveCount(0);
    expect.verifySteps(["revealed"]);
});

test("an incoming contact is not judged", async () => {
    await mountAdvice({ asked: false });
    expect(".o_collection_advice").toHaveCount(0);
});

test("a customer's long name is read whole, however narrow the window", async () => {
    const name = `Peachtree ${"Donaudampfschifffahrtsgesellschaft".repeat(3)} & Sons Ltd.`;
    mailModels.ResPartner._records.push({ id: 99, name });
    await mountView({
        type: "form",
        resModel: "collection.case.log.contact",
        context: { default_case_id: 7, default_partner_id: 99 },
        arch: `
            <form>
                <div style="width: 300px">
                    <h2 class="mw-100">
                        <field
                            name="partner_id"
                            class="w-auto o_collection_heading"
                            readonly="1"
                            options="{'no_open': True}"
                        />
                    </h2>
                </div>
            </form>`,
    });
    const heading = queryFirst(".o_collection_heading");
    expect(heading).toHaveText(name);
    expect(heading.getBoundingClientRect().width).toBeLessThan(301);
    const { clientWidth, scrollWidth } = queryFirst(".o_collection_heading .o_many2one > *");
    expect(scrollWidth).toBe(clientWidth);
});
