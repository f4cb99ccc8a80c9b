/** State of the plans of one account, what it takes and what it asks for. */

import type { AssetAmount, Price, Quantity } from '@spotdeck/exact'
import type { Plan, Act } from './plan.ts'
import type { PlanMarket, PlanSpec, PriceSource, Reason, Side } from './spec.ts'

/** Prices of a symbol. A print counts once towards confirmations, however often it is repeated. */
export type SymbolPrice = {
  readonly last?: Price | undefined
  readonly bid?: Price | undefined
  readonly ask?: Price | undefined
  /** Time of the newest of these prices. */
  readonly printedAt: number
  /** Time up to which they are known to be current. */
  readonly currentAt: number
}

/** Call to the exchange under way for a leg, or a wait before the next. */
export type Call = { readonly id: number } | { readonly retryAt: number }

/** Confirmations of a leg so far, and the print that was counted last. */
export type Confirmed = { readonly count: number; readonly printedAt: number }

/** Triggers that wait for the same price from the same direction, the nearest first. */
export type Lane = {
  readonly source: PriceSource
  readonly side: Side
  readonly way: 'up' | 'down'
  readonly triggers: readonly { readonly trigger: Price; readonly planId: string }[]
}

/** Plans of a symbol: those that every price concerns, and the triggers of the others. It may name too many. */
export type Watch = { readonly restless: ReadonlySet<string>; readonly lanes: readonly Lane[] }

/** The plans of one account and what they depend on. All but `plans` begins anew at each start. */
export type PlansState = {
  readonly startedAt: number
  readonly plans: ReadonlyMap<string, Plan>
  /** Newest stored revision of each plan. */
  readonly saved: ReadonlyMap<string, number>
  /** By leg id. */
  readonly calls: ReadonlyMap<string, Call>
  readonly confirmed: ReadonlyMap<string, Confirmed>
  /** Ids of legs whose order the exchange was asked for since the start. Nothing fires before. */
  readonly checked: ReadonlySet<string>
  /** Plans whose trail moved since it was stored, and since when. */
  readonly moved: ReadonlyMap<string, number>
  readonly prices: ReadonlyMap<string, SymbolPrice>
  /** By symbol; made when a price comes, dropped when its plans change. */
  readonly watches: ReadonlyMap<string, Watch>
  readonly free: ReadonlyMap<string, AssetAmount>
  readonly isLive: boolean
  readonly heartbeatAt: number
  readonly calledCount: number
}

/** An order to place. */
export type PlannedOrder = Omit<Extract<Act, { kind: 'order' }>, 'kind' | 'quantity'> & {
  readonly symbol: string
  readonly quantity: Quantity
  readonly clientOrderId: string
}

/** Answer to a call. `none`: the exchange certainly has no such order. `unknown`: nobody can say yet. */
export type Answer =
  | { readonly kind: 'order'; readonly orderId: string; readonly executed: Quantity; readonly isOver: boolean }
  | { readonly kind: 'none' | 'unknown' | 'done' }
  | { readonly kind: 'refused'; readonly reason: Reason }

/** Input of the plans. `at`: exchange time, ms since the epoch. */
export type Input = { readonly at: number } & (
  | { readonly type: 'price'; readonly symbol: string; readonly price: SymbolPrice }
  /** An order of the ledger. */
  | {
      readonly type: 'order'
      readonly clientOrderId: string
      readonly orderId: string
      readonly executed: Quantity
      readonly isOver: boolean
    }
  | { readonly type: 'balances'; readonly free: ReadonlyMap<string, AssetAmount> }
  | { readonly type: 'account'; readonly isLive: boolean }
  | { readonly type: 'tick' | 'heartbeat' }
  | { readonly type: 'saved'; readonly planId: string; readonly revision: number }
  | { readonly type: 'answer'; readonly call: number; readonly answer: Answer }
  | {
      readonly type: 'create'
      readonly planId: string
      readonly spec: PlanSpec
      readonly market?: PlanMarket | undefined
    }
  | { readonly type: 'change'; readonly planId: string; readonly spec: PlanSpec }
  | { readonly type: 'resume' | 'cancel'; readonly planId: string }
)

/** Work to be done. Every call is answered by an input with its number, or by a restart. */
export type Effect =
  /** Stores the plan, and says so by `saved`. */
  | { readonly type: 'record'; readonly plan: Plan }
  | { readonly type: 'look-up'; readonly call: number; readonly symbol: string; readonly clientOrderId: string }
  | { readonly type: 'place'; readonly call: number; readonly order: PlannedOrder }
  | { readonly type: 'cancel'; readonly call: number; readonly symbol: string; readonly orderId: string }
  | { readonly type: 'cancel-all'; readonly call: number; readonly symbol?: string | undefined }

/** State at a start, from the stored plans. */
export function startOf(plans: Iterable<Plan>, at: number): PlansState {
  const all = [...plans]
  return {
    startedAt: at,
    plans: new Map(all.map((plan) => [plan.id, plan])),
    saved: new Map(all.map(({ id, revision }) => [id, revision])),
    calls: new Map(),
    confirmed: new Map(),
    checked: new Set(),
    moved: new Map(),
    prices: new Map(),
    watches: new Map(),
    free: new Map(),
    isLive: false,
    heartbeatAt: at,
    calledCount: 0,
  }
}
