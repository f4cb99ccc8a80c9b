/** Lengths of time in ms. */

/** One minute in ms. */
export const MINUTE_MS = 60_000
/** One day in ms. */
export const DAY_MS = 86_400_000
