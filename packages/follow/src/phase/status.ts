/** The account's status: each new code is an event; the number of the attempt and the time of the next are not. */

import type { EventDraft, StreamState } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type PhaseDraft, type Recovery, setRecovery } from './state.ts'
import { enqueue, setWork } from '../base/draft.ts'
import type { StatusParams } from '../base/work.ts'

/** A status without its time. */
export type StatusText = { readonly state: StreamState; readonly code: string; readonly params: StatusParams }

/** Says a status in place of one that still waits for its turn, unless it is said already. */
export function say(draft: PhaseDraft, state: StreamState, code: string, params: StatusParams = {}): void {
  const last = draft.work.works.findLast(({ kind }) => kind === 'status')
  if (last?.kind === 'status' && isSameStatus(last, { state, code, params })) return
  setWork(draft, { works: draft.work.works.filter(({ kind }) => kind !== 'status') })
  enqueue(draft, { kind: 'status', state, code, params })
}

/** The event of a status. */
export function statusEvent({ at }: PhaseDraft, { state, code, params }: StatusText): EventDraft {
  return { type: 'status.changed', status: { state, code, params, since: at }, time: at, source: 'stream' }
}

/** True for statuses that say the same: those of other assets or symbols are others. */
export function isSameStatus(a: StatusText, b: StatusText): boolean {
  const isSame = (name: string): boolean => a.params[name] === b.params[name]
  return a.state === b.state && a.code === b.code && isSame('assets') && isSame('symbols')
}

/** Records a failed try; `retryInMs` is absent where there is no automatic retry. */
export function failed(draft: PhaseDraft, retryInMs: number | undefined): void {
  const attempt = draft.recovery.tries.attempt + 1
  setRecovery(draft, { tries: { attempt, nextTryAt: retryInMs === undefined ? undefined : draft.at + retryInMs } })
}

/** Records a success. */
export function succeeded(draft: PhaseDraft): void {
  setRecovery(draft, { tries: { attempt: 0 } })
}

/** Parameters of the tries so far, at an exchange time. */
export function triesOf(tries: Recovery['tries'], at: number): StatusParams {
  if (tries.attempt === 0) return {}
  const { attempt, nextTryAt } = tries
  return defined({ attempt, retryInMs: nextTryAt === undefined ? undefined : Math.max(0, nextTryAt - at) })
}

/** Status code of a reconciliation, by its cause. */
export function readingCode(cause: string): string {
  if (cause === 'UNDECODABLE') return 'UNDECODABLE_PUSH'
  return cause === 'UNREADABLE_PUSH' ? 'PROTOCOL_DRIFT' : 'RECONCILING'
}

/** A refusal of the key is believed when reads have failed for so long: one answer may be wrong. */
const BELIEVED_MS = 10_000

/** Status code of a failed read, by the error's code and the time since reads fail, in ms. */
export function unreachableCode(code: string, failingMs: number): string {
  return code === 'AUTH_REFUSED' && failingMs >= BELIEVED_MS ? 'AUTH_REFUSED' : 'EXCHANGE_UNREACHABLE'
}
