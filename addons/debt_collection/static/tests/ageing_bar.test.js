import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

const AMOUNTS = {
    amount_not_due: 100,
    amount_1_30: 200,
    amount_31_60: 0,
    amount_61_90: 90,
    amount_91_120: 0,
    amount_over_120: 10,
};

class CollectionCase extends models.Model {
    _name = "collection.case";

    currency_id = fields.Many2one({ relation: "res.currency", default: 1 });
    bucket = fields.Selection({
        selection: [
            ["1_30", "1–30 Days"],
            ["over_120", "Over 120 Days"],
        ],
    });
    amount_not_due = fields.Monetary({ currency_field: "currency_id" });
    amount_1_30 = fields.Monetary({ currency_field: "currency_id" });
    amount_31_60 = fields.Monetary({ currency_field: "currency_id" });
    amount_61_90 = fields.Monetary({ currency_field: "currency_id" });
    amount_91_120 = fields.Monetary({ currency_field: "currency_id" });
    amount_over_120 = fields.Monetary({ currency_field: "currency_id" });

    _records = [
        { id: 1, currency_id: 1, bucket: "over_120", ...AMOUNTS },
        {
            id: 2,
            currency_id: 1,
            bucket: false,
            ...Object.fromEntries(Object.keys(AMOUNTS).map((name) => [name, 0])),
        },
    ];
}

defineMailModels();
defineModels([CollectionCase]);

const PART = ".o_collection_ageing_part";

async function mountBar(resId, attributes = "") {
    await mountView({
        type: "form",
        resModel: "collection.case",
        resId,
        arch: `<form><sheet><widget name="collection_ageing_bar" ${attributes}/></sheet></form>`,
    });
}

function mockDoAction() {
    mockService("action", {
        doAction(action, { additionalContext }) {
            expect.step([action, additionalContext]);
        },
    });
}

test("each bucket that holds something has a part of its share", async () => {
    await mountBar(1);
    expect(PART).toHaveCount(4);
    expect(`${PART}[data-bucket="1_30"]`).toHaveText("50%");
    expect(`${PART}[data-bucket="over_120"]`).toHaveText("");
    expect(`${PART}[data-bucket="over_120"]`).toHaveAttribute(
        "data-tooltip",
        /^Over 120 Days: .*10\.00.* \(3%\)$/
    );
    expect(".o_collection_ageing_legend li").toHaveCount(6);
    expect('.o_collection_ageing_legend li[data-bucket="31_60"]').toHaveClass("text-muted");
});

test("a click opens the bucket's items where the view names an action", async () => {
    mockDoAction();
    await mountBar(1, 'items_action="debt_collection.collection_open_item_action_case"');
    await click(`${PART}[data-bucket="61_90"]`);
    await animationFrame();
    expect.verifySteps([
        [
            "debt_collection.collection_open_item_action_case",
            {
                search_default_case_id: 1,
                search_default_not_excluded: 1,
                search_default_bucket_61_90: 1,
            },
        ],
    ]);
});

test("without an action the parts cannot be clicked", async () => {
    await mountBar(1);
    expect(`${PART}:enabled`).toHaveCount(0);
});

test("a record with nothing open has an empty bar and its legend", async () => {
    await mountBar(2);
    expect(PART).toHaveCount(0);
    expect(".o_collection_ageing_legend li.text-muted").toHaveCount(6);
});

test("the ageing badge has the colour of its bucket", async () => {
    await mountView({
        type: "list",
        resModel: "collection.case",
        arch: `<list><field name="bucket" widget="collection_ageing_badge"/></list>`,
    });
    expect(".badge").toHaveCount(1);
    expect(".badge").toHaveClass("o_collection_ageing_over_120");
    expect(".badge").toHaveText("Over 120 Days");
});
