/** State of an account's view, what can happen to it, and what it asks for. The rules are in `view-step.ts`. */

import type { DecodedPush, MyTradeAnswer, OrderAnswer } from '@spotdeck/wire'
import { type Retry, startRetry } from '../socket/retry.ts'
import type { MissedPush, StreamTrouble } from '../user-stream/user-stream.ts'
import type { Balances } from './view-balances.ts'
import { NO_ORDERS, type Orders, type Source } from './view-orders.ts'
import type { ViewBalance, ViewDeal, ViewOrder } from './view-rows.ts'

/**
 * `connecting`: nothing was read yet. `reconciling`: figures are there, and not proven after a start, a gap or a
 * contradiction. `live`: proven, and no push is missing. `degraded`: no stream; REST is read every 3 s. `stale`:
 * neither stream nor REST for 10 s.
 */
export type ViewStatus = 'connecting' | 'reconciling' | 'live' | 'degraded' | 'stale' | 'closed'

/**
 * A span in which the stream may have missed pushes, ms since the epoch. Deals were read over REST for `symbols` alone.
 */
export type ViewGap = { readonly from: number; readonly to: number; readonly symbols: readonly string[] }

/** A change of a view, with the way it became known. */
export type ViewChange =
  | { readonly type: 'balance'; readonly balance: ViewBalance; readonly source: Source }
  /** An order that is new, has changed or has ended: see its `status`; `UNKNOWN` for one that MEXC knows no longer. */
  | { readonly type: 'order'; readonly order: ViewOrder; readonly source: Source }
  | { readonly type: 'deal'; readonly deal: ViewDeal; readonly source: Source }
  | { readonly type: 'state'; readonly state: ViewStatus }

/** Times at which the account is read, ms since the epoch; `Infinity` for not wanted. */
export type ReadPlan = {
  /** After a push, or for a proof. */
  readonly soon: number
  /** Once more, when REST cannot lag any more. */
  readonly late: number
  readonly audit: number
}

/** Everything that is known of a view. */
export type ViewState = {
  /** The stream: when it was acknowledged last with a possible gap; undefined without one. */
  readonly readyAt: number | undefined
  /** A read after the lag of REST has confirmed everything since `readyAt`. */
  readonly proven: boolean
  /** Since when something contradicts what is shown, ms since the epoch. */
  readonly doubtSince: number | undefined
  readonly account: { readonly balances: Balances; readonly orders: Orders }
  /** The call under way, by its number. */
  readonly reading: number | undefined
  readonly calls: number
  /** Time at which the last good read was asked for, ms since the epoch. */
  readonly readAt: number | undefined
  readonly plan: ReadPlan
  readonly retry: Retry
  /** Orders that are looked up now. */
  readonly lookups: ReadonlySet<string>
  readonly history: ViewHistory
  readonly told: ViewStatus
}

/** Gaps and corrections of a view. */
export type ViewHistory = {
  /** Time of the first proof, ms since the epoch. */
  readonly since?: number | undefined
  /** Start of a gap that is open, ms since the epoch. */
  readonly gapFrom?: number | undefined
  readonly gaps: readonly ViewGap[]
  /** Time at which the last read that left no doubt was asked for, ms since the epoch. */
  readonly soundAt?: number | undefined
  /** Span in which pushes were lost on a stream that stands: a gap whose deals are read at `readAt`. */
  readonly lost?: { readonly from: number; readonly to: number; readonly readAt: number } | undefined
  /** Figures that only REST had, while the view was live. */
  readonly corrections: number
  readonly renewedAt?: number | undefined
}

/** An answer about the whole account: asked for at `t0`. */
export type AccountRead = {
  readonly t0: number
  readonly balances: readonly ViewBalance[]
  readonly openOrders: readonly OrderAnswer[]
}

/** An event of a view; `at` in ms since the epoch. */
export type ViewInput = { readonly at: number } & (
  | { readonly type: 'ready'; readonly continuous: boolean }
  | { readonly type: 'push'; readonly push: DecodedPush }
  /** `from`: time up to which every push has arrived. */
  | { readonly type: 'lost'; readonly trouble: StreamTrouble; readonly from: number }
  | { readonly type: 'missed'; readonly what?: MissedPush | undefined }
  | { readonly type: 'read'; readonly call: number; readonly read: AccountRead }
  | { readonly type: 'not-read'; readonly call: number }
  /** `order` undefined: MEXC does not know it; both undefined: no answer. */
  | { readonly type: 'looked-up'; readonly orderId: string; readonly order: OrderAnswer | undefined }
  | { readonly type: 'not-looked-up'; readonly orderId: string }
  | { readonly type: 'deals'; readonly rows: readonly MyTradeAnswer[] }
  /** Deals since `from` were not read, or not all of them. */
  | { readonly type: 'deals-unread'; readonly symbol: string; readonly from: number }
  | { readonly type: 'wake' | 'close' }
)

/** An action that a view requests from its shell. */
export type ViewEffect =
  | { readonly type: 'read'; readonly call: number }
  /** One order and its deals. */
  | { readonly type: 'look-up'; readonly orderId: string; readonly symbol: string }
  /** Deals of a symbol since a time, after a gap. */
  | { readonly type: 'read-deals'; readonly symbol: string; readonly from: number }
  | { readonly type: 'changed'; readonly change: ViewChange }
  /** REST showed a change that was not pushed. */
  | { readonly type: 'renew' }

/** Options of the rules. */
export type ViewRules = {
  /** Deals kept. */
  readonly most: number
  /** Symbols whose deals are read after a gap, beside those that had orders. */
  readonly symbols: readonly string[]
}

/** The state before the first event; `seed` in [0, 1) of the jitter of retries. */
export function startView(seed: number, now: number): ViewState {
  return {
    readyAt: undefined,
    proven: false,
    doubtSince: undefined,
    account: { balances: new Map(), orders: NO_ORDERS },
    reading: undefined,
    calls: 0,
    readAt: undefined,
    plan: { soon: Infinity, late: Infinity, audit: now },
    retry: startRetry(seed),
    lookups: new Set(),
    history: { gaps: [], corrections: 0 },
    told: 'connecting',
  }
}
