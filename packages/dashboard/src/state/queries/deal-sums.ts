/** Exact sums of the fills of a filter, each in its own asset. */

import type { DealData } from '@spotdeck/api'
import { type Decimal, add, compare, decimal, divide, isZero, negate } from '@spotdeck/exact'

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

/** The sums of one order's fills: `quantity` in base, `amount` and the average price in quote; times in ms since the epoch. */
export type OrderFills = {
  readonly quantity: string
  readonly amount: string
  readonly averagePrice: string | undefined
  readonly fees: readonly Sum[]
  readonly first: DealData
  readonly last: DealData
}

/** Digits after the point of an average that does not end. */
const AVERAGE_DIGITS = 12

/** Adds up the fills of one order, oldest first; `undefined` where there are none. */
export function sumOrderFills(deals: readonly DealData[]): OrderFills | undefined {
  const [first, last] = [deals[0], deals.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const quantity = deals.reduce((sum, deal) => add(sum, decimal<'base'>(deal.quantity)), decimal<'base'>('0'))
  const amount = deals.reduce((sum, deal) => add(sum, decimal<'quote'>(deal.quoteQuantity)), decimal<'quote'>('0'))
  const averagePrice = isZero(quantity) ? undefined : divide<'price'>(amount, quantity, AVERAGE_DIGITS)
  return { quantity, amount, averagePrice, fees: sumDeals(deals, () => undefined).fees, first, last }
}
