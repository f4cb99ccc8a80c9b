/**
 * What is known of an account after its events. History is not kept here: finished orders and old deals live in the
 * store, so that the state stays small however long the account trades.
 */

import { type AssetAmount, type Quantity, zero } from '@spotdeck/exact'
import type { Asset } from './asset/asset.ts'
import type { CoverageWindow } from './coverage/coverage.ts'
import type { KnownDeal } from './deal/deal.ts'
import type { PendingFlow } from './flow/flow.ts'
import type { UnexplainedAdjustment } from './flow/adjustment.ts'
import type { Order } from './order/order.ts'
import type { Status, UnitPrice, Value } from './words.ts'

/** An order that is open, or whose deals do not yet add up to what it executed. `order` is absent until it is reported. */
export type TrackedOrder = {
  readonly order?: Order
  readonly deals: readonly KnownDeal[]
  /** Sum of the deals' quantities. */
  readonly dealt: Quantity
  /** `n` of the event that began it. */
  readonly since: number
}

/**
 * What explains an asset's total: what was there before the first known deal, what all known deals made of it, and
 * what flowed in or out. The rest is unclassified.
 */
export type AssetBook = {
  readonly opening: AssetAmount
  readonly traded: AssetAmount
  /** Net flow by the exchange's change type. */
  readonly flows: Readonly<Record<string, AssetAmount>>
  /** Net flow of change types that are not understood. */
  readonly unknownFlows: AssetAmount
  /** Fees paid in this asset, over all known deals. */
  readonly fees: AssetAmount
}

export const EMPTY_BOOK: AssetBook = { opening: zero(), traded: zero(), flows: {}, unknownFlows: zero(), fees: zero() }

export type LedgerState = {
  readonly n: number
  readonly seq: number
  /** When the account was first followed completely: what was held then and is not explained by deals is the opening. */
  readonly birth?: number
  /** Up to when everything is known: where a gap begins that is found at the next start. */
  readonly checkedAt?: number
  readonly status: Status
  readonly coverage: readonly CoverageWindow[]
  readonly assets: ReadonlyMap<string, Asset>
  readonly books: ReadonlyMap<string, AssetBook>
  readonly orders: ReadonlyMap<string, TrackedOrder>
  /** When each symbol was last active, ms since the epoch. */
  readonly symbols: ReadonlyMap<string, number>
  readonly dealCount: number
  /** Flows valued in USDT when they happened; those without a price are left out and named in `unpricedFlows`. */
  readonly netDeposits: Value
  readonly unpricedFlows: ReadonlyMap<string, AssetAmount>
  readonly openingPrices: ReadonlyMap<string, UnitPrice>
  /** Flows told in the last day whose push has not come, by their numbers: it may be on its way, and must not count again. */
  readonly awaited: ReadonlyMap<string, PendingFlow>
  /** Amounts that nobody explains, each at the moment it came or went, by `noteKey`. */
  readonly notes: ReadonlyMap<string, UnexplainedAdjustment>
}

/** An account of which nothing is known yet. */
export const EMPTY_STATE: LedgerState = {
  n: 0,
  seq: 0,
  status: { state: 'connecting', code: 'CONNECTING', params: {}, since: 0 },
  coverage: [],
  assets: new Map(),
  books: new Map(),
  orders: new Map(),
  symbols: new Map(),
  dealCount: 0,
  netDeposits: zero(),
  unpricedFlows: new Map(),
  openingPrices: new Map(),
  awaited: new Map(),
  notes: new Map(),
}
