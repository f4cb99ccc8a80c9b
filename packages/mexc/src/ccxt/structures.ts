/** ccxt's unified structures of MEXC's rows. Numbers are floats, as ccxt's are; `info` is the exact row. */

import type { AnyDecimal } from '@spotdeck/exact'
import { executedQuoteOf } from '@spotdeck/wire'
import type {
  DepthAnswer,
  KlineAnswer,
  MyTradeAnswer,
  OrderAnswer,
  PublicMiniTicker,
  Ticker24hAnswer,
  TradeAnswer,
} from '@spotdeck/wire'
import type { SymbolRules } from '../market-rules/symbol-rules.ts'
import type { NewOrder, PlacedOrder } from '../orders/place-order.ts'
import { iso8601 } from './times.ts'
import type { ViewBalance, ViewDeal, ViewOrder } from '../view/view-rows.ts'

type Num = number | undefined
type Text = string | null | undefined
/** Of an object without a type of its own. */
export type Info = object

/** A market. */
export type Market = ReturnType<typeof marketOf>
/** An order. */
export type Order = ReturnType<typeof orderOf>
/** A public trade, or an own one. */
export type Trade = ReturnType<typeof tradeOf>
/** A ticker of 24 hours. */
export type Ticker = ReturnType<typeof tickerOf>
/** Levels of a book as [price, amount], best first. */
export type OrderBook = ReturnType<typeof bookOf>
/** [time, open, high, low, close, volume] */
export type OHLCV = [number, number, number, number, number, number]
/** An amount by kind. */
export type Balance = { readonly free: number; readonly used: number; readonly total: number }
/** By asset, and by kind and asset. */
export type Balances = { readonly info: Info } & Record<string, Balance | Record<string, number> | Info>

/** A number of text; undefined for none. */
export const num = (text: Text): Num => (text === undefined || text === null || text === '' ? undefined : Number(text))
/** MEXC: the best price of an empty side is 0 or nothing. */
const bestPrice = (text: Text): Num => num(text) || undefined

/** A market of its rules. */
export function marketOf(rules: SymbolRules) {
  const { symbol: id, baseAsset: base, quoteAsset: quote, status, apiTrading, makerFeeRate, takerFeeRate } = rules
  return {
    id,
    symbol: `${base}/${quote}`,
    base,
    quote,
    baseId: base,
    quoteId: quote,
    type: 'spot' as const,
    spot: true,
    margin: false,
    swap: false,
    future: false,
    option: false,
    contract: false,
    active: status === 'online' && apiTrading,
    taker: Number(takerFeeRate),
    maker: Number(makerFeeRate),
    percentage: true,
    tierBased: false,
    precision: { amount: Number(rules.lotSize), price: Number(rules.tickSize) },
    limits: {
      amount: { min: Number(rules.minQuantity), max: undefined },
      price: { min: undefined, max: undefined },
      cost: { min: Number(rules.minNotional), max: num(rules.maxNotional) },
      leverage: { min: undefined, max: undefined },
    },
    info: rules as Info,
  }
}

/** MEXC: `priceChangePercent` is a fraction. */
export function tickerOf(row: Ticker24hAnswer, symbol: string) {
  const [last, open, timestamp] = [num(row.lastPrice), num(row.openPrice), row.closeTime]
  const [baseVolume, quoteVolume] = [num(row.volume), num(row.quoteVolume)]
  return {
    symbol,
    timestamp,
    datetime: iso8601(timestamp),
    open,
    high: num(row.highPrice),
    low: num(row.lowPrice),
    close: last,
    last,
    bid: bestPrice(row.bidPrice),
    bidVolume: num(row.bidQty),
    ask: bestPrice(row.askPrice),
    askVolume: num(row.askQty),
    vwap: baseVolume && quoteVolume ? quoteVolume / baseVolume : undefined,
    previousClose: num(row.prevClosePrice),
    change: num(row.priceChange),
    percentage: Number(row.priceChangePercent) * 100,
    average: last === undefined || open === undefined ? undefined : (last + open) / 2,
    baseVolume,
    quoteVolume,
    info: row as Info,
  }
}

/** Best prices of a market. */
export type BestPrices = ReturnType<typeof bestOf>
type BestRow = { readonly bidPrice: Text; readonly askPrice: Text } & (
  | { readonly bidQty: Text; readonly askQty: Text }
  | { readonly bidQuantity: Text; readonly askQuantity: Text }
)
/** Best prices of a row of REST, or of a push with its time in ms. */
export function bestOf(row: BestRow, symbol: string, timestamp?: number) {
  const [bidVolume, askVolume] = 'bidQty' in row ? [row.bidQty, row.askQty] : [row.bidQuantity, row.askQuantity]
  return {
    symbol,
    timestamp,
    datetime: iso8601(timestamp),
    bid: bestPrice(row.bidPrice),
    bidVolume: num(bidVolume),
    ask: bestPrice(row.askPrice),
    askVolume: num(askVolume),
    info: row as Info,
  }
}

/** A ticker of the day, from the stream. */
export type DayTicker = ReturnType<typeof dayTickerOf>
/** The day's ticker of a push; `volume` of MEXC is in quote, `quantity` in base. */
export function dayTickerOf(row: PublicMiniTicker, symbol: string, timestamp: Num) {
  return {
    symbol,
    timestamp,
    datetime: iso8601(timestamp),
    high: num(row.high),
    low: num(row.low),
    close: num(row.price),
    last: num(row.price),
    percentage: Number(row.zonedRate) * 100,
    baseVolume: num(row.quantity),
    quoteVolume: num(row.volume),
    info: row as Info,
  }
}

type Levels = { readonly bids: DepthAnswer['bids']; readonly asks: DepthAnswer['asks']; readonly nonce: number }

/** A book of its levels. */
export function bookOf({ bids, asks, nonce }: Levels, symbol: string, timestamp: Num) {
  const levels = (side: Levels['bids']): [number, number][] =>
    side.map(([price, amount]) => [Number(price), Number(amount)])
  return { symbol, bids: levels(bids), asks: levels(asks), timestamp, datetime: iso8601(timestamp), nonce }
}

type TradeParts = {
  readonly id?: string | undefined
  readonly order?: string | undefined
  readonly timestamp: number
  readonly side: 'buy' | 'sell'
  readonly takerOrMaker: 'taker' | 'maker'
  readonly price: string
  readonly amount: string
  readonly cost?: string | undefined
  readonly fee?: { readonly cost: Num; readonly currency: string | undefined }
  readonly info: Info
}

/** A trade of its parts. */
export function tradeOf(symbol: string, { price, amount, cost, fee, ...parts }: TradeParts) {
  return {
    ...parts,
    symbol,
    datetime: iso8601(parts.timestamp),
    type: undefined,
    price: Number(price),
    amount: Number(amount),
    cost: cost === undefined ? Number(price) * Number(amount) : Number(cost),
    fee,
    fees: fee === undefined ? [] : [fee],
  }
}

/** A public trade. MEXC gives it no id; this one is of its content. */
export function publicTradeOf(row: TradeAnswer, symbol: string): Trade {
  const side = row.isBuyerMaker ? 'sell' : 'buy'
  const id = `${row.time}-${side}-${row.qty}-${row.price}-taker`
  const { price, qty: amount, quoteQty: cost, time: timestamp } = row
  return tradeOf(symbol, { id, timestamp, side, takerOrMaker: 'taker', price, amount, cost, info: row })
}

/** An own trade of REST. */
export function ownTradeOf(row: MyTradeAnswer, symbol: string): Trade {
  const { id, orderId: order, time: timestamp, price, qty: amount, quoteQty: cost } = row
  const side = row.isBuyer ? 'buy' : 'sell'
  const fee = { cost: num(row.commission), currency: row.commissionAsset ?? undefined }
  const takerOrMaker = row.isMaker ? 'maker' : 'taker'
  return tradeOf(symbol, { id, order, timestamp, side, takerOrMaker, price, amount, cost, fee, info: row })
}

/** An own trade of the stream. */
export function dealOf(deal: ViewDeal, symbol: string): Trade {
  const { tradeId: id, orderId: order, time: timestamp, price, quantity: amount, side, isMaker } = deal
  const fee = { cost: num(deal.fee), currency: deal.feeAsset }
  const named = { id, order, timestamp, side: lower(side), takerOrMaker: isMaker ? 'maker' : 'taker' } as const
  return tradeOf(symbol, { ...named, price, amount, fee, info: deal })
}

/** MEXC's states in ccxt's words. */
const STATES: Readonly<Record<string, 'open' | 'closed' | 'canceled'>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'closed',
  CANCELED: 'canceled',
  PARTIALLY_CANCELED: 'canceled',
}
const TIMES_IN_FORCE: Readonly<Record<string, string>> = {
  IMMEDIATE_OR_CANCEL: 'IOC',
  FILL_OR_KILL: 'FOK',
  MARKET: 'IOC',
}

type OrderParts = {
  readonly id: string
  readonly clientOrderId?: string | null | undefined
  readonly timestamp?: Num
  readonly updatedAt?: Num
  readonly status?: string | undefined
  readonly type: string
  readonly side: string
  readonly price?: string | undefined
  readonly amount?: string | undefined
  readonly filled?: string | undefined
  readonly cost?: string | undefined
  readonly info: Info
}

/** An order of its parts; what is unknown is undefined. */
export function orderOf(symbol: string, parts: OrderParts) {
  const [amount, filled, cost] = [num(parts.amount), num(parts.filled), num(parts.cost)]
  const price = num(parts.price)
  return {
    id: parts.id,
    clientOrderId: parts.clientOrderId || undefined,
    timestamp: parts.timestamp,
    datetime: iso8601(parts.timestamp),
    lastTradeTimestamp: undefined,
    lastUpdateTimestamp: parts.updatedAt,
    status: parts.status === undefined ? undefined : (STATES[parts.status] ?? parts.status.toLowerCase()),
    symbol,
    type: parts.type === 'MARKET' ? 'market' : 'limit',
    timeInForce: parts.type === 'LIMIT_MAKER' ? 'PO' : (TIMES_IN_FORCE[parts.type] ?? 'GTC'),
    postOnly: parts.type === 'LIMIT_MAKER',
    side: lower(parts.side),
    price,
    average: filled && cost !== undefined ? Number((cost / filled).toPrecision(12)) : undefined,
    amount,
    filled,
    remaining: amount === undefined || filled === undefined ? undefined : Number((amount - filled).toPrecision(12)),
    cost,
    fee: undefined,
    fees: [],
    trades: [],
    info: parts.info,
  }
}

/** An order that was sent, by its terms and the answer. */
export function placedOrder(order: NewOrder, placed: PlacedOrder, symbol: string): Order {
  const { orderId: id, clientOrderId, transactTime: timestamp, origQty: amount = order.quantity } = placed
  const price = placed.price ?? order.price
  return orderOf(symbol, {
    id,
    clientOrderId,
    timestamp,
    type: order.type,
    side: order.side,
    price,
    amount,
    info: placed,
  })
}

/** An order of REST. */
export function answeredOrder(row: OrderAnswer, symbol: string): Order {
  const { orderId: id, clientOrderId, time: timestamp, updateTime, status, type, side, price, origQty: amount } = row
  const cost = executedQuoteOf(row)
  const updatedAt = updateTime ?? undefined
  const parts = { id, clientOrderId, timestamp, updatedAt, status, type, side, price, amount, cost, info: row }
  return orderOf(symbol, { ...parts, filled: row.executedQty })
}

/** An order of the stream. */
export function viewedOrder(order: ViewOrder, symbol: string): Order {
  const { orderId: id, clientOrderId, createdAt: timestamp, status, type, side, price, quantity: amount } = order
  const done = { filled: order.executedQuantity, cost: order.executedQuoteQuantity }
  return orderOf(symbol, { id, clientOrderId, timestamp, status, type, side, price, amount, ...done, info: order })
}

type Held = { readonly asset: string; readonly free: string; readonly locked: string }

/** Balances by asset, and by kind and asset. */
export function balancesOf(rows: Iterable<Held | ViewBalance>, info: Info): Balances {
  const [free, used, total] = [{}, {}, {}] as Record<string, number>[]
  const assets: Record<string, Balance> = {}
  for (const { asset, free: available, locked } of rows) {
    const one = { free: Number(available), used: Number(locked), total: Number(available) + Number(locked) }
    assets[asset] = one
    Object.assign(free ?? {}, { [asset]: one.free })
    Object.assign(used ?? {}, { [asset]: one.used })
    Object.assign(total ?? {}, { [asset]: one.total })
  }
  return { info, ...assets, free: free ?? {}, used: used ?? {}, total: total ?? {} }
}

/** A candle as a row of numbers. */
export const candleOf = ([time, open, high, low, close, volume]: KlineAnswer): OHLCV => [
  time,
  Number(open),
  Number(high),
  Number(low),
  Number(close),
  Number(volume),
]

const lower = (side: string): 'buy' | 'sell' => (side === 'BUY' ? 'buy' : 'sell')

/** Text of a number as MEXC takes it: no exponent. */
export const plain = (value: number | string | AnyDecimal): string =>
  typeof value === 'string' ? value : value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
