/** Measurements of the gateway as plain numbers, for the metrics and the desk. */

import type { StreamState } from '@spotdeck/api'

/** Of one account. Counts are since the start. */
export type AccountVitals = {
  readonly state: StreamState
  readonly latencyMs?: number | undefined
  /** ms since the epoch, exchange time. */
  readonly lastPushAt?: number | undefined
  readonly reconnects: number
  readonly drift: number
  /** Differences that audits found and healed. */
  readonly healed: number
  /** Pushes that wait to be folded. */
  readonly pushesWaiting: number
  /** Events of an account that another gateway follows, by where they came from. */
  readonly read?: { readonly bus: number; readonly database: number } | undefined
}

/** Measurements of the followed accounts. */
export type Vitals = {
  readonly accounts: readonly AccountVitals[]
  /** Calls to the exchange that wait for room in its limits. */
  readonly callsWaiting: number
}
