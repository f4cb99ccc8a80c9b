/** Reads the store for one job: older orders with their deals, inferred deals, and repeated flows. */

import { type BalanceChange, type Deal, type LedgerState, isInferred } from '@spotdeck/ledger'
import type { LedgerStore, OrderHistory } from '@spotdeck/store'
import type { Found, Needs } from '../base/needs.ts'
import { sameChange } from '../balances/sequence.ts'
import { matchLists } from './match-lists.ts'
import { dropsFor, withoutDeals } from './placeholders.ts'

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
    if (booked.some((event) => event.type === 'asset.changed' && sameChange(event.change, flow))) repeats.push(flow)
  }
  return repeats
}
