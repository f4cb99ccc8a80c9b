/** Work on the ledger: what waits for its turn, and what came of it. */

import type { CoverageWindow, Deal, EventSource, Order, StreamState, Balance } from '@spotdeck/ledger'
import type { Channel, ReceivedChange, UnreadableRow, FlowLists } from './question.ts'
import type { ReadSpan, ReadTimes } from './margins.ts'
import type { FlowListOutcome, Searched } from './searched.ts'

/**
 * Fate of assets whose read does not fit the pushes around it. `read-again`: nothing is folded; `leave`: they keep
 * their balance and their changes wait, the others are folded, because a figure that is called live is not left wrong
 * while another one is in question; `override`: the read wins.
 */
export type WhenUnclear = 'read-again' | 'leave' | 'override'

/** Owner of the work, which continues when it is done. */
export type Tag =
  | { readonly for: 'plan'; readonly plan: number }
  | { readonly for: 'repair'; readonly orderId: string }
  | { readonly for: 'search' | 'nobody' }

/** One piece of work. */
export type Work =
  /** Orders and deals from REST. */
  | {
      readonly kind: 'reports'
      readonly orders: readonly Order[]
      readonly deals: readonly Deal[]
      readonly source: EventSource
      readonly tag: Tag
    }
  /** One order that was asked for with all its deals; `absent`: it is not open, and REST tells nothing more of it. */
  | {
      readonly kind: 'order'
      readonly orderId: string
      readonly order?: Order | undefined
      readonly deals: readonly Deal[]
      readonly end: 'keep' | 'close'
      readonly isWhole: boolean
      readonly infer: boolean
      readonly source: EventSource
      readonly tag: Tag
    }
  | {
      readonly kind: 'balances'
      readonly read: ReadonlyMap<string, Balance>
      readonly unreadable: readonly UnreadableRow[]
      readonly span: ReadSpan
      readonly whenUnclear: WhenUnclear
      readonly source: EventSource
      readonly tag: Tag
    }
  | ({ readonly kind: 'status' } & StatusText)
  | { readonly kind: 'mark'; readonly windows: readonly CoverageWindow[] }
  | { readonly kind: 'checked'; readonly time: number }
  | { readonly kind: 'flow-lists'; readonly lists: FlowLists }
  | { readonly kind: 'swept'; readonly searched: Searched }
  | { readonly kind: 'told'; readonly to: number; readonly flowsTold: FlowListOutcome }
  | { readonly kind: 'stop'; readonly isLive: boolean }

/** A status without its time. */
export type StatusText = { readonly state: StreamState; readonly code: string; readonly params: StatusParams }

/** Parameters of a status code. */
export type StatusParams = Readonly<Record<string, string | number>>

/** Record of an account that goes live: its coverage since the gap, and its status. */
export type LiveJob = {
  readonly kind: 'live'
  readonly times: ReadTimes
  readonly gapFrom: number | undefined
  readonly first: boolean
  /** Time of the machine at which open orders were asked for. */
  readonly ordersAt: number | undefined
}

/** Work that has the turn: the received pushes together, one piece of work, or, at last, that of going live. */
export type Job = { readonly kind: 'pushes'; readonly pushes: readonly ReceivedChange[] } | Work | LiveJob

/** Result of a job. */
export type Outcome = {
  /** Number of changes. */
  readonly news: number
  /** True where the store refused it as a contradiction: nothing of it is in the ledger. */
  readonly refused: boolean
  readonly balances?: BalancesOutcome
  readonly flowsTold?: FlowListOutcome | 'again'
  /** Channels that should have pushed what it brought. */
  readonly owed?: readonly Channel[]
}

/**
 * Assets whose read is unclear: nothing was folded; else assets that changed without a push, and those whose read was
 * unclear and was left or overrode the pushes. `reverted`: those of the changed ones that were read as they were before
 * a known change.
 */
export type BalancesOutcome = {
  readonly unclear: readonly string[]
  readonly doubtful: readonly string[]
  readonly changed: readonly string[]
  readonly reverted: readonly string[]
}
