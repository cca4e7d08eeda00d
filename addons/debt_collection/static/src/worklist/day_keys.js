import { useExternalListener } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";

// The keys of the buttons that are on the screen, each named by its "data-key".
const BUTTON_KEYS = ["l", "m", "w", "p", "s", "b", "t", "a", "f", "n", "o", "r"];

/**
 * Whether what is typed now belongs to something else than the screen: a field, or a
 * dialog in front of it.
 *
 * @param {Object} ui the service
 * @param {Element | null} element where the keys go
 */
export function isElsewhere(ui, element) {
    const isTyping = element?.closest?.("input, textarea, [contenteditable=true]");
    return Boolean(isTyping) || ui.activeElement !== document || ui.isBlocked;
}

/**
 * Let a screen be worked by keyboard: J and K, or the arrows within the list, move; a
 * button's own letter presses it; the question mark tells the keys. Where somebody
 * types, and while a dialog is open, they are letters.
 *
 * @param {Object} screen
 * @param {{ el: HTMLElement | null }} screen.root
 * @param {() => boolean} screen.canMove
 * @param {(step: number) => void} screen.move
 * @param {() => void} screen.toggleHelp
 */
export function useDayKeys({ root, canMove, move, toggleHelp }) {
    const ui = useService("ui");
    const buttonOf = (key) => root.el?.querySelector(`[data-key="${key}"]:not([disabled])`);
    const moves = { allowRepeat: true, isAvailable: canMove };
    useHotkey("j", () => move(1), moves);
    useHotkey("k", () => move(-1), moves);
    const inList = { ...moves, area: () => root.el.querySelector(".o_collection_rows") };
    useHotkey("arrowdown", () => move(1), inList);
    useHotkey("arrowup", () => move(-1), inList);
    for (const key of BUTTON_KEYS) {
        useHotkey(key, () => buttonOf(key).click(), {
            isAvailable: () => Boolean(buttonOf(key)),
        });
    }
    // The question mark is none of the keys that the hotkey service knows.
    useExternalListener(window, "keydown", (ev) => {
        if (["?", "？"].includes(ev.key) && !isElsewhere(ui, ev.target)) {
            ev.preventDefault();
            toggleHelp();
        }
    });
}
