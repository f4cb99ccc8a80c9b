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
  if (draft.map('orders').size <= MAX_UNSETTLED) return
  const unsettled = [...draft.map('orders')].filter(([, { order }]) => order === undefined || isOver(order))
  if (unsettled.length <= MAX_UNSETTLED) return
  const oldest = unsettled.reduce((least, entry) => (entry[1].since < least[1].since ? entry : least))
  draft.delete('orders', oldest[0])
  const [orderId, { order, deals }] = oldest
  const symbol = order?.symbol ?? deals.at(-1)?.symbol
  if (symbol !== undefined) draft.noteSetAside({ orderId, symbol })
}
