/** The public bodies beside depth: prints, best prices, klines, day tickers. */

import type {
  PublicAggreBookTicker,
  PublicAggreDeals,
  PublicAggreDealsItem,
  PublicBookTicker,
  PublicBookTickerBatch,
  PublicDeals,
  PublicDealsItem,
  PublicMiniTicker,
  PublicMiniTickers,
  PublicSpotKline,
} from '../push.ts'
import { keepUnknown, type Message, safeNumber, type UnknownSink } from './message.ts'

export type AggreDealsMessage = Omit<Message<PublicAggreDeals>, 'deals'> & {
  readonly deals: readonly Message<PublicAggreDealsItem, 'time'>[]
}

export function readAggreDeals(m: AggreDealsMessage, sink: UnknownSink): PublicAggreDeals {
  keepUnknown(m, 'publicAggreDeals', sink)
  const deals = m.deals.map((deal) => ({ ...readPrint(deal, 'publicAggreDeals.deals', sink), tradeId: deal.tradeId }))
  return { deals, eventType: m.eventType }
}

export type DealsMessage = Omit<Message<PublicDeals>, 'deals'> & {
  readonly deals: readonly Message<PublicDealsItem, 'time'>[]
}

/** Retired channel. */
export function readDeals(m: DealsMessage, sink: UnknownSink): PublicDeals {
  keepUnknown(m, 'publicDeals', sink)
  return { deals: m.deals.map((deal) => readPrint(deal, 'publicDeals.deals', sink)), eventType: m.eventType }
}

function readPrint(m: Message<PublicDealsItem, 'time'>, path: string, sink: UnknownSink): PublicDealsItem {
  keepUnknown(m, path, sink)
  return { price: m.price, quantity: m.quantity, tradeType: m.tradeType, time: safeNumber(m.time) }
}

export function readAggreBookTicker(
  m: Message<PublicAggreBookTicker, 'lastOrderCreateTime'>,
  sink: UnknownSink,
): PublicAggreBookTicker {
  const best = readBookTicker(m, sink, 'publicAggreBookTicker')
  return { ...best, version: m.version, lastOrderCreateTime: safeNumber(m.lastOrderCreateTime) }
}

/** Retired as a channel of its own, alive as an item of the batch; `path` says which. */
export function readBookTicker(
  m: Message<PublicBookTicker>,
  sink: UnknownSink,
  path = 'publicBookTicker',
): PublicBookTicker {
  keepUnknown(m, path, sink)
  return { bidPrice: m.bidPrice, bidQuantity: m.bidQuantity, askPrice: m.askPrice, askQuantity: m.askQuantity }
}

export type BookTickerBatchMessage = Omit<Message<PublicBookTickerBatch, 'lastOrderCreateTime'>, 'items'> & {
  readonly items: readonly Message<PublicBookTicker>[]
}

export function readBookTickerBatch(m: BookTickerBatchMessage, sink: UnknownSink): PublicBookTickerBatch {
  keepUnknown(m, 'publicBookTickerBatch', sink)
  return {
    items: m.items.map((item) => readBookTicker(item, sink, 'publicBookTickerBatch.items')),
    version: m.version,
    lastOrderCreateTime: safeNumber(m.lastOrderCreateTime),
  }
}

export function readSpotKline(
  m: Message<PublicSpotKline, 'windowStart' | 'windowEnd'>,
  sink: UnknownSink,
): PublicSpotKline {
  keepUnknown(m, 'publicSpotKline', sink)
  return {
    interval: m.interval,
    windowStart: safeNumber(m.windowStart),
    openingPrice: m.openingPrice,
    closingPrice: m.closingPrice,
    highestPrice: m.highestPrice,
    lowestPrice: m.lowestPrice,
    volume: m.volume,
    amount: m.amount,
    windowEnd: safeNumber(m.windowEnd),
  }
}

export type MiniTickersMessage = Omit<Message<PublicMiniTickers>, 'items'> & {
  readonly items: readonly Message<PublicMiniTicker>[]
}

export function readMiniTickers(m: MiniTickersMessage, sink: UnknownSink): PublicMiniTickers {
  keepUnknown(m, 'publicMiniTickers', sink)
  return { items: m.items.map((item) => readMiniTicker(item, sink, 'publicMiniTickers.items')) }
}

export function readMiniTicker(
  m: Message<PublicMiniTicker>,
  sink: UnknownSink,
  path = 'publicMiniTicker',
): PublicMiniTicker {
  keepUnknown(m, path, sink)
  return {
    symbol: m.symbol,
    price: m.price,
    rate: m.rate,
    zonedRate: m.zonedRate,
    high: m.high,
    low: m.low,
    volume: m.volume,
    quantity: m.quantity,
    lastCloseRate: m.lastCloseRate,
    lastCloseZonedRate: m.lastCloseZonedRate,
    lastCloseHigh: m.lastCloseHigh,
    lastCloseLow: m.lastCloseLow,
  }
}
