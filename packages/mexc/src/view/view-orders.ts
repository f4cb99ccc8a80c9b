/**
 * Orders and deals of a view: what a push or a read changes. Pure. An order never goes back, and a deal is there once.
 */

import { compare } from '@spotdeck/exact'
import { hasEnded, type ViewDeal, type ViewOrder } from './view-rows.ts'

const MAX_ENDED = 500

/** An open order, and when it was last heard of, ms since the epoch. */
export type KnownOrder = ViewOrder & { readonly heardAt: number }

/** Orders and deals of a view. */
export type Orders = {
  readonly open: ReadonlyMap<string, KnownOrder>
  /** The last orders that ended: a list that lags must not open one again. */
  readonly ended: ReadonlyMap<string, ViewOrder>
  /** The newest deals, oldest first, by name. */
  readonly deals: ReadonlyMap<string, KnownDeal>
}

/** A deal; `otherId` where REST and the stream name it differently. */
export type KnownDeal = ViewDeal & { readonly source: Source; readonly otherId?: string }
/** Way by which something became known. */
export type Source = 'stream' | 'rest'

/** No order, no deal. */
export const NO_ORDERS: Orders = { open: new Map(), ended: new Map(), deals: new Map() }

/** Applies an order's state. Undefined: it is older than what is known, or the same. */
export function withOrder(orders: Orders, order: ViewOrder, at: number): Orders | undefined {
  const { orderId } = order
  const known = orders.ended.get(orderId) ?? orders.open.get(orderId)
  if (known !== undefined && !isNewer(order, known)) return undefined
  const open = new Map(orders.open)
  if (!hasEnded(order)) return { ...orders, open: open.set(orderId, { ...order, heardAt: at }) }
  open.delete(orderId)
  return { ...orders, open, ended: bounded(new Map(orders.ended).set(orderId, order), MAX_ENDED) }
}

/** Executed quantity and status only rise. */
function isNewer(order: ViewOrder, known: ViewOrder): boolean {
  const executed = compare(order.executedQuantity, known.executedQuantity)
  if (executed !== 0) return executed > 0 && !hasEnded(known)
  return rank(order) > rank(known)
}

function rank(order: ViewOrder): number {
  if (hasEnded(order)) return 2
  return order.status === 'PARTIALLY_FILLED' ? 1 : 0
}

/** Marks open orders as heard of at `at`. */
export function heard(orders: Orders, orderIds: Iterable<string>, at: number): Orders {
  const open = new Map(orders.open)
  for (const orderId of orderIds) {
    const order = open.get(orderId)
    if (order !== undefined) open.set(orderId, { ...order, heardAt: Math.max(at, order.heardAt) })
  }
  return { ...orders, open }
}

/** Forgets an open order that MEXC does not know. */
export function without(orders: Orders, orderId: string): Orders {
  const open = new Map(orders.open)
  open.delete(orderId)
  return { ...orders, open }
}

/** Names a deal. */
export const dealName = ({ orderId, tradeId, side }: ViewDeal): string => `${orderId} ${tradeId} ${side}`

/**
 * Adds a deal. Undefined: it is known. MEXC: REST may name a deal otherwise than the stream; one of the same order,
 * side, price, quantity and second that has no such name yet is that deal.
 */
export function withDeal(
  orders: Orders,
  deal: ViewDeal,
  from: { readonly source: Source; readonly most: number },
): Orders | undefined {
  const { source, most } = from
  const name = dealName(deal)
  if (orders.deals.has(name)) return undefined
  const deals = new Map(orders.deals)
  for (const [other, known] of deals) {
    if (!isSameDeal(known, deal)) continue
    if (known.otherId === deal.tradeId) return undefined
    if (known.source === source || known.otherId !== undefined) continue
    deals.set(other, { ...known, otherId: deal.tradeId })
    return { ...orders, deals }
  }
  return { ...orders, deals: bounded(deals.set(name, { ...deal, source }), most) }
}

function isSameDeal(one: ViewDeal, other: ViewDeal): boolean {
  return (
    one.orderId === other.orderId &&
    one.side === other.side &&
    one.price === other.price &&
    one.quantity === other.quantity &&
    Math.floor(one.time / 1_000) === Math.floor(other.time / 1_000)
  )
}

function bounded<T>(map: Map<string, T>, most: number): Map<string, T> {
  for (const oldest of map.keys()) {
    if (map.size <= most) break
    map.delete(oldest)
  }
  return map
}
