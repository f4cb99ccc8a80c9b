/** Margins of times that the exchange tells, in ms, and spans of reads. */

/** Tolerance of the estimated exchange clock, in ms: a push made nearer to a bound than this counts as between them. */
export const CLOCK_MARGIN_MS = 1_000

/** Maximal lag of REST behind the stream, in ms. */
export const LAG_MS = 5_000

/** Overlap of a REST read with the time up to which all was known, in ms. */
export const MARGIN_MS = 5 * 60_000

/** Times at which a read was sent and answered, in exchange time, ms since the epoch. */
export type ReadSpan = { readonly t0: number; readonly t1: number }

/**
 * Start of a reconciliation, and the time at which its balances were answered: changes of balances between the two are
 * in the answer, but without their reasons.
 */
export type ReadTimes = { readonly begun: number; readonly read: number }
