/** Plans orders of an export against the ledger. Reads the ledger and writes nothing. */

import { compare } from '@spotdeck/exact'
import { type Order, changesOrder, isTerminal, joinOrders } from '@spotdeck/ledger'
import { type LedgerStore } from '@spotdeck/store'
import { inSlices, stateAt } from '@spotdeck/follow'
import { type Pace, UNPACED, uncounted } from './pace.ts'
import { type Ledger, PLAN_PAGE, type Plan, Tally, type Verdict } from './plan.ts'
import type { OrderRow } from '../rows/rows.ts'

/** Plans orders by id; one without an id is known where the ledger has an equal one, and is ignored otherwise. */
export async function planOrders(
  rows: readonly OrderRow[],
  { state, store }: Ledger,
  pace: Pace = UNPACED,
): Promise<Plan> {
  const tally = new Tally()
  const aside = uncounted(pace)
  const held = await ordersWithin(store, rows, aside)
  const byId = new Map<string, Order>()
  await inSlices(held, aside, (order) => byId.set(order.orderId, order))
  const unheld: string[] = []
  await inSlices(rows, aside, ({ orderId }) => {
    if (orderId !== undefined && !byId.has(orderId)) unheld.push(orderId)
  })
  for (let at = 0; at < unheld.length; at += PLAN_PAGE) {
    const found = await store.histories(unheld.slice(at, at + PLAN_PAGE))
    for (const [id, { order }] of found) if (order !== undefined) byId.set(id, order)
    await aside.done(PLAN_PAGE)
  }
  const left = new Map<string, Order[]>()
  await inSlices(held, aside, (order) => {
    const shape = shapeOf(order)
    const alike = left.get(shape)
    if (alike === undefined) left.set(shape, [order])
    else alike.push(order)
  })
  const orders: Order[] = []
  const inFile = new Map<string, OrderRow>()
  await inSlices(rows, pace, (row) => {
    const alike = left.get(shapeOf(row))?.shift()
    if (row.orderId === undefined) {
      const claimed = stateAt(state.coverage, 'orders', row.createdAt)
      const isMissing =
        alike === undefined && isTerminal(row.status) && (claimed === 'complete' || claimed === 'repaired')
      return tally.take(
        row.row,
        alike !== undefined ? 'known' : isMissing ? { code: 'MISSING_IN_LEDGER', params: {} } : 'ignored',
      )
    }
    const twin = inFile.get(row.orderId)
    inFile.set(row.orderId, row)
    const { verdict, order } = judged(row, row.orderId, byId.get(row.orderId), twin)
    tally.take(row.row, verdict)
    if (order !== undefined) orders.push(order)
  })
  const absent = held.some(({ orderId }) => !inFile.has(orderId))
  return { head: state.n, ...tally.counts, conflicts: tally.conflicts, orders, deals: [], flows: [], absent }
}

function judged(
  { row: _row, ...told }: OrderRow,
  orderId: string,
  known: Order | undefined,
  twin: OrderRow | undefined,
): { readonly verdict: Verdict; readonly order?: Order } {
  if (twin !== undefined)
    return {
      verdict:
        shapeOf(twin) === shapeOf(told) && twin.status === told.status
          ? 'known'
          : { code: 'CONTRADICTS_FILE', params: { other: twin.row } },
    }
  if (known === undefined)
    return isTerminal(told.status) ? { verdict: 'added', order: { ...told, orderId } } : { verdict: 'ignored' }
  for (const field of ['symbol', 'side'] as const) {
    if (known[field] !== told[field]) return { verdict: contradicts(field, known[field], told[field]) }
  }
  const isMore = compare(told.executedQuantity, known.executedQuantity) > 0
  if (isTerminal(known.status)) {
    if (!isTerminal(told.status) || known.executedQuantity === told.executedQuantity) return { verdict: 'known' }
    return { verdict: contradicts('executedQuantity', known.executedQuantity, told.executedQuantity) }
  }
  if (!isTerminal(told.status) && !isMore) return { verdict: 'known' }
  const sums = isMore
    ? { executedQuantity: told.executedQuantity, executedQuoteQuantity: told.executedQuoteQuantity }
    : {}
  const order = joinOrders(known, {
    ...known,
    ...sums,
    status: told.status,
    updatedAt: Math.max(known.updatedAt, told.updatedAt),
  })
  return changesOrder(known, order) ? { verdict: 'added', order } : { verdict: 'known' }
}

const contradicts = (field: string, known: string, value: string): Verdict => ({
  code: 'CONTRADICTS_LEDGER',
  params: { field, known, value },
})

/** Content key of an order without its id. */
function shapeOf(order: Pick<Order, 'symbol' | 'side' | 'quantity' | 'executedQuantity' | 'createdAt'>): string {
  return [order.symbol, order.side, order.quantity, order.executedQuantity, Math.floor(order.createdAt / 1_000)].join(
    ' ',
  )
}

async function ordersWithin(store: LedgerStore, rows: readonly OrderRow[], pace: Pace): Promise<readonly Order[]> {
  const times = rows.map(({ createdAt }) => createdAt)
  const from = Math.floor(times.reduce((a, b) => Math.min(a, b), Infinity) / 1_000) * 1_000
  const to = Math.floor(times.reduce((a, b) => Math.max(a, b), 0) / 1_000) * 1_000 + 1_000
  const found: Order[] = []
  if (rows.length === 0) return found
  let page = await store.orders({ from, to, limit: PLAN_PAGE })
  while (page.length > 0) {
    found.push(...page)
    await pace.done(page.length)
    const last = page.at(-1)
    if (last === undefined || page.length < PLAN_PAGE) return found
    page = await store.orders({ from, to, limit: PLAN_PAGE, before: { time: last.createdAt, id: last.orderId } })
  }
  return found
}
