/** Folds orders and deals into events. A deal beyond its order's executed quantity waits. */

import {
  type Deal,
  type EventDraft,
  type EventSource,
  type Order,
  closedMissingOrder,
  executedBy,
  inferDeal,
  isOver,
  record,
} from '@spotdeck/ledger'
import { TRADES_REACH_MS } from '../exchange.ts'
import { matchWholeOrder } from './match-order.ts'
import type { OrdersState, OrdersStep, OrdersView, PendingDeal } from './state.ts'
import { type DealReport, OrderFold } from './fold.ts'
import { type Found, NOTHING_FOUND } from '../base/needs.ts'
import type { ReceivedChange } from '../base/question.ts'
import type { Work } from '../base/work.ts'
import { symbolsIn } from '../base/universe.ts'

/** Number of pushed deals that are remembered: those of one millisecond are not further apart. */
const MAX_REMEMBERED = 64

/** The orders after a job, and its events. */
export type OrdersFolded = { readonly orders: OrdersState; readonly drafts: readonly EventDraft[] }

/**
 * Folds pushed orders and deals. A deal is ranked behind those of its millisecond that arrived before it: their ids
 * need not be in order.
 */
export function foldPushed(view: OrdersView, arrivals: readonly ReceivedChange[], found: Found): OrdersFolded {
  let { ranks } = view.orders
  const orders: Order[] = []
  const reports: PendingDeal[] = []
  for (const { change, receivedAt } of arrivals) {
    if (change.kind === 'order') orders.push(change.order)
    if (change.kind !== 'deal') continue
    const { time } = change.deal
    const rank = ranks.findLast((one) => one.time === time)?.count ?? 0
    ranks = [...ranks.slice(1 - MAX_REMEMBERED), { time, count: rank + 1 }]
    const deal = rank === 0 ? change.deal : { ...change.deal, rank }
    reports.push({ report: { deal, namedBy: 'stream', source: 'stream' }, since: receivedAt })
  }
  return foldOrders(view, { orders, reports, source: 'stream', ranks }, found)
}

/** Folds orders and deals from REST. */
export function foldReports(
  view: OrdersView,
  { orders, deals, source }: Extract<Work, { kind: 'reports' }>,
  found: Found,
): OrdersFolded {
  const folded = foldOrders(view, { orders, reports: asReports(view, deals, source), source }, found)
  return { orders: folded.orders, drafts: [...found.dropped, ...folded.drafts] }
}

const asReports = ({ at }: OrdersView, deals: readonly Deal[], source: EventSource): readonly PendingDeal[] =>
  deals.map((deal) => ({ report: { deal, namedBy: 'rest', source }, since: at }))

/**
 * Folds one order that was asked for with its deals. Where REST no longer returns it, its deals end it; deals that REST
 * no longer returns are inferred from the executed sum.
 */
export function foldOrder(view: OrdersView, work: Extract<Work, { kind: 'order' }>, found: Found): OrdersFolded {
  const { ledger, at } = view
  const { orderId, deals, source } = work
  const { order: known, deals: knownDeals = [] } = ledger.orders.get(orderId) ?? {}
  const closes = work.end === 'close' && work.order === undefined && known !== undefined && !isOver(known)
  const ended = closes ? closedMissingOrder(known, executedBy(knownDeals, deals), work.isWhole) : work.order
  const batch: Batch = {
    orders: ended === undefined ? [] : [ended],
    reports: asReports(view, deals, source),
    source: closes ? 'inferred' : source,
    recalls: ledger.lacking.has(orderId) ? orderId : undefined,
  }
  const { orders, drafts: told } = foldOrders(view, batch, found)
  const drafts = [...found.dropped, ...told]
  const next = record(ledger, drafts, at).state
  const { order, deals: now = [] } = next.orders.get(orderId) ?? {}
  if (order === undefined || (!work.infer && order.updatedAt >= at - TRADES_REACH_MS)) return { orders, drafts }
  const pair = symbolsIn(view.universe).pairOf(order.symbol)
  const missing = pair === undefined ? undefined : inferDeal(order, now, pair, next.n)
  if (missing === undefined) return { orders, drafts }
  const inferred = { orders: [], reports: asReports(view, [missing], 'inferred'), source: 'inferred' as const }
  const added = foldOrders({ ...view, ledger: next, orders: { ...orders, pending: [] } }, inferred, NOTHING_FOUND)
  return { orders, drafts: [...drafts, ...added.drafts] }
}

type Batch = {
  readonly orders: readonly Order[]
  readonly reports: readonly PendingDeal[]
  readonly source: EventSource
  /** An order that was set aside: it is tracked again. */
  readonly recalls?: string | undefined
  readonly ranks?: OrdersState['ranks']
}

/** Folds reports of orders, and of deals with those that wait: a deal beyond its order's sum waits on. */
function foldOrders(view: OrdersView, batch: Batch, found: Found): OrdersFolded {
  const { ledger, at } = view
  const { pending } = view.orders
  const { orders, reports, source, recalls, ranks = view.orders.ranks } = batch
  const { dropped, histories, inferred } = found
  if (orders.length + reports.length + pending.length === 0 && recalls === undefined)
    return { orders: view.orders, drafts: [] }
  const state = dropped.length === 0 ? ledger : record(ledger, dropped, at).state
  const fold = new OrderFold(state, histories, inferred)
  if (recalls !== undefined) fold.recall(recalls, at)
  for (const order of orders) fold.order(order, source)
  const all = [...pending, ...reports].sort((a, b) => a.report.deal.time - b.report.deal.time)
  const names = namesOf(fold, reports)
  const held = all.filter(({ report }) => fold.deal(report, names.get(report.deal)) === 'exceeds')
  const left = [...new Map(held.reverse().map((one) => [identityOf(one.report), one])).values()].reverse()
  return { orders: { ...view.orders, pending: left, ranks }, drafts: fold.happenings }
}

/** Deals of orders that REST returned with all their deals, and the known deals that they are. */
function namesOf(fold: OrderFold, reports: readonly PendingDeal[]): ReadonlyMap<Deal, string> {
  const byOrder = new Map<string, Deal[]>()
  for (const { report } of reports) {
    const { deal, namedBy, source } = report
    if (namedBy !== 'rest' || (source !== 'rest' && source !== 'audit')) continue
    byOrder.set(deal.orderId, [...(byOrder.get(deal.orderId) ?? []), deal])
  }
  const names = new Map<Deal, string>()
  for (const [orderId, deals] of byOrder) {
    const { order, deals: known } = fold.tracked(orderId)
    if (order === undefined || known.length === 0) continue
    for (const [deal, tradeId] of matchWholeOrder(known, deals, order.executedQuantity)) names.set(deal, tradeId)
  }
  return names
}

/** Identity of a pending deal: one that is reported again stays one, and waits since its first report. */
function identityOf({ deal, namedBy }: DealReport): string {
  return `${namedBy} ${deal.orderId} ${deal.tradeId} ${deal.side}`
}

/** Wait before a deal without an order is counted, logged and dropped, in ms: it is not of this account. */
const GIVE_UP_MS = 10 * 60_000
/** Wait of a deal for its order's update before REST is asked, in ms. */
const DEAL_WAIT_MS = 1_000

/** Deals that their orders have not accounted for in time. */
export function overdueDeals({ orders: { pending: held }, at }: OrdersView): readonly Deal[] {
  return held.filter(({ since }) => since + DEAL_WAIT_MS <= at).map(({ report }) => report.deal)
}

/** Drops deals that no order accounts for, however long they waited. */
export function dropLostDeals({ orders, at }: OrdersView): OrdersStep {
  const lost = orders.pending.filter(({ since }) => since + GIVE_UP_MS + DEAL_WAIT_MS <= at)
  if (lost.length === 0) return { orders, effects: [] }
  const effects = lost.map(({ report: { deal } }) => {
    return { type: 'drift', code: 'DEAL_BEYOND_ORDER', raw: `${deal.orderId} ${deal.tradeId}` } as const
  })
  return { orders: { ...orders, pending: orders.pending.filter((one) => !lost.includes(one)) }, effects }
}
