/** Public prints over REST, newest first. */

import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required } from '../parameters.ts'

/** Symbol and number of public trades. */
export type TradesQuery = { readonly symbol: string; readonly limit?: number }

/** MEXC: `id` is always null. `tradeType` BID: the taker bought; ASK: the taker sold. */
export type TradeAnswer = {
  readonly id: null
  readonly price: string
  readonly qty: string
  readonly quoteQty: string
  readonly time: number
  readonly isBuyerMaker: boolean
  readonly isBestMatch: boolean
  readonly tradeType?: string
}

/** `limit` is 500 by default, 1,000 at most. */
export const trades: Endpoint<TradesQuery, readonly TradeAnswer[]> = {
  ...PUBLIC_READ,
  name: 'trades',
  path: '/api/v3/trades',
  does: 'Recent public trades.',
  weight: { ip: 5 },
  parameters: { symbol: required.text, limit: optional.integer },
  source: 'docs 2025-08; tradeType as recorded live',
}

/** MEXC: gone from the visible docs, still served and called. */
export const historicalTrades: Endpoint<TradesQuery, readonly TradeAnswer[]> = {
  ...PUBLIC_READ,
  name: 'historicalTrades',
  path: '/api/v3/historicalTrades',
  does: 'Recent public trades.',
  parameters: { symbol: required.text, limit: optional.integer },
  source: 'docs 2025-08, hidden',
}

const AGG_TRADES = {
  symbol: required.text,
  startTime: optional.integer,
  endTime: optional.integer,
  limit: optional.integer,
}
/** Symbol and time range (ms) of aggregated public trades. */
export type AggTradesQuery = QueryFrom<typeof AGG_TRADES>

/** MEXC: ids are null and `T` is cut to the second. */
export type AggTradeAnswer = {
  readonly a: null
  readonly f: null
  readonly l: null
  readonly p: string
  readonly q: string
  readonly T: number
  readonly m: boolean
  readonly M: boolean
}

/** Both bounds or none, inclusive, at most one hour apart (-1127); about one day is kept. */
export const aggTrades: Endpoint<AggTradesQuery, readonly AggTradeAnswer[]> = {
  ...PUBLIC_READ,
  name: 'aggTrades',
  path: '/api/v3/aggTrades',
  does: 'Public trades, aggregated; a window of one hour at most.',
  parameters: AGG_TRADES,
  source: 'docs 2025-08; bounds as measured live',
}
