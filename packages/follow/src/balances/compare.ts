/** Holds balances over REST against the ledger while pushes go on. */

import { type Balance, NO_BALANCE, sameBalance } from '@spotdeck/ledger'
import type { BalancesView } from './state.ts'
import type { BalancesAnswer } from '../base/question.ts'
import { mayLag } from './sequence.ts'
import { isUnknown } from './unreadable.ts'

/** Balances that the ledger held since a comparison was asked, by asset. */
export type SeenBalances = ReadonlyMap<string, readonly Balance[]>

/** Balances that the ledger holds now, as the first of a comparison. */
export function seenNow({ ledger }: BalancesView): SeenBalances {
  return new Map([...ledger.assets].map(([asset, held]) => [asset, [held]]))
}

/** Balances seen so far with those that the ledger holds now. */
export function alsoSeen({ ledger }: BalancesView, before: SeenBalances): SeenBalances {
  const seen = new Map(before)
  for (const [asset, held] of ledger.assets) {
    const list = seen.get(asset) ?? [NO_BALANCE]
    if (list.at(-1) !== held) seen.set(asset, [...list, held])
  }
  return seen
}

/** Assets of which the ledger has not held the balance that was read. */
export type Differing = {
  /** Their read equals the balance before one of their newest changes: REST may lag behind it. */
  readonly late: readonly string[]
  /** Their read is new: its push is on its way, or lost. */
  readonly ahead: readonly string[]
}

/** Compares what was read with everything that was seen since it was asked for. */
export function differing(
  { balances: { sequence }, at }: BalancesView,
  { seen, answer: { read, unreadable } }: { readonly seen: SeenBalances; readonly answer: BalancesAnswer },
): Differing {
  const others = [...new Set([...seen.keys(), ...read.keys()])].filter((asset) => {
    const balance = read.get(asset) ?? NO_BALANCE
    const isSeen = (seen.get(asset) ?? [NO_BALANCE]).some((held) => sameBalance(held, balance))
    return !isSeen && !isUnknown(unreadable, asset, read)
  })
  const isLate = (asset: string): boolean => mayLag(sequence, { asset, balance: read.get(asset) ?? NO_BALANCE }, at)
  return { late: others.filter(isLate), ahead: others.filter((asset) => !isLate(asset)) }
}
