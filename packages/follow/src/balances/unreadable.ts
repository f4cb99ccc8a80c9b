/** Balance rows that cannot be read: their assets keep the last value and are named unknown until then. */

import type { Balance, CoverageWindow } from '@spotdeck/ledger'
import { type BalancesState, type BalancesView, withBalances } from './state.ts'
import { type UnreadableRow, UNNAMED } from '../base/question.ts'

/** Reason of coverage that such rows leave. */
export const BALANCE_REASON = 'BALANCE_UNREADABLE'

/** The balances after an answer with these unreadable rows, and the texts of those that are new. */
export function unreadableAfter(
  balances: BalancesState,
  rows: readonly UnreadableRow[],
): { readonly balances: BalancesState; readonly news: readonly string[] } {
  const { unreadable } = balances
  if (rows.length === 0 && unreadable.size === 0) return { balances, news: [] }
  const next = new Map(rows.map(({ asset, raw }) => [asset, raw]))
  const news = [...next].filter(([asset, raw]) => unreadable.get(asset) !== raw).map((row) => row.join(' '))
  return { balances: withBalances(balances, { unreadable: next }), news }
}

/** Coverage of balances from a time on of which some row is unreadable. */
export function unknownFrom(from: number): CoverageWindow {
  return { kind: 'assets', from, state: 'unknown', reason: BALANCE_REASON }
}

/** The read with the last values of assets whose rows are unreadable; a row without a name may be any absent one. */
export function withLastValues(
  { ledger }: BalancesView,
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
