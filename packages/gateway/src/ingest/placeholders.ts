/**
 * Deals that an export told without their numbers stand in the ledger under numbers made from what they say. Where the exchange
 * tells such a deal with its own number later, the stand-in gives way to it: a deal is never counted twice.
 */

import { type Deal, type EventDraft, costKey } from '@spotdeck/ledger'
import type { LedgerStore, OrderHistory } from '../store/port.ts'

const PREFIX = 'import-'
const PAGE = 250

/** The number of a stand-in, from a digest of what the deal says. */
export const placeholderId = (digest: string): string => `${PREFIX}${digest}`

/** Whether the number, of a deal or of its order, was made here and means nothing to the exchange. */
export const isPlaceholder = (id: string): boolean => id.startsWith(PREFIX)

/** What a deal says: two with the same are the same deal, or two of one second that nothing tells apart. */
export function contentOf(
  deal: Pick<Deal, 'symbol' | 'side' | 'price' | 'quantity' | 'fee' | 'feeAsset' | 'time'>,
): string {
  return [
    deal.symbol,
    deal.side,
    deal.price,
    deal.quantity,
    deal.fee,
    deal.feeAsset,
    Math.floor(deal.time / 1_000),
  ].join(' ')
}

/** Lets other work run between slices of a long search. */
export type Slices = { done(rows: number): Promise<void> }

/** The stand-ins that give way to `deals`, each to one of them. */
export async function placeholdersFor(
  store: LedgerStore,
  deals: readonly Deal[],
  slices: Slices = { done: () => Promise.resolve() },
): Promise<readonly Deal[]> {
  const bySymbol = new Map<string, Deal[]>()
  for (const deal of deals) {
    if (isPlaceholder(deal.tradeId)) continue
    const alike = bySymbol.get(deal.symbol)
    if (alike === undefined) bySymbol.set(deal.symbol, [deal])
    else alike.push(deal)
  }
  const gone: Deal[] = []
  for (const [symbol, told] of bySymbol) {
    const times = told.map(({ time }) => time)
    const from = Math.floor(least(times) / 1_000) * 1_000
    const to = Math.floor(-least(times.map((time) => -time)) / 1_000) * 1_000 + 1_000
    const known = new Set<string>()
    const left = new Map<string, Deal[]>()
    await eachDealOf(store, { symbol, from, to, slices }, (deal) => {
      known.add(nameOf(deal))
      if (isPlaceholder(deal.tradeId)) left.set(contentOf(deal), [...(left.get(contentOf(deal)) ?? []), deal])
    })
    if (left.size === 0) continue
    for (const [at, deal] of told.entries()) {
      const standIn = known.has(nameOf(deal)) ? undefined : left.get(contentOf(deal))?.shift()
      if (standIn !== undefined) gone.push(standIn)
      if (at % PAGE === PAGE - 1) await slices.done(0)
    }
  }
  return gone
}

const nameOf = ({ orderId, tradeId, side }: Deal): string => `${orderId} ${tradeId} ${side}`
const least = (times: readonly number[]): number => times.reduce((a, b) => Math.min(a, b), Infinity)

type Span = { readonly symbol: string; readonly from: number; readonly to: number; readonly slices: Slices }

/** Newest first. */
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

/** An imported deal that leaves the ledger because the exchange names the real one. */
export type Drop = EventDraft & { readonly type: 'deal.dropped' }

/** Drafts that drop the imported deals which these deals replace. */
export async function dropsFor(store: LedgerStore, deals: readonly Deal[]): Promise<readonly Drop[]> {
  const gone = deals.length === 0 ? [] : await placeholdersFor(store, deals)
  return gone.map((deal) => ({ type: 'deal.dropped', deal, time: deal.time, source: 'import' }))
}

/** The histories of orders without the deals that are dropped. */
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
