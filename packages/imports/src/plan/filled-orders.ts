/**
 * Rows of fills with the id of their order and none of their own: checked against the order's executed quantity. Where
 * the known deals add up to it, a row is one of them, all of them in one row, or a contradiction.
 */

import { type Quantity, compare, isPositive, sum } from '@spotdeck/exact'
import { type Deal, type KnownDeal, isInferred } from '@spotdeck/ledger'
import type { OrderFold } from '@spotdeck/follow'
import type { PlannedDeal } from './plan.ts'
import type { DealRow } from '../rows/rows.ts'

/** `whole`: all deals of the order in one row. `exceeds`: the order was not filled as much. */
export type FilledVerdict = 'known' | 'whole' | 'exceeds'

/** The orders of the rows without trade ids, and which of their deals no row has matched. */
export class FilledOrders {
  readonly #fold: OrderFold
  /** Deals that a row has matched or added. */
  readonly #taken = new Set<string>()

  /** @param fold knows the orders of the rows, and takes what is added */
  constructor(fold: OrderFold) {
    this.#fold = fold
  }

  /** Notes that a row is this deal of the ledger. */
  take({ orderId, tradeId }: Pick<Deal, 'orderId' | 'tradeId'>): void {
    this.#taken.add(`${orderId} ${tradeId}`)
  }

  /** Returns what a row is that matched no deal by content; `undefined`: its order is not known, or lacks deals. */
  verdictOf(row: DealRow): FilledVerdict | undefined {
    if (row.orderId === undefined) return undefined
    const { orderId } = row
    const { order, deals } = this.#fold.tracked(orderId)
    const real = deals.filter((deal) => !isInferred(deal))
    if (order === undefined || !isPositive(order.executedQuantity)) return undefined
    if (compare(totalOf(real), order.executedQuantity) < 0) return undefined
    const open = real.filter(({ side, tradeId }) => side === row.side && !this.#taken.has(`${orderId} ${tradeId}`))
    const twin = open.find((deal) => deal.price === row.price && deal.quantity === row.quantity)
    if (twin !== undefined) {
      this.take({ orderId, tradeId: twin.tradeId })
      return 'known'
    }
    if (open.length < real.length || row.quantity !== totalOf(real)) return 'exceeds'
    for (const { tradeId } of real) this.take({ orderId, tradeId })
    return 'whole'
  }

  /** Adds a deal to its order; false where the order was not filled as much. */
  add(deal: PlannedDeal): boolean {
    this.take(deal)
    return this.#fold.deal({ deal, namedBy: 'rest', source: 'import' }) !== 'exceeds'
  }
}

const totalOf = (deals: readonly KnownDeal[]): Quantity => sum(deals.map(({ quantity }) => quantity))
