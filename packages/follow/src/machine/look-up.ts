/**
 * Reads the store's history for one job: older orders with their deals, inferred deals that are replaced, and repeated
 * flows.
 */

import { type BalanceChange, type Deal, type EventDraft, type LedgerState, isInferred } from '@spotdeck/ledger'
import type { LedgerStore, OrderHistory } from '@spotdeck/store'
import { type FlowLists, type ListedFlows, matchLists } from './flow-lists.ts'
import { type Drop, dropsFor, withoutDeals } from './placeholders.ts'

/** Records of the store that a job needs. */
export type Needs = {
  /** Orders that the state does not track. */
  readonly lacking: readonly string[]
  /** Orders of which an inferred deal may give way. */
  readonly orderIds: readonly string[]
  /** Deals that may replace imported ones. */
  readonly deals: readonly Deal[]
  /** Pushed flows: each may be a repeat of one that was booked long ago. */
  readonly flows: readonly BalanceChange[]
  readonly lists?: FlowLists
}

/** Answer of the store. */
export type Found = {
  readonly histories: ReadonlyMap<string, OrderHistory>
  readonly inferred: ReadonlyMap<string, Deal>
  readonly dropped: readonly Drop[]
  /** Flows of the question that are booked already. */
  readonly repeats: readonly BalanceChange[]
  readonly listed?: ListedFlows | undefined
}

/** An answer for a job that needs nothing. */
export const NOTHING_FOUND: Found = { histories: new Map(), inferred: new Map(), dropped: [], repeats: [] }

/** A ledger to look things up in. */
type Ledger = { readonly store: LedgerStore; readonly state: LedgerState }

/** Reads what a job needs. */
export async function lookUp(ledger: Ledger, needs: Needs): Promise<Found> {
  const { store, state } = ledger
  const dropped = needs.deals.length === 0 ? [] : await dropsFor(store, needs.deals)
  const histories = needs.lacking.length === 0 ? new Map() : withoutDeals(await store.histories(needs.lacking), dropped)
  return {
    histories,
    dropped,
    inferred: await inferredAmong(ledger, needs.orderIds, histories),
    repeats: await repeatsAmong(store, needs.flows),
    listed: needs.lists && (await matchLists(needs.lists, { state, store })),
  }
}

async function inferredAmong(
  { store, state }: Ledger,
  orderIds: readonly string[],
  histories: ReadonlyMap<string, OrderHistory>,
): Promise<ReadonlyMap<string, Deal>> {
  const inferred = new Map<string, Deal>()
  for (const id of new Set(orderIds)) {
    const known = histories.get(id)?.deals ?? state.orders.get(id)?.deals ?? []
    if (!known.some(isInferred)) continue
    const deals = await store.deals({ orderId: id, limit: known.length })
    for (const deal of deals.filter(isInferred)) inferred.set(id, deal)
  }
  return inferred
}

/** Flows per page of one millisecond: more of one asset at once would be a list of their own. */
const SAME_TIME = 100

async function repeatsAmong(store: LedgerStore, flows: readonly BalanceChange[]): Promise<readonly BalanceChange[]> {
  const repeats: BalanceChange[] = []
  for (const flow of flows) {
    const { asset, time } = flow
    const query = { asset, from: time, to: time + 1, limit: SAME_TIME }
    const booked = await store.history('movements', query)
    if (booked.some((event) => isOf(event, flow))) repeats.push(flow)
  }
  return repeats
}

/** True if the event is this very change: the same reason, amounts, time and balance. */
function isOf(event: EventDraft, flow: BalanceChange): boolean {
  if (event.type !== 'asset.changed') return false
  const { change } = event
  return (
    change.reason === flow.reason &&
    change.time === flow.time &&
    change.free === flow.free &&
    change.locked === flow.locked &&
    change.freeChange === flow.freeChange &&
    change.lockedChange === flow.lockedChange
  )
}
