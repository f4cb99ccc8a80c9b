/** Invariant: an asset's locked amount is what its open orders reserve, and frozen withdrawals. */

import { type AssetAmount, add, as, compare, multiply, zero } from '@spotdeck/exact'
import { type Order, type TrackedOrder, isOver, remainingQuantity } from '@spotdeck/ledger'

type PairOf = (symbol: string) => { readonly baseAsset: string; readonly quoteAsset: string } | undefined

/** Amounts that open orders reserve, by asset, and assets of orders whose reserve is not known. */
export type Reserves = {
  readonly amounts: ReadonlyMap<string, AssetAmount>
  readonly unknown: ReadonlySet<string>
}

/**
 * Sums what the open orders reserve. MEXC: a limit buy freezes price x remaining quantity, a sell its remaining
 * quantity; reports of market and stop orders do not tell what they freeze.
 */
export function reservesOf(orders: Iterable<TrackedOrder>, pairOf: PairOf): Reserves {
  const amounts = new Map<string, AssetAmount>()
  const unknown = new Set<string>()
  for (const { order } of orders) {
    if (order === undefined || isOver(order)) continue
    const pair = pairOf(order.symbol)
    if (pair === undefined) continue
    if (!isReserveKnown(order)) {
      unknown.add(pair.baseAsset).add(pair.quoteAsset)
      continue
    }
    const asset = order.side === 'BUY' ? pair.quoteAsset : pair.baseAsset
    amounts.set(asset, add(amounts.get(asset) ?? zero<'asset'>(), reserveOf(order)))
  }
  return { amounts, unknown }
}

function isReserveKnown({ type, status, quantity }: Order): boolean {
  const isLimited = type !== 'MARKET' && type !== 'STOP' && type !== 'UNKNOWN'
  return isLimited && status !== 'UNKNOWN' && compare(quantity, zero<'base'>()) > 0
}

function reserveOf(order: Order): AssetAmount {
  const left = remainingQuantity(order)
  return order.side === 'BUY' ? multiply<'asset'>(order.price, left) : as<'asset'>(left)
}
