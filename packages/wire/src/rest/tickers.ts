/** Tickers: one object for one symbol, an array without. MEXC: a plural `symbols` is ignored in silence. */

import type { Ticker24hAnswer } from './answers.ts'
import { MAX_LIST_BYTES, type RowOrRows } from './endpoint.ts'
import { optional } from './parameters.ts'

/** Statistics of the last 24 hours. */
export const ticker24h: RowOrRows<Ticker24hAnswer> = {
  name: 'ticker24h',
  method: 'GET',
  path: '/api/v3/ticker/24hr',
  security: 'public',
  weight: { ip: 25 },
  maxBytes: MAX_LIST_BYTES,
  retry: 'read',
  parameters: { symbol: optional.text },
  rowOf: 'symbol',
  source: 'docs 2026-04; fields as recorded live',
}

/** Last price of a symbol, in text. */
export type TickerPriceAnswer = { readonly symbol: string; readonly price: string }

/** Last price. */
export const tickerPrice: RowOrRows<TickerPriceAnswer> = {
  name: 'tickerPrice',
  method: 'GET',
  path: '/api/v3/ticker/price',
  security: 'public',
  weight: { ip: 10 },
  maxBytes: MAX_LIST_BYTES,
  retry: 'read',
  parameters: { symbol: optional.text },
  rowOf: 'symbol',
  source: 'docs 2026-04',
}

/** An empty side is null or empty text. */
export type BookTickerAnswer = {
  readonly symbol: string
  readonly bidPrice: string | null
  readonly bidQty: string | null
  readonly askPrice: string | null
  readonly askQty: string | null
}

/** Best bid and ask with their quantities. */
export const bookTicker: RowOrRows<BookTickerAnswer> = {
  name: 'bookTicker',
  method: 'GET',
  path: '/api/v3/ticker/bookTicker',
  security: 'public',
  weight: { ip: 10 },
  maxBytes: MAX_LIST_BYTES,
  retry: 'read',
  parameters: { symbol: optional.text },
  rowOf: 'symbol',
  source: 'docs 2026-04',
}
