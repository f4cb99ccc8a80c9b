/** Candles and the five-minute average. */

import { REST_KLINE_INTERVALS } from '../../channel/kline.ts'
import type { KlineAnswer } from '../answers.ts'
import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required, requiredOneOf } from '../parameters.ts'

const KLINES = {
  symbol: required.text,
  interval: requiredOneOf(...REST_KLINE_INTERVALS),
  startTime: optional.integer,
  endTime: optional.integer,
  limit: optional.integer,
}
/** Symbol, interval and time range (ms) of klines. */
export type KlinesQuery = QueryFrom<typeof KLINES>

/** Oldest first; `endTime` is exclusive. `limit` is 500 by default and, in practice, at most. */
export const klines: Endpoint<KlinesQuery, readonly KlineAnswer[]> = {
  ...PUBLIC_READ,
  name: 'klines',
  path: '/api/v3/klines',
  does: 'Candles; 500 rows at most.',
  parameters: KLINES,
  source: 'docs 2026-04; columns as recorded live',
}

/** Average price of the last `mins` minutes, in text. */
export type AveragePriceAnswer = { readonly mins: number; readonly price: string }

/** Average price of a symbol over some minutes. */
export const averagePrice: Endpoint<{ readonly symbol: string }, AveragePriceAnswer> = {
  ...PUBLIC_READ,
  name: 'averagePrice',
  path: '/api/v3/avgPrice',
  does: 'The average price of the last minutes.',
  parameters: { symbol: required.text },
}
