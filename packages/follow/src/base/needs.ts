/** Records of the history that a job needs, and those that the store found. */

import type { BalanceChange, Deal, EventDraft, ReportedFlow } from '@spotdeck/ledger'
import type { OrderHistory } from '@spotdeck/store'
import type { FlowLists } from './question.ts'

/** Drops an imported deal because the exchange returned the real one. */
export type Drop = EventDraft & { readonly type: 'deal.dropped' }

/**
 * Result for one reported flow. `known`: reported before. `named`: pushed before, and now with its id. `added`: new,
 * and explains an amount that a balance contains. `awaited`: no unexplained amount matches, so its push may be on its
 * way, or it is not a flow of this account; report it again later.
 */
export type FlowMatch = {
  readonly flow: ReportedFlow
  readonly verdict: 'known' | 'named' | 'added' | 'awaited'
  /** Event drafts to commit. */
  readonly happenings: readonly EventDraft[]
  /** New parts: the whole flow, or one part where the other was pushed. */
  readonly booked: readonly ReportedFlow[]
}

/** The rows compared with the ledger. `isStale`: a flow was booked while they were read, so they are read again. */
export type ListedFlows = { readonly verdicts: readonly FlowMatch[]; readonly isStale: boolean }

/** Records of the store that a job needs. */
export type Needs = {
  /** Orders that the state does not track. */
  readonly lacking: readonly string[]
  /** Orders of which an inferred deal may give way. */
  readonly orderIds: readonly string[]
  /** Deals that may replace imported ones. */
  readonly deals: readonly Deal[]
  /** Pushed flows: each may be a repeat of one that was booked long ago. */
  readonly flows: readonly BalanceChange[]
  readonly lists?: FlowLists
}

/** Answer of the store. */
export type Found = {
  readonly histories: ReadonlyMap<string, OrderHistory>
  readonly inferred: ReadonlyMap<string, Deal>
  readonly dropped: readonly Drop[]
  /** Flows of the question that are booked already. */
  readonly repeats: readonly BalanceChange[]
  readonly listed?: ListedFlows | undefined
}

/** An answer for a job that needs nothing. */
export const NOTHING_FOUND: Found = { histories: new Map(), inferred: new Map(), dropped: [], repeats: [] }
