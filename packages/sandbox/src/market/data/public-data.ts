/** Public market data that the fronts read: trades, tickers and klines. */

import type { Amount, Price, Quantity } from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'

/** Intervals of REST; `8h` exists on streams alone. */
export type KlineInterval = '1m' | '5m' | '15m' | '30m' | '60m' | '4h' | '8h' | '1d' | '1W' | '1M'

/** One candle of a kline window. */
export type Kline = {
  /** ms since the epoch */
  readonly openTime: number
  /** openTime + interval */
  readonly closeTime: number
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  readonly volume: Quantity
  readonly quoteVolume: Amount
}

/** A public trade. */
export type Trade = {
  readonly price: Price
  readonly quantity: Quantity
  readonly takerSide: OrderSide
  readonly tradeId: string
  readonly time: number
}

/** Over a window: 24 h rolling, or the day of a zone. `open` is the price at its start. */
export type WindowStats = {
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly last: Price
  readonly volume: Quantity
  readonly quoteVolume: Amount
}

/** Times of wanted klines in ms, without an end where absent, and the most of them. */
type KlineSpan = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
}

/** Trades, tickers and klines of every symbol. */
export interface MarketData {
  /** Oldest first; from..to in ms, `to` exclusive; at most `limit`, the newest of the window. */
  klines(symbol: string, interval: KlineInterval, within: KlineSpan): readonly Kline[]
  /** The kline that is open now. */
  currentKline(symbol: string, interval: KlineInterval): Kline
  /** Newest first, at most `limit`; `within` bounds their times in ms, both inclusive: up to now where it is absent. */
  trades(symbol: string, limit: number, within?: { readonly from?: number; readonly to?: number }): readonly Trade[]
  stats24h(symbol: string): WindowStats
  /** The day of the zone with this offset from UTC. */
  statsOfDay(symbol: string, zoneOffsetMinutes: number): WindowStats
}
