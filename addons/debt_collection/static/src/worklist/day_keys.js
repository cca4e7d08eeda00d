import { useExternalListener } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";

// The keys of the buttons that are on the screen, each named by its "data-key".
const BUTTON_KEYS = ["l", "m", "w", "p", "s", "b", "t", "a", "n", "o", "r"];

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
        const isTyping = ev.target.closest?.("input, textarea, [contenteditable=true]");
        const isInFront = ui.activeElement === document && !ui.isBlocked;
        if (["?", "？"].includes(ev.key) && !isTyping && isInFront) {
            ev.preventDefault();
            toggleHelp();
        }
    });
}
