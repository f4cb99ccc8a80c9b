/** What the market does, as typed calls. */

import type {
  BookData,
  KlineInterval,
  KlineSeries,
  MarketStreamSchema,
  NoticeData,
  Page,
  TradeList,
} from '@spotdeck/api'
import { type Send, query } from './call.ts'

/** Which klines: the newest `limit` before `to`. */
export type KlinesWish = {
  readonly interval: KlineInterval
  readonly to?: number | undefined
  readonly limit: number
}

export interface MarketApi {
  klines(symbol: string, wish: KlinesWish, signal?: AbortSignal): Promise<KlineSeries>
  book(symbol: string, signal?: AbortSignal): Promise<BookData>
  trades(symbol: string, limit: number, signal?: AbortSignal): Promise<TradeList>
  /** What is needed to read the exchange's public stream from here; the owner alone may ask. */
  marketStreamSchema(signal?: AbortSignal): Promise<MarketStreamSchema>
  notices(signal?: AbortSignal): Promise<Page<NoticeData>>
}

/** The calls through `send`. */
export function marketApi(send: Send): MarketApi {
  const at = (symbol: string) => `/markets/${encodeURIComponent(symbol)}`
  return {
    klines: (symbol, wish, signal) => send(`${at(symbol)}/klines${query(wish)}`, { signal }),
    book: (symbol, signal) => send(`${at(symbol)}/book`, { signal }),
    trades: (symbol, limit, signal) => send(`${at(symbol)}/trades${query({ limit })}`, { signal }),
    marketStreamSchema: (signal) => send('/markets/schema', { signal }),
    notices: (signal) => send('/notices', { signal }),
  }
}
