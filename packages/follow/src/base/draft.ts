/** The state of one step while it is being made, as the lowest room sees it: it asks, queues work and logs. */

import type { LedgerState } from '@spotdeck/ledger'
import { type BackoffOptions, longestBackoffMs } from '@spotdeck/ports'
import type { Universe } from './universe.ts'
import type { WorkState, Purpose } from './state.ts'
import type { Effect } from './effect.ts'
import type { Question, CallId } from './question.ts'
import type { Work } from './work.ts'

/** A step as every room sees it: its time, the ledger, the listed symbols, and the work. */
export type WorkDraft = {
  now: number
  ledger: LedgerState
  universe: Universe
  work: WorkState
  /** Exchange time of the input, in ms since the epoch. */
  readonly at: number
  readonly random: number
  readonly effects: Effect[]
}

/** A state as a room sees it between two steps. */
export type Seen<D extends WorkDraft> = Readonly<Omit<D, 'at' | 'random' | 'effects'>>

/** Asks REST. */
export function ask(draft: WorkDraft, question: Question, purpose: Purpose): CallId {
  const call = draft.work.lastCall + 1
  setWork(draft, { lastCall: call })
  setWork(draft, { calls: new Map(draft.work.calls).set(call, purpose) })
  draft.effects.push({ type: 'ask', call, question })
  return call
}

/** Forgets the calls of a purpose: their answers are ignored. */
export function forget(draft: WorkDraft, isOf: (purpose: Purpose) => boolean): void {
  setWork(draft, { calls: new Map([...draft.work.calls].filter(([, purpose]) => !isOf(purpose))) })
}

/** Time of the machine of the next try: after the upper half of the longest wait. */
export function retryAt(
  { now, random }: Pick<WorkDraft, 'now' | 'random'>,
  attempt: number,
  bounds: BackoffOptions,
): number {
  return now + longestBackoffMs(attempt, bounds) * (0.5 + random / 2)
}

/** Queues work for the ledger. */
export function enqueue(draft: WorkDraft, work: Work): void {
  setWork(draft, { works: [...draft.work.works, work] })
}

/** Logs one line. */
export function log(
  draft: WorkDraft,
  level: 'debug' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  draft.effects.push({ type: 'log', level, message, fields })
}

/** Number of logged protocol values, each once; beyond it they are only counted. */
const MAX_DRIFT_LOGGED = 200

/** Counts an unknown protocol value, and logs it the first time. */
export function noteDrift(draft: WorkDraft, code: string, raw: string): void {
  setWork(draft, { drift: draft.work.drift + 1 })
  const key = `${code} ${raw}`
  if (draft.work.driftSeen.has(key) || draft.work.driftSeen.size >= MAX_DRIFT_LOGGED) return
  setWork(draft, { driftSeen: new Set(draft.work.driftSeen).add(key) })
  log(draft, 'warn', 'unknown protocol value received', { code, raw })
}

/** Sets members of the work. Field by field: a spread takes twenty times as long, at every push. */
export function setWork(draft: WorkDraft, part: Partial<WorkState>): void {
  const { work } = draft
  draft.work = {
    calls: part.calls ?? work.calls,
    lastCall: part.lastCall ?? work.lastCall,
    works: part.works ?? work.works,
    pushes: part.pushes ?? work.pushes,
    turn: part.turn ?? work.turn,
    pushesSince: 'pushesSince' in part ? part.pushesSince : work.pushesSince,
    behindAt: part.behindAt ?? work.behindAt,
    sharing: part.sharing ?? work.sharing,
    lastAt: part.lastAt ?? work.lastAt,
    wakeAt: part.wakeAt ?? work.wakeAt,
    drift: part.drift ?? work.drift,
    driftSeen: part.driftSeen ?? work.driftSeen,
  }
}
