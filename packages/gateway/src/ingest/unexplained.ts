/** Unexplained amounts of balances, without those whose deals or flows are only on their way. */

import { type AssetAmount, isZero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import { type Timers, sleep } from '@spotdeck/ports'
import type { LeftAmount } from './coverage-marks.ts'
import type { Span } from './symbol-backfill.ts'
import type { Writer } from './writer.ts'

/** Wait for deals that may explain a balance, in ms. */
export const EXPLAIN_MS = 10_000
/** Prime, so that checks do not coincide with an account that trades on a timer. */
const LOOK_MS = 47

/** Unexplained amounts other than zero, by asset. */
export function unexplainedAmounts(state: LedgerState): ReadonlyMap<string, AssetAmount> {
  const amounts = [...state.books.keys()].map((asset) => [asset, unexplained(state, asset)] as const)
  return new Map(amounts.filter(([, amount]) => !isZero(amount)))
}

/**
 * Amounts that stay unexplained over several checks: on an active account a deal or its balance is always on its way,
 * but an amount that is explained at one moment has no missing record.
 */
export async function stillUnexplained(
  { writer, timers }: { readonly writer: Writer; readonly timers: Timers },
  isOver: () => boolean,
): Promise<ReadonlyMap<string, AssetAmount>> {
  let open = unexplainedAmounts(writer.state)
  for (let waited = 0; open.size > 0 && waited < EXPLAIN_MS && !isOver(); waited += LOOK_MS) {
    await sleep({ timers, ms: LOOK_MS })
    const now = [...open.keys()].map((asset) => [asset, unexplained(writer.state, asset)] as const)
    open = new Map(now.filter(([, amount]) => !isZero(amount)))
  }
  return open
}

/**
 * Amounts for which every symbol was read, by asset, and up to when: an amount that stays the same has no new missing
 * record.
 */
export class SearchedAmounts {
  readonly #searched = new Map<string, { readonly amount: string; readonly to: number }>()

  add({ amounts, to }: Pick<Span, 'amounts' | 'to'>): void {
    for (const [asset, amount] of amounts) this.#searched.set(asset, { amount, to })
  }

  /** Amounts that are still to be searched. */
  without<Amount extends string>(amounts: ReadonlyMap<string, Amount>): ReadonlyMap<string, Amount> {
    return new Map([...amounts].filter(([asset, amount]) => this.#to(asset, amount) === undefined))
  }

  /** Amounts with the time up to which they were searched. */
  among(amounts: ReadonlyMap<string, AssetAmount>): readonly LeftAmount[] {
    return [...amounts].map(([asset, amount]) => {
      const searchedTo = this.#to(asset, amount)
      return { amount, ...(searchedTo === undefined ? {} : { searchedTo }) }
    })
  }

  #to(asset: string, amount: string): number | undefined {
    const searched = this.#searched.get(asset)
    return searched?.amount === amount ? searched.to : undefined
  }
}
