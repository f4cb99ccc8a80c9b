/** State, inputs and effects of following one account: everything that `step` decides with, and nothing else. */

import type { AssetAmount } from '@spotdeck/exact'
import { type EventDraft, type EventSource, type LedgerState, EMPTY_STATE } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import type { Answer, CallId, Channel, ListQuestion, Question, RawRecord, ReceivedChange, Refusal } from './question.ts'
import type { ReadSpan } from './balance-read.ts'
import type { DealReport } from './fold.ts'
import type { Found, Needs } from './needs.ts'
import type { UnlistedDeal } from './change.ts'
import type { Plan } from './plan.ts'
import type { Explaining, PartlyRead, Search, Searching, FlowListBooking } from './search-state.ts'
import { EMPTY_SEQUENCE, type PendingChange, type Sequence } from './sequence.ts'
import { REST_LAG_MS } from '../exchange.ts'
import type { ListedPair } from '../symbols.ts'
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

/** The state of following one account. Times called `now` or `…At` are ms of the machine's own time unless told. */
export type FollowState = {
  readonly phase: Phase
  /** Time that passed while the machine ran, in ms: it neither steps nor sleeps. */
  readonly now: number
  /** Exchange time of the last input. */
  readonly lastAt: number
  /** Accounts that share the exchange's limits, this one included. */
  readonly sharers: number
  /** Age that an answer of REST may have, in ms. */
  readonly lagMs: number
  /** Weights a second that those with pushes would spend on comparisons, each as if it were alone. */
  readonly demand: number
  readonly ledger: LedgerState
  readonly universe: Universe
  readonly sequence: Sequence
  /** Present while balances are being read: changes wait for the read. */
  readonly buffer: readonly PendingChange[] | undefined
  readonly held: readonly PendingDeal[]
  /** Deals of unlisted symbols, and the time at which the list was asked for because of them. */
  readonly unlisted: readonly WaitingDeal[]
  readonly listAskedAt: number
  readonly pushes: readonly ReceivedChange[]
  readonly works: readonly Work[]
  readonly turn: Turn
  readonly queue: WriteQueue
  readonly calls: ReadonlyMap<CallId, Purpose>
  readonly lastCall: CallId
  /** Start of what may be missing, in exchange time. */
  readonly gapFrom: number | undefined
  readonly polledTo: number | undefined
  /** Time at which the stream came up; absent while there is none. It also names the stream. */
  readonly upAt: number | undefined
  readonly proof: Proof | undefined
  /** Channels that left something out and have brought nothing since. */
  readonly silent: ReadonlySet<Channel>
  /** Time at which each channel brought something last, and since when it owes a push for what the others brought. */
  /** Time at which each channel was heard last, and the newest pushes of orders, oldest first. */
  readonly heard: { readonly channels: ReadonlyMap<Channel, number>; readonly orders: readonly OrderPush[] }
  /** Pushes of a channel, or of a deal's order, that have not come. */
  readonly owed: MissingPushes
  readonly tries: Tries
  readonly failures: number
  readonly failingSince: number | undefined
  /** Reconciliations in a row that pushes or differences caused, and the start of the last one. */
  readonly row: { readonly count: number; readonly lastAt: number }
  /** The ledger whose invariants were checked last. */
  readonly checkedLedger: LedgerState | undefined
  /** Audit that goes on after a comparison. */
  readonly paused: Plan | undefined
  /** Since when each invariant is violated, by `b ASSET` or `c ASSET`. */
  readonly violations: ReadonlyMap<string, number>
  /** Differences that REST confirmed, by the same keys: a violation is another difference than this. */
  readonly accepted: ReadonlyMap<string, AssetAmount>
  readonly unreadable: ReadonlyMap<string, string>
  /** Lists of orders and deals with rows that cannot be read, by name; and when what they hide is searched for next. */
  readonly unreadableLists: ReadonlyMap<string, UnreadableList>
  readonly nextHealAt: number
  readonly repairs: ReadonlyMap<string, Repair>
  readonly searches: readonly Search[]
  readonly searching: Searching
  readonly partly: PartlyRead | undefined
  readonly telling: FlowListBooking | undefined
  readonly explaining: Explaining | undefined
  /** Up to when every symbol was read for an unexplained amount, by asset and amount. */
  readonly searched: ReadonlyMap<string, number>
  /** Stream in which flow lists were booked last. */
  readonly toldIn: number | undefined
  readonly flowRetry: { readonly to: number; readonly tries: number; readonly nextAt: number } | undefined
  /** True once searches that an earlier run left unfinished have been resumed. */
  readonly resumed: boolean
  /** Time of the last push, and time at which the last comparison of balances left that found no difference. */
  readonly heardAt: number
  readonly comparedAt: number
  /** Exchange time of the last comparison that found no difference: time of the machine stands still while it sleeps. */
  readonly agreedAt: number
  /** Exchange time after which what the newest gap left out has happened: balances agreed until then. */
  readonly agreedTo: number
  /** Assets whose read lagged behind their newest push in that comparison, and the time of its answer. */
  readonly late: { readonly assets: ReadonlySet<string>; readonly at: number }
  /** Comparisons in a row that REST refused. */
  readonly refusals: number
  readonly frameAt: number
  /** True while frames come all the time, unless the socket is mute; and the newest frame before the silence that was noticed last. */
  readonly beat: {
    readonly isOn: boolean
    readonly muteSince?: number
    readonly frameSeen?: number | undefined
  }
  /** Time of the next comparison, and time up to which a live account stays live without it. */
  readonly nextWatchAt: number
  readonly liveUntil: number
  /** Time of the next tick that the shell was asked for. */
  readonly wakeAt: number
  readonly nextAuditAt: number
  /** Next look for repairs; next question for an order that was set aside, and those asked for in this round. */
  readonly upkeep: { readonly nextAt: number; readonly lackingAt: number; readonly lackingAsked: ReadonlySet<string> }
  readonly renewedAt: number
  /**
   * Newest time that the exchange itself told, and the time up to which pushes have arrived: that of the newest push, or
   * of the last answered PING. In exchange time.
   */
  readonly toldAt: number
  readonly aliveAt: number
  readonly clockAskedAt: number
  readonly latencyMs: number | undefined
  readonly drift: number
  readonly driftSeen: ReadonlySet<string>
  readonly healed: number
}

/** One input. `at`: exchange time as estimated at that moment. `random`: a fresh number from 0 to 1. */
export type Input = { readonly at: number; readonly random: number } & (
  | {
      readonly type: 'open'
      readonly ledger: LedgerState
      readonly listed: readonly SymbolAnswer[]
      /** Pairs of earlier lists. */
      readonly known?: readonly ListedPair[] | undefined
      readonly sharers?: number | undefined
      readonly lagMs?: number | undefined
    }
  | { readonly type: 'push'; readonly pushes: readonly ReceivedChange[]; readonly sendTime?: number | undefined }
  /** Something that could not be used. `cause`: a push may have been in it. */
  | {
      readonly type: 'drift'
      readonly code: string
      readonly raw: string
      readonly cause?: 'UNDECODABLE' | 'UNREADABLE_PUSH'
    }
  | { readonly type: 'stream-up'; readonly continuous: boolean }
  | { readonly type: 'stream-down'; readonly trouble: StreamTrouble }
  | { readonly type: 'answer'; readonly call: CallId; readonly span: ReadSpan; readonly answer: Answer }
  | { readonly type: 'refused'; readonly call: CallId; readonly error: Refusal }
  | { readonly type: 'turn' | 'committed'; readonly ledger: LedgerState }
  | { readonly type: 'found'; readonly found: Found }
  | {
      readonly type: 'commit-refused'
      readonly ledger: LedgerState
      readonly code: string
      readonly isContradiction: boolean
    }
  | {
      readonly type: 'tick'
      readonly ledger: LedgerState
      readonly listed: readonly SymbolAnswer[]
      /** Time of the stream's newest frame, by whatever clock: only its changes count. */
      readonly lastFrameAt?: number | undefined
      /** Exchange time up to which every push has arrived, by the stream's last answered PING. */
      readonly provenTo?: number | undefined
      /** True while a busy channel on the socket makes frames come all the time. */
      readonly beats?: boolean
      /** Weights a second that all accounts of the address would spend on comparisons. */
      readonly demand?: number | undefined
    }
  | { readonly type: 'close' }
)

/** Task for the shell. */
export type Effect =
  | { readonly type: 'ask'; readonly call: CallId; readonly question: Question }
  /** Waits until nothing else writes, then sends `turn`; `release` ends the turn. */
  | { readonly type: 'turn' | 'release' }
  | { readonly type: 'look-up'; readonly needs: Needs }
  | { readonly type: 'commit'; readonly drafts: readonly EventDraft[] }
  | { readonly type: 'wake'; readonly inMs: number }
  | { readonly type: 'renew-stream' | 'closed' }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'warn' | 'error'
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }

/** The state before the first input. */
export const START: FollowState = {
  phase: { kind: 'connecting' },
  now: 0,
  lastAt: -Infinity,
  sharers: 1,
  lagMs: REST_LAG_MS,
  demand: 0,
  ledger: EMPTY_STATE,
  universe: EMPTY_UNIVERSE,
  sequence: EMPTY_SEQUENCE,
  buffer: undefined,
  held: [],
  unlisted: [],
  listAskedAt: -Infinity,
  pushes: [],
  works: [],
  turn: { kind: 'idle' },
  queue: { turnSince: Infinity, pushesSince: Infinity, behindAt: -Infinity },
  calls: new Map(),
  lastCall: 0,
  gapFrom: undefined,
  polledTo: undefined,
  upAt: undefined,
  proof: undefined,
  silent: new Set(),
  heard: { channels: new Map(), orders: [] },
  owed: NOTHING_MISSING,
  tries: { attempt: 0 },
  failures: 0,
  failingSince: undefined,
  row: { count: 0, lastAt: -Infinity },
  checkedLedger: undefined,
  paused: undefined,
  violations: new Map(),
  accepted: new Map(),
  unreadable: new Map(),
  unreadableLists: new Map(),
  nextHealAt: 0,
  repairs: new Map(),
  searches: [],
  searching: { kind: 'idle' },
  partly: undefined,
  telling: undefined,
  explaining: undefined,
  searched: new Map(),
  toldIn: undefined,
  flowRetry: undefined,
  resumed: false,
  heardAt: -Infinity,
  comparedAt: 0,
  agreedAt: -Infinity,
  agreedTo: -Infinity,
  late: { assets: new Set(), at: 0 },
  refusals: 0,
  frameAt: 0,
  beat: { isOn: false },
  nextWatchAt: 0,
  liveUntil: 0,
  wakeAt: Infinity,
  nextAuditAt: 0,
  upkeep: { nextAt: 0, lackingAt: 0, lackingAsked: new Set() },
  renewedAt: -Infinity,
  toldAt: -Infinity,
  aliveAt: -Infinity,
  clockAskedAt: -Infinity,
  latencyMs: undefined,
  drift: 0,
  driftSeen: new Set(),
  healed: 0,
}
