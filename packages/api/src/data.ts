/** The `data` of every topic. Every price, quantity and amount is decimal text; rates are fractions. */

import { z } from 'zod'
import { noticeKinds } from './codes.ts'
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
  /** What the last fill filled, as a push told it; absent before the first fill and where only REST told of it. */
  lastExecutedQuantity: decimalText.optional(),
  remainingQuantity: decimalText,
  quoteQuantity: decimalText,
  executedQuoteQuantity: decimalText,
  /** Executed quote ÷ executed base; absent while nothing is filled. */
  averagePrice: decimalText.optional(),
  createdAt: timeMs,
  updatedAt: timeMs,
  sentAt,
})

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

/** A deal that was inferred and gives way to the real ones: whoever counted it takes it back. */
export const droppedDeal = dealData
  .pick({ tradeId: true, orderId: true, symbol: true, side: true, time: true })
  // By it, whoever is not shown the deal is not shown that it is taken back.
  .extend({ feeAsset: z.string().optional() })

export const statusData = z.object({ state: streamState, ...message.shape, since: timeMs })

export const assetEquity = z.object({
  asset: z.string(),
  total: decimalText,
  /** Price of one unit in `unit`; absent where none is known. */
  price: decimalText.optional(),
  /** total × price; absent where there is no price: never 0 in its place. */
  value: decimalText.optional(),
})

export const equityData = z.object({
  time: timeMs,
  total: decimalText,
  free: decimalText,
  locked: decimalText,
  unit: z.literal('USDT'),
  netDeposits: decimalText,
  /** What came (positive) or went and nobody explains, at the price of its moment: in `total`, and neither gain nor loss. */
  netUnexplained: decimalText,
  realizedPnl: decimalText,
  /** By average cost. */
  unrealizedPnl: decimalText,
  byAsset: z.array(assetEquity),
  /** Assets held for which no price is known: left out of the total and named here. */
  unpriced: z.array(z.string()),
  /** True while prices could not be heard for a minute: every value is of the last ones known. */
  stale: z.literal(true).optional(),
})

export const healthData = z.object({
  /** When the last private push or PONG came; absent before the first. */
  lastPushAt: timeMs.optional(),
  /** Exchange's send to our decode, by the learnt clock offset; absent before the first push. */
  latencyMs: z.number().optional(),
  listenKeyExpiresAt: timeMs.optional(),
  /** How often something unknown of the exchange's protocol was seen. */
  drift: z.number().int(),
  /** The status as it stands: with the number of the try, or that the ledger cannot be written, which no event can say. */
  status: statusData.optional(),
})

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

export const level = z.tuple([decimalText, decimalText])
/** The whole top 20, best first. */
export const bookData = z.object({
  symbol: z.string(),
  version: z.string(),
  bids: z.array(level),
  asks: z.array(level),
  /** True while the book is being made anew: these levels may be out of date. */
  stale: z.boolean().optional(),
})

export const tradeItem = z.object({ price: decimalText, quantity: decimalText, side, time: timeMs })
export const tradesData = z.object({ symbol: z.string(), trades: z.array(tradeItem), dropped: z.number().int() })

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

export const noticeData = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  symbols: z.array(z.string()),
  effectiveAt: timeMs.optional(),
  /** When it is over again: of maintenance. */
  endsAt: timeMs.optional(),
  /** When the exchange announced it; absent for what follows from its lists. */
  postedAt: timeMs.optional(),
  url: z.string().optional(),
  ...message.shape,
})

export type AssetData = z.infer<typeof assetData>
export type OrderData = z.infer<typeof orderData>
export type DealData = z.infer<typeof dealData>
export type DroppedDeal = z.infer<typeof droppedDeal>
export type StatusData = z.infer<typeof statusData>
export type AssetEquity = z.infer<typeof assetEquity>
export type EquityData = z.infer<typeof equityData>
export type HealthData = z.infer<typeof healthData>
export type TickerData = z.infer<typeof tickerData>
export type BookData = z.infer<typeof bookData>
export type TradesData = z.infer<typeof tradesData>
export type KlineData = z.infer<typeof klineData>
export type NoticeData = z.infer<typeof noticeData>
