import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";

/**
 * Write a moment as a person of the user's language and time zone does.
 *
 * @param {string | false} moment in UTC, as the server writes it
 */
export function formatMoment(moment) {
    return moment ? toLocaleDateTimeString(deserializeDateTime(moment)) : "";
}

/**
 * Write the day of a moment as formatMoment does, without the time.
 *
 * @param {string | false} moment in UTC, as the server writes it
 */
export function formatDayOf(moment) {
    return moment ? toLocaleDateString(deserializeDateTime(moment)) : "";
}

/**
 * Write a day as formatDayOf does.
 *
 * @param {string | false} day as the server writes it
 */
export function formatDay(day) {
    return day ? toLocaleDateString(deserializeDate(day)) : "";
}
