/** Candles and the five-minute average. */

import { type KlineInterval, REST_KLINE_INTERVALS } from '../../channel/kline.ts'
import type { KlineAnswer } from '../answers.ts'
import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import { optional, required, requiredOneOf } from '../parameters.ts'

/** Symbol, interval and time range (ms) of klines. */
export type KlinesQuery = {
  readonly symbol: string
  readonly interval: Exclude<KlineInterval, '8h'>
  readonly startTime?: number
  readonly endTime?: number
  readonly limit?: number
}

/** Oldest first; `endTime` is exclusive. `limit` is 500 by default and, in practice, at most. */
export const klines: Endpoint<KlinesQuery, readonly KlineAnswer[]> = {
  ...PUBLIC_READ,
  name: 'klines',
  path: '/api/v3/klines',
  does: 'Candles; 500 rows at most.',
  parameters: {
    symbol: required.text,
    interval: requiredOneOf(...REST_KLINE_INTERVALS),
    startTime: optional.integer,
    endTime: optional.integer,
    limit: optional.integer,
  },
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
