/** What REST answers, under /api/v1. Lists are newest first, taken on by `cursor`. */

import { z } from 'zod'
import { assetData, dealData, equityData, orderData, statusData } from './data.ts'
import { accountId, audience, decimalText, epochId, seqNumber, timeMs } from './scalars.ts'

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

export const accountInfo = z.object({ id: accountId, label: z.string(), status: statusData, trading: z.boolean() })

/** One window of one kind of record and how far it can be trusted. */
export const coverageWindow = z.object({
  kind: z.enum(['assets', 'orders', 'deals', 'flows']),
  from: timeMs,
  /** Absent: up to now. */
  to: timeMs.optional(),
  state: z.enum(['complete', 'repairing', 'repaired', 'unknown']),
})

/** GET accounts/{id}/snapshot: where a stream starts. Read it, then subscribe with `since: { epoch, seq }`. */
export const snapshot = z.object({
  account: accountId,
  epoch: epochId,
  seq: seqNumber,
  time: timeMs,
  assets: z.array(assetData),
  openOrders: z.array(orderData),
  status: statusData,
  equity: equityData.nullable(),
  coverage: z.array(coverageWindow),
})

/** GET accounts/{id}/equity?from&to&points: oldest first. A hole in what is known is `null` values, never bridged. */
export const equityPoint = z.object({
  time: timeMs,
  total: decimalText.nullable(),
  free: decimalText.nullable(),
  locked: decimalText.nullable(),
  netDeposits: decimalText.nullable(),
})
export const equitySeries = z.object({ unit: z.literal('USDT'), points: z.array(equityPoint) })

/** GET accounts/{id}/deals/summary?from&to: sums over the filter. */
export const dealsSummary = z.object({
  from: timeMs,
  to: timeMs,
  count: z.number().int(),
  /** Quote turnover valued in USDT. */
  volume: decimalText,
  fees: decimalText,
  realizedPnl: decimalText,
  unpriced: z.array(z.string()),
})

/** GET markets. `priceDigits` and `quantityDigits` are how many places after the point the market shows. */
export const market = z.object({
  symbol: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  priceDigits: z.number().int(),
  quantityDigits: z.number().int(),
  minQuantity: decimalText,
  minNotional: decimalText,
  status: z.enum(['online', 'paused', 'offline']),
  apiTrading: z.boolean(),
})

export const session = z.object({
  audience,
  accounts: z.array(accountId),
  expiresAt: timeMs,
  /** Whether `sandbox/*` is relayed here: the page then says that this is not real money. */
  sandbox: z.boolean(),
})

export type AccountInfo = z.infer<typeof accountInfo>
export type CoverageWindow = z.infer<typeof coverageWindow>
export type Snapshot = z.infer<typeof snapshot>
export type EquityPoint = z.infer<typeof equityPoint>
export type EquitySeries = z.infer<typeof equitySeries>
export type DealsSummary = z.infer<typeof dealsSummary>
export type Market = z.infer<typeof market>
export type Session = z.infer<typeof session>
export const pages = {
  orders: page(orderData),
  deals: page(dealData),
  accounts: page(accountInfo),
  markets: page(market),
}
