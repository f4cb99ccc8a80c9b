/** Unexplained amounts of balances: which of them are left, and which every symbol was read for. */

import { type AssetAmount, isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import type { LeftAmount } from './coverage-marks.ts'
import { type Draft, isUp } from './draft.ts'
import type { FollowState, BalancesState } from './state.ts'

/** Wait for deals that may explain a balance, in ms. */
export const EXPLAIN_MS = 10_000

/** Unexplained amounts other than zero, by asset. */
export function unexplainedAmounts(state: LedgerState): ReadonlyMap<string, AssetAmount> {
  const amounts = [...state.books.keys()].map((asset) => [asset, unexplained(state, asset)] as const)
  return new Map(amounts.filter(([, amount]) => !isZero(amount)))
}

const searchedTo = (
  { balances: { searched } }: Pick<FollowState, 'balances'>,
  asset: string,
  amount: string,
): number | undefined => searched.get(`${asset} ${amount}`)

/**
 * Amounts that an earlier run searched for: recorded as adjustments before a time up to which all was known, which no run
 * claims while an amount is unexplained and not searched for.
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
export function unsearched(draft: Draft): ReadonlyMap<string, string> {
  return new Map(
    [...unexplainedAmounts(draft.ledger)].filter(([asset, amount]) => searchedTo(draft, asset, amount) === undefined),
  )
}

/**
 * Amounts that nothing explains although REST was asked for it after its lag, and for which the search is not over, by
 * asset: what moved them is missing.
 */
export function amountsInQuestion(state: Questioned): ReadonlyMap<string, AssetAmount> {
  const amounts = new Map<string, AssetAmount>()
  for (const [key, amount] of state.balances.accepted) {
    const asset = key.slice(2)
    if (!key.startsWith('b ') || searchedTo(state, asset, amount) !== undefined) continue
    if (!isZero(unexplained(state.ledger, asset))) amounts.set(asset, amount)
  }
  return amounts
}

type Questioned = Pick<FollowState, 'balances' | 'ledger'>

/** True if deals and flows explain every balance, or every symbol was read for the unexplained amounts. */
export function isExplained(draft: Draft): boolean {
  return unsearched(draft).size === 0
}

/** Amounts that stayed unexplained after a search, each with the time up to which it was searched. */
export function leftAmounts(draft: Draft): readonly LeftAmount[] {
  return [...(draft.flows.explaining?.open.keys() ?? [])].flatMap((asset): LeftAmount[] => {
    const amount = unexplained(draft.ledger, asset)
    return isZero(amount) ? [] : [{ amount, searchedTo: searchedTo(draft, asset, amount) }]
  })
}

/** True while the stream that the lists were compared with continues. */
export function isHeard(draft: Draft): boolean {
  return isUp(draft) && draft.recovery.gapFrom === undefined && draft.flows.listedIn === draft.recovery.upAt
}
