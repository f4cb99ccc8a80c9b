/** The `data` of every topic. Every price, quantity and amount is decimal text; rates are fractions. */

import { z } from 'zod'
import { noticeKinds } from './notice-codes.ts'
import { decimalText, message, orderStatus, orderType, side, streamState, sentAt, timeMs } from './scalars.ts'

/** One asset. The change fields are absent where the newest value stands for several changes, and in snapshots. */
export const assetData = z.object({
  asset: z.string(),
  free: decimalText,
  locked: decimalText,
  total: decimalText,
  freeChange: decimalText.optional(),
  lockedChange: decimalText.optional(),
  /** MEXC's change type as it was sent (ENTRUST, DEPOSIT, …), or RECONCILED. */
  reason: z.string(),
  time: timeMs,
  sentAt,
})

/** State of one order. Quantities are base, quote quantities quote. */
export const orderData = z.object({
  orderId: z.string(),
  clientOrderId: z.string().optional(),
  symbol: z.string(),
  side,
  type: orderType,
  rawType: z.string().optional(),
  status: orderStatus,
  rawStatus: z.string().optional(),
  /** The limit price; for MARKET orders MEXC's protective price, never a fill price. */
  price: decimalText,
  quantity: decimalText,
  executedQuantity: decimalText,
  /** Quantity of the last fill, as pushed; absent before the first fill and where only REST reported it. */
  lastExecutedQuantity: decimalText.optional(),
  remainingQuantity: decimalText,
  /** Amount not filled, in quote; absent where the order names neither a price nor an amount. */
  remainingQuoteQuantity: decimalText.optional(),
  quoteQuantity: decimalText,
  executedQuoteQuantity: decimalText,
  /** Executed quote ÷ executed base; absent while nothing is filled. */
  averagePrice: decimalText.optional(),
  createdAt: timeMs,
  updatedAt: timeMs,
  sentAt,
})

/** One fill of the account's own order. */
export const dealData = z.object({
  tradeId: z.string(),
  orderId: z.string(),
  clientOrderId: z.string().optional(),
  symbol: z.string(),
  side,
  price: decimalText,
  quantity: decimalText,
  quoteQuantity: decimalText,
  fee: decimalText,
  feeAsset: z.string(),
  isMaker: z.boolean(),
  isSelfTrade: z.boolean(),
  time: timeMs,
  sentAt,
})

/** Removal of an inferred deal that the real ones replace: consumers that counted it take it back. */
export const droppedDeal = dealData
  .pick({ tradeId: true, orderId: true, symbol: true, side: true, time: true })
  // By it, whoever is not shown the deal is not shown that it is taken back.
  .extend({ feeAsset: z.string().optional() })

/** Status of an account: its state, the reason by code, and the time since when it holds. */
export const statusData = z.object({ state: streamState, ...message.shape, since: timeMs })

/** Equity of one asset. */
export const assetEquity = z.object({
  asset: z.string(),
  total: decimalText,
  /** Price of one unit in `unit`; absent where none is known. */
  price: decimalText.optional(),
  /** total × price; absent where there is no price: never 0 in its place. */
  value: decimalText.optional(),
  /** Time since which the exchange no longer lists the market of the price; absent while it does. */
  staleSince: timeMs.optional(),
})

/** One sample of the account's equity, in USDT, at `time`. */
export const equityData = z.object({
  time: timeMs,
  total: decimalText,
  free: decimalText,
  locked: decimalText,
  unit: z.literal('USDT'),
  netDeposits: decimalText,
  /** Sum of unexplained adjustments, each at the price of its time: part of `total`, neither gain nor loss. */
  netUnexplained: decimalText,
  /** Value of assets when they gained a price, less of those that lost it: neither gain nor loss; absent: 0. */
  netRevalued: decimalText.optional(),
  /** By average cost; null while it is being computed, as after an import of old deals. */
  realizedPnl: decimalText.nullable(),
  /** By average cost; null while it is being computed. */
  unrealizedPnl: decimalText.nullable(),
  byAsset: z.array(assetEquity),
  /** Assets held for which no price is known: left out of the total and named here. */
  unpriced: z.array(z.string()),
  /** True if no price arrived for a minute: every value uses the last known prices. */
  stale: z.literal(true).optional(),
})

/** Measurements of the account stream. */
export const healthData = z.object({
  /** Time of the last private push or PONG; absent before the first. */
  lastPushAt: timeMs.optional(),
  /** Exchange time at which the newest prices arrived, the heartbeat of a quiet account; absent before the first. */
  pricesAt: timeMs.optional(),
  /**
   * Delay from the exchange's send to our decode, corrected by the measured clock offset; absent before the first push.
   */
  latencyMs: z.number().optional(),
  listenKeyExpiresAt: timeMs.optional(),
  /** Count of unknown items in the exchange's protocol. */
  drift: z.number().int(),
  /** Current status, including the attempt number and a failing ledger, which no event can report. */
  status: statusData.optional(),
})

/** Best prices and 24 h statistics of one market. */
export const tickerData = z.object({
  symbol: z.string(),
  lastPrice: decimalText,
  bidPrice: decimalText.optional(),
  bidQuantity: decimalText.optional(),
  askPrice: decimalText.optional(),
  askQuantity: decimalText.optional(),
  high: decimalText,
  low: decimalText,
  /** base */
  volume: decimalText,
  quoteVolume: decimalText,
  /** A fraction over 24 h: 0.0125 is +1.25%. */
  change: decimalText,
})

/** Price and quantity of one order book level. */
export const level = z.tuple([decimalText, decimalText])
/** Top 20 levels of each side, best first. */
export const bookData = z.object({
  symbol: z.string(),
  version: z.string(),
  bids: z.array(level),
  asks: z.array(level),
  /** True while the book is being synchronized again: these levels may be out of date. */
  stale: z.boolean().optional(),
})

/** One public trade. */
export const tradeItem = z.object({ price: decimalText, quantity: decimalText, side, time: timeMs })
/** Public trades of one market, in one batch; `dropped` counts those that were left out of it. */
export const tradesData = z.object({ symbol: z.string(), trades: z.array(tradeItem), dropped: z.number().int() })

/** One kline. Volumes: base and quote. */
export const klineData = z.object({
  symbol: z.string(),
  interval: z.string(),
  openTime: timeMs,
  closeTime: timeMs,
  open: decimalText,
  high: decimalText,
  low: decimalText,
  close: decimalText,
  volume: decimalText,
  quoteVolume: decimalText,
  closed: z.boolean(),
})

/** One notice about markets or the API. */
export const noticeData = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  symbols: z.array(z.string()),
  effectiveAt: timeMs.optional(),
  /** Time at which maintenance ends. */
  endsAt: timeMs.optional(),
  /** Time of the exchange's announcement; absent for what follows from its lists. */
  postedAt: timeMs.optional(),
  url: z.string().optional(),
  ...message.shape,
})

/** Balance of one asset. */
export type AssetData = z.infer<typeof assetData>
/** State of one order. */
export type OrderData = z.infer<typeof orderData>
/** One fill of the account's own order. */
export type DealData = z.infer<typeof dealData>
/** Removal of an inferred deal. */
export type DroppedDeal = z.infer<typeof droppedDeal>
/** Status of an account. */
export type StatusData = z.infer<typeof statusData>
/** Equity of one asset. */
export type AssetEquity = z.infer<typeof assetEquity>
/** One sample of the account's equity. */
export type EquityData = z.infer<typeof equityData>
/** Measurements of the account stream. */
export type HealthData = z.infer<typeof healthData>
/** Best prices and 24 h statistics of one market. */
export type TickerData = z.infer<typeof tickerData>
/** Order book of one market. */
export type BookData = z.infer<typeof bookData>
/** Public trades of one market. */
export type TradesData = z.infer<typeof tradesData>
/** One kline. */
export type KlineData = z.infer<typeof klineData>
/** One notice about markets or the API. */
export type NoticeData = z.infer<typeof noticeData>
