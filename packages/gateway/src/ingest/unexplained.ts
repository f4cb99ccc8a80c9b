/** What of the balances neither deals nor flows explain, told apart from what is only on its way. */

import { type AssetAmount, isZero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import type { Timers } from '@spotdeck/ports'
import type { LeftAmount } from './coverage-marks.ts'
import { sleep } from './sleep.ts'
import type { Span } from './symbol-backfill.ts'
import type { Writer } from './writer.ts'

/** How long deals may take to explain a balance. */
export const EXPLAIN_MS = 10_000
/** Prime, so as not to keep step with an account that trades by a timer. */
const LOOK_MS = 47

/** The amounts that are not zero, by asset. */
export function unexplainedAmounts(state: LedgerState): ReadonlyMap<string, AssetAmount> {
  const amounts = [...state.books.keys()].map((asset) => [asset, unexplained(state, asset)] as const)
  return new Map(amounts.filter(([, amount]) => !isZero(amount)))
}

/**
 * The amounts that stay unexplained: on an account that trades on, a deal or its balance is always on its way, but what is
 * explained at some moment hides nothing.
 */
export async function stillUnexplained(
  { writer, timers }: { readonly writer: Writer; readonly timers: Timers },
  isOver: () => boolean,
): Promise<ReadonlyMap<string, AssetAmount>> {
  let open = unexplainedAmounts(writer.state)
  for (let waited = 0; open.size > 0 && waited < EXPLAIN_MS && !isOver(); waited += LOOK_MS) {
    await sleep(timers, LOOK_MS)
    const now = [...open.keys()].map((asset) => [asset, unexplained(writer.state, asset)] as const)
    open = new Map(now.filter(([, amount]) => !isZero(amount)))
  }
  return open
}

/** The amounts that every symbol was asked for, by asset, and up to when: as long as one stays the same it hides nothing new. */
export class SearchedAmounts {
  readonly #searched = new Map<string, { readonly amount: string; readonly to: number }>()

  add({ amounts, to }: Pick<Span, 'amounts' | 'to'>): void {
    for (const [asset, amount] of amounts) this.#searched.set(asset, { amount, to })
  }

  /** Those that are still to be searched. */
  without<Amount extends string>(amounts: ReadonlyMap<string, Amount>): ReadonlyMap<string, Amount> {
    return new Map([...amounts].filter(([asset, amount]) => this.#to(asset, amount) === undefined))
  }

  /** Each with what is known of it. */
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
