/** Replacing an open order: what follows from its cancel. The new one is placed only once the old one is canceled. */

import { type Market, type NewOrderRequest, type OrderData, placeableTypes } from '@spotdeck/api'
import { add, compare, decimal, isPositive, multiply, subtract } from '@spotdeck/exact'
import { isOpen } from '../store/view.ts'
import type { CancelOutcome } from './cancel-orders.ts'

/** An order to replace as it was when it was edited, and what is to stand in its place. */
export type Replacement = {
  readonly order: OrderData
  readonly market: Market
  readonly price: string
  /** Base that should remain open; fills of the old order since then are taken off. */
  readonly quantity: string
}

/** Reason why nothing was placed. `unsure`: the old order may still be open. */
export type ReplaceStop = 'filled' | 'ended' | 'small' | 'unsure'

/** Next step after the cancel. `kept`: the old order is open as before. */
export type AfterCancel =
  | { readonly kind: 'place'; readonly order: NewOrderRequest }
  | { readonly kind: 'wait' }
  | { readonly kind: 'kept'; readonly error: Error }
  | { readonly kind: 'stopped'; readonly reason: ReplaceStop }

/** Decides by the cancel's outcome and the old order as it was read after it. */
export function afterCancel(
  { order, market, price, quantity }: Replacement,
  cancel: CancelOutcome,
  now: OrderData | undefined,
): AfterCancel {
  if (now === undefined || isOpen(now))
    return cancel.kind === 'refused' ? { ...cancel, kind: 'kept' } : { kind: 'wait' }
  const isCanceled = now.status === 'CANCELED' || now.status === 'PARTIALLY_CANCELED'
  if (!isCanceled) return { kind: 'stopped', reason: now.status === 'FILLED' ? 'filled' : 'ended' }
  // Canceled by somebody else: the cancel came too late.
  if (cancel.kind === 'ended' || cancel.kind === 'refused') return { kind: 'stopped', reason: 'ended' }
  const filledSince = subtract(decimal<'base'>(now.executedQuantity), decimal<'base'>(order.executedQuantity))
  const rest = subtract(decimal<'base'>(quantity), filledSince)
  if (!isPositive(rest)) return { kind: 'stopped', reason: 'filled' }
  const value = multiply<'quote'>(decimal<'quote per base'>(price), rest)
  const isSmall =
    compare(rest, decimal(market.minQuantity)) < 0 || compare(value, decimal<'quote'>(market.minNotional)) < 0
  if (isSmall) return { kind: 'stopped', reason: 'small' }
  return {
    kind: 'place',
    order: { symbol: order.symbol, side: order.side, type: typeOf(order), price, quantity: rest },
  }
}

/** Type of the new order: that of the old one where it can be placed. */
export function typeOf({ type }: OrderData): NewOrderRequest['type'] {
  return placeableTypes.find((one) => one === type) ?? 'LIMIT'
}

/** Free amount while the old order is gone: what it holds comes back. */
export function freeWithout(free: string | undefined, held: string | undefined): string | undefined {
  return free === undefined ? undefined : add(decimal<'any'>(free), decimal<'any'>(held ?? '0'))
}
