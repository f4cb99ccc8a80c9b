/** Reads orders whose deals do not add up, deals without their order, and orders of unknown status over REST. */

import { isOver } from '@spotdeck/ledger'
import { ORDERS_REACH_MS, sweepReach } from '../exchange.ts'
import type { OrdersStep, OrdersView, Repair } from './state.ts'
import { type RoomEffect, inTurn } from '../base/effect.ts'
import { isLive } from '../phase/state.ts'
import { dropLostDeals, overdueDeals } from './orders-job.ts'
import { isPlaceholder } from './placeholder.ts'
import type { Answer } from '../base/question.ts'
import type { Purpose } from '../base/state.ts'
import { noteUnreadableRows } from './unreadable-lists.ts'

const UPKEEP_MS = 500
/** Wait before an order whose deals do not add up is read, in ms; grows with each try. */
const REPAIR_AFTER_MS = 1_500
const MAX_REPAIRS = 8
const REPAIRS_AT_ONCE = 3
/** Interval between orders that were set aside, in ms, and before those that REST did not tell of come again. */
const LACKING_EVERY_MS = 1_400
const LACKING_AGAIN_MS = 10 * 60_000
/** Unsettled orders in the state from which no other is recalled. */
const MAX_AT_WORK = 500
const NONE: ReadonlyMap<string, Repair> = new Map()

/** Asks for the orders that are due. */
export function upkeepTick(view: OrdersView): OrdersStep {
  const { orders, ledger, work, now } = view
  if (orders.upkeep.nextAt > now) return { orders, effects: [] }
  const upkeep = { ...orders.upkeep, nextAt: now + UPKEEP_MS }
  if (ledger.orders.size === 0 && orders.pending.length === 0)
    return { orders: { ...orders, upkeep, repairs: NONE }, effects: [] }
  const repairs = new Map<string, Repair>()
  const effects: RoomEffect[] = []
  let running = [...work.calls.values()].filter((purpose) => purpose.for === 'repair').length
  for (const [orderId, symbol] of wanting(view)) {
    const repair = orders.repairs.get(orderId) ?? { count: 0, nextAt: now + REPAIR_AFTER_MS }
    const isDue = repair.nextAt <= now && repair.count < MAX_REPAIRS && running < REPAIRS_AT_ONCE
    const count = repair.count + 1
    repairs.set(orderId, isDue ? { count, nextAt: now + REPAIR_AFTER_MS * 3 ** count } : repair)
    if (!isDue) continue
    running += 1
    const purpose = { for: 'repair', symbol, orderId, isLast: count === MAX_REPAIRS } as const
    effects.push({ type: 'ask', question: { kind: 'order', symbol, orderId }, purpose })
  }
  return inTurn(view, { orders: { ...orders, upkeep, repairs }, effects }, dropLostDeals)
}

/** Asks for the next order that was set aside, at the pace of a search, while the state has room for it. */
export function lackingTick(view: OrdersView): OrdersStep {
  const { orders, ledger, now } = view
  const { lackingAt, lackingAsked: asked } = orders.upkeep
  if (ledger.lacking.size === 0 || lackingAt > now || !isLive(view)) return { orders, effects: [] }
  const wait = (ms: number, lackingAsked: ReadonlySet<string>, ...effects: readonly RoomEffect[]): OrdersStep => ({
    orders: { ...orders, upkeep: { ...orders.upkeep, lackingAt: now + ms, lackingAsked } },
    effects,
  })
  const unsettled = [...ledger.orders.values()].filter(({ order }) => order === undefined || isOver(order)).length
  if (unsettled >= MAX_AT_WORK) return wait(LACKING_EVERY_MS, asked)
  const left = [...ledger.lacking].filter(([id]) => !asked.has(id) && !isPlaceholder(id))
  const [next] = left
  if (next === undefined) return wait(LACKING_AGAIN_MS, new Set())
  const [orderId, { symbol }] = next
  return wait(LACKING_EVERY_MS, new Set(asked).add(orderId), {
    type: 'ask',
    question: { kind: 'order', symbol, orderId, background: true },
    purpose: { for: 'repair', symbol, orderId, isLast: false },
  })
}

/** Symbol of each order that is to be read, by its id. */
function wanting(view: OrdersView): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [id, { order, deals, dealt }] of view.ledger.orders) {
    if (isPlaceholder(id)) continue
    if (order === undefined) {
      const symbol = deals.at(-1)?.symbol
      if (symbol !== undefined) found.set(id, symbol)
    } else if (dealt !== order.executedQuantity || order.status === 'UNKNOWN' || isOver(order))
      found.set(id, order.symbol)
  }
  for (const deal of overdueDeals(view)) found.set(deal.orderId, deal.symbol)
  return found
}

/**
 * Applies an order with all its deals. Deals beyond REST's history limit, or after the last attempt, are inferred from
 * its sums; those whose rows cannot be read are not.
 */
export function repairAnswered(
  view: OrdersView,
  { symbol, orderId, isLast }: Extract<Purpose, { for: 'repair' }>,
  answer: Answer,
): OrdersStep {
  const { ledger, at } = view
  if (answer.kind !== 'order' || answer.refused) return { orders: view.orders, effects: [] }
  const { order, deals, unreadable } = answer
  const { orders, effects } = noteUnreadableRows(view, { kind: 'order', symbol, orderId }, unreadable)
  const known = ledger.orders.get(orderId)?.order
  const isForgotten =
    order === undefined &&
    unreadable.length === 0 &&
    known !== undefined &&
    !isOver(known) &&
    known.createdAt < at - ORDERS_REACH_MS
  const since = Math.max(known?.createdAt ?? 0, ledger.checkedAt ?? 0)
  const work = {
    kind: 'order',
    orderId,
    order,
    deals,
    end: isForgotten ? 'close' : 'keep',
    isWhole: since > sweepReach(at).deals,
    infer: isLast && unreadable.length === 0,
    source: 'rest',
    tag: { for: 'repair', orderId },
  } as const
  return { orders, effects: [...effects, { type: 'enqueue', work }] }
}
