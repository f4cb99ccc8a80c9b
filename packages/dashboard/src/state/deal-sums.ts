/** Exact sums of the fills of a filter, each in its own asset. */

import type { DealData } from '@spotdeck/api'
import { type Decimal, add, compare, decimal, negate } from '@spotdeck/exact'

/** A sum in one asset. */
export type Sum = { readonly asset: string; readonly amount: string }

/** Number of fills, their volume by quote asset and their fees by fee asset, the largest first. */
export type DealSums = { readonly count: number; readonly volume: readonly Sum[]; readonly fees: readonly Sum[] }

/** Adds up `deals`; `quoteOf` names the asset a symbol is priced in. */
export function sumDeals(deals: readonly DealData[], quoteOf: (symbol: string) => string | undefined): DealSums {
  const volume = new Map<string, Decimal<'sum'>>()
  const fees = new Map<string, Decimal<'sum'>>()
  const put = (sums: Map<string, Decimal<'sum'>>, asset: string, amount: string) =>
    sums.set(asset, add(sums.get(asset) ?? decimal<'sum'>('0'), decimal<'sum'>(amount)))
  for (const deal of deals) {
    put(volume, quoteOf(deal.symbol) ?? deal.symbol, deal.quoteQuantity)
    put(fees, deal.feeAsset, deal.fee)
  }
  return { count: deals.length, volume: largestFirst(volume), fees: largestFirst(fees) }
}

function largestFirst(sums: ReadonlyMap<string, Decimal<'sum'>>): readonly Sum[] {
  return [...sums]
    .sort(([a, x], [b, y]) => compare(negate(x), negate(y)) || a.localeCompare(b))
    .map(([asset, amount]) => ({ asset, amount }))
}
