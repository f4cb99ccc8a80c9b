/** Unexplained amounts of balances: which of them are left, and which every symbol was read for. */

import { type AssetAmount, isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import type { BalancesView, BalancesState } from './state.ts'

/** Wait for deals that may explain a balance, in ms. */
export const EXPLAIN_MS = 10_000

/** Unexplained amounts other than zero, by asset. */
export function unexplainedAmounts(state: LedgerState): ReadonlyMap<string, AssetAmount> {
  const amounts = [...state.books.keys()].map((asset) => [asset, unexplained(state, asset)] as const)
  return new Map(amounts.filter(([, amount]) => !isZero(amount)))
}

/** Time up to which every symbol was read for an amount. */
export const searchedTo = (
  { balances: { searched } }: { readonly balances: Pick<BalancesState, 'searched'> },
  asset: string,
  amount: string,
): number | undefined => searched.get(`${asset} ${amount}`)

/**
 * Amounts that an earlier run searched for: recorded as adjustments before the time up to which all was known, which no
 * run claims while an amount is neither explained nor searched for.
 */
export function searchedBefore(ledger: LedgerState): BalancesState['searched'] {
  const { checkedAt = 0, notes } = ledger
  const left = new Map(unexplainedAmounts(ledger))
  const amounts = [...left]
  for (const { asset, since, change } of notes.values())
    if (since < checkedAt) left.set(asset, subtract(left.get(asset) ?? zero<'asset'>(), change))
  return new Map(
    amounts.flatMap(([asset, amount]) =>
      isZero(left.get(asset) ?? amount) ? [[`${asset} ${amount}`, checkedAt] as const] : [],
    ),
  )
}

/** Unexplained amounts for which not every symbol was read. */
export function unsearched(draft: BalancesView): ReadonlyMap<string, string> {
  return new Map(
    [...unexplainedAmounts(draft.ledger)].filter(([asset, amount]) => searchedTo(draft, asset, amount) === undefined),
  )
}

/** Amounts, by asset, that nothing explains after REST's lag, and for which the search is not over. */
export function amountsInQuestion(state: Questioned): ReadonlyMap<string, AssetAmount> {
  const amounts = new Map<string, AssetAmount>()
  for (const [key, amount] of state.balances.accepted) {
    const asset = key.slice(2)
    if (!key.startsWith('b ') || searchedTo(state, asset, amount) !== undefined) continue
    if (!isZero(unexplained(state.ledger, asset))) amounts.set(asset, amount)
  }
  return amounts
}

type Questioned = { readonly balances: Pick<BalancesState, 'accepted' | 'searched'>; readonly ledger: LedgerState }

/** True if deals and flows explain every balance, or every symbol was read for the unexplained amounts. */
export function isExplained(draft: BalancesView): boolean {
  return unsearched(draft).size === 0
}
