/** Channels by name and parameter, each a plain value whose type says what its pushes carry. */

import type { AggreInterval, DepthLevels, StreamKlineInterval } from './channel.ts'
import type { TimeZone } from './zone.ts'

/** `channels.kline('MXUSDT', 'Min1')` is `{ kind: 'kline', symbol: 'MXUSDT', interval: 'Min1' }`, no more and no less. */
export const channels = {
  /** Every public trade of a pair, in batches of the interval; nothing while nobody trades. */
  aggreDeals: (symbol: string, interval: AggreInterval = '100ms') =>
    ({ kind: 'aggreDeals', symbol, interval }) as const,
  /** Changes of a pair's book, with contiguous versions: the source of a local book. */
  aggreDepth: (symbol: string, interval: AggreInterval = '100ms') =>
    ({ kind: 'aggreDepth', symbol, interval }) as const,
  /** Best bid and ask, repeated each interval even when nothing changed. */
  aggreBookTicker: (symbol: string, interval: AggreInterval = '100ms') =>
    ({ kind: 'aggreBookTicker', symbol, interval }) as const,
  /** The current candle, about once a second. MEXC: its window counts in seconds and it never says that it is closed. */
  kline: (symbol: string, interval: StreamKlineInterval) => ({ kind: 'kline', symbol, interval }) as const,
  /** The whole top of the book. */
  limitDepth: (symbol: string, levels: DepthLevels = 20) => ({ kind: 'limitDepth', symbol, levels }) as const,
  /** Best bid and ask, faster than 100 ms. */
  bookTickerBatch: (symbol: string) => ({ kind: 'bookTickerBatch', symbol }) as const,
  /** A pair's day, every 3 s, counted from midnight of the zone or over the last 24 hours. */
  miniTicker: (symbol: string, zone: TimeZone = '24H') => ({ kind: 'miniTicker', symbol, zone }) as const,
  /** The day of every pair that changed, every 3 s. */
  miniTickers: (zone: TimeZone = '24H') => ({ kind: 'miniTickers', zone }) as const,
} as const
