/**
 * Placeholder deals: deals from an export without ids have ids derived from their content. When the exchange returns
 * such a deal with its own id, the placeholder is dropped: a deal is never counted twice.
 */

import { type Deal, costKey } from '@spotdeck/ledger'
import type { LedgerStore, OrderHistory } from '@spotdeck/store'
import { contentOf, fillOf, isPlaceholder } from '../orders/placeholder.ts'
import type { Drop } from '../base/needs.ts'
import { type Slices, UNSLICED, inSlices } from '../slices.ts'

const PAGE = 250

/** Returns the placeholders that `deals` replace, each matched to one of them. */
export async function placeholdersFor(
  store: LedgerStore,
  deals: readonly Deal[],
  slices: Slices = UNSLICED,
): Promise<readonly Deal[]> {
  const bySymbol = new Map<string, { readonly told: Deal[]; first: number; last: number }>()
  await inSlices(deals, slices, (deal) => {
    if (isPlaceholder(deal.tradeId)) return
    const { symbol, time } = deal
    const alike = bySymbol.get(symbol) ?? { told: [], first: time, last: time }
    alike.told.push(deal)
    alike.first = Math.min(alike.first, time)
    alike.last = Math.max(alike.last, time)
    bySymbol.set(symbol, alike)
  })
  const gone: Deal[] = []
  for (const [symbol, { told, first, last }] of bySymbol) {
    const from = Math.floor(first / 1_000) * 1_000
    const to = Math.floor(last / 1_000) * 1_000 + 1_000
    const known = new Set<string>()
    const left = new Map<string, Deal[]>()
    await eachDealOf(store, { symbol, from, to, slices }, (deal) => {
      known.add(nameOf(deal))
      if (isPlaceholder(deal.tradeId)) left.set(fillOf(deal), [...(left.get(fillOf(deal)) ?? []), deal])
    })
    if (left.size === 0) continue
    await inSlices(told, slices, (deal) => {
      const standIn = known.has(nameOf(deal)) ? undefined : takenOf(left.get(fillOf(deal)) ?? [], deal)
      if (standIn !== undefined) gone.push(standIn)
    })
  }
  return gone
}

/** Removes the placeholder with the deal's fee, else the first: an export may show fewer digits of the fee. */
function takenOf(alike: Deal[], deal: Deal): Deal | undefined {
  const at = alike.findIndex((one) => contentOf(one) === contentOf(deal))
  return alike.splice(Math.max(at, 0), 1)[0]
}

const nameOf = ({ orderId, tradeId, side }: Deal): string => `${orderId} ${tradeId} ${side}`

type Span = { readonly symbol: string; readonly from: number; readonly to: number; readonly slices: Slices }

/** Visits deals, newest first. */
async function eachDealOf(store: LedgerStore, { slices, ...span }: Span, work: (deal: Deal) => void): Promise<void> {
  let page = await store.deals({ ...span, limit: PAGE })
  while (page.length > 0) {
    for (const deal of page) work(deal)
    await slices.done(0)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    page = await store.deals({ ...span, limit: PAGE, before: costKey({ kind: 'deal', deal: last }) })
  }
}

/** Returns the drafts that drop the imported deals which these deals replace. */
export async function dropsFor(store: LedgerStore, deals: readonly Deal[]): Promise<readonly Drop[]> {
  const gone = deals.length === 0 ? [] : await placeholdersFor(store, deals)
  return gone.map((deal) => ({ type: 'deal.dropped', deal, time: deal.time, source: 'import' }))
}

/** Returns the histories of orders without the dropped deals. */
export function withoutDeals(
  histories: ReadonlyMap<string, OrderHistory>,
  dropped: readonly Drop[],
): ReadonlyMap<string, OrderHistory> {
  if (dropped.length === 0) return histories
  const gone = new Set(dropped.map(({ deal }) => deal.tradeId))
  const left = (history: OrderHistory): OrderHistory => ({
    ...history,
    deals: history.deals.filter(({ tradeId }) => !gone.has(tradeId)),
  })
  return new Map([...histories].map(([id, history]) => [id, left(history)]))
}
