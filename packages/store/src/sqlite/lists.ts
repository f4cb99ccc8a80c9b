/** Writes the projection tables of orders, deals and flows. */

import { type Deal, type DealPrices, type LedgerEvent, type Naming, type Order, costKey } from '@spotdeck/ledger'
import type { ListedFlow, Unpriced } from '../port.ts'
import { type FlowPrice, listed, unpricedKey } from '../projection.ts'
import { type SqliteFile, bodyOf } from './file.ts'
import { DEAL_KINDS, ORDER_KINDS, kindOf } from './kinds.ts'
import { dealOf, packDeal, packOrder } from './packed.ts'

/** Adds the event's list entry, inside the transaction that stores the event. */
export function listEvent(file: SqliteFile, event: LedgerEvent): void {
  const entry = listed(event)
  switch (entry?.kind) {
    case 'order':
      return putOrder(file, entry.order)
    case 'deal':
      putDeal(file, entry.deal, entry.namedBy)
      return listUnpriced(file, entry)
    case 'name': {
      const sql = 'UPDATE deals SET alias = ? WHERE order_id = ? AND trade_id = ? AND side = ?'
      return file.run(sql, entry.alias, entry.orderId, entry.tradeId, entry.side)
    }
    case 'dropped': {
      const sql = 'DELETE FROM deals WHERE order_id = ? AND trade_id = ? AND side = ?'
      file.run(sql, entry.deal.orderId, entry.deal.tradeId, entry.deal.side)
      return withdrawUnpriced(file, entry)
    }
    case 'flow': {
      const sql = 'INSERT INTO flows (id, time, body) VALUES (?, ?, ?)'
      file.run(sql, entry.flow.id, entry.flow.time, JSON.stringify(entry.flow))
      return listUnpriced(file, entry)
    }
    case 'deal-prices':
      return priceDeal(file, entry.deal, entry.prices)
    case 'flow-price':
      return priceFlow(file, entry.id, entry.price)
    case 'told': {
      const sql = "UPDATE flows SET body = json_set(body, '$.told', json(?)) WHERE id = ?"
      return file.run(sql, JSON.stringify(entry.told), entry.id)
    }
    case undefined:
  }
}

/** Puts an order in the list, in the place of an earlier report of it. */
export function putOrder(file: Writing, order: Order): void {
  const kind = kindOf(file, ORDER_KINDS, [order.symbol, order.side, order.type, order.status])
  const sql = 'INSERT OR REPLACE INTO orders (order_id, created_at, kind, body) VALUES (?, ?, ?, ?)'
  file.run(sql, order.orderId, order.createdAt, kind, packOrder(order))
}

/** Puts a deal in the list. */
export function putDeal(file: Writing, deal: Deal, namedBy: Naming, alias: string | null = null): void {
  const kind = kindOf(file, DEAL_KINDS, [deal.symbol, deal.side, deal.feeAsset])
  const sql = `INSERT INTO deals (order_id, trade_id, side, named_by, alias, time, id, kind, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const { orderId, tradeId, side, time } = deal
  const { id } = costKey({ kind: 'deal', deal })
  file.run(sql, orderId, tradeId, side, namedBy, alias, time, id, kind, packDeal(deal))
}

type Writing = Pick<SqliteFile, 'constant' | 'run'>

function listUnpriced(file: SqliteFile, one: Unpriced): void {
  const key = unpricedKey(one)
  if (key === undefined) return
  const body = one.kind === 'deal' ? { kind: one.kind, deal: one.deal } : { kind: one.kind, flow: one.flow }
  file.run('INSERT INTO unpriced (time, id, body) VALUES (?, ?, ?)', key.time, key.id, JSON.stringify(body))
}

/** Removes a deal from the list of those without a price. */
function withdrawUnpriced(file: SqliteFile, { deal }: { readonly deal: Deal }): void {
  const { time, id } = costKey({ kind: 'deal', deal })
  file.run('DELETE FROM unpriced WHERE time = ? AND id = ?', time, `deal ${id}`)
}

function priceDeal(file: SqliteFile, { orderId, tradeId, side }: DealName, prices: DealPrices): void {
  const named = 'order_id = ? AND trade_id = ? AND side = ?'
  const [row] = file.all(`SELECT body FROM deals WHERE ${named}`, orderId, tradeId, side)
  if (row === undefined) return
  const deal = { ...dealOf(row), ...prices }
  file.run(`UPDATE deals SET body = ? WHERE ${named}`, packDeal(deal), orderId, tradeId, side)
  withdrawUnpriced(file, { deal })
  listUnpriced(file, { kind: 'deal', deal })
}

function priceFlow(file: SqliteFile, id: string, price: FlowPrice): void {
  const [row] = file.all('SELECT body FROM flows WHERE id = ?', id)
  if (row === undefined) return
  const flow = { ...bodyOf<ListedFlow>(row), ...price }
  file.run('UPDATE flows SET body = ? WHERE id = ?', JSON.stringify(flow), id)
  file.run('DELETE FROM unpriced WHERE time = ? AND id = ?', flow.time, id)
}

type DealName = Pick<Deal, 'orderId' | 'tradeId' | 'side'>
