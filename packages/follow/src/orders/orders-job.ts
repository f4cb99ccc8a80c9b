/** Folds orders and deals into events. A deal beyond its order's executed quantity is held. */

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
import { type OrdersDraft, type PendingDeal, setOrders } from './state.ts'
import { noteDrift } from '../base/draft.ts'
import { type DealReport, OrderFold } from './fold.ts'
import { type Found, NOTHING_FOUND } from '../base/needs.ts'
import type { Work } from '../base/work.ts'
import { symbolsIn } from '../base/universe.ts'

/** Number of pushed deals that are remembered: those of one millisecond are not further apart. */
const MAX_REMEMBERED = 64

/** Ranks a pushed deal behind those of its millisecond that arrived before it: their ids need not be in order. */
export function inArrival(draft: OrdersDraft, deal: Deal): Deal {
  const { ranks } = draft.orders
  const rank = ranks.findLast(({ time }) => time === deal.time)?.count ?? 0
  setOrders(draft, { ranks: [...ranks.slice(1 - MAX_REMEMBERED), { time: deal.time, count: rank + 1 }] })
  return rank === 0 ? deal : { ...deal, rank }
}

/** Folds orders and deals from REST. */
export function foldReports(
  draft: OrdersDraft,
  { orders, deals, source }: Extract<Work, { kind: 'reports' }>,
  found: Found,
): readonly EventDraft[] {
  return [...found.dropped, ...foldOrders(draft, { orders, reports: asReports(draft, deals, source), source }, found)]
}

const asReports = ({ at }: OrdersDraft, deals: readonly Deal[], source: EventSource): readonly PendingDeal[] =>
  deals.map((deal) => ({ report: { deal, namedBy: 'rest', source }, since: at }))

/**
 * Folds one order that was asked for with its deals. Where REST no longer returns it, its deals end it; deals that REST
 * no longer returns are inferred from the executed sum.
 */
export function foldOrder(
  draft: OrdersDraft,
  work: Extract<Work, { kind: 'order' }>,
  found: Found,
): readonly EventDraft[] {
  const { ledger, at } = draft
  const { orderId, deals, source } = work
  const { order: known, deals: knownDeals = [] } = ledger.orders.get(orderId) ?? {}
  const closes = work.end === 'close' && work.order === undefined && known !== undefined && !isOver(known)
  const ended = closes ? closedMissingOrder(known, executedBy(knownDeals, deals), work.isWhole) : work.order
  const orders = ended === undefined ? [] : [ended]
  const reports = asReports(draft, deals, source)
  const drafts = [
    ...found.dropped,
    ...foldOrders(
      draft,
      {
        orders,
        reports,
        source: closes ? 'inferred' : source,
        recalls: ledger.lacking.has(orderId) ? orderId : undefined,
      },
      found,
    ),
  ]
  const next = record(ledger, drafts, at).state
  const { order, deals: now = [] } = next.orders.get(orderId) ?? {}
  if (order === undefined || (!work.infer && order.updatedAt >= at - TRADES_REACH_MS)) return drafts
  const pair = symbolsIn(draft.universe).pairOf(order.symbol)
  const missing = pair === undefined ? undefined : inferDeal(order, now, pair, next.n)
  if (missing === undefined) return drafts
  const inferred = { orders: [], reports: asReports(draft, [missing], 'inferred'), source: 'inferred' as const }
  return [
    ...drafts,
    ...foldOrders({ ...draft, ledger: next, orders: { ...draft.orders, pending: [] } }, inferred, NOTHING_FOUND),
  ]
}

type Batch = {
  readonly orders: readonly Order[]
  readonly reports: readonly PendingDeal[]
  readonly source: EventSource
  /** An order that was set aside: it is tracked again. */
  readonly recalls?: string | undefined
}

/** Folds reports of orders, and of deals with those that wait: a deal beyond its order's sum waits on. */
export function foldOrders(
  draft: OrdersDraft,
  { orders, reports, source, recalls }: Batch,
  found: Found,
): readonly EventDraft[] {
  const { dropped, histories, inferred } = found
  if (orders.length + reports.length + draft.orders.pending.length === 0 && recalls === undefined) return []
  const state = dropped.length === 0 ? draft.ledger : record(draft.ledger, dropped, draft.at).state
  const fold = new OrderFold(state, histories, inferred)
  if (recalls !== undefined) fold.recall(recalls, draft.at)
  for (const order of orders) fold.order(order, source)
  const all = [...draft.orders.pending, ...reports].sort((a, b) => a.report.deal.time - b.report.deal.time)
  const names = namesOf(fold, reports)
  const held = all.filter(({ report }) => fold.deal(report, names.get(report.deal)) === 'exceeds')
  setOrders(draft, {
    pending: [...new Map(held.reverse().map((one) => [identityOf(one.report), one])).values()].reverse(),
  })
  return fold.happenings
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
export function overdueDeals({ orders: { pending: held }, at }: OrdersDraft): readonly Deal[] {
  return held.filter(({ since }) => since + DEAL_WAIT_MS <= at).map(({ report }) => report.deal)
}

/** Drops deals that no order accounts for, however long they waited. */
export function dropLostDeals(draft: OrdersDraft): void {
  const lost = draft.orders.pending.filter(({ since }) => since + GIVE_UP_MS + DEAL_WAIT_MS <= draft.at)
  if (lost.length === 0) return
  for (const { report } of lost) noteDrift(draft, 'DEAL_BEYOND_ORDER', `${report.deal.orderId} ${report.deal.tradeId}`)
  setOrders(draft, { pending: draft.orders.pending.filter((one) => !lost.includes(one)) })
}
