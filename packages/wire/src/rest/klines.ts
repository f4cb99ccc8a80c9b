/** Candles and the five-minute average. */

import { type KlineInterval, REST_KLINE_INTERVALS } from '../channel/kline.ts'
import type { KlineAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { optional, required, requiredOneOf } from './parameters.ts'

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
  name: 'klines',
  method: 'GET',
  path: '/api/v3/klines',
  security: 'public',
  weight: { ip: 1 },
  retry: 'read',
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
  name: 'averagePrice',
  method: 'GET',
  path: '/api/v3/avgPrice',
  security: 'public',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { symbol: required.text },
  source: 'docs 2025-08',
}
