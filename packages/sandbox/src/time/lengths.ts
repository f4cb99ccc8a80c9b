/** Lengths of time, in ms. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** MEXC: what it calls half a year. */
export const HALF_YEAR_MS = 183 * DAY_MS
