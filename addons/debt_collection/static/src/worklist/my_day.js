import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatDay } from "../contact_advice/moment";
import { DayCase } from "./day_case";
import { isElsewhere, useDayKeys } from "./day_keys";
import { DayList } from "./day_list";
import { TeamBoard } from "./team_board";

const PAGE = 80;
const LONGEST_PAGE = 200;

/**
 * A collector's day: what there is to do, the most urgent first, and beside it the case
 * that is opened. Everything can be done by keyboard, without leaving the list. A lead
 * also sees the team's, by collector.
 */
export class MyDay extends Component {
    static template = "debt_collection.MyDay";
    static components = { DayCase, DayList, Layout, TeamBoard };
    static props = { ...standardActionServiceProps };
    static displayName = _t("My Day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.keepDay = new KeepLast();
        this.keepCase = new KeepLast();
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        const { scope = "mine", person = null, openId = false } = this.props.state || {};
        this.state = useState({
            scope,
            person,
            openId,
            isLead: false,
            isManager: false,
            cursor: false,
            detail: false,
            version: 0,
            day: false,
            board: false,
            hasHelp: false,
        });
        useSetupAction({
            getLocalState: () => ({
                scope: this.state.scope,
                person: this.state.person,
                openId: this.state.openId,
            }),
        });
        useBus(this.env.bus, "COLLECTION:NEXT-CASE", ({ detail }) => {
            this.nextCaseId = detail.nextCaseId;
        });
        useDayKeys({
            root: this.root,
            canMove: () => this.hasRows,
            move: (step) => this.move(step),
            toggleHelp: () => this.toggleHelp(),
        });
        useEffect(
            () => {
                this.scrollToCase();
                this.takeFocus();
            },
            () => [this.state.version]
        );
        onWillStart(() => this.start());
    }

    async start() {
        this.state.isLead = await user.hasGroup("debt_collection.group_collection_leader");
        this.state.isManager = await user.hasGroup("debt_collection.group_collection_manager");
        await this.load();
        const first = this.rows.some((row) => row.case_id === this.state.openId)
            ? this.state.openId
            : this.rows[0]?.case_id;
        if (first && !(this.env.isSmall && !this.state.openId)) {
            await this.openWithList(first);
        }
    }

    // --- What is shown ---

    get isBoard() {
        return this.state.scope === "team" && !this.state.person;
    }

    get rows() {
        return this.state.day ? this.state.day.rows : [];
    }

    get hasRows() {
        return !this.isBoard && this.rows.length > 0;
    }

    get counters() {
        return this.state.day.counters;
    }

    get progress() {
        const { done, due } = this.counters;
        return done + due ? Math.round((100 * done) / (done + due)) : 0;
    }

    get progressLabel() {
        const { done, due: left } = this.counters;
        return _t("%(done)s done, %(left)s left today", { done, left });
    }

    get amountLeft() {
        return this.counters.amounts
            .map(({ amount, currency_id: currencyId }) => formatMonetary(amount, { currencyId }))
            .join(" + ");
    }

    get hasMore() {
        return this.rows.length < this.state.day.total;
    }

    get restText() {
        return _t("Show more (%s)", this.state.day.total - this.rows.length);
    }

    get nextDayText() {
        const { date, count } = this.state.day.empty;
        const day = formatDay(date);
        return count === 1
            ? _t("The next case is due on %s.", day)
            : _t("The next %(count)s cases are due on %(day)s.", { count, day });
    }

    // --- Loading ---

    async load() {
        const { scope, person } = this.state;
        if (this.isBoard) {
            this.state.board = await this.keepDay.add(
                this.orm.call("collection.worklist", "get_team_board", [])
            );
            return;
        }
        const limit = Math.min(Math.max(PAGE, this.rows.length), LONGEST_PAGE);
        this.state.day = await this.keepDay.add(
            this.askPage({ scope, user_id: person ? person.id : null, limit })
        );
        this.state.board = false;
    }

    askPage(kwargs) {
        return this.orm.call("collection.worklist", "get_day", [], kwargs);
    }

    async loadMore() {
        const { scope, person, day } = this.state;
        const page = await this.keepDay.add(
            this.askPage({
                scope,
                user_id: person ? person.id : null,
                offset: day.rows.length,
                limit: PAGE,
            })
        );
        const known = new Set(day.rows.map((row) => row.case_id));
        const others = page.rows.filter((row) => !known.has(row.case_id));
        this.state.day = { ...page, rows: [...day.rows, ...others] };
    }

    /**
     * Show a case beside the list. Where the server refuses, the list is read again: the
     * case was given away meanwhile.
     */
    async open(caseId) {
        this.state.cursor = caseId;
        try {
            const detail = await this.keepCase.add(
                this.orm.call("collection.worklist", "get_case", [caseId])
            );
            const version = this.state.version + 1;
            Object.assign(this.state, { openId: caseId, detail, version });
        } catch (error) {
            await this.load();
            throw error;
        }
    }

    /**
     * Open a case with a list that has just come: the arrow keys move in it at once.
     */
    openWithList(caseId) {
        this.takesFocus = true;
        return this.open(caseId);
    }

    openByHand(caseId) {
        this.scrollsToCase = this.isNarrow;
        return this.open(caseId);
    }

    /**
     * Where the case stands below the list, bring it into sight once it is there.
     */
    scrollToCase() {
        if (this.scrollsToCase) {
            this.scrollsToCase = false;
            this.root.el.querySelector(".o_collection_day_case").scrollIntoView();
        }
    }

    /**
     * Where a list has just come, go to its row; whoever types goes on typing.
     */
    takeFocus() {
        if (this.takesFocus) {
            this.takesFocus = false;
            if (!isElsewhere(this.ui, document.activeElement)) {
                this.focusCursor();
            }
        }
    }

    get isNarrow() {
        return window.matchMedia("(max-width: 768px)").matches;
    }

    backToList() {
        this.focusCursor();
        this.root.el.querySelector(".o_collection_day_head").scrollIntoView();
    }

    // --- Moving ---

    move(step) {
        const ids = this.rows.map((row) => row.case_id);
        const from = ids.indexOf(this.state.cursor);
        const to = Math.min(Math.max(from + step, 0), ids.length - 1);
        this.state.cursor = ids[to];
        this.focusCursor();
    }

    focusCursor() {
        const { cursor } = this.state;
        const element = this.root.el.querySelector(
            `.o_collection_row[data-case-id="${cursor}"]`
        );
        element?.focus({ preventScroll: this.isNarrow });
    }

    /**
     * Read the list again after something was done about a case, and go on to the next
     * one where nothing is left to do about it.
     *
     * @param {boolean} isDone go on in any case
     */
    async goOn(caseId, isDone = false) {
        const ids = this.rows.map((row) => row.case_id);
        const following = ids.slice(ids.indexOf(caseId) + 1);
        const wanted = this.nextCaseId;
        this.nextCaseId = false;
        await this.load();
        const left = new Set(this.rows.map((row) => row.case_id));
        const isLeft = !isDone && left.has(caseId);
        const next = isLeft
            ? caseId
            : [wanted, ...following].find((id) => left.has(id)) || this.rows[0]?.case_id;
        if (next) {
            await this.open(next);
            // What was pressed is gone with the case it stood on.
            this.focusCursor();
        } else {
            Object.assign(this.state, { openId: false, detail: false, cursor: false });
        }
    }

    /**
     * The cases that come after the one opened, for the dialog that logs one after the
     * other.
     */
    get order() {
        return this.rows.map((row) => row.case_id);
    }

    refresh() {
        return this.state.openId && !this.isBoard ? this.goOn(this.state.openId) : this.load();
    }

    toggleHelp() {
        this.state.hasHelp = !this.state.hasHelp;
    }

    // --- The team ---

    async show(scope, person = null) {
        const before = { ...this.state };
        const none = { openId: false, detail: false, cursor: false };
        Object.assign(this.state, { scope, person, day: false, board: false, ...none });
        try {
            await this.load();
        } catch (error) {
            Object.assign(this.state, before);
            throw error;
        }
        if (this.hasRows && !this.env.isSmall) {
            await this.openWithList(this.rows[0].case_id);
        }
    }

    /**
     * Give a case to somebody else. Who is away, or has as much as can be worked, gets it
     * only once that was confirmed, as in a hand-over.
     */
    async give(card, column) {
        const doubts = column.user_id
            ? await this.orm.call("collection.worklist", "get_doubts", [column.user_id])
            : [];
        if (!doubts.length) {
            return this.giveNow(card, column);
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Give the Case All the Same?"),
            body: doubts.join("\n"),
            confirmLabel: _t("Give to %s", column.name),
            confirm: () => this.giveNow(card, column),
            cancel: () => {},
        });
    }

    /**
     * Where it is refused the board shows the case where it was, and the refusal is told
     * as any other.
     */
    async giveNow(card, column) {
        try {
            await this.orm.write("collection.case", [card.case_id], {
                user_id: column.user_id,
            });
            const { partner } = card;
            const message = column.user_id
                ? _t("%(partner)s is %(user)s's now.", { partner, user: column.name })
                : _t("%(partner)s is nobody's now.", { partner });
            this.notification.add(message, { type: "success" });
        } finally {
            await this.load();
        }
    }

    openCase(caseId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "collection.case",
            res_id: caseId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("debt_collection.my_day", MyDay);
