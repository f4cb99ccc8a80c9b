/** Translates the exchange's market data into the API's terms. A value that is not a number is dropped. */

import type { BookData, KlineData, KlineInterval, TradeList } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import type { BookLevel, OrderBook } from '@spotdeck/mexc'
import {
  type DepthAnswer,
  type KlineAnswer,
  type PublicAggreDeals,
  type PublicSpotKline,
  type TradeAnswer,
  klineWindow,
} from '@spotdeck/wire'

/** A public trade. */
export type Trade = TradeList['items'][number]

/** Levels per side that subscribers receive. */
export const BOOK_LEVELS = 20

/** Book of a live order book. */
export function fromBook(symbol: string, book: OrderBook): BookData {
  const pairs = (levels: readonly BookLevel[]): [string, string][] =>
    levels.map(({ price, quantity }) => [price, quantity])
  return {
    symbol,
    version: String(book.version),
    bids: pairs(book.top('bids', BOOK_LEVELS)),
    asks: pairs(book.top('asks', BOOK_LEVELS)),
  }
}

/** Book of a REST depth answer. */
export function fromDepth(symbol: string, { lastUpdateId, bids, asks }: DepthAnswer): BookData {
  return { symbol, version: String(lastUpdateId), bids: levels(bids), asks: levels(asks) }
}

function levels(side: DepthAnswer['bids']): [string, string][] {
  return side.slice(0, BOOK_LEVELS).flatMap(([price, quantity]): [string, string][] => {
    const [exactPrice, exactQuantity] = [tryDecimal(price), tryDecimal(quantity)]
    return exactPrice === undefined || exactQuantity === undefined ? [] : [[exactPrice, exactQuantity]]
  })
}

/** Trades of a push, newest last. MEXC: `tradeType` 1: the taker bought, 2: the taker sold. */
export function fromPrints({ deals }: PublicAggreDeals): Trade[] {
  return deals.flatMap(({ price, quantity, tradeType, time }) => print(price, quantity, tradeType === 1, time))
}

/** Trades of a REST answer, newest first. */
export function fromTrades(rows: readonly TradeAnswer[]): Trade[] {
  return rows.flatMap(({ price, qty, isBuyerMaker, time }) => print(price, qty, !isBuyerMaker, time))
}

function print(price: string, quantity: string, bought: boolean, time: number): Trade[] {
  const [exactPrice, exactQuantity] = [tryDecimal(price), tryDecimal(quantity)]
  if (exactPrice === undefined || exactQuantity === undefined) return []
  return [{ price: exactPrice, quantity: exactQuantity, side: bought ? 'BUY' : 'SELL', time }]
}

/** Symbol and interval of a kline. */
export type KlineOf = { readonly symbol: string; readonly interval: KlineInterval }

/**
 * Kline of a REST answer.
 * @param now exchange time in ms: a window that ended before it is closed
 */
export function fromKlineRow({ symbol, interval }: KlineOf, row: KlineAnswer, now: number): KlineData[] {
  const [openTime, open, high, low, close, volume, , quoteVolume] = row
  return kline({ symbol, interval, openTime }, [open, high, low, close, volume, quoteVolume], now)
}

/** Kline of a push. MEXC: klines use SECONDS on the stream. */
export function fromKlinePush({ symbol, interval }: KlineOf, value: PublicSpotKline, now: number): KlineData[] {
  const { windowStart, openingPrice, highestPrice, lowestPrice, closingPrice, volume, amount } = value
  const texts = [openingPrice, highestPrice, lowestPrice, closingPrice, volume, amount]
  return kline({ symbol, interval, openTime: windowStart * 1_000 }, texts, now)
}

function kline(of: KlineOf & { readonly openTime: number }, texts: readonly string[], now: number): KlineData[] {
  const [open, high, low, close, volume, quoteVolume] = texts.map((text) => tryDecimal(text))
  if (open === undefined || high === undefined || low === undefined || close === undefined) return []
  const { closeTime } = klineWindow(of.interval, of.openTime)
  return [
    {
      ...of,
      closeTime,
      open,
      high,
      low,
      close,
      volume: volume ?? '0',
      quoteVolume: quoteVolume ?? '0',
      closed: closeTime <= now,
    },
  ]
}
