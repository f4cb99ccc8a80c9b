/** The state of one step while it is being made: a copy whose fields may be set, with the effects so far. */

import type { CallId, Question } from './question.ts'
import type { Effect, FollowState, Input, Purpose } from './state.ts'
import type { Work } from './work.ts'

/** Every field is named where a state is copied: none may be left out. */
type Fields = { -readonly [Key in keyof FollowState]-?: FollowState[Key] }

/** A state being changed by one input, at one time. */
export type Draft = Fields & {
  /** Exchange time of the input, in ms since the epoch. */
  readonly at: number
  readonly random: number
  readonly effects: Effect[]
}

/** Begins a step: a copy of the state that may be set. */
export function draftOf(state: FollowState, { at, random }: Pick<Input, 'at' | 'random'>): Draft {
  return Object.assign(copyOf(state), { at, random, effects: [] })
}

/** Copies field by field: spreading an object of so many fields takes 15 times as long, at every push and tick. */
const copyOf = (state: FollowState): Fields => ({
  phase: state.phase,
  now: state.now,
  lastAt: state.lastAt,
  sharers: state.sharers,
  lagMs: state.lagMs,
  demand: state.demand,
  ledger: state.ledger,
  universe: state.universe,
  sequence: state.sequence,
  buffer: state.buffer,
  held: state.held,
  unlisted: state.unlisted,
  listAskedAt: state.listAskedAt,
  pushes: state.pushes,
  works: state.works,
  turn: state.turn,
  queue: state.queue,
  calls: state.calls,
  lastCall: state.lastCall,
  gapFrom: state.gapFrom,
  polledTo: state.polledTo,
  upAt: state.upAt,
  proof: state.proof,
  silent: state.silent,
  heard: state.heard,
  owed: state.owed,
  tries: state.tries,
  failures: state.failures,
  failingSince: state.failingSince,
  row: state.row,
  checkedLedger: state.checkedLedger,
  paused: state.paused,
  violations: state.violations,
  accepted: state.accepted,
  unreadable: state.unreadable,
  unreadableLists: state.unreadableLists,
  nextHealAt: state.nextHealAt,
  repairs: state.repairs,
  searches: state.searches,
  searching: state.searching,
  partly: state.partly,
  telling: state.telling,
  explaining: state.explaining,
  searched: state.searched,
  toldIn: state.toldIn,
  flowRetry: state.flowRetry,
  resumed: state.resumed,
  heardAt: state.heardAt,
  comparedAt: state.comparedAt,
  agreedAt: state.agreedAt,
  agreedTo: state.agreedTo,
  late: state.late,
  refusals: state.refusals,
  frameAt: state.frameAt,
  beat: state.beat,
  nextWatchAt: state.nextWatchAt,
  liveUntil: state.liveUntil,
  wakeAt: state.wakeAt,
  nextAuditAt: state.nextAuditAt,
  upkeep: state.upkeep,
  renewedAt: state.renewedAt,
  toldAt: state.toldAt,
  aliveAt: state.aliveAt,
  clockAskedAt: state.clockAskedAt,
  latencyMs: state.latencyMs,
  drift: state.drift,
  driftSeen: state.driftSeen,
  healed: state.healed,
})

/** Asks REST. */
export function ask(draft: Draft, question: Question, purpose: Purpose): CallId {
  const call = draft.lastCall + 1
  draft.lastCall = call
  draft.calls = new Map(draft.calls).set(call, purpose)
  draft.effects.push({ type: 'ask', call, question })
  return call
}

/** Forgets the calls of a purpose: their answers are ignored. */
export function forget(draft: Draft, isOf: (purpose: Purpose) => boolean): void {
  draft.calls = new Map([...draft.calls].filter(([, purpose]) => !isOf(purpose)))
}

/** Queues work for the ledger. */
export function enqueue(draft: Draft, work: Work): void {
  draft.works = [...draft.works, work]
}

/** Logs one line. */
export function log(
  draft: Draft,
  level: 'debug' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  draft.effects.push({ type: 'log', level, message, fields })
}

/** True while a stream is acknowledged. */
export function isUp(draft: FollowState): boolean {
  return draft.upAt !== undefined
}

/** True while the figures are proven. */
export function isLive(draft: FollowState): boolean {
  return draft.phase.kind === 'live'
}

/** Number of logged protocol values, each once; beyond it they are only counted. */
const MAX_DRIFT_LOGGED = 200

/** Counts an unknown protocol value, and logs it the first time. */
export function noteDrift(draft: Draft, code: string, raw: string): void {
  draft.drift += 1
  const key = `${code} ${raw}`
  if (draft.driftSeen.has(key) || draft.driftSeen.size >= MAX_DRIFT_LOGGED) return
  draft.driftSeen = new Set(draft.driftSeen).add(key)
  log(draft, 'warn', 'unknown protocol value received', { code, raw })
}
