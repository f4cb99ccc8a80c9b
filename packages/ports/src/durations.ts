/** Durations in ms. */

/** One second, in ms. */
export const SECOND_MS = 1_000
/** One minute, in ms. */
export const MINUTE_MS = 60_000
/** One hour, in ms. */
export const HOUR_MS = 3_600_000
/** 24 hours, in ms. */
export const DAY_MS = 86_400_000
/** Seven days of 24 hours, in ms. */
export const WEEK_MS = 7 * DAY_MS
