/**
 * State of an account after its events. Finished orders and old deals are in the store, so the state stays small
 * however long the account trades.
 */

import { type AssetAmount, type Quantity, zero } from '@spotdeck/exact'
import type { Asset } from './asset/asset.ts'
import type { CoverageWindow } from './coverage/coverage.ts'
import type { KnownDeal } from './deal/deal.ts'
import type { PendingFlow } from './flow/flow.ts'
import type { UnexplainedAdjustment } from './flow/adjustment.ts'
import type { ValuationChange } from './flow/valuation-change.ts'
import type { Order } from './order/order.ts'
import type { Status, UnitPrice, Value } from './words.ts'

/**
 * An order that is open, or whose deals do not yet add up to its executed quantity. `order` is absent until it is
 * reported.
 */
export type TrackedOrder = {
  readonly order?: Order
  readonly deals: readonly KnownDeal[]
  /** Sum of the deals' quantities. */
  readonly dealt: Quantity
  /** `n` of the event from which it is tracked. */
  readonly since: number
}

/** An order that left the state although its deals do not add up to its executed quantity. */
export type LackingOrder = {
  readonly symbol: string
  /** Exchange time at which it left the state, in ms since the epoch. */
  readonly since: number
}

/**
 * A plan of the account; the ledger reads its id, its status and its age alone. Plans that have `ended` are kept up to a
 * number.
 */
export type KeptPlan = {
  readonly id: string
  readonly status: string
  /** ms since the epoch */
  readonly createdAt: number
  readonly [field: string]: unknown
}

/**
 * Components of an asset's total: the opening balance, the effect of all known deals, and flows. The rest is
 * unclassified.
 */
export type AssetBook = {
  readonly opening: AssetAmount
  readonly traded: AssetAmount
  /** Net flow by the exchange's change type. */
  readonly flows: Readonly<Record<string, AssetAmount>>
  /** Net flow of unknown change types. */
  readonly unknownFlows: AssetAmount
  /** Fees paid in this asset, over all known deals. */
  readonly fees: AssetAmount
}

/** A book without entries. */
export const EMPTY_BOOK: AssetBook = { opening: zero(), traded: zero(), flows: {}, unknownFlows: zero(), fees: zero() }

/** The state of one account after event `n`. */
export type LedgerState = {
  readonly n: number
  readonly seq: number
  /** Time of the first complete reconciliation: a balance that no deal explains then is the opening balance. */
  readonly birth?: number
  /** Time up to which everything is known: the start of the gap that the next start finds. */
  readonly checkedAt?: number
  readonly status: Status
  readonly coverage: readonly CoverageWindow[]
  readonly assets: ReadonlyMap<string, Asset>
  readonly books: ReadonlyMap<string, AssetBook>
  readonly orders: ReadonlyMap<string, TrackedOrder>
  /** Orders beyond the number that the state holds whose deals do not add up, by id: they are recalled one by one. */
  readonly lacking: ReadonlyMap<string, LackingOrder>
  /** Time of each symbol's last activity, in ms since the epoch. */
  readonly symbols: ReadonlyMap<string, number>
  readonly dealCount: number
  /** Flows valued in USDT at their time; those without a price are excluded and listed in `unpricedFlows`. */
  readonly netDeposits: Value
  readonly unpricedFlows: ReadonlyMap<string, AssetAmount>
  readonly openingPrices: ReadonlyMap<string, UnitPrice>
  /**
   * Flows reported within the last day whose push has not arrived, by id: the push may still come, and must not count
   * again.
   */
  readonly awaited: ReadonlyMap<string, PendingFlow>
  /** Unexplained adjustments by `noteKey`. */
  readonly notes: ReadonlyMap<string, UnexplainedAdjustment>
  /** Assets that equity excludes because they have no price, and since when (ms of exchange time). */
  readonly unvalued: ReadonlyMap<string, number>
  /** Valuation changes by `valuationKey`. */
  readonly valuations: ReadonlyMap<string, ValuationChange>
  /** Plans by id. */
  readonly plans: ReadonlyMap<string, KeptPlan>
}

/** The state of an account before its first event. */
export const EMPTY_STATE: LedgerState = {
  n: 0,
  seq: 0,
  status: { state: 'connecting', code: 'CONNECTING', params: {}, since: 0 },
  coverage: [],
  assets: new Map(),
  books: new Map(),
  orders: new Map(),
  lacking: new Map(),
  symbols: new Map(),
  dealCount: 0,
  netDeposits: zero(),
  unpricedFlows: new Map(),
  openingPrices: new Map(),
  awaited: new Map(),
  notes: new Map(),
  unvalued: new Map(),
  valuations: new Map(),
  plans: new Map(),
}
