/** State of the lowest room: calls, work for the ledger, and the turn to write it. */

import type { Job, Outcome, Work } from './work.ts'
import type { CallId, ReceivedChange } from './question.ts'
import { REST_LAG_MS } from '../exchange.ts'

/** Purpose of a question. */
export type Purpose =
  | { readonly for: 'plan'; readonly plan: number }
  | { readonly for: 'repair'; readonly symbol: string; readonly orderId: string; readonly isLast: boolean }
  | { readonly for: 'unreadable-list'; readonly name: string }
  | { readonly for: 'search' | 'flow-lists' | 'suspicion' | 'unlisted' }
  /** The public trades of a search. */
  | { readonly for: 'public-trades'; readonly id: number }
  | { readonly for: 'clock'; readonly sendTime: number; readonly late: number }

/** The turn to write: one job at a time. `since`: time of the machine since which it is wanted. */
type Turn =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asked'; readonly since: number }
  | { readonly kind: 'reading'; readonly since: number; readonly job: Job }
  | { readonly kind: 'committing'; readonly since: number; readonly job: Job; readonly outcome: Outcome }

/** Accounts that share the exchange's limits. */
export type Sharing = {
  /** Number of them, this one included. */
  readonly sharers: number
  /** Age that an answer of REST may have, in ms. */
  readonly lagMs: number
  /** Weights a second that those with pushes would spend on comparisons, each as if it were alone. */
  readonly demand: number
}

/** Calls of REST, what waits for the ledger, and what was noticed on the way. */
export type WorkState = {
  readonly calls: ReadonlyMap<CallId, Purpose>
  readonly lastCall: CallId
  readonly works: readonly Work[]
  readonly pushes: readonly ReceivedChange[]
  readonly turn: Turn
  /** Time of the machine since which the oldest push waits, and at which the ledger was last behind. */
  readonly pushesSince: number | undefined
  readonly behindAt: number
  readonly sharing: Sharing
  /** Exchange time of the last input. */
  readonly lastAt: number
  /** Time of the next tick that the shell was asked for. */
  readonly wakeAt: number
  /** Number of unknown protocol values, and those that were logged. */
  readonly drift: number
  readonly driftSeen: ReadonlySet<string>
}

/** The first of its states. */
export const NO_WORK: WorkState = {
  calls: new Map(),
  lastCall: 0,
  works: [],
  pushes: [],
  turn: { kind: 'idle' },
  pushesSince: undefined,
  behindAt: -Infinity,
  sharing: { sharers: 1, lagMs: REST_LAG_MS, demand: 0 },
  lastAt: -Infinity,
  wakeAt: Infinity,
  drift: 0,
  driftSeen: new Set(),
}
