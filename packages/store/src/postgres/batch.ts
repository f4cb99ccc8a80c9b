/** A commit as one document: the rows that `commit_events` writes, with the changes of the lists folded by row. */

import {
  type Deal,
  type LedgerEvent,
  compareKeys,
  costKey,
  isPublic,
  lacksDealPrice,
  lacksFlowPrice,
} from '@spotdeck/ledger'
import type { link } from '../chain.ts'
import type { Commit } from '../port.ts'
import { type Listed, historyOf, listed, moneyOf, pnlChange } from '../projection.ts'
import { LISTS } from '../sql/lists.ts'

type Linked = ReturnType<typeof link>
type DealKey = { readonly order_id: string; readonly trade_id: string; readonly side: string }
type Change = {
  readonly alias?: string
  readonly quote_price?: string | undefined
  readonly fee_price?: string | undefined
}

/** The document of a commit. @param before the head that its events follow */
export function batchOf({ events, rows }: Commit, { links, head }: Linked, before: string): string {
  const [pnl] = events.flatMap((event) => pnlChange(event) ?? []).sort(compareKeys)
  return JSON.stringify({
    before,
    head,
    first: events[0]?.n,
    last: events.at(-1)?.n,
    events: links.map(({ event, body, before: hash }) => {
      const { n, seq, learntAt: recorded } = event
      return { n, seq, public: isPublic(event), recorded, body, before: hash }
    }),
    lists: listRows(events),
    pnl,
    removed: rows.flatMap(([key, value]) => (value === undefined ? [key] : [])),
    rows: rows.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: JSON.stringify(value) }])),
  })
}

/** Rows that the events add to the lists, change and remove, for `apply_lists`. */
export function listRows(events: readonly LedgerEvent[]): object {
  const fold = new ListFold()
  for (const event of events) fold.take(event)
  return fold.rows()
}

class ListFold {
  readonly #kinds = new Map<string, { readonly list: number; readonly names: string }>()
  readonly #orders = new Map<string, object>()
  readonly #dropped = new Map<string, DealKey>()
  readonly #deals = new Map<string, object>()
  /** Deals that the list has no more, and had not before. */
  readonly #passing = new Map<string, DealKey & { readonly deal: object }>()
  readonly #doubles: object[] = []
  readonly #changed = new Map<string, DealKey & Change>()
  readonly #flows = new Map<string, object>()
  readonly #completed = new Map<string, object>()
  readonly #history: object[] = []

  take(event: LedgerEvent): void {
    const entry = listed(event)
    if (entry !== undefined) this.#list(entry)
    const money = moneyOf(event)
    for (const list of historyOf(event)) {
      const names = this.#kind(LISTS[list], [money?.asset ?? '', money?.reason ?? ''])
      this.#history.push({ list: LISTS[list], time: event.time, n: event.n, names })
    }
  }

  rows(): object {
    const passing = [...this.#passing.values()]
    const lists = {
      kinds: [...this.#kinds.values()],
      orders: [...this.#orders.values()],
      dropped: [...this.#dropped.values()],
      deals: [...passing.map(({ deal }) => deal), ...this.#deals.values(), ...this.#doubles],
      passing: passing.map(({ deal: _deal, ...key }) => key),
      changed: [...this.#changed.values()],
      flows: [...this.#flows.values()],
      completed: [...this.#completed.values()],
      history: this.#history,
    }
    return Object.fromEntries(Object.entries(lists).filter(([, some]) => some.length > 0))
  }

  #list(entry: Listed): void {
    switch (entry.kind) {
      case 'order': {
        const { orderId: id, createdAt: time, symbol, side, type, status } = entry.order
        const names = this.#kind(LISTS.orders, [symbol, side, type, status])
        return void this.#orders.set(id, { id, time, names, body: JSON.stringify(entry.order) })
      }
      case 'deal':
        return this.#addDeal(entry)
      case 'dropped':
        return this.#dropDeal(keyOf(entry.deal))
      case 'name':
        return this.#changeDeal(keyOf(entry), { alias: entry.alias })
      case 'deal-prices': {
        const { quoteUnitPrice: quote_price, feeUnitPrice: fee_price } = entry.prices
        return this.#changeDeal(keyOf(entry.deal), { quote_price, fee_price })
      }
      case 'flow': {
        const { flow } = entry
        const row = { id: flow.id, time: flow.time, body: JSON.stringify(flow), lacks_price: lacksFlowPrice(flow) }
        return void this.#flows.set(flow.id, row)
      }
      case 'told':
        return this.#complete(entry.id, { told: JSON.stringify(entry.told) })
      case 'flow-price':
        return this.#complete(entry.id, { price: JSON.stringify(entry.price) })
    }
  }

  #kind(list: number, values: readonly string[]): string {
    const names = JSON.stringify(values)
    this.#kinds.set(`${list} ${names}`, { list, names })
    return names
  }

  #addDeal({ deal, namedBy: named_by }: Extract<Listed, { kind: 'deal' }>): void {
    const names = this.#kind(LISTS.deals, [deal.symbol, deal.side, deal.feeAsset])
    const { id, time } = costKey({ kind: 'deal', deal })
    const [lacks_quote, lacks_fee] = [
      lacksDealPrice({ ...deal, fee: NOTHING }),
      lacksDealPrice({ ...deal, quoteAsset: 'USDT' }),
    ]
    const key = keyOf(deal)
    const row = { ...key, named_by, time, id, names, body: JSON.stringify(deal), lacks_quote, lacks_fee }
    const name = nameOf(key)
    this.#changed.delete(name)
    this.#passing.delete(name)
    // The key of the table refuses the second of two.
    if (this.#deals.has(name)) this.#doubles.push(row)
    else this.#deals.set(name, row)
  }

  #dropDeal(key: DealKey): void {
    const name = nameOf(key)
    const added = this.#deals.get(name)
    this.#changed.delete(name)
    if (added === undefined) this.#dropped.set(name, key)
    else if (!this.#dropped.has(name)) this.#passing.set(name, { ...key, deal: added })
    this.#deals.delete(name)
  }

  #changeDeal(key: DealKey, change: Change): void {
    const name = nameOf(key)
    this.#changed.set(name, { ...this.#changed.get(name), ...key, ...given(change) })
  }

  #complete(id: string, change: object): void {
    this.#completed.set(id, { ...this.#completed.get(id), id, ...change })
  }
}

const NOTHING = '0' as Deal['fee']

const given = (change: Change): Change =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

const keyOf = ({ orderId, tradeId, side }: Pick<Deal, 'orderId' | 'tradeId' | 'side'>): DealKey => ({
  order_id: orderId,
  trade_id: tradeId,
  side,
})
const nameOf = ({ order_id, trade_id, side }: DealKey): string => JSON.stringify([order_id, trade_id, side])
