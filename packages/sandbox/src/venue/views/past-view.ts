/** The exchange as it was a moment ago: MEXC's reading calls lag behind its matching and its pushes. */

import { subtract } from '@spotdeck/exact'
import type { AccountId, BalanceRecord, BookView, DealRecord, OrderRecord, VenueEvent } from '../contract/exchange.ts'
import type { Venue } from '../engine/open-venue.ts'
import { isOpen } from '../engine/venue-order.ts'

/** Longest lag that can be answered, in ms. */
export const MAX_LAG_MS = 60_000
/** MEXC: a depth answer has no more levels a side. */
const MAX_DEPTH = 2_000

type Change =
  | { readonly kind: 'balance'; readonly at: number; readonly event: Extract<VenueEvent, { readonly type: 'balance' }> }
  | {
      readonly kind: 'order'
      readonly at: number
      readonly order: OrderRecord
      readonly before?: OrderRecord | undefined
    }

/** Opens the same exchange as of an earlier time; it remembers the changes of the last `MAX_LAG_MS`. */
export function openPastView(exchange: Venue, now: () => number) {
  const books = new Map<string, { readonly at: number; readonly book: BookView }>()
  const keepBook = (symbol: string): BookView => {
    const book = exchange.book(symbol, MAX_DEPTH)
    books.set(symbol, { at: now(), book })
    return book
  }
  let changes: Change[] = []
  /** Last known record of each open or recently changed order. */
  const last = new Map<string, OrderRecord>()
  let asOf: number | undefined
  exchange.subscribe((events) => {
    for (const event of events) {
      if (event.type === 'balance') changes.push({ kind: 'balance', at: event.time, event })
      if (event.type === 'order') changes.push(orderChange(event.order, event.time, last))
    }
    const newest = changes.at(-1)?.at ?? 0
    const kept = changes.findIndex(({ at }) => at >= newest - MAX_LAG_MS)
    // Cut by halves, so that remembering costs little per event.
    if (kept > changes.length / 2) changes = changes.slice(kept)
  }, false)
  const since = (time: number): readonly Change[] => changes.filter(({ at }) => at > time)
  const shown: Venue = Object.assign(Object.create(exchange) as Venue, {
    book(symbol: string, depth: number): BookView {
      if (asOf === undefined) return exchange.book(symbol, depth)
      const known = books.get(symbol)
      const book = known !== undefined && known.at >= asOf ? known.book : keepBook(symbol)
      return { ...book, bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) }
    },
    balances: (account: AccountId) =>
      asOf === undefined ? exchange.balances(account) : balancesAt(exchange, account, since(asOf)),
    orders: (account: AccountId, symbol: string) =>
      asOf === undefined ? exchange.orders(account, symbol) : ordersAt(exchange.orders(account, symbol), since(asOf)),
    openOrders(account: AccountId, symbol?: string) {
      const time = asOf
      if (time === undefined) return exchange.openOrders(account, symbol)
      const symbols = symbol === undefined ? [...exchange.rules.keys()] : [symbol]
      const orders = symbols.flatMap((one) => ordersAt(exchange.orders(account, one), since(time)))
      return orders.filter(({ status }) => isOpen(status)).sort((a, b) => a.createdAt - b.createdAt)
    },
    order(account: AccountId, symbol: string, id: { readonly orderId?: string; readonly clientOrderId?: string }) {
      const now = exchange.order(account, symbol, id)
      return asOf === undefined || now === undefined ? now : orderAt(now, since(asOf))
    },
    deals: (account: AccountId, symbol: string): readonly DealRecord[] =>
      exchange.deals(account, symbol).filter(({ time }) => time <= (asOf ?? time)),
  })
  return {
    /** Answers as of `asOf`'s time while that runs, else as it is. Commands act now at all times. */
    exchange: shown,
    /** True while `asOf` runs. */
    get isPast(): boolean {
      return asOf !== undefined
    },
    /** Keeps the books of now: until they are too old, `asOf` reads them. */
    keepBooks(): void {
      for (const symbol of exchange.rules.keys()) keepBook(symbol)
    },
    /** Runs `read` with the account as it was at `time`, at most `MAX_LAG_MS` ago, and books of since then. */
    asOf<T>(time: number, read: () => T): T {
      asOf = time
      try {
        return read()
      } finally {
        asOf = undefined
      }
    },
  }
}

function orderChange(order: OrderRecord, at: number, last: Map<string, OrderRecord>): Change {
  const before = last.get(order.orderId)
  if (isOpen(order.status)) last.set(order.orderId, order)
  else last.delete(order.orderId)
  return { kind: 'order', at, order, before }
}

/** Today's balances without the changes since then, the newest taken back first. */
function balancesAt(exchange: Venue, account: AccountId, since: readonly Change[]): ReadonlyMap<string, BalanceRecord> {
  const balances = new Map(exchange.balances(account))
  for (const change of since.toReversed()) {
    if (change.kind !== 'balance' || change.event.account !== account) continue
    const { asset, after, freeChange, lockedChange } = change.event
    balances.set(asset, { free: subtract(after.free, freeChange), locked: subtract(after.locked, lockedChange) })
  }
  return balances
}

function ordersAt(orders: readonly OrderRecord[], since: readonly Change[]): readonly OrderRecord[] {
  return orders.flatMap((order) => orderAt(order, since) ?? [])
}

/** The order before its first change since then; `undefined` where that change placed it. */
function orderAt(order: OrderRecord, since: readonly Change[]): OrderRecord | undefined {
  for (const change of since)
    if (change.kind === 'order' && change.order.orderId === order.orderId)
      return change.before ?? placedBefore(order, change)
  return order
}

/** An order that was adopted has no earlier record here. */
function placedBefore(order: OrderRecord, { at }: Change): OrderRecord | undefined {
  return order.createdAt < at ? order : undefined
}
