/**
 * Every event of an account, one union. Public events have their own `seq` and are served to subscribers; internal
 * events are stored in the same order and hash chain, under the `seq` of the public event before them.
 */

import type { BalanceChange } from './asset/asset.ts'
import type { CoverageWindow } from './coverage/coverage.ts'
import type { Deal, DealPrices, Naming } from './deal/deal.ts'
import type { FlowPart, PricedFlow, ReportedFlow } from './flow/flow.ts'
import type { UnexplainedAdjustment } from './flow/adjustment.ts'
import type { ValuationChange } from './flow/valuation-change.ts'
import type { Order } from './order/order.ts'
import type { KeptPlan, TrackedOrder } from './state.ts'
import type { EventSource, Status, UnitPrice } from './words.ts'

/** Served on the topics assets, orders, deals and status. */
export type PublicEventPayload =
  | {
      readonly type: 'asset.changed'
      readonly change: BalanceChange
      /** USDT for one unit at the time of a flow. Only early versions stored it here; now `flow.priced` follows. */
      readonly unitPrice?: UnitPrice
      /** Id of the reported flow that this push matches: it is booked already. Set by `record`. */
      readonly told?: string
      /** Part of that flow that this push is; the rest is still pending. Absent: all of it. Set by `record`. */
      readonly toldPart?: Exclude<FlowPart, 'all'>
    }
  | { readonly type: 'order.updated'; readonly order: Order }
  | {
      readonly type: 'deal.added'
      readonly deal: Deal
      readonly namedBy: Naming
      /**
       * A deal from about the opening reconciliation, received after it: the opening balance contains it. Set by
       * `record`.
       */
      readonly past?: true
    }
  /** Removes an inferred or imported deal when the real ones arrive. */
  | { readonly type: 'deal.dropped'; readonly deal: Deal }
  | { readonly type: 'status.changed'; readonly status: Status }

/** Stored, never served as an event. */
export type InternalEvent =
  /** A second name of a deal. */
  | {
      readonly type: 'deal.named'
      readonly orderId: string
      readonly tradeId: string
      readonly side: Deal['side']
      readonly alias: string
    }
  /** The coverage of a kind of record within a window. */
  | { readonly type: 'coverage.marked'; readonly window: CoverageWindow }
  /** A finished order that was removed from the state is tracked again, with all that was known of it. */
  | { readonly type: 'order.recalled'; readonly orderId: string; readonly tracked: TrackedOrder }
  /** An order whose deals do not add up left the state, because there were too many of them. */
  | { readonly type: 'order.set-aside'; readonly orderId: string; readonly symbol: string }
  /** Exchange time up to which the ledger is known to be complete. */
  | { readonly type: 'account.checked'; readonly at: number }
  /**
   * A flow from a list or an export. It never changes a balance: it explains what a balance already contains, or, from
   * before `trackedSince`, part of the opening balance.
   */
  | {
      readonly type: 'flow.told'
      readonly flow: ReportedFlow
      /** USDT for one unit at the flow's time. Only early versions stored it here; now `flow.priced` follows. */
      readonly unitPrice?: UnitPrice
      /** `n` of the balance change that brought it: the flow then only gives it an id, and nothing is booked. */
      readonly as?: number
      /** Exchange time since which balances contained it as an unexplained amount; absent: since its own time. */
      readonly heldSince?: number
    }
  /** An unexplained adjustment, or the reversal of one that is explained now. */
  | { readonly type: 'unexplained.noted'; readonly note: UnexplainedAdjustment }
  /** Prices of the opening balance: USDT for one unit, by asset. */
  | { readonly type: 'opening.priced'; readonly prices: Readonly<Record<string, UnitPrice>> }
  /** Prices of a deal at its time; `time` is the deal's. */
  | {
      readonly type: 'deal.priced'
      readonly orderId: string
      readonly tradeId: string
      readonly side: Deal['side']
      readonly prices: DealPrices
    }
  /** Price of a flow at its time; `time` is the flow's. */
  | { readonly type: 'flow.priced'; readonly flow: PricedFlow }
  /** An asset gained or lost its price. */
  | { readonly type: 'valuation.changed'; readonly change: ValuationChange }
  /** A plan as it is from now on: an order that the gateway keeps. */
  | { readonly type: 'plan.changed'; readonly plan: KeptPlan }

/** An event without its position: its type and data. */
export type EventPayload = PublicEventPayload | InternalEvent

/** Position and origin of an event in the ledger. */
export type EventHead = {
  /** Counts every event, from 1, without gaps. */
  readonly n: number
  /** Counts public events, from 1, without gaps; an internal event has the `seq` of the public event before it. */
  readonly seq: number
  /** Exchange time of the event, in ms since the epoch. */
  readonly time: number
  /** Exchange time at which the ledger recorded it, in ms since the epoch. */
  readonly learntAt: number
  readonly source: EventSource
}

/** A stored event. */
export type LedgerEvent = EventHead & EventPayload
/** A stored event that is served to subscribers. */
export type PublicEvent = EventHead & PublicEventPayload

const PUBLIC: ReadonlySet<string> = new Set<PublicEventPayload['type']>([
  'asset.changed',
  'order.updated',
  'deal.added',
  'deal.dropped',
  'status.changed',
])

/** True if the event is served to subscribers. */
export function isPublic<T extends EventPayload>(event: T): event is T & PublicEventPayload {
  return PUBLIC.has(event.type)
}
