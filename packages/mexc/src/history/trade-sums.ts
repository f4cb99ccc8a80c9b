/** Proves own trades: those of each order add up to what it executed. MEXC lists no order that is older than a week. */

import { compare, decimal, type Quantity, sum } from '@spotdeck/exact'
import type { MyTradeAnswer, OrderAnswer } from '@spotdeck/wire'
import type { HistoryGap, Proof, Span } from './history-list.ts'

/** Names an own trade. */
export const tradeKey = ({ orderId, id, isBuyer }: MyTradeAnswer): string =>
  `${orderId} ${id} ${isBuyer ? 'BUY' : 'SELL'}`

/** Reads of the proof. */
export type TradeProofReads = {
  /** Orders that were placed in a span, and the parts of it whose orders are not known. */
  orders(span: Span): Promise<{ readonly rows: readonly OrderAnswer[]; readonly gaps: readonly HistoryGap[] }>
  tradesOf(orderId: string): Promise<readonly MyTradeAnswer[]>
}

/** Trades that were read, by order. */
export class TradeSums {
  readonly #trades = new Map<string, Map<string, Quantity>>()

  add(row: MyTradeAnswer): void {
    const known = this.#trades.get(row.orderId) ?? new Map<string, Quantity>()
    this.#trades.set(row.orderId, known.set(tradeKey(row), decimal(row.qty)))
  }

  has(row: MyTradeAnswer): boolean {
    return this.#trades.get(row.orderId)?.has(tradeKey(row)) === true
  }

  /** True if the trades that were read add up to what the order executed. */
  explains({ orderId, executedQty }: OrderAnswer): boolean {
    const read = sum(this.#trades.get(orderId)?.values() ?? [])
    return compare(read, decimal<'base'>(executedQty)) >= 0
  }
}

/**
 * Holds the trades of a span against the orders that were placed in it. An order whose trades do not add up is asked
 * for by its id: that brings trades of a second that holds more than a page.
 */
export async function proveTrades(sums: TradeSums, reads: TradeProofReads, span: Span): Promise<Proof<MyTradeAnswer>> {
  const rows: MyTradeAnswer[] = []
  const orders = await reads.orders(span)
  const gaps: HistoryGap[] = [...orders.gaps]
  for (const order of orders.rows) {
    if (sums.explains(order)) continue
    for (const row of await reads.tradesOf(order.orderId)) {
      if (row.time >= span.from && row.time < span.to && !sums.has(row)) rows.push(row)
      sums.add(row)
    }
    if (!sums.explains(order)) gaps.push({ from: order.time, to: span.to, reason: 'MISSING', orderId: order.orderId })
  }
  return { rows, gaps, provenFrom: span.from }
}
