/** Typed calls that read market data and announcements. */

import type * as Api from '@spotdeck/api'
import { type Send, callsThrough, query } from './call.ts'

/** Selection of klines: the newest `limit` before `to`. */
type KlinesQuery = { readonly interval: Api.KlineInterval; readonly to?: number | undefined; readonly limit: number }

/** The calls through `send`. */
export function marketApi(send: Send) {
  const { get } = callsThrough(send)
  const at = (symbol: string) => `/markets/${encodeURIComponent(symbol)}`
  return {
    markets: get<Api.Page<Api.Market>>('/markets'),
    klines: (symbol: string, asked: KlinesQuery, signal?: AbortSignal) =>
      get<Api.KlineSeries>(`${at(symbol)}/klines${query(asked)}`)(signal),
    book: (symbol: string, signal?: AbortSignal) => get<Api.BookData>(`${at(symbol)}/book`)(signal),
    trades: (symbol: string, limit: number, signal?: AbortSignal) =>
      get<Api.TradeList>(`${at(symbol)}/trades${query({ limit })}`)(signal),
    /** Description of the exchange's public stream, for reading it directly; for the owner. */
    marketStreamSchema: get<Api.MarketStreamSchema>('/markets/schema'),
    /** All that the exchange announces and its lists say. */
    notices: get<Api.Page<Api.NoticeData>>('/notices'),
  }
}
