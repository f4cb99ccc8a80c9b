/** Gaps that the answers of a search leave, by symbol. */

import type { Complete } from '../exchange.ts'
import type { Search } from './state.ts'

/** Records incomplete answers of a symbol: uncertain up to `goneAt` if it was delisted, else for the whole span. */
export function noted(
  { complete, knownFrom, lacks, listing }: Search,
  given: Complete,
  symbol: string,
): Partial<Search> {
  const goneAt = listing?.symbols.get(symbol)
  const of = (kind: keyof Complete): { readonly isComplete: boolean; readonly from: number } => {
    if (given[kind]) return { isComplete: complete[kind], from: knownFrom[kind] }
    if (goneAt === undefined) return { isComplete: false, from: knownFrom[kind] }
    return { isComplete: complete[kind], from: Math.max(knownFrom[kind], goneAt) }
  }
  const [orders, deals] = [of('orders'), of('deals')]
  return {
    complete: { orders: orders.isComplete, deals: deals.isComplete },
    knownFrom: { orders: orders.from, deals: deals.from },
    lacks: {
      orders: given.orders ? lacks.orders : withSymbols(lacks.orders, symbol),
      deals: given.deals ? lacks.deals : withSymbols(lacks.deals, symbol),
    },
  }
}

/** Maximal number of symbols that a window of coverage names; beyond it any may be missing. */
const MAX_NAMED = 20

/** Names with more of them; none where there are too many to name. */
export function withSymbols(
  names: readonly string[] | undefined,
  ...more: readonly string[]
): readonly string[] | undefined {
  const all = names && [...new Set([...names, ...more])].sort()
  return all === undefined || all.length > MAX_NAMED ? undefined : all
}
