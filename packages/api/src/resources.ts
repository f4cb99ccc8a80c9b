/** REST answers under /api/v1. Lists are newest first, paged by `cursor`. */

import { z } from 'zod'
import { MAX_LINK_LABEL, isLinkLabel } from './link-label.ts'
import { coverageKinds, coverageReasons, coverageStates, marketStatuses, placeableTypes } from './codes.ts'
import { roles } from './rights.ts'
import { assetData, dealData, equityData, orderData, statusData } from './data.ts'
import {
  accountId,
  audience,
  decimalText,
  epochId,
  historyHash,
  message,
  seqNumber,
  side,
  symbolName,
  timeMs,
  writtenDecimal,
} from './scalars.ts'

/** True while records of a report's span are being read from the exchange: its figures are of what was read so far. */
export const repairing = z.literal(true).optional()

/** Schema of one page of a list; `nextCursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
/** One page of a list; `nextCursor` is null on the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

/** One account that the caller may read; `trading`: orders can be placed. */
export const accountInfo = z.object({ id: accountId, label: z.string(), status: statusData, trading: z.boolean() })

/** One window of one kind of record and how far it can be trusted. */
export const coverageWindow = z.object({
  kind: z.enum(coverageKinds),
  from: timeMs,
  /** Absent: up to now. */
  to: timeMs.optional(),
  state: z.enum(coverageStates),
  /** Reason why it is unknown, where one is known. */
  reason: z.enum(coverageReasons).optional(),
  /** Only records of these symbols may be missing; absent: of any. */
  symbols: z.array(z.string()).optional(),
})

/** GET accounts/{id}/snapshot: where a stream starts. Read it, then subscribe with `since: { epoch, seq, hash }`. */
export const snapshot = z.object({
  account: accountId,
  epoch: epochId,
  seq: seqNumber,
  hash: historyHash.optional(),
  time: timeMs,
  assets: z.array(assetData),
  openOrders: z.array(orderData),
  status: statusData,
  /** Exchange time at which this gateway last saw the account `live` or `degraded`; absent: not since its start. */
  currentAt: timeMs.optional(),
  equity: equityData.nullable(),
  coverage: z.array(coverageWindow),
})

/**
 * GET accounts/{id}/equity?from&to&points: oldest first. A gap is `null` values, never bridged. The first point is at
 * `from` where samples lie on both sides of it, linearly interpolated between them. Nothing is told of the time before
 * tracking began unless its history is known in full; `estimate=true` adds points reconstructed from today's balances.
 * `netUnexplained` is the sum of unexplained adjustments, restated; growth excludes both, and `netRevalued`.
 */
export const equityPoint = z.object({
  time: timeMs,
  total: decimalText.nullable(),
  free: decimalText.nullable(),
  locked: decimalText.nullable(),
  netDeposits: decimalText.nullable(),
  netUnexplained: decimalText.nullable(),
  /** As in the topic `equity`; absent: 0. */
  netRevalued: decimalText.optional(),
  /** True if the growth since the point before is not known: the value of a flow in between is not. */
  breaks: z.literal(true).optional(),
  /** True if the point was reconstructed for the time before tracking began: asked for by `estimate`. */
  estimate: z.literal(true).optional(),
  /**
   * Time-weighted return since the first known point, and the distance below the peak since then, from 0 to 1: by every
   * stored sample, as `performance` has them. `null` in a gap.
   */
  return: decimalText.nullable().optional(),
  drawdown: decimalText.nullable().optional(),
  /**
   * Profit by average cost since the ledger's first record, as the topic `equity` has it: realized after fees, and
   * unrealized of positions with a known cost. Restated: a deal learned late counts from its own time. `null` also
   * where it is not known beside a known total.
   */
  realizedPnl: decimalText.nullable(),
  unrealizedPnl: decimalText.nullable(),
})
/** Equity for the public: flows removed, the first point is 100. */
export const equityIndex = z.object({
  points: z.array(z.object({ time: timeMs, index: decimalText.nullable() })),
  repairing,
})
/** Equity over time, oldest first. */
export const equitySeries = z.object({
  unit: z.literal('USDT'),
  /** The span that was read. */
  from: timeMs.optional(),
  to: timeMs.optional(),
  repairing,
  points: z.array(equityPoint),
})

/** GET accounts/{id}/equity?from&to&points&estimate: an index for the public. */
export const equityAnswer = z.union([equitySeries, equityIndex])

/** GET accounts/{id}/deals/summary?from&to: sums over the filter. */
export const dealsSummary = z.object({
  from: timeMs,
  to: timeMs,
  repairing,
  count: z.number().int(),
  /** Quote turnover valued in USDT. */
  volume: decimalText,
  fees: decimalText,
  realizedPnl: decimalText,
  unpriced: z.array(z.string()),
})

/**
 * GET markets. `priceDigits` and `quantityDigits` are how many places after the point the market shows. `lastPrice`,
 * `change` (a fraction over 24 h) and `quoteVolume` are absent where the symbol has not traded.
 */
export const market = z.object({
  symbol: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  priceDigits: z.number().int(),
  quantityDigits: z.number().int(),
  minQuantity: decimalText,
  minNotional: decimalText,
  status: z.enum(marketStatuses),
  apiTrading: z.boolean(),
  lastPrice: decimalText.optional(),
  change: decimalText.optional(),
  quoteVolume: decimalText.optional(),
})

/** A role on some accounts; `all`: also on those that are added later. `public` is what a link for the public gives. */
export const roleGrant = z.object({
  role: z.enum([...roles, 'public']),
  accounts: z.union([z.literal('all'), z.array(accountId)]),
})
/** The caller's session: who it is, its roles, its accounts and expiry. */
export const session = z.object({
  /** The person who signed in; absent for login codes, links and tokens. */
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Of several on an account the strongest holds. */
  grants: z.array(roleGrant),
  /** Audience of what belongs to no account: of the strongest grant. */
  audience,
  accounts: z.array(accountId),
  expiresAt: timeMs,
  /** True if `sandbox/*` is relayed here: the page then states that this is not real money. */
  sandbox: z.boolean(),
})

/**
 * POST session: a login code or the token of a link, exchanged for a cookie. Where the browser has a session already it
 * is refused (409, `SESSION_EXISTS`, with what the code opens) unless `replace` is true.
 */
export const loginRequest = z.strictObject({ code: z.string().min(1).max(200), replace: z.boolean().optional() })

/** POST accounts/{id}/orders, with an `Idempotency-Key` header. */
export const newOrder = z.strictObject({
  symbol: symbolName,
  side,
  type: z.enum(placeableTypes),
  price: writtenDecimal.optional(),
  quantity: writtenDecimal.optional(),
  quoteQuantity: writtenDecimal.optional(),
})
/** 201: the exchange has it. */
export const orderPlaced = z.object({
  outcome: z.literal('placed'),
  orderId: z.string(),
  clientOrderId: z.string(),
})
/** 202: the exchange may or may not have it; it is being looked up. Never send it again under another key. */
export const orderUnknown = z.object({ outcome: z.literal('unknown'), clientOrderId: z.string(), ...message.shape })
/** 200: the exchange took the cancel; the order's end arrives as an event. */
export const orderCanceled = z.object({ outcome: z.literal('canceled'), orderId: z.string() })

const linkLabel = z.string().min(1).max(MAX_LINK_LABEL).refine(isLinkLabel, 'must be 1 to 64 printable characters')

/** POST links: access for somebody else. */
export const newLink = z.strictObject({
  audience: z.enum(['viewer', 'public']),
  accounts: z.array(accountId).min(1).max(100),
  label: linkLabel,
  /** Absent: 30 days from now. */
  expiresAt: timeMs.optional(),
})
/** A share link, without its token. */
export const link = z.object({
  id: z.string(),
  audience,
  accounts: z.array(accountId),
  label: z.string(),
  createdAt: timeMs,
  expiresAt: timeMs,
})
/** The answer to POST links: the only time that the token is shown. */
export const linkCreated = z.object({ ...link.shape, url: z.string(), token: z.string() })

/** GET accounts/{id}/state?at=seq:N|time: what was known after an event, or what the ledger had at a time. */
export const stateAt = z.object({
  account: accountId,
  epoch: epochId,
  seq: seqNumber,
  /** Time of the last event counted in; absent before the first. */
  time: timeMs.optional(),
  assets: z.array(assetData),
  openOrders: z.array(orderData),
  status: statusData.nullable(),
  deals: z.number().int(),
})

/** Body of POST session. */
export type LoginRequest = z.infer<typeof loginRequest>
/** Body of a new order. */
export type NewOrderRequest = z.infer<typeof newOrder>
/** Answer to an accepted order. */
export type OrderPlaced = z.infer<typeof orderPlaced>
/** Answer to an order with an unknown outcome. */
export type OrderUnknown = z.infer<typeof orderUnknown>
/** Body of a new link. */
export type NewLink = z.infer<typeof newLink>
/** A share link, without its token. */
export type Link = z.infer<typeof link>
/** A new share link with its token. */
export type LinkCreated = z.infer<typeof linkCreated>
/** State of an account after an event or at a time. */
export type StateAt = z.infer<typeof stateAt>
/** Equity for the public, from 100. */
export type EquityIndex = z.infer<typeof equityIndex>
/** One account that the caller may read. */
export type AccountInfo = z.infer<typeof accountInfo>
/** One coverage window. */
export type CoverageWindow = z.infer<typeof coverageWindow>
/** State of an account with its position. */
export type Snapshot = z.infer<typeof snapshot>
/** One point of the equity curve. */
export type EquityPoint = z.infer<typeof equityPoint>
/** Equity over time. */
export type EquitySeries = z.infer<typeof equitySeries>
/** Sums over deals. */
export type DealsSummary = z.infer<typeof dealsSummary>
/** Rules and 24 h statistics of one market. */
export type Market = z.infer<typeof market>
/** The caller's session. */
export type Session = z.infer<typeof session>
/** Schemas of the paged lists, by name. */
export const pages = {
  orders: page(orderData),
  deals: page(dealData),
  accounts: page(accountInfo),
  markets: page(market),
  links: page(link),
}
