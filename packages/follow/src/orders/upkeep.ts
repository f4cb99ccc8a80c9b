/** Reads orders whose deals do not add up, deals without their order, and orders of unknown status over REST. */

import { isOver } from '@spotdeck/ledger'
import { ORDERS_REACH_MS, sweepReach } from '../exchange.ts'
import { type OrdersDraft, type Repair, setOrders } from './state.ts'
import { ask, enqueue } from '../base/draft.ts'
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
export function upkeepTick(draft: OrdersDraft): void {
  const { now } = draft
  if (draft.orders.upkeep.nextAt > now) return
  setOrders(draft, { upkeep: { ...draft.orders.upkeep, nextAt: now + UPKEEP_MS } })
  if (draft.ledger.orders.size === 0 && draft.orders.pending.length === 0) return setOrders(draft, { repairs: NONE })
  const next = new Map<string, Repair>()
  let running = [...draft.work.calls.values()].filter((purpose) => purpose.for === 'repair').length
  for (const [orderId, symbol] of wanting(draft)) {
    const repair = draft.orders.repairs.get(orderId) ?? { count: 0, nextAt: now + REPAIR_AFTER_MS }
    const isDue = repair.nextAt <= now && repair.count < MAX_REPAIRS && running < REPAIRS_AT_ONCE
    const count = repair.count + 1
    next.set(orderId, isDue ? { count, nextAt: now + REPAIR_AFTER_MS * 3 ** count } : repair)
    if (!isDue) continue
    running += 1
    ask(draft, { kind: 'order', symbol, orderId }, { for: 'repair', symbol, orderId, isLast: count === MAX_REPAIRS })
  }
  setOrders(draft, { repairs: next })
  dropLostDeals(draft)
}

/** Asks for the next order that was set aside, at the pace of a search, while the state has room for it. */
export function lackingTick(draft: OrdersDraft): void {
  const { ledger, now } = draft
  const { lackingAt, lackingAsked: asked } = draft.orders.upkeep
  if (ledger.lacking.size === 0 || lackingAt > now || !isLive(draft)) return
  const wait = (ms: number, lackingAsked: ReadonlySet<string>): void =>
    setOrders(draft, { upkeep: { ...draft.orders.upkeep, lackingAt: now + ms, lackingAsked } })
  wait(LACKING_EVERY_MS, asked)
  const unsettled = [...ledger.orders.values()].filter(({ order }) => order === undefined || isOver(order)).length
  if (unsettled >= MAX_AT_WORK) return
  const left = [...ledger.lacking].filter(([id]) => !asked.has(id) && !isPlaceholder(id))
  const [next] = left
  if (next === undefined) return wait(LACKING_AGAIN_MS, new Set())
  const [orderId, { symbol }] = next
  wait(LACKING_EVERY_MS, new Set(asked).add(orderId))
  ask(draft, { kind: 'order', symbol, orderId, background: true }, { for: 'repair', symbol, orderId, isLast: false })
}

/** Symbol of each order that is to be read, by its id. */
function wanting(draft: OrdersDraft): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [id, { order, deals, dealt }] of draft.ledger.orders) {
    if (isPlaceholder(id)) continue
    if (order === undefined) {
      const symbol = deals.at(-1)?.symbol
      if (symbol !== undefined) found.set(id, symbol)
    } else if (dealt !== order.executedQuantity || order.status === 'UNKNOWN' || isOver(order))
      found.set(id, order.symbol)
  }
  for (const deal of overdueDeals(draft)) found.set(deal.orderId, deal.symbol)
  return found
}

/**
 * Applies an order with all its deals. Deals beyond REST's history limit, or after the last attempt, are inferred from
 * its sums; those whose rows cannot be read are not.
 */
export function repairAnswered(
  draft: OrdersDraft,
  { symbol, orderId, isLast }: Extract<Purpose, { for: 'repair' }>,
  answer: Answer,
): void {
  if (answer.kind !== 'order' || answer.refused) return
  const { order, deals, unreadable } = answer
  noteUnreadableRows(draft, { kind: 'order', symbol, orderId }, unreadable)
  const known = draft.ledger.orders.get(orderId)?.order
  const isForgotten =
    order === undefined &&
    unreadable.length === 0 &&
    known !== undefined &&
    !isOver(known) &&
    known.createdAt < draft.at - ORDERS_REACH_MS
  const since = Math.max(known?.createdAt ?? 0, draft.ledger.checkedAt ?? 0)
  enqueue(draft, {
    kind: 'order',
    orderId,
    order,
    deals,
    end: isForgotten ? 'close' : 'keep',
    isWhole: since > sweepReach(draft.at).deals,
    infer: isLast && unreadable.length === 0,
    source: 'rest',
    tag: { for: 'repair', orderId },
  })
}
