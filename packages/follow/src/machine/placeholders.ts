/**
 * Placeholder deals: deals from an export without ids have ids derived from their content. When the exchange returns
 * such a deal with its own id, the placeholder is dropped: a deal is never counted twice.
 */

import { type Deal, type EventDraft, costKey } from '@spotdeck/ledger'
import type { LedgerStore, OrderHistory } from '@spotdeck/store'
import { type Slices, UNSLICED, inSlices } from '../slices.ts'

const PREFIX = 'import-'
const PAGE = 250

/** Id of a placeholder, from a digest of the deal's content. */
export const placeholderId = (digest: string): string => `${PREFIX}${digest}`

/** True if the id, of a deal or of its order, was derived here and is unknown to the exchange. */
export const isPlaceholder = (id: string): boolean => id.startsWith(PREFIX)

/**
 * Content key of a deal: two with the same key are the same deal, or two of one second that cannot be distinguished.
 */
export function contentOf(deal: Fill & Pick<Deal, 'fee' | 'feeAsset'>): string {
  return `${fillOf(deal)} ${deal.fee} ${deal.feeAsset}`
}

type Fill = Pick<Deal, 'symbol' | 'side' | 'price' | 'quantity' | 'time'>

/** Key of a deal without its fee, which an export may show with fewer digits. */
export function fillOf({ symbol, side, price, quantity, time }: Fill): string {
  return [symbol, side, price, quantity, Math.floor(time / 1_000)].join(' ')
}

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

/** Drops an imported deal because the exchange returned the real one. */
export type Drop = EventDraft & { readonly type: 'deal.dropped' }

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
