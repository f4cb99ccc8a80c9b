/** The status of a live account, and that of its store: what every room has noticed, in one line. */

import type { CoverageWindow, Status, StreamState } from '@spotdeck/ledger'
import type { FollowState } from './state.ts'
import { isSameStatus, triesOf } from '../phase/status.ts'
import { say } from './plan-queue.ts'
import type { StatusText } from '../base/work.ts'
import { amountsInQuestion } from '../balances/explain.ts'
import { type UnreadableRow, UNNAMED } from '../base/question.ts'
import type { Draft } from './draft.ts'
import { enqueue, noteDrift } from '../base/draft.ts'
import { isLive, type Recovery } from '../phase/state.ts'
import { BALANCE_REASON, unknownFrom, unreadableAfter } from '../balances/unreadable.ts'
import type { OrdersState } from '../orders/state.ts'

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

/** Says the status and the coverage of an account whose figures are proven, but for unreadable rows. */
export function sayLive(draft: Draft): void {
  const { state, code, params } = liveStatus(draft)
  say(draft, state, code, params)
  const windows = unreadableCoverage(draft, draft.at)
  if (windows.length > 0) enqueue(draft, { kind: 'mark', windows })
}

/** Says the status of a live account that changed: an amount is explained, or is found to be in question. */
export function sayChanged(draft: Draft): void {
  const { ledger } = draft
  const { accepted } = draft.balances
  const { works } = draft.work
  if (!isLive(draft) || (accepted.size === 0 && ledger.status.code !== 'EXPLAINING')) return
  if (works.some(({ kind }) => kind === 'status')) return
  if (!isSameStatus(ledger.status, liveStatus(draft))) sayLive(draft)
}

/** Notes the balance rows of an answer that cannot be read. */
export function noteUnreadable(draft: Draft, rows: readonly UnreadableRow[]): void {
  const { balances, news } = unreadableAfter(draft.balances, rows)
  draft.balances = balances
  for (const text of news) noteDrift(draft, 'BAD_VALUE', text)
}

/** Windows that change at a time because rows are unreadable, or are readable again. */
export function unreadableCoverage(
  { ledger, balances: { unreadable } }: Draft,
  from: number,
): readonly CoverageWindow[] {
  const known = ledger.coverage.filter(({ reason }) => reason === BALANCE_REASON)
  const isOpen = known.some(({ to }) => to === undefined)
  if (unreadable.size > 0) return isOpen ? [] : [unknownFrom(from)]
  const repaired = known.map((window): CoverageWindow => {
    const { kind, to = from } = window
    return { kind, from: window.from, to: Math.max(window.from, to), state: 'repaired' }
  })
  return isOpen ? [...repaired, { kind: 'assets', from, state: 'complete' }] : repaired
}

/** Says what changed where rows of a live account became unreadable or readable again since a state. */
export function sayUnreadable(draft: Draft, before: FollowState): void {
  if (!isLive(draft)) return
  const isSame =
    draft.balances.unreadable === before.balances.unreadable &&
    haveSameRows(draft.orders.unreadableLists, before.orders.unreadableLists)
  if (!isSame) sayLive(draft)
}

type Lists = OrdersState['unreadableLists']
const haveSameRows = (one: Lists, other: Lists): boolean =>
  one === other || (one.size === other.size && [...one].every(([name, { rows }]) => other.get(name)?.rows === rows))

/** States that say more than a slow store does: REST and stream are silent. */
const WORSE: ReadonlySet<StreamState> = new Set(['stale', 'offline'])

/** Facts beside the machine's state on which the status depends. */
type Known = {
  readonly writing: { readonly since: number; readonly attempt: number; readonly code: string } | undefined
  /** Exchange time since which commits take too long. */
  readonly slowSince: number | undefined
  /** Time within which a live account notices what its stream leaves out, in ms. */
  readonly withinMs: number
  readonly state: { readonly status: Status }
  readonly at: number
  readonly isDamaged: boolean
}

/** The stored status with its retry, or what keeps the ledger from being written, or, while live, its damage. */
export function currentStatus(tries: Recovery['tries'], known: Known): Status {
  const { writing, slowSince, withinMs, at, isDamaged } = known
  const { status } = known.state
  if (writing !== undefined) {
    const { since, attempt, code } = writing
    return { state: 'degraded', code: 'STORE_FAILED', params: { attempt, cause: code }, since }
  }
  if (slowSince !== undefined && !WORSE.has(status.state))
    return { state: 'degraded', code: 'STORE_SLOW', params: {}, since: slowSince }
  if (isDamaged && status.state === 'live')
    return { state: 'degraded', code: 'LEDGER_DAMAGED', params: {}, since: status.since }
  const bound = status.state === 'live' ? { withinMs } : {}
  return { ...status, params: { ...status.params, ...bound, ...triesOf(tries, at) } }
}
