/**
 * Lists without hidden names: read name by name through the indexes and merged by SQLite, so that hidden rows are not
 * scanned, and a page costs the same however many of them there are.
 */

import type { Deal, LedgerEvent, Order } from '@spotdeck/ledger'
import type { DealPageQuery, Hides, HistoryList, HistoryPageQuery, OrderPageQuery } from '../port.ts'
import { isHidden } from '../projection.ts'
import { type Row, type SqliteFile, type Value, bodyOf } from './database.ts'
import { readHistory, where } from './history.ts'
import { dealFilter, orderFilter } from './lists.ts'

type Reader = Pick<SqliteFile, 'all'>
/** One part of a merged list: rows with the columns `time`, `id` and `body`. */
type Part = { readonly sql: string; readonly values: readonly Value[] }

const FEE_ASSET = "json_extract(body, '$.feeAsset')"
/** Maximal number of parts of one statement, a power of two; SQLite accepts 500. */
const PARTS_AT_ONCE = 64
/** A name that nothing has. */
const NO_NAME = ''

/** Orders without hidden symbols, newest first. */
export function visibleOrders(file: Reader, query: OrderPageQuery, hides: Hides): readonly Order[] {
  const named = query.symbol === undefined ? distinct(file, 'symbol', 'FROM orders WHERE 1') : [query.symbol]
  const partOf = (symbol: string): Part => {
    const filter = orderFilter({ ...query, symbol })
    return { sql: `SELECT created_at AS time, order_id AS id, body FROM orders ${filter.where}`, values: filter.values }
  }
  const parts = named.filter((symbol) => !hides('symbol', symbol)).map(partOf)
  return merged(file, parts, partOf(NO_NAME), query.limit).map(bodyOf<Order>)
}

/** Deals without hidden symbols and fee assets, newest first. */
export function visibleDeals(file: Reader, query: DealPageQuery, hides: Hides): readonly Deal[] {
  if (query.orderId !== undefined) return visibleDealsOf(file, query, query.orderId, hides)
  const named = query.symbol === undefined ? distinct(file, 'symbol', 'FROM deals WHERE 1') : [query.symbol]
  const partOf = (symbol: string, asset: string): Part => {
    const filter = dealFilter({ ...query, symbol })
    const sql = `SELECT time, id, body FROM deals ${filter.where} AND ${FEE_ASSET} = ?`
    return { sql, values: [...filter.values, asset] }
  }
  const parts = named
    .filter((symbol) => !hides('symbol', symbol))
    .flatMap((symbol) => {
      const assets = distinct(file, FEE_ASSET, 'FROM deals WHERE symbol = ?', symbol)
      return assets.filter((asset) => !hides('asset', asset)).map((asset) => partOf(symbol, asset))
    })
  return merged(file, parts, partOf(NO_NAME, NO_NAME), query.limit).map(bodyOf<Deal>)
}

/** Visible deals of one order: few, and of one symbol. */
function visibleDealsOf(file: Reader, query: DealPageQuery, orderId: string, hides: Hides): readonly Deal[] {
  const pairs = file.all(`SELECT DISTINCT symbol, ${FEE_ASSET} AS fee FROM deals WHERE order_id = ?`, orderId)
  const hidden = pairs
    .map(({ symbol, fee }): readonly [string, string] => [String(symbol), String(fee)])
    .filter(([symbol, fee]) => hides('symbol', symbol) || hides('asset', fee))
  const filter = dealFilter(query)
  const others = hidden.map(() => ` AND NOT (symbol = ? AND ${FEE_ASSET} = ?)`).join('')
  const sql = `SELECT body FROM deals ${filter.where}${others} ORDER BY time DESC, id DESC LIMIT ?`
  return file.all(sql, ...filter.values, ...hidden.flat(), query.limit).map(bodyOf<Deal>)
}

/** Events of a history list without hidden names, newest first. */
export function visibleHistory(
  file: Reader,
  list: HistoryList,
  query: HistoryPageQuery,
  hides: Hides,
): readonly LedgerEvent[] {
  if (list === 'statuses') return readHistory(file, list, query)
  if (list === 'audits') return visibleAudits(file, query, hides)
  const { asset } = query
  const named = asset === undefined ? distinct(file, 'asset', 'FROM history WHERE list = ?', list) : [asset]
  const from = 'FROM history CROSS JOIN events ON events.n = history.n'
  const partOf = (name: string): Part => {
    const filter = where(list, { ...query, asset: name })
    const sql = `SELECT history.time AS time, history.n AS id, events.body AS body ${from} WHERE ${filter.sql}`
    return { sql, values: filter.values }
  }
  const parts = named.filter((name) => !hides('asset', name)).map(partOf)
  return merged(file, parts, partOf(NO_NAME), query.limit).map(bodyOf<LedgerEvent>)
}

/**
 * Visible audit findings. Their symbol is in the event only; there are few of them, so they are scanned until a page is
 * full.
 */
function visibleAudits(file: Reader, query: HistoryPageQuery, hides: Hides): readonly LedgerEvent[] {
  const found: LedgerEvent[] = []
  let before = query.before
  for (;;) {
    const page = readHistory(file, 'audits', { ...query, before })
    found.push(...page.filter((event) => !isHidden(event, hides)))
    before = page.at(-1)
    if (before === undefined || page.length < query.limit || found.length >= query.limit) {
      return found.slice(0, query.limit)
    }
  }
}

/** Distinct values of an indexed column, each found by one index step. `rows` ends in a condition. */
function distinct(file: Reader, column: string, rows: string, ...values: readonly Value[]): readonly string[] {
  const names: string[] = []
  const next = (after: readonly Value[]): unknown =>
    file.all(
      `SELECT min(${column}) AS name ${rows}${after.length === 0 ? '' : ` AND ${column} > ?`}`,
      ...values,
      ...after,
    )[0]?.['name']
  for (let name = next([]); typeof name === 'string'; name = next([name])) names.push(name)
  return names
}

/**
 * Newest `limit` rows of all parts, each of which an index has in that order. `blank`, a part without rows, pads their
 * number to a power of two, so that there are few statements to prepare.
 */
function merged(file: Reader, parts: readonly Part[], blank: Part, limit: number): readonly Row[] {
  const rows: Row[] = []
  for (let from = 0; from < parts.length; from += PARTS_AT_ONCE) {
    const some = parts.slice(from, from + PARTS_AT_ONCE)
    while (!Number.isInteger(Math.log2(some.length))) some.push(blank)
    const sql = `${some.map((part) => part.sql).join(' UNION ALL ')} ORDER BY time DESC, id DESC LIMIT ?`
    for (const row of file.all(sql, ...some.flatMap(({ values }) => values), limit)) rows.push(row)
  }
  return parts.length <= PARTS_AT_ONCE ? rows : rows.sort(newestFirst).slice(0, limit)
}

function newestFirst(a: Row, b: Row): number {
  const later = Number(b['time']) - Number(a['time'])
  if (later !== 0) return later
  const [x, y] = [a['id'], b['id']]
  if (typeof x === 'number' && typeof y === 'number') return y - x
  return String(x) < String(y) ? 1 : -1
}
