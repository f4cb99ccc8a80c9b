/** One line of time out of several lists: fills, orders, transfers, states of the connection and notices. */

import type { DealData, FlowItem, Movement, NoticeData, OrderData, StatusChange } from '@spotdeck/api'
import { absolute, decimal, divide, isZero } from '@spotdeck/exact'
import { dealKey } from '../store/merge.ts'

/** Kinds of entries. */
export const entryKinds = ['fill', 'order', 'cancel', 'flow', 'status', 'notice'] as const
/** One entry: what happened at `time`, in ms since the epoch. */
export type Entry = { readonly time: number; readonly key: string } & (
  | { readonly kind: 'fill'; readonly row: DealData }
  | { readonly kind: 'order'; readonly row: OrderData }
  | { readonly kind: 'cancel'; readonly row: Cancel }
  | { readonly kind: 'flow'; readonly row: FlowItem }
  | { readonly kind: 'status'; readonly row: StatusChange }
  | { readonly kind: 'notice'; readonly row: NoticeData }
)

/** An order that was canceled, with its unfilled quantity; absent where its price is not known. */
export type Cancel = Pick<OrderData, 'orderId' | 'symbol' | 'side' | 'price' | 'status'> & {
  readonly time: number
  readonly quantity: string | undefined
}

/**
 * Cancels out of the orders and out of the balances that cancels released: those name orders that were placed before
 * the time of `orders`.
 */
export function cancelsOf(orders: readonly OrderData[], released: readonly Movement[]): readonly Cancel[] {
  const cancels = new Map<string, Cancel>()
  for (const row of released) {
    const { orderId, symbol, side, price = '0', time } = row
    if (orderId === undefined || symbol === undefined || side === undefined) continue
    cancels.set(orderId, { orderId, symbol, side, price, time, status: 'CANCELED', quantity: releasedQuantity(row) })
  }
  for (const { updatedAt, remainingQuantity, ...order } of orders) {
    if (order.status !== 'CANCELED' && order.status !== 'PARTIALLY_CANCELED') continue
    cancels.set(order.orderId, { ...order, time: updatedAt, quantity: remainingQuantity })
  }
  return [...cancels.values()]
}

/** A buy order holds price × quantity, a sell order the quantity. */
function releasedQuantity({ side, price = '0', lockedChange }: Movement): string | undefined {
  const amount = absolute(decimal<'asset'>(lockedChange))
  if (side === 'SELL') return amount
  const each = decimal<'asset per base'>(price)
  return isZero(each) ? undefined : divide<'base'>(amount, each, 12)
}

/** Lists that a line of time is made of; each newest first. */
export type EntryRows = {
  readonly fills: readonly DealData[]
  readonly orders: readonly OrderData[]
  readonly cancels: readonly Cancel[]
  readonly flows: readonly FlowItem[]
  readonly statuses: readonly StatusChange[]
  readonly notices: readonly NoticeData[]
}

/** The rows as entries, newest first. Notices without a time of their own are left out. */
export function entriesOf({ fills, orders, cancels, flows, statuses, notices }: EntryRows): readonly Entry[] {
  const entries: Entry[] = [
    ...fills.map((row): Entry => ({ kind: 'fill', time: row.time, key: dealKey(row), row })),
    ...orders.map((row): Entry => ({ kind: 'order', time: row.createdAt, key: row.orderId, row })),
    ...cancels.map((row): Entry => ({ kind: 'cancel', time: row.time, key: row.orderId, row })),
    ...flows.map((row): Entry => ({ kind: 'flow', time: row.time, key: row.id, row })),
    ...statuses.map((row): Entry => ({ kind: 'status', time: row.time, key: String(row.seq), row })),
    ...notices.flatMap((row): readonly Entry[] => {
      const time = row.postedAt ?? row.effectiveAt
      return time === undefined ? [] : [{ kind: 'notice', time, key: row.id, row }]
    }),
  ]
  return entries.sort((a, b) => b.time - a.time || byKind(a, b))
}

const byKind = (a: Entry, b: Entry): number => entryKinds.indexOf(a.kind) - entryKinds.indexOf(b.kind)

/**
 * The newest part that is whole: entries from the newest of the `ends` on. An end is the oldest row of a list of which
 * older rows are not read yet.
 */
export function wholePart(entries: readonly Entry[], ends: readonly number[]): readonly Entry[] {
  const since = Math.max(-Infinity, ...ends)
  return entries.filter(({ time }) => time >= since)
}

/** Moment of a clock time such as `03:00` on a day that begins at `from`; `undefined` if it is none. */
export function clockTime(text: string, from: number): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  return hours === undefined ? undefined : from + (Number(hours) * 60 + Number(minutes)) * 60_000
}
