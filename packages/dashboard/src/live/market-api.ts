/** Typed calls that read market data. */

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

/** Selection of klines: the newest `limit` before `to`. */
export type KlinesWish = {
  readonly interval: KlineInterval
  readonly to?: number | undefined
  readonly limit: number
}

/** Calls that read market data. */
export interface MarketApi {
  klines(symbol: string, wish: KlinesWish, signal?: AbortSignal): Promise<KlineSeries>
  book(symbol: string, signal?: AbortSignal): Promise<BookData>
  trades(symbol: string, limit: number, signal?: AbortSignal): Promise<TradeList>
  /** Description of the exchange's public stream, for reading it directly; for the owner. */
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
