/** Balance rows that cannot be read: their assets keep the last value and are named unknown until the rows are readable. */

import type { Balance, CoverageWindow } from '@spotdeck/ledger'
import { type Draft, enqueue, isLive, noteDrift } from './draft.ts'
import { type UnreadableRow, UNNAMED } from './question.ts'
import { isSameStatus, liveStatus, say } from './status.ts'

const REASON = 'BALANCE_UNREADABLE'

/** Notes the unreadable rows of an answer. While the account is live, its status and coverage say what changed. */
export function noteUnreadable(draft: Draft, rows: readonly UnreadableRow[]): void {
  const next = new Map(rows.map(({ asset, raw }) => [asset, raw]))
  for (const [asset, raw] of next)
    if (draft.balances.unreadable.get(asset) !== raw) noteDrift(draft, 'BAD_VALUE', `${asset} ${raw}`)
  draft.balances = { ...draft.balances, unreadable: next }
  if (isLive(draft)) sayLive(draft)
}

/** Says the status and the coverage of an account whose figures are proven, but for unreadable rows. */
export function sayLive(draft: Draft): void {
  const { state, code, params } = liveStatus(draft)
  say(draft, state, code, params)
  const windows = unreadableCoverage(draft, draft.at)
  if (windows.length > 0) enqueue(draft, { kind: 'mark', windows })
}

/** Says the status of a live account where it is another one now: an amount is explained, or is found to be in question. */
export function sayChanged(draft: Draft): void {
  const { ledger } = draft
  const { accepted } = draft.balances
  const { works } = draft.work
  if (!isLive(draft) || (accepted.size === 0 && ledger.status.code !== 'EXPLAINING')) return
  if (works.some(({ kind }) => kind === 'status' || kind === 'live')) return
  if (!isSameStatus(ledger.status, liveStatus(draft))) sayLive(draft)
}

/** Windows that change at a time because rows are unreadable, or are readable again. */
export function unreadableCoverage(
  { ledger, balances: { unreadable } }: Draft,
  from: number,
): readonly CoverageWindow[] {
  const known = ledger.coverage.filter(({ reason }) => reason === REASON)
  const isOpen = known.some(({ to }) => to === undefined)
  if (unreadable.size > 0) return isOpen ? [] : [unknownFrom(from)]
  const repaired = known.map((window): CoverageWindow => {
    const { kind, to = from } = window
    return { kind, from: window.from, to: Math.max(window.from, to), state: 'repaired' }
  })
  return isOpen ? [...repaired, { kind: 'assets', from, state: 'complete' }] : repaired
}

/** Coverage of balances from a time on of which some row is unreadable. */
export function unknownFrom(from: number): CoverageWindow {
  return { kind: 'assets', from, state: 'unknown', reason: REASON }
}

/** The read with the last values of assets whose rows are unreadable; a row without a name may be any that is absent. */
export function withLastValues(
  { ledger }: Draft,
  read: ReadonlyMap<string, Balance>,
  unreadable: readonly UnreadableRow[],
): ReadonlyMap<string, Balance> {
  if (unreadable.length === 0) return read
  const whole = new Map(read)
  for (const [asset, { free, locked }] of ledger.assets)
    if (isUnknown(unreadable, asset, read)) whole.set(asset, { free, locked })
  return whole
}

/** True if the answer does not tell an asset's balance because of an unreadable row. */
export function isUnknown(
  unreadable: readonly UnreadableRow[],
  asset: string,
  read: ReadonlyMap<string, Balance>,
): boolean {
  return unreadable.some((row) => row.asset === asset || (row.asset === UNNAMED && !read.has(asset)))
}
