/** Enumerations of the ledger, used in every event and every state. */

import type { Decimal } from '@spotdeck/exact'

/** Side of an order or a deal. */
export type Side = 'BUY' | 'SELL'
/** Order types; STOP and UNKNOWN keep the exchange's own value beside them. */
export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'IMMEDIATE_OR_CANCEL' | 'FILL_OR_KILL' | 'MARKET' | 'STOP' | 'UNKNOWN'
/** Order statuses. FILLED, CANCELED and PARTIALLY_CANCELED are final. */
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'PARTIALLY_CANCELED' | 'UNKNOWN'

/** Source of an event: a push, a REST read, an audit, an import, or inferred from executed sums. */
export type EventSource = 'stream' | 'rest' | 'audit' | 'import' | 'inferred'

/** The quote currency in which an account is valued. */
export const VALUE_ASSET = 'USDT'
/** An amount of USDT: a value, a profit, a net deposit. */
export type Value = Decimal<'USDT'>
/** USDT for one unit of an asset. */
export type UnitPrice = Decimal<'USDT per unit'>

/** States of following an account, as in the API's `status`. */
export type StreamState = 'connecting' | 'reconciling' | 'live' | 'degraded' | 'stale' | 'offline'

/** Status of the account: state, a code of the catalogue with its parameters, and `since` in ms since the epoch. */
export type Status = {
  readonly state: StreamState
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly since: number
}
