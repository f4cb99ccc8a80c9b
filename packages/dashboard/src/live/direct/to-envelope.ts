/** Converts pushes of the exchange's public channels to the gateway's market envelopes. Pure. */

import type { BookData, KlineData, KlineInterval, MarketEnvelope, TickerData, TradesData } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import type { PlainMessage, PlainPush } from './decoder.ts'

/** The market on screen, with the exchange's name of its candle interval. */
export type ShownMarket = { readonly symbol: string; readonly interval: KlineInterval; readonly streamInterval: string }

/** Parts of earlier pushes that a later one requires. */
export type PushMemory = { readonly book?: BookData; readonly kline?: KlineData }

/** Result of one push: the parts to remember and the events, in the push's order. */
export type Translated = { readonly memory: PushMemory; readonly events: readonly MarketEnvelope[] }

/** Events of a push for the market on screen; none for another market or for content that cannot be parsed. */
export function toEnvelopes(push: PlainPush, shown: ShownMarket, memory: PushMemory, now: number): Translated {
  const value = push.body.value
  const time = numberIn(push, 'sendTime') ?? numberIn(push, 'createTime') ?? now
  if (value === undefined || !push.channel.split('@').includes(shown.symbol)) return { memory, events: [] }
  switch (push.body.kind) {
    case 'publicLimitDepths': {
      const data = bookOf(value, shown.symbol)
      return { memory: { ...memory, book: data }, events: [{ topic: 'book', type: 'book.updated', time, data }] }
    }
    case 'publicAggreDeals': {
      const data = tradesOf(value, shown.symbol)
      const events: readonly MarketEnvelope[] = [{ topic: 'trades', type: 'trades.added', time, data }]
      return { memory, events: data.trades.length === 0 ? [] : events }
    }
    case 'publicMiniTicker': {
      const data = tickerOf(value, shown.symbol, memory.book)
      return { memory, events: data === undefined ? [] : [{ topic: 'ticker', type: 'ticker.updated', time, data }] }
    }
    case 'publicSpotKline': {
      const data = klineOf(value, shown, time)
      return data === undefined ? { memory, events: [] } : withKline(memory, data, time)
    }
    default:
      return { memory, events: [] }
  }
}

/** MEXC never says that a candle is closed: the next one says it. */
function withKline(memory: PushMemory, data: KlineData, time: number): Translated {
  const before = memory.kline
  const closed =
    before !== undefined && before.interval === data.interval && before.openTime < data.openTime && !before.closed
      ? [{ ...before, closed: true }]
      : []
  const events = [...closed, data].map((kline): MarketEnvelope => ({
    topic: 'klines',
    type: 'kline.updated',
    time,
    data: kline,
  }))
  return { memory: { ...memory, kline: data }, events }
}

function bookOf(value: PlainMessage, symbol: string): BookData {
  return { symbol, version: textIn(value, 'version'), bids: levels(value, 'bids'), asks: levels(value, 'asks') }
}

function levels(value: PlainMessage, side: 'bids' | 'asks'): [string, string][] {
  return itemsIn(value, side).flatMap((item): [string, string][] => {
    const [price, quantity] = [exactIn(item, 'price'), exactIn(item, 'quantity')]
    return price === undefined || quantity === undefined || quantity === '0' ? [] : [[price, quantity]]
  })
}

/** MEXC: `tradeType` 1: the taker bought, 2: the taker sold. */
function tradesOf(value: PlainMessage, symbol: string): TradesData {
  const trades = itemsIn(value, 'deals').flatMap((item): TradesData['trades'] => {
    const [price, quantity] = [exactIn(item, 'price'), exactIn(item, 'quantity')]
    if (price === undefined || quantity === undefined) return []
    const side = numberIn(item, 'tradeType') === 1 ? 'BUY' : 'SELL'
    return [{ price, quantity, side, time: numberIn(item, 'time') ?? 0 }]
  })
  return { symbol, trades, dropped: 0 }
}

/** MEXC: `volume` is the turnover in quote, `quantity` the volume in base, `zonedRate` the rolling day's change. */
function tickerOf(value: PlainMessage, symbol: string, book: BookData | undefined): TickerData | undefined {
  const lastPrice = exactIn(value, 'price')
  if (lastPrice === undefined || lastPrice === '0' || lastPrice.startsWith('-')) return undefined
  const [bid, ask] = [book?.bids[0], book?.asks[0]]
  return {
    symbol,
    lastPrice,
    ...(bid === undefined ? {} : { bidPrice: bid[0], bidQuantity: bid[1] }),
    ...(ask === undefined ? {} : { askPrice: ask[0], askQuantity: ask[1] }),
    high: exactIn(value, 'high') ?? '0',
    low: exactIn(value, 'low') ?? '0',
    volume: exactIn(value, 'quantity') ?? '0',
    quoteVolume: exactIn(value, 'volume') ?? '0',
    change: exactIn(value, 'zonedRate') ?? '0',
  }
}

/** MEXC: a candle's window is in SECONDS. What ended before the push was made is closed. */
function klineOf(
  value: PlainMessage,
  { symbol, interval, streamInterval }: ShownMarket,
  time: number,
): KlineData | undefined {
  const [start, end] = [numberIn(value, 'windowStart') ?? 0, numberIn(value, 'windowEnd') ?? 0]
  const [open, high] = [exactIn(value, 'openingPrice'), exactIn(value, 'highestPrice')]
  const [low, close] = [exactIn(value, 'lowestPrice'), exactIn(value, 'closingPrice')]
  if (textIn(value, 'interval') !== streamInterval || start <= 0 || end <= start) return undefined
  if (open === undefined || high === undefined || low === undefined || close === undefined) return undefined
  const [openTime, closeTime] = [start * 1_000, end * 1_000]
  return {
    ...{ symbol, interval, openTime, closeTime, open, high, low, close },
    volume: exactIn(value, 'volume') ?? '0',
    quoteVolume: exactIn(value, 'amount') ?? '0',
    closed: closeTime <= time,
  }
}

function exactIn(message: PlainMessage, field: string): string | undefined {
  return tryDecimal(textIn(message, field))
}

function textIn(message: PlainMessage, field: string): string {
  const value = message[field]
  return typeof value === 'string' ? value : ''
}

function numberIn(message: PlainMessage, field: string): number | undefined {
  const value = message[field]
  return typeof value === 'number' ? value : undefined
}

function itemsIn(message: PlainMessage, field: string): readonly PlainMessage[] {
  const value = message[field]
  return Array.isArray(value) ? (value as readonly PlainMessage[]) : []
}
