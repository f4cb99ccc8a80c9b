/** The state of one step while it is being made: a copy whose fields may be set, with the effects so far. */

import type { CallId, Question } from './question.ts'
import type { FollowState, Purpose } from './state.ts'
import type { Effect, Input } from './input.ts'
import type { Work } from './work.ts'

/** A state being changed by one input, at one time: its parts may be set, each as a whole. */
export type Draft = { -readonly [Key in keyof FollowState]: FollowState[Key] } & {
  /** Exchange time of the input, in ms since the epoch. */
  readonly at: number
  readonly random: number
  readonly effects: Effect[]
}

/** Begins a step: a copy of the state that may be set. */
export function draftOf(state: FollowState, { at, random }: Pick<Input, 'at' | 'random'>): Draft {
  return { ...partsOf(state), at, random, effects: [] }
}

/** The parts of a state, without what a draft adds. */
export function partsOf(state: FollowState): FollowState {
  const { now, ledger, universe, work, balances, phase, recovery, stream, orders, flows, search, liveness } = state
  return { now, ledger, universe, work, balances, phase, recovery, stream, orders, flows, search, liveness }
}

/** Asks REST. */
export function ask(draft: Draft, question: Question, purpose: Purpose): CallId {
  const call = draft.work.lastCall + 1
  draft.work = { ...draft.work, lastCall: call }
  draft.work = { ...draft.work, calls: new Map(draft.work.calls).set(call, purpose) }
  draft.effects.push({ type: 'ask', call, question })
  return call
}

/** Forgets the calls of a purpose: their answers are ignored. */
export function forget(draft: Draft, isOf: (purpose: Purpose) => boolean): void {
  draft.work = { ...draft.work, calls: new Map([...draft.work.calls].filter(([, purpose]) => !isOf(purpose))) }
}

/** Queues work for the ledger. */
export function enqueue(draft: Draft, work: Work): void {
  draft.work = { ...draft.work, works: [...draft.work.works, work] }
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
  return draft.recovery.upAt !== undefined
}

/** True while the figures are proven. */
export function isLive(draft: FollowState): boolean {
  return draft.phase.kind === 'live'
}

/** Number of logged protocol values, each once; beyond it they are only counted. */
const MAX_DRIFT_LOGGED = 200

/** Counts an unknown protocol value, and logs it the first time. */
export function noteDrift(draft: Draft, code: string, raw: string): void {
  draft.work = { ...draft.work, drift: draft.work.drift + 1 }
  const key = `${code} ${raw}`
  if (draft.work.driftSeen.has(key) || draft.work.driftSeen.size >= MAX_DRIFT_LOGGED) return
  draft.work = { ...draft.work, driftSeen: new Set(draft.work.driftSeen).add(key) }
  log(draft, 'warn', 'unknown protocol value received', { code, raw })
}
