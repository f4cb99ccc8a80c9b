/** The account's status: each new code is an event; the number of the attempt and the time of the next are not. */

import type { EventDraft } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { PhaseView, Recovery } from './state.ts'
import type { StatusParams, StatusText } from '../base/work.ts'

/** The event of a status. */
export function statusEvent({ at }: Pick<PhaseView, 'at'>, { state, code, params }: StatusText): EventDraft {
  return { type: 'status.changed', status: { state, code, params, since: at }, time: at, source: 'stream' }
}

/** True for statuses that say the same: those of other assets or symbols are others. */
export function isSameStatus(a: StatusText, b: StatusText): boolean {
  const isSame = (name: string): boolean => a.params[name] === b.params[name]
  return a.state === b.state && a.code === b.code && isSame('assets') && isSame('symbols')
}

/** Records a failed try; `retryInMs` is absent where there is no automatic retry. */
export function failed({ recovery, at }: PhaseView, retryInMs: number | undefined): Recovery {
  const attempt = recovery.tries.attempt + 1
  return { ...recovery, tries: { attempt, nextTryAt: retryInMs === undefined ? undefined : at + retryInMs } }
}

/** Records a success. */
export function succeeded(recovery: Recovery): Recovery {
  return { ...recovery, tries: { attempt: 0 } }
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
