/** Reads the rows of an account's lists. A page with a filter reads ranges of an index; hidden names are never read. */

import { type CostKey, type Deal, type Naming, type Order, compareKeys } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { ListedFlow, Unpriced } from '../port.ts'
import { type FlowPrice, unpricedKey } from '../projection.ts'
import { LISTS, type ListPage, type ListRows } from '../sql/lists.ts'
import type { AccountRows, Row } from './database.ts'
import { eventOf } from './event-log.ts'

/** A table that is read in pages: columns of a row, the second one of its order, number of a history list. */
type PagedTable = { readonly table: string; readonly columns: string; readonly id: string; readonly list?: number }
const DEAL = 't.body, t.quote_price, t.fee_price'
const ORDERS: PagedTable = { table: 'orders', columns: 't.body', id: 'id' }
const DEALS: PagedTable = { table: 'deals', columns: DEAL, id: 'id' }
const EVENT = '(SELECT e.body FROM events e WHERE e.account = t.account AND e.n = t.n) AS body'
const HISTORY: PagedTable = { table: 'history', columns: EVENT, id: 'n' }
const FLOW = 'SELECT body, told, price FROM flows WHERE account = $1'

/** Reads the lists of an account. */
export function listRows(ledger: AccountRows): ListRows {
  return {
    async kinds(list) {
      const rows = await ledger.all('SELECT kind, names FROM kinds WHERE account = $1 AND list = $2', LISTS[list])
      return rows.map(({ kind, names }) => {
        return { kind: Number(kind), names: JSON.parse(String(names)) as readonly string[] }
      })
    },
    orders: async (page) => (await pageOf(ledger, ORDERS, page)).map(orderOf),
    deals: async (page) => (await pageOf(ledger, DEALS, page)).map(dealOf),
    events: async (list, page) => (await pageOf(ledger, { ...HISTORY, list: LISTS[list] }, page)).map(eventOf),
    async ordersOf(ids) {
      return (await ledger.all('SELECT body FROM orders WHERE account = $1 AND id = ANY($2)', ids)).map(orderOf)
    },
    async dealsOf(ids) {
      const sql = `SELECT named_by, alias, ${DEAL} FROM deals t WHERE account = $1 AND order_id = ANY($2)`
      return (await ledger.all(sql, ids)).map((row) => {
        const alias = (row['alias'] ?? undefined) as string | undefined
        return { deal: dealOf(row), namedBy: row['named_by'] as Naming, alias }
      })
    },
    flowsOf: async (ids) => (await ledger.all(`${FLOW} AND id = ANY($2)`, ids)).map(flowOf),
    async dealsAfter({ time, id }, to, limit) {
      const sql = `SELECT ${DEAL} FROM deals t WHERE account = $1 AND (time, id) > ($2, $3) AND time < $4
        ORDER BY time, id LIMIT $5`
      return (await ledger.all(sql, time, id, to, limit)).map(dealOf)
    },
    async flowsAfter({ time, id }, limit) {
      return (await ledger.all(`${FLOW} AND (time, id) > ($2, $3) ORDER BY time, id LIMIT $4`, time, id, limit)).map(
        flowOf,
      )
    },
    unpriced: (limit, after) => unpriced(ledger, limit, after),
    async balances(kinds, { from, to, stepMs }) {
      const rows = await ledger.all(
        `SELECT e.body FROM events e WHERE e.account = $1 AND e.n IN (
           SELECT max(n) FROM history WHERE kind = ANY($2) AND time < $3
           GROUP BY CASE WHEN time < $4 THEN -1 ELSE floor((time - $4) / $5::numeric) END
         ) ORDER BY e.n`,
        ...[kinds, to, from, stepMs],
      )
      return rows.map(eventOf)
    },
  }
}

/** Rows of a page. */
async function pageOf(
  ledger: AccountRows,
  { table, columns, id, list }: PagedTable,
  { before, from, to, orderId, kinds, limit }: ListPage,
): Promise<readonly Row[]> {
  const values: unknown[] = [limit]
  const place = (value: unknown): string => `$${values.push(value) + 1}`
  const clauses = ['t.account = $1']
  if (before !== undefined) clauses.push(`(t.time, t.${id}) < (${place(before.time)}, ${place(before.id)})`)
  if (from !== undefined) clauses.push(`t.time >= ${place(from)}`)
  if (to !== undefined) clauses.push(`t.time < ${place(to)}`)
  if (orderId !== undefined) clauses.push(`t.order_id = ${place(orderId)}`)
  if (list !== undefined) clauses.push(`t.list = ${list}`)
  const order = `ORDER BY time DESC, ${id} DESC LIMIT $2`
  const part = (...more: readonly string[]): string =>
    `SELECT t.time, t.${id}, ${columns} FROM ${table} t WHERE ${[...clauses, ...more].join(' AND ')} ${order}`
  if (kinds === undefined) return ledger.all(part(), ...values)
  const asked = place(kinds)
  if (orderId !== undefined) return ledger.all(part(`t.kind = ANY(${asked})`), ...values)
  const merged = `SELECT p.* FROM unnest(${asked}::integer[]) AS k(kind) CROSS JOIN LATERAL (${part('t.kind = k.kind')}) p`
  return ledger.all(`${merged} ${order}`, ...values)
}

const DEAL_PREFIX = 'deal '
const AFTER_ALL_IDS = '\u{10ffff}'

/** Deals and flows, merged by (time, id): the id of a deal begins with `deal`, before that of every flow. */
async function unpriced(ledger: AccountRows, limit: number, { time, id }: CostKey): Promise<readonly Unpriced[]> {
  const isDeal = id.startsWith(DEAL_PREFIX)
  const dealId = isDeal ? id.slice(DEAL_PREFIX.length) : id === '' ? '' : AFTER_ALL_IDS
  const next = 'AND (time, id) > ($2, $3) ORDER BY time, id LIMIT $4'
  const ofDeals = `SELECT ${DEAL} FROM deals t WHERE account = $1 AND (lacks_quote OR lacks_fee) ${next}`
  const [deals, flows] = await Promise.all([
    ledger.all(ofDeals, time, dealId, limit),
    ledger.all(`${FLOW} AND lacks_price ${next}`, time, isDeal ? '' : id, limit),
  ])
  const all: Unpriced[] = [
    ...deals.map((row): Unpriced => ({ kind: 'deal', deal: dealOf(row) })),
    ...flows.map((row): Unpriced => ({ kind: 'flow', flow: flowOf(row) })),
  ]
  return all
    .flatMap((one) => {
      const key = unpricedKey(one)
      return key === undefined ? [] : [{ one, key }]
    })
    .sort((a, b) => compareKeys(a.key, b.key))
    .slice(0, limit)
    .map(({ one }) => one)
}

const orderOf = ({ body }: Row): Order => JSON.parse(String(body)) as Order

/** The deal of a row, with the prices that were recorded later. */
function dealOf({ body, quote_price: quote, fee_price: fee }: Row): Deal {
  const prices = { quoteUnitPrice: quote ?? undefined, feeUnitPrice: fee ?? undefined }
  return { ...(JSON.parse(String(body)) as Deal), ...(defined(prices) as Partial<Deal>) }
}

/** The flow of a row, with what was recorded of it later. */
function flowOf({ body, told, price }: Row): ListedFlow {
  return {
    ...(JSON.parse(String(body)) as ListedFlow),
    ...(typeof told === 'string' && { told: JSON.parse(told) as NonNullable<ListedFlow['told']> }),
    ...(typeof price === 'string' && (JSON.parse(price) as FlowPrice)),
  }
}
