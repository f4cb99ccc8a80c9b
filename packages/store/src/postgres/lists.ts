/** Orders, deals and flows of one account, as lists. */

import { type CostKey, type Deal, type Naming, type Order, compareKeys } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { DealPageQuery, LedgerLists, ListedFlow, OrderHistory, OrderPageQuery, Unpriced } from '../port.ts'
import { type FlowPrice, flowId, knownDeal, unpricedKey } from '../projection.ts'
import { LISTS } from './batch.ts'
import type { AccountRows, Row } from './database.ts'
import { balanceSteps, historyPage } from './history.ts'
import { type PageFilter, type PagedList, pageOf } from './pages.ts'

const DEAL = 't.body, t.quote_price, t.fee_price'
const ORDERS: PagedList = { list: LISTS.orders, table: 'orders', columns: 't.body', id: 'id' }
const DEALS: PagedList = { list: LISTS.deals, table: 'deals', columns: DEAL, id: 'id' }
const FLOW = 'body, told, price'
/** Flows per read. */
const FLOWS_PAGE = 1_000
const BEFORE_ALL: CostKey = { time: -1, id: '' }

/** The lists of an account. */
export function storedLists(ledger: AccountRows): LedgerLists {
  const flowsAfter = async (limit: number, { time, id }: CostKey = BEFORE_ALL): Promise<readonly ListedFlow[]> => {
    const sql = `SELECT ${FLOW} FROM flows WHERE account = $1 AND (time, id) > ($2, $3) ORDER BY time, id LIMIT $4`
    return (await ledger.all(sql, time, id, limit)).map(flowOf)
  }
  return {
    histories: (ids) => histories(ledger, ids),
    orders: async (query) => (await pageOf(ledger, ORDERS, { bounds: query, filter: ofOrders(query) })).map(orderOf),
    deals: async (query) => (await pageOf(ledger, DEALS, { bounds: query, filter: ofDeals(query) })).map(dealOf),
    async dealsAscending({ from, to }, limit, after) {
      const start = after === undefined || after.time < from ? { time: from, id: '' } : after
      const sql = `SELECT ${DEAL} FROM deals t WHERE account = $1 AND (time, id) > ($2, $3) AND time < $4
        ORDER BY time, id LIMIT $5`
      return (await ledger.all(sql, start.time, start.id, to, limit)).map(dealOf)
    },
    async flows() {
      const flows: ListedFlow[] = []
      for (let after: CostKey | undefined; ;) {
        const page = await flowsAfter(FLOWS_PAGE, after)
        flows.push(...page)
        after = page.at(-1)
        if (after === undefined || page.length < FLOWS_PAGE) return flows
      }
    },
    flowsAscending: flowsAfter,
    async flowPrices(ns) {
      const sql = `SELECT ${FLOW} FROM flows WHERE account = $1 AND id = ANY($2)`
      const flows = (await ledger.all(sql, ns.map(flowId))).map(flowOf)
      const prices = new Map(flows.map(({ id, unitPrice }) => [id, unitPrice]))
      return new Map(
        ns.flatMap((n) => {
          const price = prices.get(flowId(n))
          return price === undefined ? [] : [[n, price] as const]
        }),
      )
    },
    unpriced: (limit, after) => unpriced(ledger, limit, after),
    history: (list, query) => historyPage(ledger, list, query),
    balances: (query) => balanceSteps(ledger, query),
  }
}

function ofOrders({ symbol, side, statuses, types, hides }: OrderPageQuery): PageFilter {
  if ([symbol, side, statuses, types, hides].every((filter) => filter === undefined)) return {}
  return {
    isWanted: ([name = '', its, type, status]) =>
      (symbol ?? name) === name &&
      (side ?? its) === its &&
      hides?.('symbol', name) !== true &&
      (types?.some((one) => one === type) ?? true) &&
      (statuses?.some((one) => one === status) ?? true),
  }
}

function ofDeals({ symbol, side, hides, orderId }: DealPageQuery): PageFilter {
  if ([symbol, side, hides].every((filter) => filter === undefined)) return { orderId }
  return {
    orderId,
    isWanted: ([name = '', its, feeAsset = '']) =>
      (symbol ?? name) === name &&
      (side ?? its) === its &&
      hides?.('symbol', name) !== true &&
      hides?.('asset', feeAsset) !== true,
  }
}

async function histories(ledger: AccountRows, ids: readonly string[]): Promise<ReadonlyMap<string, OrderHistory>> {
  const [orderRows, dealRows] = await Promise.all([
    ledger.all('SELECT id, body FROM orders WHERE account = $1 AND id = ANY($2)', ids),
    ledger.all(
      `SELECT order_id, named_by, alias, time, id, ${DEAL} FROM deals t WHERE account = $1 AND order_id = ANY($2)
       ORDER BY time, id`,
      ids,
    ),
  ])
  const orders = new Map(orderRows.map((row) => [row['id'], orderOf(row)]))
  const deals = grouped(dealRows)
  const found = new Map<string, OrderHistory>()
  for (const id of ids) {
    const [order, some] = [orders.get(id), deals.get(id) ?? []]
    if (order !== undefined || some.length > 0) found.set(id, { order, deals: some.map(known) })
  }
  return found
}

function grouped(rows: readonly Row[]): ReadonlyMap<unknown, readonly Row[]> {
  const groups = new Map<unknown, Row[]>()
  for (const row of rows) {
    const group = groups.get(row['order_id'])
    if (group === undefined) groups.set(row['order_id'], [row])
    else group.push(row)
  }
  return groups
}

const known = (row: Row): ReturnType<typeof knownDeal> =>
  knownDeal(dealOf(row), row['named_by'] as Naming, (row['alias'] ?? undefined) as string | undefined)

const DEAL_PREFIX = 'deal '
const AFTER_ALL_IDS = '\u{10ffff}'

/** Deals and flows, merged by (time, id); the id of a deal begins with `deal`, so that it is before every flow of its time. */
async function unpriced(
  ledger: AccountRows,
  limit: number,
  { time, id }: CostKey = BEFORE_ALL,
): Promise<readonly Unpriced[]> {
  const isDeal = id.startsWith(DEAL_PREFIX)
  const dealId = isDeal ? id.slice(DEAL_PREFIX.length) : id === '' ? '' : AFTER_ALL_IDS
  const [deals, flows] = await Promise.all([
    ledger.all(
      `SELECT ${DEAL} FROM deals t WHERE account = $1 AND (lacks_quote OR lacks_fee) AND (time, id) > ($2, $3)
       ORDER BY time, id LIMIT $4`,
      ...[time, dealId, limit],
    ),
    ledger.all(
      `SELECT ${FLOW} FROM flows WHERE account = $1 AND lacks_price AND (time, id) > ($2, $3) ORDER BY time, id LIMIT $4`,
      ...[time, isDeal ? '' : id, limit],
    ),
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
