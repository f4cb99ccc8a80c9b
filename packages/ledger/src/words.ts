/** The ledger's own vocabulary: the words every event and every state is written in. */

import type { Decimal } from '@spotdeck/exact'

export type Side = 'BUY' | 'SELL'
export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET' | 'STOP' | 'UNKNOWN'
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'PARTIALLY_CANCELED' | 'UNKNOWN'

/** Where an event was learnt: pushed, read over REST, found by an audit, imported, or inferred from sums. */
export type EventSource = 'stream' | 'rest' | 'audit' | 'import' | 'inferred'

/** The one currency in which an account is valued. */
export const VALUE_ASSET = 'USDT'
/** An amount of USDT: a value, a profit, a net deposit. */
export type Value = Decimal<'USDT'>
/** USDT for one unit of an asset. */
export type UnitPrice = Decimal<'USDT per unit'>

export type StreamState = 'connecting' | 'reconciling' | 'live' | 'degraded' | 'stale' | 'offline'

/** How the account is followed right now, as a code that the catalogue turns into words. `since` in ms. */
export type Status = {
  readonly state: StreamState
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly since: number
}
