/** The account's status: each new code is an event; the number of the attempt and the time of the next are not. */

import type { EventDraft, Status, StreamState } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type Draft, enqueue } from './draft.ts'
import { amountsInQuestion } from './explain.ts'
import type { FollowState, Recovery } from './state.ts'
import type { StatusParams } from './work.ts'
import { UNNAMED } from './question.ts'

/** A status without its time. */
export type StatusText = { readonly state: StreamState; readonly code: string; readonly params: StatusParams }

/** Says a status in place of one that still waits for its turn, unless it is said already. */
export function say(draft: Draft, state: StreamState, code: string, params: StatusParams = {}): void {
  const last = draft.work.works.findLast(({ kind }) => kind === 'status' || kind === 'live')
  if (last?.kind === 'status' && isSameStatus(last, { state, code, params })) return
  draft.work = { ...draft.work, works: draft.work.works.filter(({ kind }) => kind !== 'status') }
  enqueue(draft, { kind: 'status', state, code, params })
}

/** The event of a status. */
export function statusEvent({ at }: Draft, { state, code, params }: StatusText): EventDraft {
  return { type: 'status.changed', status: { state, code, params, since: at }, time: at, source: 'stream' }
}

/** True for statuses that say the same: those of other assets or symbols are others. */
export function isSameStatus(a: StatusText, b: StatusText): boolean {
  const isSame = (name: string): boolean => a.params[name] === b.params[name]
  return a.state === b.state && a.code === b.code && isSame('assets') && isSame('symbols')
}

/** Maximal length of the raw text of unreadable rows. */
const MAX_RAW = 200

/** The status of an account whose balances are proven, but for unreadable rows: what else may be missing is named. */
export function liveStatus(state: FollowState): StatusText {
  const { unreadable } = state.balances
  const { unreadableLists } = state.orders
  const text = (rows: readonly string[]): string => rows.join('; ').slice(0, MAX_RAW)
  const names = (all: Iterable<string>): string => [...new Set(all)].sort().join(', ')
  if (unreadable.size > 0) {
    const detail = text([...unreadable].map(([asset, raw]) => `${asset}: ${raw}`))
    return { state: 'degraded', code: 'BALANCE_UNREADABLE', params: { assets: names(unreadable.keys()), detail } }
  }
  if (unreadableLists.size === 0) {
    const assets = amountsInQuestion(state)
    if (assets.size === 0) return { state: 'live', code: 'LIVE', params: {} }
    return { state: 'degraded', code: 'EXPLAINING', params: { assets: names(assets.keys()) } }
  }
  const lists = [...unreadableLists.values()]
  const symbols = names(lists.flatMap(({ rows }) => rows.map(({ symbol = UNNAMED }) => symbol)))
  const detail = text(lists.flatMap(({ rows }) => rows.map(({ raw }) => raw)))
  return { state: 'degraded', code: 'LIST_UNREADABLE', params: { symbols, detail } }
}

/** Records a failed try; `retryInMs` is absent where there is no automatic retry. */
export function failed(draft: Draft, retryInMs: number | undefined): void {
  const attempt = draft.recovery.tries.attempt + 1
  draft.recovery = {
    ...draft.recovery,
    tries: { attempt, nextTryAt: retryInMs === undefined ? undefined : draft.at + retryInMs },
  }
}

/** Records a success. */
export function succeeded(draft: Draft): void {
  draft.recovery = { ...draft.recovery, tries: { attempt: 0 } }
}

/** Parameters of the tries so far, at an exchange time. */
export function triesOf(tries: Recovery['tries'], at: number): StatusParams {
  if (tries.attempt === 0) return {}
  const { attempt, nextTryAt } = tries
  return defined({ attempt, retryInMs: nextTryAt === undefined ? undefined : Math.max(0, nextTryAt - at) })
}

/** States that say more than a slow store does: REST and stream are silent. */
const WORSE: ReadonlySet<StreamState> = new Set(['stale', 'offline'])

/** The stored status with its retry, or what keeps the ledger from being written, or, while live, its damage. */
export function currentStatus(
  tries: Recovery['tries'],
  {
    writing,
    slowSince,
    withinMs,
    state,
    at,
    isDamaged,
  }: {
    readonly writing: { readonly since: number; readonly attempt: number; readonly code: string } | undefined
    /** Exchange time since which commits take too long. */
    readonly slowSince: number | undefined
    /** Time within which a live account notices what its stream leaves out, in ms. */
    readonly withinMs: number
    readonly state: { readonly status: Status }
    readonly at: number
    readonly isDamaged: boolean
  },
): Status {
  if (writing !== undefined) {
    const { since, attempt, code } = writing
    return { state: 'degraded', code: 'STORE_FAILED', params: { attempt, cause: code }, since }
  }
  if (slowSince !== undefined && !WORSE.has(state.status.state))
    return { state: 'degraded', code: 'STORE_SLOW', params: {}, since: slowSince }
  if (isDamaged && state.status.state === 'live')
    return { state: 'degraded', code: 'LEDGER_DAMAGED', params: {}, since: state.status.since }
  const bound = state.status.state === 'live' ? { withinMs } : {}
  return { ...state.status, params: { ...state.status.params, ...bound, ...triesOf(tries, at) } }
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
