/** State, inputs and effects of following one account: everything that `step` decides with, and nothing else. */

import type { AssetAmount } from '@spotdeck/exact'
import { type EventSource, type LedgerState, EMPTY_STATE } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import type { CallId, Channel, ListQuestion, RawRecord, ReceivedChange } from './question.ts'
import type { DealReport } from './fold.ts'
import type { UnlistedDeal } from './change.ts'
import type { Plan } from './plan.ts'
import type { Explaining, PartlyRead, Search, Searching, FlowListBooking } from './search-state.ts'
import { EMPTY_SEQUENCE, type PendingChange, type Sequence } from './sequence.ts'
import { REST_LAG_MS } from '../exchange.ts'
import { EMPTY_UNIVERSE, type Universe } from './universe.ts'
import type { Job, Outcome, Work } from './work.ts'

/** Purpose of a question. */
export type Purpose =
  | { readonly for: 'plan'; readonly plan: number }
  | { readonly for: 'repair'; readonly symbol: string; readonly orderId: string; readonly isLast: boolean }
  | { readonly for: 'unreadable-list'; readonly name: string }
  | { readonly for: 'search' | 'flow-lists' | 'suspicion' | 'unlisted' }
  /** The public trades of a search. */
  | { readonly for: 'public-trades'; readonly id: number }
  | { readonly for: 'clock'; readonly sendTime: number; readonly late: number }

/** A deal that its order does not account for yet. */
export type PendingDeal = { readonly report: DealReport; readonly since: number }

/**
 * A deal whose symbol is in no list. `source`: that of its answer, where REST returned it; else it was pushed. `since`: time
 * of the machine. `isUnknown`: nothing told its assets in time.
 */
export type WaitingDeal = {
  readonly deal: UnlistedDeal
  readonly source?: EventSource | undefined
  readonly receivedAt: number
  readonly since: number
  readonly isUnknown?: true
}

/** The turn to write: one job at a time, alone with the ledger. */
export type Turn =
  | { readonly kind: 'idle' | 'asked' }
  | { readonly kind: 'reading'; readonly job: Job }
  | { readonly kind: 'committing'; readonly job: Job; readonly outcome: Outcome }

/** Times of the machine since which the turn and the pushes wait to be written, or `Infinity`, and at which the ledger was last behind. */
export type WriteQueue = { readonly turnSince: number; readonly pushesSince: number; readonly behindAt: number }

/** Stage of following the account. */
export type Phase =
  | { readonly kind: 'connecting' }
  /** Not live: what may have been missed is being read, or will be at `nextAt`. */
  | {
      readonly kind: 'reconciling'
      readonly cause: string
      readonly plan: Plan | undefined
      readonly nextAt: number
      /** Cause of one more reconciliation after this one. */
      readonly again: string | undefined
    }
  /** Reconciled; `plan` is the current comparison with REST. */
  | { readonly kind: 'live'; readonly plan: Plan | undefined }
  /** No stream: REST keeps the ledger up to date. */
  | {
      readonly kind: 'polling'
      readonly trouble: StreamTrouble
      readonly plan: Plan | undefined
      readonly nextAt: number
    }
  | { readonly kind: 'closing' | 'closed' }

/** Retry of the stream or of REST, for the status. `nextTryAt` in exchange time. */
export type Tries = { readonly attempt: number; readonly nextTryAt?: number | undefined }

/** A gap that must be proven closed before the account is live. */
export type Proof = {
  /** Time of the machine since which reads agree. */
  readonly from: number
  /** True after the stream left something out: reads that deals explain are then no proof. */
  readonly isDistrusted: boolean
  /** True once the new stream brought a balance change. */
  readonly isHeard: boolean
}

/** Repair of one order whose deals do not add up. */
export type Repair = { readonly count: number; readonly nextAt: number }

/** A row that cannot be read, and the span of exchange time that its record may belong to. */
export type UnreadableRecord = RawRecord & { readonly from: number; readonly to: number }

/** A list with rows that cannot be read, which is asked for again at `nextAt`, a time of the machine. */
export type UnreadableList = {
  readonly question: ListQuestion
  readonly rows: readonly UnreadableRecord[]
  readonly tries: number
  readonly nextAt: number
}

/** An order of which a push told, or should have told since, at a time of the machine. */
export type OrderPush = { readonly id: string; readonly at: number }

/** Pushes that should have come since, by channel and by order. */
export type MissingPushes = { readonly channels: ReadonlyMap<Channel, number>; readonly orders: readonly OrderPush[] }

/** No missing push. */
export const NOTHING_MISSING: MissingPushes = { channels: new Map(), orders: [] }

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
  readonly queue: WriteQueue
  readonly sharing: Sharing
  /** Exchange time of the last input. */
  readonly lastAt: number
  /** Time of the next tick that the shell was asked for. */
  readonly wakeAt: number
  /** Number of unknown protocol values, and those that were logged. */
  readonly drift: number
  readonly driftSeen: ReadonlySet<string>
}

/** Balances: what waits for its place, what cannot be read, and what of them nothing explains. */
export type BalancesState = {
  readonly sequence: Sequence
  /** Present while balances are being read: changes wait for the read. */
  readonly buffer: readonly PendingChange[] | undefined
  /** Text of rows that cannot be read, by asset. */
  readonly unreadable: ReadonlyMap<string, string>
  /** The ledger whose invariants were checked last. */
  readonly checkedLedger: LedgerState | undefined
  /** Since when each invariant is violated, by `b ASSET` or `c ASSET`. */
  readonly violations: ReadonlyMap<string, number>
  /** Differences that REST confirmed, by the same keys: a violation is another difference than this. */
  readonly accepted: ReadonlyMap<string, AssetAmount>
  /** Up to when every symbol was read for an unexplained amount, by asset and amount. */
  readonly searched: ReadonlyMap<string, number>
  /** Number of differences that audits corrected. */
  readonly healed: number
}

/** The way back to a proven state: the gap, its proof, and the tries so far. */
export type Recovery = {
  /** Start of what may be missing, in exchange time. */
  readonly gapFrom: number | undefined
  readonly polledTo: number | undefined
  /** Time at which the stream came up; absent while there is none. It also names the stream. */
  readonly upAt: number | undefined
  readonly renewedAt: number
  readonly proof: Proof | undefined
  readonly tries: Tries
  readonly failures: number
  readonly failingSince: number | undefined
  /** Reconciliations in a row that pushes or differences caused, and the start of the last one. */
  readonly streak: { readonly count: number; readonly lastAt: number }
  /** Exchange time of the last comparison that found no difference: time of the machine stands still while it sleeps. */
  readonly agreedAt: number
  /** Exchange time after which what the newest gap left out has happened: balances agreed until then. */
  readonly agreedTo: number
  /** Audit that goes on after a comparison. */
  readonly paused: Plan | undefined
}

/** The private channels: what each brought, and what it owes. */
export type StreamState = {
  /** Channels that left something out and have brought nothing since. */
  readonly silent: ReadonlySet<Channel>
  /** Time at which each channel brought something last, and the newest pushes of orders, oldest first. */
  readonly received: { readonly channels: ReadonlyMap<Channel, number>; readonly orders: readonly OrderPush[] }
  /** Pushes of a channel, or of a deal's order, that have not come. */
  readonly missing: MissingPushes
  /** True while frames come all the time, unless the socket is mute; and the newest frame before the silence that was noticed last. */
  readonly beat: {
    readonly isOn: boolean
    readonly muteSince?: number
    readonly frameSeen?: number | undefined
  }
  readonly frameAt: number
  /** Time of the last push. */
  readonly pushedAt: number
  /** Exchange time up to which pushes have arrived: that of the newest push, or of the last answered PING. */
  readonly aliveAt: number
  /** Newest time that the exchange itself told. */
  readonly exchangeAt: number
  readonly clockAskedAt: number
  readonly latencyMs: number | undefined
}

/** Orders and deals that wait for another record, or to be read again. */
export type OrdersState = {
  readonly pending: readonly PendingDeal[]
  /** Deals of unlisted symbols, and the time at which the list was asked for because of them. */
  readonly unlisted: readonly WaitingDeal[]
  readonly listAskedAt: number
  readonly repairs: ReadonlyMap<string, Repair>
  /** Next look for repairs; next question for an order that was set aside, and those asked for in this round. */
  readonly upkeep: { readonly nextAt: number; readonly lackingAt: number; readonly lackingAsked: ReadonlySet<string> }
  /** Lists of orders and deals with rows that cannot be read, by name. */
  readonly unreadableLists: ReadonlyMap<string, UnreadableList>
}

/** Searches of all symbols. */
export type SearchState = {
  readonly searches: readonly Search[]
  readonly searching: Searching
  readonly partial: PartlyRead | undefined
  /** True once searches that an earlier run left unfinished have been resumed. */
  readonly resumed: boolean
  /** Time at which what unreadable rows hide is searched for next. */
  readonly nextHealAt: number
}

/** Lists of flows on their way into the ledger. */
export type FlowsState = {
  readonly booking: FlowListBooking | undefined
  readonly explaining: Explaining | undefined
  /** Stream in which flow lists were booked last. */
  readonly listedIn: number | undefined
  readonly retry: { readonly to: number; readonly tries: number; readonly nextAt: number } | undefined
}

/** Proof of the figures of a live account, and the times of the next ones. */
export type LivenessState = {
  /** Time at which the last comparison of balances left that found no difference. */
  readonly comparedAt: number
  /** Assets whose read lagged behind their newest push in that comparison, and the time of its answer. */
  readonly lagging: { readonly assets: ReadonlySet<string>; readonly at: number }
  /** Comparisons in a row that REST refused. */
  readonly refusals: number
  /** Time of the next comparison, and time up to which a live account stays live without it. */
  readonly nextWatchAt: number
  readonly liveUntil: number
  readonly nextAuditAt: number
}

/** The state of following one account, by topic. Times called `now` or `…At` are ms of the machine's own time unless told. */
export type FollowState = {
  /** Time that passed while the machine ran, in ms: it neither steps nor sleeps. */
  readonly now: number
  readonly ledger: LedgerState
  readonly universe: Universe
  readonly work: WorkState
  readonly balances: BalancesState
  readonly phase: Phase
  readonly recovery: Recovery
  readonly stream: StreamState
  readonly orders: OrdersState
  readonly flows: FlowsState
  readonly search: SearchState
  readonly liveness: LivenessState
}

/** The state before the first input. */
export const START: FollowState = {
  now: 0,
  ledger: EMPTY_STATE,
  universe: EMPTY_UNIVERSE,
  work: {
    calls: new Map(),
    lastCall: 0,
    works: [],
    pushes: [],
    turn: { kind: 'idle' },
    queue: { turnSince: Infinity, pushesSince: Infinity, behindAt: -Infinity },
    sharing: { sharers: 1, lagMs: REST_LAG_MS, demand: 0 },
    lastAt: -Infinity,
    wakeAt: Infinity,
    drift: 0,
    driftSeen: new Set(),
  },
  balances: {
    sequence: EMPTY_SEQUENCE,
    buffer: undefined,
    unreadable: new Map(),
    checkedLedger: undefined,
    violations: new Map(),
    accepted: new Map(),
    searched: new Map(),
    healed: 0,
  },
  phase: { kind: 'connecting' },
  recovery: {
    gapFrom: undefined,
    polledTo: undefined,
    upAt: undefined,
    renewedAt: -Infinity,
    proof: undefined,
    tries: { attempt: 0 },
    failures: 0,
    failingSince: undefined,
    streak: { count: 0, lastAt: -Infinity },
    agreedAt: -Infinity,
    agreedTo: -Infinity,
    paused: undefined,
  },
  stream: {
    silent: new Set(),
    received: { channels: new Map(), orders: [] },
    missing: NOTHING_MISSING,
    beat: { isOn: false },
    frameAt: 0,
    pushedAt: -Infinity,
    aliveAt: -Infinity,
    exchangeAt: -Infinity,
    clockAskedAt: -Infinity,
    latencyMs: undefined,
  },
  orders: {
    pending: [],
    unlisted: [],
    listAskedAt: -Infinity,
    repairs: new Map(),
    upkeep: { nextAt: 0, lackingAt: 0, lackingAsked: new Set() },
    unreadableLists: new Map(),
  },
  flows: { booking: undefined, explaining: undefined, listedIn: undefined, retry: undefined },
  search: { searches: [], searching: { kind: 'idle' }, partial: undefined, resumed: false, nextHealAt: 0 },
  liveness: {
    comparedAt: 0,
    lagging: { assets: new Set(), at: 0 },
    refusals: 0,
    nextWatchAt: 0,
    liveUntil: 0,
    nextAuditAt: 0,
  },
}
