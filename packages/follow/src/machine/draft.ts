/** The state of one step while it is being made: a copy whose fields may be set, with the effects so far. */

import type { CallId, Question } from './question.ts'
import type { Effect, FollowState, Purpose } from './state.ts'
import type { Work } from './work.ts'

/** A state being changed by one input, at one time. */
export type Draft = { -readonly [Key in keyof FollowState]: FollowState[Key] } & {
  /** Exchange time of the input, in ms since the epoch. */
  readonly at: number
  readonly random: number
  readonly effects: Effect[]
}

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
