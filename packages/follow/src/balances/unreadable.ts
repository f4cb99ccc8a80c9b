/** Balance rows that cannot be read: their assets keep the last value and are named unknown until the rows are readable. */

import type { Balance, CoverageWindow } from '@spotdeck/ledger'
import { type BalancesDraft, setBalances } from './state.ts'
import { noteDrift } from '../base/draft.ts'
import { type UnreadableRow, UNNAMED } from '../base/question.ts'

/** Reason of coverage that such rows leave. */
export const BALANCE_REASON = 'BALANCE_UNREADABLE'

/** Notes the unreadable rows of an answer. */
export function noteUnreadable(draft: BalancesDraft, rows: readonly UnreadableRow[]): void {
  const next = new Map(rows.map(({ asset, raw }) => [asset, raw]))
  for (const [asset, raw] of next)
    if (draft.balances.unreadable.get(asset) !== raw) noteDrift(draft, 'BAD_VALUE', `${asset} ${raw}`)
  if (next.size > 0 || draft.balances.unreadable.size > 0) setBalances(draft, { unreadable: next })
}

/** Coverage of balances from a time on of which some row is unreadable. */
export function unknownFrom(from: number): CoverageWindow {
  return { kind: 'assets', from, state: 'unknown', reason: BALANCE_REASON }
}

/** The read with the last values of assets whose rows are unreadable; a row without a name may be any that is absent. */
export function withLastValues(
  { ledger }: BalancesDraft,
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
