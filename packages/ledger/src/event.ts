/**
 * Everything that can happen to an account, one union. Public events carry a `seq` of their own and are served to
 * readers; facts are what the ledger must remember besides, in the same order and the same hash chain, under the
 * `seq` of the public event before them.
 */

import type { BalanceChange } from './asset/asset.ts'
import type { CoverageWindow } from './coverage/coverage.ts'
import type { Deal, Naming } from './deal/deal.ts'
import type { FlowPart, ReportedFlow } from './flow/flow.ts'
import type { UnexplainedAdjustment } from './flow/adjustment.ts'
import type { Order } from './order/order.ts'
import type { TrackedOrder } from './state.ts'
import type { EventSource, Status, UnitPrice } from './words.ts'

/** Served on the topics assets, orders, deals and status. */
export type PublicEventPayload =
  | {
      readonly type: 'asset.changed'
      readonly change: BalanceChange
      /** USDT for one unit when money came or went; absent for trading and where no price is known. */
      readonly unitPrice?: UnitPrice
      /** The flow that was told under this number before its push came: it is booked already. Set by `record`. */
      readonly told?: string
      /** Which part of that flow this is: the rest of it is still awaited. Absent: all. Set by `record`. */
      readonly toldPart?: Exclude<FlowPart, 'all'>
    }
  | { readonly type: 'order.updated'; readonly order: Order }
  | {
      readonly type: 'deal.added'
      readonly deal: Deal
      readonly namedBy: Naming
      /** Made about when the account was first followed, told just after: what was held then contained it. Set by `record`. */
      readonly past?: true
    }
  /** An inferred deal gives way to the real ones: readers take it back. */
  | { readonly type: 'deal.dropped'; readonly deal: Deal }
  | { readonly type: 'status.changed'; readonly status: Status }

/** Kept, never served as an event. */
export type InternalEvent =
  /** One deal has a second name. */
  | {
      readonly type: 'deal.named'
      readonly orderId: string
      readonly tradeId: string
      readonly side: Deal['side']
      readonly alias: string
    }
  /** A window of a kind of record is complete, repairing, repaired or unknown. */
  | { readonly type: 'coverage.marked'; readonly window: CoverageWindow }
  /** An order that was finished and set aside is being looked at again, with all that was known of it. */
  | { readonly type: 'order.recalled'; readonly orderId: string; readonly tracked: TrackedOrder }
  /** Up to this exchange time the ledger is known to hold all that happened. */
  | { readonly type: 'account.checked'; readonly at: number }
  /**
   * A flow that a list or an export tells of. It never changes a balance: it explains what a balance already shows, or, from
   * before the account was first followed, part of the opening.
   */
  | {
      readonly type: 'flow.told'
      readonly flow: ReportedFlow
      /** USDT for one unit when it happened; absent where no price is known. */
      readonly unitPrice?: UnitPrice
      /** `n` of the balance change that brought it: then it only has its number now, and nothing is booked. */
      readonly as?: number
      /** From this exchange time on the ledger's balances held it without knowing what it was; absent: since its own time. */
      readonly heldSince?: number
    }
  /** An amount that nobody explains has come or gone, or one that was noted is taken back: it is explained. */
  | { readonly type: 'unexplained.noted'; readonly note: UnexplainedAdjustment }
  /** What the holdings from before the first known deal were worth: USDT for one unit, by asset. */
  | { readonly type: 'opening.priced'; readonly prices: Readonly<Record<string, UnitPrice>> }

export type EventPayload = PublicEventPayload | InternalEvent

/** Where a happening stands in the ledger. */
export type EventHead = {
  /** Counts every event, from 1, without a hole. */
  readonly n: number
  /** Counts public events, from 1, without a hole; a fact carries the `seq` of the public event before it. */
  readonly seq: number
  /** Exchange time of what happened, ms since the epoch. */
  readonly time: number
  /** Exchange time when the ledger learnt it. */
  readonly learntAt: number
  readonly source: EventSource
}

export type LedgerEvent = EventHead & EventPayload
export type PublicEvent = EventHead & PublicEventPayload

const PUBLIC: ReadonlySet<string> = new Set<PublicEventPayload['type']>([
  'asset.changed',
  'order.updated',
  'deal.added',
  'deal.dropped',
  'status.changed',
])

export function isPublic<T extends EventPayload>(event: T): event is T & PublicEventPayload {
  return PUBLIC.has(event.type)
}
