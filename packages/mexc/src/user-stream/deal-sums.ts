/**
 * Holds the deals of an order against what the order itself says: their quantities add up to what it has executed. Only
 * orders that were seen from their first fill on are judged; the two channels have a moment to agree.
 */

import { add, compare, type Quantity, tryDecimal, zero } from '@spotdeck/exact'
import { BoundedMap, type Timer, type Timers } from '@spotdeck/ports'
import { type PrivateDeals, type PrivateOrders, statusName } from '@spotdeck/wire'

/** MEXC: an order's push was seen 51 ms before its deal's. */
const LATE_MS = 1_000
/** Orders under watch; the one that was quiet for longest is let go first. */
const MAX_ORDERS = 5_000
/** Deals are told apart by their ids: an order with more than that is not judged any more. */
const MAX_DEALS = 10_000

type Watched = {
  /** From the order's own pushes; undefined before the first. */
  executed: Quantity | undefined
  dealt: Quantity
  readonly trades: Set<string>
  timer: Timer | undefined
}

/** Checks that an order's deals add up to its executed quantity, and reports the order of a missing push. */
export class DealSums {
  readonly #timers: Timers
  readonly #missed: (orderId: string) => void
  readonly #orders = new Map<string, Watched>()
  /** Orders that began before they were watched: nothing can be said of them. */
  readonly #unknown = new BoundedMap<string, true>({ maxSize: MAX_ORDERS })

  /** `missed` is called when a deal or a push of this order is missing. */
  constructor(timers: Timers, missed: (orderId: string) => void) {
    this.#timers = timers
    this.#missed = missed
  }

  order({ id, status, cumulativeQuantity, lastDealQuantity = '0' }: PrivateOrders): void {
    if (this.#unknown.has(id)) return
    const executed = quantity(cumulativeQuantity)
    const known = this.#orders.get(id)
    if (executed === undefined) return this.#leave(id)
    // More than its last deal at first sight, or an end after some: the deals before were not heard.
    const firstSeen = known?.executed === undefined
    const late =
      compare(executed, quantity(lastDealQuantity) ?? zero()) !== 0 || statusName(status) === 'PARTIALLY_CANCELED'
    if (firstSeen && late) return this.#leave(id)
    const order = known ?? { executed, dealt: zero(), trades: new Set(), timer: undefined }
    if (order.executed === undefined || compare(executed, order.executed) > 0) order.executed = executed
    this.#look(id, order)
  }

  deal({ orderId, tradeId, quantity: text }: PrivateDeals): void {
    if (this.#unknown.has(orderId)) return
    const order = this.#orders.get(orderId) ?? {
      executed: undefined,
      dealt: zero(),
      trades: new Set(),
      timer: undefined,
    }
    const dealt = quantity(text)
    if (dealt === undefined || order.trades.size >= MAX_DEALS) return this.#leave(orderId)
    if (!order.trades.has(tradeId)) order.dealt = add(order.dealt, dealt)
    order.trades.add(tradeId)
    this.#look(orderId, order)
  }

  /** A gap is known, and told already: nothing can be said of the orders of before. */
  restart(): void {
    for (const { timer } of this.#orders.values()) timer?.cancel()
    for (const id of this.#orders.keys()) this.#forgetLater(id)
    this.#orders.clear()
  }

  #look(id: string, order: Watched): void {
    this.#orders.delete(id)
    this.#orders.set(id, order)
    if (this.#orders.size > MAX_ORDERS) this.#leave(this.#orders.keys().next().value ?? id)
    const agree = order.executed !== undefined && compare(order.executed, order.dealt) === 0
    if (agree) {
      order.timer?.cancel()
      order.timer = undefined
    } else order.timer ??= this.#timers.after(LATE_MS, () => this.#differs(id))
  }

  #differs(id: string): void {
    this.#leave(id)
    this.#missed(id)
  }

  #leave(id: string): void {
    this.#orders.get(id)?.timer?.cancel()
    this.#orders.delete(id)
    this.#forgetLater(id)
  }

  #forgetLater(id: string): void {
    this.#unknown.set(id, true)
  }
}

function quantity(text: string): Quantity | undefined {
  return tryDecimal<'base'>(text === '' ? '0' : text)
}
