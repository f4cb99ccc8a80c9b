/** Durations in ms: the page's own copy, because it does not import `ports`. */

/** One second, in ms. */
export const SECOND_MS = 1_000
/** One minute, in ms. */
export const MINUTE_MS = 60_000
/** One hour, in ms. */
export const HOUR_MS = 3_600_000
/** 24 hours, in ms. */
export const DAY_MS = 86_400_000
