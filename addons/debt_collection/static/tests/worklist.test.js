import { beforeEach, expect, getFixture, test } from "@odoo/hoot";
import { click, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { user } from "@web/core/user";
import { WebClient } from "@web/webclient/webclient";

class CollectionCase extends models.Model {
    _name = "collection.case";

    name = fields.Char();
}

defineMailModels();
defineModels([CollectionCase]);

const NAMES = { 1: "Aspen Works", 2: "Birch Supplies", 3: "Cedar Mills" };
const AMOUNTS = [
    "amount_not_due",
    "amount_1_30",
    "amount_31_60",
    "amount_61_90",
    "amount_91_120",
    "amount_over_120",
];
const CURSOR = ".o_collection_row[tabindex='0']";

// What is asked when the screen opens.
const OPENED = ["day of mine", "case 1"];

let day;
let panelCount;

function row(caseId, values = {}) {
    return {
        case_id: caseId,
        name: `CASE/${caseId}`,
        partner: NAMES[caseId],
        amount_overdue: 100 * caseId,
        currency_id: 1,
        days_past_due: 10,
        bucket: "1_30",
        bucket_label: "1–30 Days",
        score: 50,
        user_id: 7,
        user: "Ann",
        section: "due",
        action_id: 10 + caseId,
        date: "2025-06-16",
        days_late: 0,
        lateness: "today",
        title: "First call",
        channel: "call",
        channel_label: "Call",
        icon: "fa-phone",
        state: "planned",
        reason: "",
        why: "Call · First call · today · 10 days past due",
        last_contact: false,
        ...values,
    };
}

function detail(caseId) {
    const values = day.details?.[caseId] || {};
    return {
        ...row(caseId),
        has_task: true,
        when: "2025-06-16",
        instruction: "Ask for the date of the payment.",
        more_count: 0,
        today: "2025-06-16",
        amount_due: 500,
        amount_credit: 0,
        date_last_payment: false,
        amount_last_payment: 0,
        state_label: "",
        score_explanation: "50 points = 50 for days past due (10 days)",
        record: {
            id: caseId,
            currency_id: [1, "$"],
            write_date: "2025-06-16 08:00:00",
            ...Object.fromEntries(AMOUNTS.map((name) => [name, 10])),
        },
        contacts: [],
        can_work: true,
        can_take: false,
        can_postpone: true,
        can_skip: true,
        can_approve: false,
        ...values,
    };
}

function makeDay(rows, counters = {}) {
    return {
        rows,
        total: rows.length,
        counters: {
            due: rows.filter((one) => one.section === "due").length,
            free: 0,
            held: 0,
            done: 0,
            amounts: [],
            ...counters,
        },
        empty: rows.length
            ? false
            : day.empty || { reason: "later", count: 2, date: "2025-06-18" },
    };
}

beforeEach(() => {
    panelCount = 0;
    day = { rows: [row(1), row(2), row(3)] };
    onRpc("collection.worklist", "get_day", ({ kwargs }) => {
        expect.step(`day of ${kwargs.scope}`);
        return makeDay(day.rows, day.counters);
    });
    onRpc("collection.worklist", "get_case", ({ args }) => {
        expect.step(`case ${args[0]}`);
        return detail(args[0]);
    });
    onRpc("collection.case", "get_contact_panel", () => {
        panelCount++;
        return [];
    });
});

async function openDay({ isLead = false } = {}) {
    patchWithCleanup(user, { hasGroup: async () => isLead });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "debt_collection.my_day",
        name: "My Day",
    });
    await animationFrame();
}

function takeOut(caseId) {
    day.rows = day.rows.filter((one) => one.case_id !== caseId);
}

test("the first case of the list is open, and the header counts", async () => {
    day.counters = { done: 1, due: 3 };
    await openDay();
    expect(queryAllTexts(".o_collection_row .o_collection_debtor")).toEqual(
        Object.values(NAMES)
    );
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Aspen Works");
    expect(".o_collection_done").toHaveText("1");
    expect(".o_collection_left").toHaveText("3");
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    expect(".o_collection_row_open").toHaveAttribute("aria-current", "true");
    expect.verifySteps(OPENED);
});

test("keys move, Enter opens, and the ends of the list are ends", async () => {
    await openDay();
    await press("j");
    await animationFrame();
    expect(CURSOR).toHaveText(/Birch Supplies/);
    expect(CURSOR).toBeFocused();
    await press("ArrowDown");
    await press("j");
    await animationFrame();
    expect(CURSOR).toHaveText(/Cedar Mills/);
    await press("k");
    await animationFrame();
    expect(CURSOR).toHaveText(/Birch Supplies/);
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Aspen Works");
    await press("Enter");
    await animationFrame();
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Birch Supplies");
    expect.verifySteps([...OPENED, "case 2"]);
});

test("the arrows move as soon as the screen is open", async () => {
    await openDay();
    expect(CURSOR).toBeFocused();
    expect(CURSOR).toHaveText(/Aspen Works/);
    await press("ArrowDown");
    await animationFrame();
    expect(CURSOR).toBeFocused();
    expect(CURSOR).toHaveText(/Birch Supplies/);
    await press("ArrowUp");
    await animationFrame();
    expect(CURSOR).toHaveText(/Aspen Works/);
    expect.verifySteps(OPENED);
});

test("whoever types while the list is loaded goes on typing", async () => {
    const answer = new Deferred();
    onRpc("collection.worklist", "get_case", () => answer);
    const opening = openDay();
    await animationFrame();
    const input = document.createElement("input");
    getFixture().append(input);
    input.focus();
    answer.resolve(detail(1));
    await opening;
    expect(".o_collection_row").toHaveCount(3);
    expect(input).toBeFocused();
    expect.verifySteps(["day of mine"]);
});

test("a dialog in front keeps the focus", async () => {
    const answer = new Deferred();
    onRpc("collection.worklist", "get_case", () => answer);
    const opening = openDay();
    await animationFrame();
    getService("dialog").add(AlertDialog, { body: "Wait" });
    await animationFrame();
    answer.resolve(detail(1));
    await opening;
    expect(".o_collection_row").toHaveCount(3);
    expect(".o_collection_row:focus").toHaveCount(0);
    expect.verifySteps(["day of mine"]);
});

test("only one row is a stop on the way of the Tab key", async () => {
    await openDay();
    expect(CURSOR).toHaveCount(1);
    expect(".o_collection_row[tabindex='-1']").toHaveCount(2);
    expect.verifySteps(OPENED);
});

test("the question mark shows and hides the keys", async () => {
    await openDay();
    expect(".o_collection_help").toHaveCount(0);
    await press("?");
    await animationFrame();
    expect(".o_collection_help").toHaveCount(1);
    await press("？");
    await animationFrame();
    expect(".o_collection_help").toHaveCount(0);
    expect.verifySteps(OPENED);
});

test("all dates are written alike, those with a time too", async () => {
    mockDate("2025-06-16 12:00:00", +0);
    const contact = { title: "Call", icon: "fa-phone", user: "Ann", text: "" };
    day.rows = [row(1, { last_contact: { result: "Sent", date: "2025-06-13 09:30:00" } })];
    day.details = {
        1: {
            when: "2025-06-18",
            date_last_payment: "2024-12-03",
            contacts: [
                { ...contact, key: "a", date: "2025-06-13 09:30:00", has_time: true },
                { ...contact, key: "b", date: "2025-06-12 00:00:00", has_time: false },
            ],
        },
    };
    await openDay();
    expect(".o_collection_row").toHaveText(/Last: Sent, Jun 13/);
    expect(".o_collection_step").toHaveText(/Jun 18 \(today\)/);
    expect(".o_collection_day_figures").toHaveText(/on Dec 3, 2024/);
    expect(".o_collection_contacts").toHaveText(/Jun 13, 9:30\sAM · Ann/);
    expect(".o_collection_contacts").toHaveText(/Jun 12 · Ann/);
    expect.verifySteps(OPENED);
});

test("rows stand under their sections", async () => {
    day.rows = [row(1), row(2, { section: "free" }), row(3, { section: "held" })];
    await openDay();
    expect(queryAllTexts(".o_collection_section > span:first-child")).toEqual([
        "To do",
        "Free to take",
        "Held up",
    ]);
    expect.verifySteps(OPENED);
});

test("once a contact is logged the next case is open and the counters move", async () => {
    onRpc("collection.case", "action_log_contact", ({ args, kwargs }) => {
        expect.step(["log", args[0], kwargs.context.collection_list_ids]);
        return { type: "ir.actions.act_window", res_model: "x", target: "new" };
    });
    await openDay();
    mockDialog((options) => {
        expect.step(options.additionalContext.default_channel);
        takeOut(1);
        day.counters = { done: 1, due: 2 };
        return options.onClose({ noReload: true });
    });
    await press("l");
    await animationFrame();
    await animationFrame();
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Birch Supplies");
    expect(CURSOR).toBeFocused();
    expect(".o_collection_done").toHaveText("1");
    expect.verifySteps([
        ...OPENED,
        ["log", [1], [1, 2, 3]],
        "call",
        "day of mine",
        "case 2",
    ]);
});

/**
 * Answer as the dialog does that an action opens.
 *
 * @param {Function} answer gets the options of the action
 */
function mockDialog(answer) {
    const { doAction } = getService("action");
    patchWithCleanup(getService("action"), {
        doAction(action, options) {
            return action.target === "new" || typeof action === "string"
                ? answer(options, action)
                : doAction(action, options);
        },
    });
}

test("after a contact that leaves the case on the list the next one is open all the same", async () => {
    onRpc("collection.case", "action_log_contact", () => ({ target: "new" }));
    await openDay();
    mockDialog((options) => options.onClose({ noReload: false }));
    await click("[data-key=l]");
    await animationFrame();
    await animationFrame();
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Birch Supplies");
    expect.verifySteps([...OPENED, "day of mine", "case 2"]);
});

test("a dialog that is discarded leaves everything where it was", async () => {
    onRpc("collection.case", "action_log_contact", () => ({ target: "new" }));
    await openDay();
    mockDialog((options) => options.onClose());
    await click("[data-key=l]");
    await animationFrame();
    await animationFrame();
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Aspen Works");
    expect.verifySteps([...OPENED, ...OPENED]);
});

test("one click postpones until tomorrow, and the next case stands ready", async () => {
    onRpc("collection.action", "write", ({ args }) => {
        expect.step(args);
        takeOut(1);
        return true;
    });
    await openDay();
    await press("m");
    await animationFrame();
    await animationFrame();
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Birch Supplies");
    expect(panelCount).toBe(2);
    expect.verifySteps([
        ...OPENED,
        [[11], { date: "2025-06-17" }],
        "day of mine",
        "case 2",
    ]);
});

test("a day noted on a case without plan is postponed on the case", async () => {
    day.details = { 1: { action_id: false, can_skip: false } };
    onRpc("collection.case", "write", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openDay();
    expect("[data-key=p], [data-key=s]").toHaveCount(0);
    await contains("[data-key=w]").click();
    await animationFrame();
    expect.verifySteps([
        ...OPENED,
        [[1], { date_next_action: "2025-06-23" }],
        ...OPENED,
    ]);
});

test("what waits for approval is approved first of all, or refused by a key", async () => {
    day.details = { 1: { can_approve: true, can_skip: false, state: "to_approve" } };
    onRpc("collection.action", "action_refuse", ({ args }) => {
        expect.step(args);
        takeOut(1);
        return true;
    });
    await openDay({ isLead: true });
    expect(".o_collection_buttons .btn-primary").toHaveCount(1);
    expect(".o_collection_buttons .btn-primary").toHaveAttribute("data-key", "a");
    await press("f");
    await animationFrame();
    await animationFrame();
    expect(".o_collection_buttons .btn-primary").toHaveAttribute("data-key", "l");
    expect.verifySteps([...OPENED, [[11]], "day of mine", "case 2"]);
});

test("to skip, the dialog is asked for the step that is shown", async () => {
    await openDay();
    mockDialog((options, action) => {
        expect.step([action, options.additionalContext]);
    });
    await press("s");
    await animationFrame();
    expect.verifySteps([
        ...OPENED,
        [
            "debt_collection.collection_action_skip_action",
            { default_action_ids: [[6, 0, [11]]] },
        ],
    ]);
});

test("a refusal of the server is told, and nothing is lost", async () => {
    expect.errors(1);
    onRpc("collection.action", "write", () => {
        throw makeServerError({ message: "That day is over." });
    });
    await openDay();
    await press("m");
    await animationFrame();
    await animationFrame();
    expect.verifyErrors([/That day is over/]);
    expect(".o_dialog").toHaveText(/That day is over/);
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Aspen Works");
    expect("[data-key=m]").toBeEnabled();
    expect.verifySteps(OPENED);
});

test("two quick presses postpone once", async () => {
    const answer = new Deferred();
    onRpc("collection.action", "write", async () => {
        expect.step("write");
        await answer;
        return true;
    });
    await openDay();
    await press("m");
    await press("m");
    answer.resolve();
    await animationFrame();
    expect.verifySteps([...OPENED, "write", "day of mine", "case 1"]);
});

test("buttons without use are not there", async () => {
    day.details = { 1: { can_work: false, can_postpone: false, can_skip: false } };
    await openDay();
    for (const key of ["l", "m", "w", "p", "s", "b", "t", "a", "n"]) {
        expect(`[data-key=${key}]`).toHaveCount(0);
    }
    expect("[data-key=o]").toHaveCount(1);
    expect.verifySteps(OPENED);
});

test("a free case can be taken", async () => {
    day.details = { 1: { can_take: true, user: "" } };
    onRpc("collection.case", "action_assign_to_me", ({ args }) => {
        expect.step(`take ${args[0]}`);
        return true;
    });
    await openDay();
    expect(".o_collection_case_card").toHaveText(/Nobody works it yet/);
    await press("t");
    await animationFrame();
    expect.verifySteps([...OPENED, "take 1", "day of mine", "case 1"]);
});

test("numbers are shown on demand, and a refusal in their place", async () => {
    let isAllowed = false;
    onRpc("collection.case", "reveal_numbers", () => {
        expect.step("reveal");
        if (!isAllowed) {
            throw makeServerError({ message: "The customer is paused." });
        }
        return [{ partner_id: 9, name: "Aspen Works, Bea", number: "+1 202-555-0188" }];
    });
    await openDay();
    expect(".o_collection_numbers a").toHaveCount(0);
    await press("n");
    await animationFrame();
    expect(".o_collection_numbers").toHaveText(/The customer is paused/);
    isAllowed = true;
    await press("n");
    await animationFrame();
    expect(".o_collection_numbers a").toHaveText(/Bea\s*\+1 202-555-0188/);
    expect.verifySteps([...OPENED, "reveal", "reveal"]);
});

test("a case that was given away meanwhile is told, and the list is read again", async () => {
    expect.errors(1);
    await openDay();
    onRpc("collection.worklist", "get_case", () => {
        takeOut(2);
        throw makeServerError({ message: "You may not see it." });
    });
    await contains(".o_collection_row[data-case-id='2']").click();
    await animationFrame();
    expect.verifyErrors([/You may not see it/]);
    expect(".o_collection_row").toHaveCount(2);
    expect(".o_collection_case_card .o_collection_debtor").toHaveText("Aspen Works");
    expect.verifySteps([...OPENED, "day of mine"]);
});

test("an empty day says why and what comes next", async () => {
    mockDate("2025-06-16 12:00:00", +0);
    day.rows = [];
    await openDay();
    expect(".o_collection_empty").toHaveText(/Nothing is due today/);
    expect(".o_collection_empty").toHaveText(/The next 2 cases are due on Jun 18/);
    expect(".o_collection_rows").toHaveCount(0);
    await press("j");
    await press("l");
    expect.verifySteps(["day of mine"]);
});

test("a team without members leads who may set it up to the guide", async () => {
    day.rows = [];
    day.empty = { reason: "no_members", count: 0, date: false };
    await openDay({ isLead: true });
    expect(".o_collection_empty").toHaveText(/Your team has no members/);
    expect(".o_collection_guide").toHaveCount(1);
    expect(".o_collection_empty").not.toHaveText(/Ask a manager/);
    expect.verifySteps(["day of mine"]);
});

test("a lead who may not set the team up is told whom to ask", async () => {
    day.rows = [];
    day.empty = { reason: "no_members", count: 0, date: false };
    await openDay({ isLead: false });
    expect(".o_collection_empty").toHaveText(/Ask a manager to add them/);
    expect(".o_collection_guide").toHaveCount(0);
    expect.verifySteps(["day of mine"]);
});

// --- The team's ---

const COLUMN = (userId, values = {}) => ({
    user_id: userId,
    name: userId ? { 7: "Ann", 8: "Ben" }[userId] : "Nobody",
    open_count: 12,
    capacity: 10,
    flag: "over",
    flag_label: "Overloaded",
    stand_in: "",
    away_until: false,
    due_count: 0,
    more_count: 0,
    cards: [],
    ...values,
});

function mockBoard() {
    day.board = [
        COLUMN(false),
        COLUMN(7, { cards: [row(1), row(2)], due_count: 5, more_count: 3 }),
        COLUMN(8, { flag: "under", flag_label: "Has Room", open_count: 1 }),
    ];
    onRpc("collection.worklist", "get_doubts", () => day.doubts || []);
    onRpc("collection.worklist", "get_team_board", () => {
        expect.step("board");
        return day.board;
    });
}

async function openBoard() {
    mockBoard();
    await openDay({ isLead: true });
    await contains("[data-scope=team]").click();
    await animationFrame();
    expect.verifySteps([...OPENED, "board"]);
}

test("who leads nobody has no switch to the team", async () => {
    await openDay();
    expect("[data-scope]").toHaveCount(0);
    expect.verifySteps(OPENED);
});

test("the board shows a column each, with its load in words", async () => {
    await openBoard();
    expect(queryAllTexts(".o_collection_column_name")).toEqual(["Nobody", "Ann", "Ben"]);
    expect(".o_collection_column[data-user-id='7'] header").toHaveText(/12 open of 10/);
    expect(".o_collection_column[data-user-id='7'] header").toHaveText(/Overloaded/);
    expect(".o_collection_column[data-user-id='8'] header").toHaveText(/Has Room/);
    expect(".o_collection_column_more").toHaveText("3 more");
    expect(".o_collection_column[data-user-id='8']").toHaveText(/Nothing due today/);
});

test("a column says what its cards wait for", async () => {
    mockBoard();
    day.board = [
        COLUMN(7, { due_count: 1, approve_count: 4, held_count: 2 }),
        COLUMN(8, { due_count: 3, approve_count: 0, held_count: 0 }),
    ];
    await openDay({ isLead: true });
    await contains("[data-scope=team]").click();
    await animationFrame();
    expect.verifySteps([...OPENED, "board"]);
    expect(queryAllTexts(".o_collection_column header b")).toEqual([
        "1 due · 4 to approve · 2 held up",
        "3 due",
    ]);
});

test("a column without cards says where the due work is", async () => {
    mockBoard();
    day.board = [COLUMN(false), COLUMN(8, { due_count: 2 })];
    await openDay({ isLead: true });
    await contains("[data-scope=team]").click();
    await animationFrame();
    expect.verifySteps([...OPENED, "board"]);
    expect(".o_collection_column[data-user-id='8']").toHaveText(/All due on colleagues' cases/);
});

test("a card dragged to a colleague is given to her", async () => {
    onRpc("collection.case", "write", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openBoard();
    const { drop, moveTo } = await contains(".o_collection_card[data-case-id='1']").drag();
    await moveTo(".o_collection_column[data-user-id='8'] .o_collection_cards");
    await drop();
    await animationFrame();
    expect.verifySteps([[[1], { user_id: 8 }], "board"]);
    expect(".o_notification").toHaveText(/Aspen Works is Ben's now/);
});

test("who is away or full gets a card only once that is confirmed", async () => {
    day.doubts = ["Ben is away until Jun 20.", "Ben works 14 cases."];
    onRpc("collection.case", "write", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openBoard();
    const dragToBen = async () => {
        const card = ".o_collection_card[data-case-id='1']";
        const { drop, moveTo } = await contains(card).drag();
        await moveTo(".o_collection_column[data-user-id='8'] .o_collection_cards");
        await drop();
        await animationFrame();
    };
    await dragToBen();
    expect(".o_dialog").toHaveText(/Ben is away until Jun 20\.\s+Ben works 14 cases\./);
    await contains(".o_dialog .btn-secondary").click();
    expect.verifySteps([]);
    expect(".o_collection_column[data-user-id='7'] .o_collection_card").toHaveCount(2);
    await dragToBen();
    await contains(".o_dialog .btn-primary").click();
    await animationFrame();
    expect.verifySteps([[[1], { user_id: 8 }], "board"]);
});

test("a card whose gift is refused stays where it was", async () => {
    expect.errors(1);
    onRpc("collection.case", "write", () => {
        throw makeServerError({ message: "Ben works no such cases." });
    });
    await openBoard();
    await contains(".o_collection_card[data-case-id='1'] .o_collection_give").click();
    await contains(".o_dialog button[data-user-id='8']").click();
    await animationFrame();
    await animationFrame();
    expect.verifyErrors([/Ben works no such cases/]);
    expect(".o_collection_column[data-user-id='7'] .o_collection_card").toHaveCount(2);
    expect.verifySteps(["board"]);
});

test("a click on a collector shows that day as a list", async () => {
    await openBoard();
    onRpc("collection.worklist", "get_day", ({ kwargs }) => {
        expect.step(kwargs.user_id);
        return makeDay([row(3)]);
    });
    await contains(".o_collection_column[data-user-id='8'] .o_collection_column_name").click();
    await animationFrame();
    expect(".o_collection_row").toHaveCount(1);
    expect(CURSOR).toBeFocused();
    expect(".o_collection_person").toHaveText(/Ben/);
    await contains(".o_collection_person").click();
    await animationFrame();
    expect(".o_collection_board").toHaveCount(1);
    expect.verifySteps([8, "case 3", "board"]);
});
