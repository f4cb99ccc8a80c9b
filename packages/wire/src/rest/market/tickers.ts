/** Tickers: one object for one symbol, an array without. MEXC: a plural `symbols` is ignored in silence. */

import type { Ticker24hAnswer } from '../answers.ts'
import { MAX_LIST_BYTES, type RowOrRows, PUBLIC_READ } from '../endpoint.ts'
import { optional } from '../parameters.ts'

/** Statistics of the last 24 hours. */
export const ticker24h: RowOrRows<Ticker24hAnswer> = {
  ...PUBLIC_READ,
  name: 'ticker24h',
  path: '/api/v3/ticker/24hr',
  does: 'The last 24 hours.',
  weight: { ip: 25 },
  maxBytes: MAX_LIST_BYTES,
  parameters: { symbol: optional.text },
  rowOf: 'symbol',
  source: 'docs 2026-04; fields as recorded live',
}

/** Last price of a symbol, in text. */
export type TickerPriceAnswer = { readonly symbol: string; readonly price: string }

/** Last price. */
export const tickerPrice: RowOrRows<TickerPriceAnswer> = {
  ...PUBLIC_READ,
  name: 'tickerPrice',
  path: '/api/v3/ticker/price',
  does: 'The last price.',
  weight: { ip: 10 },
  maxBytes: MAX_LIST_BYTES,
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
  ...PUBLIC_READ,
  name: 'bookTicker',
  path: '/api/v3/ticker/bookTicker',
  does: 'Best bid and ask.',
  weight: { ip: 10 },
  maxBytes: MAX_LIST_BYTES,
  parameters: { symbol: optional.text },
  rowOf: 'symbol',
  source: 'docs 2026-04',
}
