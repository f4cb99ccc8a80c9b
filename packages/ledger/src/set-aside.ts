/** Orders whose deals do not add up: the state holds a limited number of them, and sets the oldest aside. */

import { compare } from '@spotdeck/exact'
import type { Draft } from './draft.ts'
import { isOver } from './order/order.ts'
import type { TrackedOrder } from './state.ts'

/**
 * Maximum of finished orders that miss deals and of deals without an order; the oldest beyond it are removed from the
 * state.
 */
const MAX_UNSETTLED = 1_000

/** True if the order is finished and its deals add up to its executed quantity. */
export function isSettled(tracked: TrackedOrder): boolean {
  const { order, dealt } = tracked
  return order !== undefined && isOver(order) && compare(dealt, order.executedQuantity) >= 0
}

/** Removes the oldest unsettled order where there are too many, and notes it. */
export function setAsideOldest(draft: Draft): void {
  const orders = draft.map('orders')
  if (orders.size <= MAX_UNSETTLED) return
  let count = 0
  let oldest: readonly [string, TrackedOrder] | undefined
  for (const entry of orders) {
    const [, { order, since }] = entry
    if (order !== undefined && !isOver(order)) continue
    count += 1
    if (oldest === undefined || since < oldest[1].since) oldest = entry
  }
  if (oldest === undefined || count <= MAX_UNSETTLED) return
  const [orderId, { order, deals }] = oldest
  draft.delete('orders', orderId)
  const symbol = order?.symbol ?? deals.at(-1)?.symbol
  if (symbol !== undefined) draft.noteSetAside({ orderId, symbol })
}
