import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class CollectionCase extends models.Model {
    _name = "collection.case";

    name = fields.Char();

    _records = [
        { id: 1, name: "CASE/1" },
        { id: 2, name: "CASE/2" },
        { id: 3, name: "CASE/3" },
    ];
}

defineMailModels();
defineModels([CollectionCase]);

const BUTTON = `<button name="action_log_contact" type="object" string="Log Call"/>`;

function mockButton() {
    mockService("action", {
        doActionButton({ resId, buttonContext }) {
            expect.step([resId, buttonContext]);
        },
    });
}

async function mountForm() {
    await mountView({
        type: "form",
        resModel: "collection.case",
        resId: 3,
        resIds: [3, 1, 2],
        arch: `
            <form js_class="collection_case_form">
                <header>${BUTTON}</header>
                <field name="name"/>
            </form>`,
    });
}

test("a case's form tells the dialog the order of the list it came from", async () => {
    mockButton();
    await mountForm();
    await contains("button[name=action_log_contact]").click();
    expect.verifySteps([
        [3, { collection_list_ids: [3, 1, 2], collection_list_in_form: true }],
    ]);
});

test("a card tells the dialog the order of the cards", async () => {
    mockButton();
    await mountView({
        type: "kanban",
        resModel: "collection.case",
        arch: `
            <kanban js_class="collection_case_kanban">
                <templates><t t-name="card"><field name="name"/>${BUTTON}</t></templates>
            </kanban>`,
    });
    await contains(".o_kanban_record:nth-child(2) button").click();
    expect.verifySteps([
        [2, { collection_list_ids: [1, 2, 3], collection_list_in_form: false }],
    ]);
});

test("the form goes on to the next case once a contact is logged", async () => {
    await mountForm();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "collection_contact_logged",
        params: { message: "CASE/3: No answer", case_id: 3, next_case_id: 1 },
    });
    await animationFrame();
    await animationFrame();
    expect(".o_field_widget[name=name] input").toHaveValue("CASE/1");
    expect(".o_notification").toHaveText(/CASE\/3: No answer/);
});

test("the form stays where nothing comes next, or another case was meant", async () => {
    await mountForm();
    for (const [caseId, nextCaseId] of [
        [3, false],
        [2, 1],
        [3, 99],
    ]) {
        await getService("action").doAction({
            type: "ir.actions.client",
            tag: "collection_contact_logged",
            params: { message: "Logged", case_id: caseId, next_case_id: nextCaseId },
        });
        await animationFrame();
        expect(".o_field_widget[name=name] input").toHaveValue("CASE/3");
    }
});
