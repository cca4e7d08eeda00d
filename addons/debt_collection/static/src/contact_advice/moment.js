import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";

/**
 * Write a moment as a person of the user's language and time zone does.
 *
 * @param {string | false} moment in UTC, as the server writes it
 */
export function formatMoment(moment) {
    return moment ? toLocaleDateTimeString(deserializeDateTime(moment)) : "";
}
