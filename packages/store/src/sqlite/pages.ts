/** Pages of orders and deals, newest first. Every filter reads ranges of an index; hidden names are never read. */

import type { Deal, Order } from '@spotdeck/ledger'
import type { DealPageQuery, OrderPageQuery } from '../port.ts'
import { type Row, type SqliteFile, bodiesOf } from './file.ts'
import { DEAL_KINDS, ORDER_KINDS, kindsWhere } from './kinds.ts'
import { boundsOf, mergedPage } from './merged.ts'
import { dealAt, dealOf, orderAt, orderOf } from './packed.ts'

type Reader = Pick<SqliteFile, 'all'>

/** A page of orders. */
export function readOrders(file: Reader, query: OrderPageQuery): readonly Order[] {
  const { symbol, side, statuses, types, hides, limit } = query
  const bounds = boundsOf(query, query.before, { time: 'created_at', id: 'order_id' })
  if ([symbol, side, statuses, types, hides].every((filter) => filter === undefined)) {
    const sql = `SELECT body FROM orders WHERE ${bounds.sql} ORDER BY created_at DESC, order_id DESC LIMIT ?`
    return bodiesOf(file, sql, ...bounds.values, limit).map(orderAt)
  }
  const isWanted = (kind: Row): boolean =>
    isAsked(kind, query) &&
    (statuses?.some((status) => status === kind['status']) ?? true) &&
    (types?.some((type) => type === kind['type']) ?? true)
  const kinds = kindsWhere(file, ORDER_KINDS, isWanted)
  const select = 'SELECT created_at AS time, order_id AS id, body FROM orders'
  return mergedPage(file, { select, kinds, bounds, limit }).map(orderOf)
}

/** A page of deals. */
export function readDeals(file: Reader, query: DealPageQuery): readonly Deal[] {
  const { symbol, side, orderId, hides, limit } = query
  const bounds = boundsOf(query, query.before, { time: 'time', id: 'id' })
  const isWanted = (kind: Row): boolean => isAsked(kind, query) && hides?.('asset', String(kind['fee_asset'])) !== true
  const newest = 'ORDER BY time DESC, id DESC LIMIT ?'
  if (orderId !== undefined) {
    const kinds = JSON.stringify(kindsWhere(file, DEAL_KINDS, isWanted))
    const sql = `SELECT body FROM deals WHERE order_id = ? AND kind IN (SELECT value FROM json_each(?)) AND ${bounds.sql} ${newest}`
    return file.all(sql, orderId, kinds, ...bounds.values, limit).map(dealOf)
  }
  if ([symbol, side, hides].every((filter) => filter === undefined))
    return bodiesOf(file, `SELECT body FROM deals WHERE ${bounds.sql} ${newest}`, ...bounds.values, limit).map(dealAt)
  const kinds = kindsWhere(file, DEAL_KINDS, isWanted)
  return mergedPage(file, { select: 'SELECT time, id, body FROM deals', kinds, bounds, limit }).map(dealOf)
}

function isAsked(kind: Row, { symbol, side, hides }: OrderPageQuery | DealPageQuery): boolean {
  const name = String(kind['symbol'])
  return (symbol ?? name) === name && (side ?? kind['side']) === kind['side'] && hides?.('symbol', name) !== true
}
