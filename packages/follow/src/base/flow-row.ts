/** One row of the exchange's lists of flows, in the ledger's terms. */

import type { ReportedFlow } from '@spotdeck/ledger'

/**
 * Progress of a listed flow. `done`: the balance contains it. `open`: pending or failed; a balance may have changed,
 * and then a push reported it. `none`: it never changed a balance.
 */
export type Standing = 'done' | 'open' | 'none'

/** One row of a list as a flow. */
export type FlowRow = {
  readonly flow: ReportedFlow
  readonly standing: Standing
  /** Time span in which amounts may move that the list does not report; without an end: until now. Absent: none. */
  readonly unsettled?: TimeSpan
}
/** A time span in ms since the epoch; without an end it reaches to now. */
export type TimeSpan = readonly [from: number, to?: number]

/** Bound of the booking delay, in ms: everything but a deposit is booked when it is made. */
export const BOOKED_AT_ONCE_MS = 60_000
