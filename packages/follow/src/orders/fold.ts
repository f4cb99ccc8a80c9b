/**
 * Folds reports of orders and deals into events: orders are merged, deals are admitted once, and only changes become
 * events. Pure: the histories of older orders are passed in.
 */

import { type Quantity, add, subtract, zero } from '@spotdeck/exact'
import {
  type Admission,
  type Deal,
  type EventSource,
  type EventDraft,
  type LedgerState,
  type Naming,
  type Order,
  type TrackedOrder,
  admitDeal,
  isInferred,
  changesOrder,
  isSettled,
  joinOrders,
  remember,
} from '@spotdeck/ledger'
import type { OrderHistory } from '@spotdeck/store'

/** A deal with the origin of its name and its source. */
export type DealReport = { readonly deal: Deal; readonly namedBy: Naming; readonly source: EventSource }

/** Orders reported in one batch, over the state and the history before it. */
export class OrderFold {
  readonly #state: LedgerState
  readonly #histories: ReadonlyMap<string, OrderHistory>
  readonly #inferred: ReadonlyMap<string, Deal>
  readonly #seen = new Map<string, TrackedOrder>()
  readonly #happenings: EventDraft[] = []

  /**
   * @param histories of the reported orders that the state does not track @param inferred deals that represent unknown
   * ones, by order: a real one replaces them
   */
  constructor(
    state: LedgerState,
    histories: ReadonlyMap<string, OrderHistory>,
    inferred: ReadonlyMap<string, Deal> = new Map(),
  ) {
    this.#state = state
    this.#histories = histories
    this.#inferred = inferred
  }

  /** Event drafts of the batch, in order. */
  get happenings(): readonly EventDraft[] {
    return this.#happenings
  }

  /** All that is known of an order. */
  tracked(orderId: string): TrackedOrder {
    return this.#find(orderId)
  }

  /** Tracks an order again that was set aside, with all that was known of it. */
  recall(orderId: string, time: number): void {
    this.#recall(orderId, time)
    this.#seen.set(orderId, this.#find(orderId))
  }

  order(report: Order, source: EventSource): void {
    const tracked = this.#find(report.orderId)
    const order = tracked.order === undefined ? report : joinOrders(tracked.order, report)
    if (tracked.order !== undefined && !changesOrder(tracked.order, order)) return
    this.#recall(report.orderId, order.updatedAt)
    this.#happenings.push({ type: 'order.updated', order, time: order.updatedAt, source })
    this.#seen.set(report.orderId, { ...tracked, order })
  }

  /**
   * Folds a deal report. `exceeds`: not folded; the order's update is still missing, or the report is not a deal of its
   * own. `aliasOf`: the known deal that it is, where the order's deals were matched as a whole.
   */
  deal({ deal, namedBy, source }: DealReport, aliasOf?: string): Admission['kind'] {
    const tracked = this.#find(deal.orderId)
    if (aliasOf !== undefined) {
      this.#name(deal, aliasOf, tracked)
      return 'alias'
    }
    const context = { deals: tracked.deals, dealt: tracked.dealt, executed: tracked.order?.executedQuantity }
    const admission = admitDeal(context, deal, namedBy)
    if (admission.kind === 'exceeds' && this.#giveWay(deal, tracked)) return this.deal({ deal, namedBy, source })
    if (admission.kind === 'alias') this.#name(deal, admission.of, tracked)
    if (admission.kind === 'new') this.#add({ deal, namedBy, source }, tracked)
    return admission.kind
  }

  #add({ deal, namedBy, source }: DealReport, tracked: TrackedOrder): void {
    this.#recall(deal.orderId, deal.time)
    const clientOrderId = deal.clientOrderId ?? tracked.order?.clientOrderId
    const whole = clientOrderId === undefined ? deal : { ...deal, clientOrderId }
    this.#happenings.push({ type: 'deal.added', deal: whole, namedBy, time: deal.time, source })
    const deals = [...tracked.deals, remember(deal, namedBy)]
    this.#seen.set(deal.orderId, { ...tracked, deals, dealt: add(tracked.dealt, deal.quantity) })
  }

  /** Drops the order's inferred deal, if it has one: one of the deals that it represents was reported. */
  #giveWay(deal: Deal, tracked: TrackedOrder): boolean {
    const dropped = this.#inferred.get(deal.orderId)
    const deals = tracked.deals.filter((known) => !isInferred(known))
    if (dropped === undefined || deals.length === tracked.deals.length || isInferred(deal)) return false
    this.#recall(deal.orderId, deal.time)
    this.#happenings.push({ type: 'deal.dropped', deal: dropped, time: dropped.time, source: 'inferred' })
    this.#seen.set(deal.orderId, { ...tracked, deals, dealt: subtract(tracked.dealt, dropped.quantity) })
    return true
  }

  #name(deal: Deal, tradeId: string, tracked: TrackedOrder): void {
    const { orderId, side } = deal
    this.#happenings.push({
      type: 'deal.named',
      orderId,
      tradeId,
      side,
      alias: deal.tradeId,
      time: deal.time,
      source: 'rest',
    })
    const deals = tracked.deals.map((known) =>
      known.tradeId === tradeId && known.side === side ? { ...known, alias: deal.tradeId } : known,
    )
    this.#seen.set(orderId, { ...tracked, deals })
  }

  /** Tracks a finished order again, with all that was known of it. */
  #recall(orderId: string, time: number): void {
    const seen = this.#seen.get(orderId)
    const inState = seen === undefined ? this.#heldInState(orderId) !== undefined : !isSettled(seen)
    const tracked = this.#find(orderId)
    if (inState || (tracked.order === undefined && tracked.deals.length === 0)) return
    this.#happenings.push({ type: 'order.recalled', orderId, tracked, time, source: 'inferred' })
  }

  #find(orderId: string): TrackedOrder {
    return this.#seen.get(orderId) ?? this.#heldInState(orderId) ?? fromHistory(this.#histories.get(orderId))
  }

  /** The state's part of an order: without the order itself it may be a part of the deals in the history. */
  #heldInState(orderId: string): TrackedOrder | undefined {
    const held = this.#state.orders.get(orderId)
    const history = this.#histories.get(orderId)
    if (held === undefined || held.order !== undefined || history === undefined) return held
    return history.order !== undefined || history.deals.length > held.deals.length ? undefined : held
  }
}

/** Order ids of a batch whose history must be passed in: reported, and not tracked in the state. */
export function historiesNeeded(state: LedgerState, orderIds: readonly string[]): readonly string[] {
  return [...new Set(orderIds)].filter((id) => state.orders.get(id)?.order === undefined)
}

function fromHistory(history: OrderHistory | undefined): TrackedOrder {
  const deals = history?.deals ?? []
  const dealt = deals.reduce<Quantity>((total, deal) => add(total, deal.quantity), zero())
  return { ...(history?.order === undefined ? {} : { order: history.order }), deals, dealt, since: 0 }
}

/** Splits a list before the first item that `isSecond`. */
export function splitAt<T>(list: readonly T[], isSecond: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  const at = list.findIndex(isSecond)
  return at < 0 ? [list, []] : [list.slice(0, at), list.slice(at)]
}
