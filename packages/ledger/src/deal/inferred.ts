/**
 * Inferred deals: one deal for the executed sum of an order beyond its known deals, at the average price, until the
 * real ones arrive (from an export, for example) and replace it.
 */

import { type Amount, type Price, add, compare, divide, isPositive, multiply, subtract, zero } from '@spotdeck/exact'
import type { Order } from '../order/order.ts'
import { type Deal, type KnownDeal, admitDeal, remember } from './deal.ts'

const PREFIX = 'inferred-'

/** True if a deal was inferred from sums. */
export function isInferred(deal: Pick<Deal, 'tradeId'>): boolean {
  return deal.tradeId.startsWith(PREFIX)
}

/** Lower bound of an order's executed sums: its known deals and those that REST returns, each counted once. */
export function executedBy(
  known: readonly KnownDeal[],
  told: readonly Deal[],
): Pick<Order, 'executedQuantity' | 'executedQuoteQuantity'> {
  let deals = known.filter((deal) => !isInferred(deal))
  for (const deal of told) {
    const admission = admitDeal({ deals, dealt: zero() }, deal, 'rest')
    if (admission.kind === 'new') deals = [...deals, remember(deal, 'rest')]
    if (admission.kind === 'alias')
      deals = deals.map((one) => (one.tradeId === admission.of ? { ...one, alias: deal.tradeId } : one))
  }
  return {
    executedQuantity: deals.reduce((total, deal) => add(total, deal.quantity), zero<'base'>()),
    executedQuoteQuantity: deals.reduce<Amount>(
      (total, deal) => add(total, multiply<'quote'>(deal.price, deal.quantity)),
      zero(),
    ),
  }
}

/**
 * Returns the missing deal; `undefined` where none is missing. Its fee is not known and counts as zero: a paid fee
 * stays unclassified. Its time is the order's last. `n` is the number of the last event: one order may have a second
 * inferred deal after the first was dropped, and subscribers must tell the two apart.
 */
export function inferDeal(
  order: Order,
  deals: readonly KnownDeal[],
  pair: { readonly baseAsset: string; readonly quoteAsset: string },
  n: number,
): Deal | undefined {
  const known = deals.filter((deal) => deal.side === order.side)
  const dealt = known.reduce((total, deal) => add(total, deal.quantity), zero<'base'>())
  if (compare(order.executedQuantity, dealt) <= 0) return undefined
  const quantity = subtract(order.executedQuantity, dealt)
  const paid = known.reduce<Amount>((total, deal) => add(total, multiply<'quote'>(deal.price, deal.quantity)), zero())
  const left = subtract(order.executedQuoteQuantity, paid)
  const quoteQuantity = isPositive(left) ? left : multiply<'quote'>(order.price, quantity)
  const price: Price = divide<'quote per base'>(quoteQuantity, quantity)
  return {
    tradeId: `${PREFIX}${order.orderId}-${n}`,
    orderId: order.orderId,
    ...(order.clientOrderId === undefined ? {} : { clientOrderId: order.clientOrderId }),
    symbol: order.symbol,
    ...pair,
    side: order.side,
    price,
    quantity,
    quoteQuantity,
    fee: zero(),
    feeAsset: pair.quoteAsset,
    isMaker: false,
    isSelfTrade: false,
    time: order.updatedAt,
  }
}
