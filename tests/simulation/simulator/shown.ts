/** Balances, orders and deals of an account as one reader of the edge is shown them. */

import { type Decimal, add, decimal, negate, zero } from '@spotdeck/exact'

/** A balance, an order or a deal as it was sent. */
export type Row = Readonly<Record<string, unknown>>

const OVER: ReadonlySet<unknown> = new Set(['FILLED', 'CANCELED', 'PARTIALLY_CANCELED', 'UNKNOWN'])

/** Figures of one account at a reader: a snapshot and the events after it. */
export class ShownAccount {
  readonly assets = new Map<string, Row>()
  readonly openOrders = new Map<string, Row>()
  /** Orders, whether or not they are over, by id; and the quantity that the shown deals of each add up to. */
  readonly orders = new Map<string, Row>()
  readonly dealt = new Map<string, Decimal<'base'>>()
  readonly #deals = new Map<string, Row>()

  /** Replaces everything by a snapshot and the lists of orders and deals. */
  replace(snapshot: Row, { orders, deals }: { readonly orders: readonly Row[]; readonly deals: readonly Row[] }): void {
    for (const kept of [this.assets, this.openOrders, this.orders, this.dealt, this.#deals]) kept.clear()
    for (const row of snapshot['assets'] as readonly Row[]) this.assets.set(String(row['asset']), row)
    for (const row of snapshot['openOrders'] as readonly Row[]) this.openOrders.set(String(row['orderId']), row)
    for (const row of orders) this.orders.set(String(row['orderId']), row)
    for (const row of deals) this.#deal(row, false)
  }

  /** Applies the data of one event of `assets`, `orders` or `deals`. */
  apply({ topic, type, data }: { readonly topic: string; readonly type: string; readonly data: Row }): void {
    if (topic === 'assets') this.assets.set(String(data['asset']), data)
    if (topic === 'deals') this.#deal(data, type === 'deal.dropped')
    if (topic !== 'orders') return
    const id = String(data['orderId'])
    this.orders.set(id, data)
    if (OVER.has(data['status'])) this.openOrders.delete(id)
    else this.openOrders.set(id, data)
  }

  /** Adds a deal to what its order has dealt; one that is dropped is subtracted. Twice is once: lists are newer than the snapshot. */
  #deal(row: Row, isDropped: boolean): void {
    const [orderId, quantity] = [String(row['orderId']), decimal<'base'>(String(row['quantity']))]
    const key = [orderId, row['tradeId'], row['side']].join(' ')
    const known = this.#deals.get(key)
    if ((known === undefined) === isDropped) return
    if (isDropped) this.#deals.delete(key)
    else this.#deals.set(key, row)
    const change = isDropped ? negate(decimal<'base'>(String(known?.['quantity']))) : quantity
    this.dealt.set(orderId, add(this.dealt.get(orderId) ?? zero<'base'>(), change))
  }
}
