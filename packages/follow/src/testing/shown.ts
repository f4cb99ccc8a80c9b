/** Orders as readers were shown them: the last report of each, and the sum of its deals. */

import { type Decimal, add, as, subtract, zero } from '@spotdeck/exact'
import type { LedgerEvent } from '@spotdeck/ledger'

/** An order as readers know it. */
export type ShownOrder = {
  readonly status: string | undefined
  readonly executed: string
  readonly dealt: Decimal<'x'>
}

const NOTHING: ShownOrder = { status: undefined, executed: '0', dealt: zero() }

/** Folds published events; returns a function that answers the orders shown so far. */
export function shownOrders(published: readonly LedgerEvent[]): () => ReadonlyMap<string, ShownOrder> {
  const shown = new Map<string, ShownOrder>()
  let seen = 0
  const take = (event: LedgerEvent): void => {
    if (event.type === 'order.updated') {
      const { orderId, status, executedQuantity } = event.order
      shown.set(orderId, { ...(shown.get(orderId) ?? NOTHING), status, executed: executedQuantity })
    } else if (event.type === 'deal.added' || event.type === 'deal.dropped') {
      const { orderId, quantity } = event.deal
      const known = shown.get(orderId) ?? NOTHING
      const change = event.type === 'deal.added' ? add : subtract
      shown.set(orderId, { ...known, dealt: change(known.dealt, as<'x'>(quantity)) })
    }
  }
  return () => {
    for (; seen < published.length; seen++) {
      const event = published[seen]
      if (event !== undefined) take(event)
    }
    return shown
  }
}
