/**
 * Deals of a symbol that is in no list: they wait while it is read at once. Their assets come from the list, from the
 * balance pushes of the same moment, or from balances that moved by exactly their amounts; they are never guessed.
 */

import { type AssetAmount, add, isZero, zero } from '@spotdeck/exact'
import {
  type BalanceChange,
  type CoverageWindow,
  type Deal,
  dealEffects,
  reasonKind,
  unexplained,
} from '@spotdeck/ledger'
import type { Pair } from '../symbols.ts'
import { type OrdersDraft, type WaitingDeal, setOrders } from './state.ts'
import { ask, enqueue, log, noteDrift, setWork } from '../base/draft.ts'
import { type UnlistedDeal, withPair, type ReceivedChange } from '../base/question.ts'
import { missed } from '../phase/recover.ts'
import { symbolsIn } from '../base/universe.ts'

/** Interval between reads of the list for the same deals, in ms. */
const ASK_EVERY_MS = 30_000
/** Wait of a deal for its assets, in ms: then a pushed one is read over REST, and one of REST is unknown. */
const GIVE_UP_MS = 10 * 60_000
/** Time between a deal and the balance pushes that it made, in ms. */
const SAME_MOMENT_MS = 2_000
/** Maximal number of deals that wait, pushed or read; beyond it the oldest are given up. */
const MAX_WAITING = 1_000

/** Splits off the deals of unlisted symbols, which wait; orders of such symbols have the list read too. */
export function withoutUnlisted(draft: OrdersDraft, pushes: readonly ReceivedChange[]): readonly ReceivedChange[] {
  const waiting = pushes.flatMap(({ change, receivedAt }): WaitingDeal[] =>
    change.kind === 'unlisted' ? [{ deal: change.deal, receivedAt, since: draft.now }] : [],
  )
  const isOrderUnlisted = ({ change }: ReceivedChange): boolean =>
    change.kind === 'order' && symbolsIn(draft.universe).pairOf(change.order.symbol) === undefined
  if (waiting.length === 0 && !pushes.some(isOrderUnlisted)) return pushes
  keep(draft, waiting)
  askForList(draft)
  return pushes.filter(({ change }) => change.kind !== 'unlisted')
}

function askForList(draft: OrdersDraft): void {
  if (draft.now - draft.orders.listAskedAt < ASK_EVERY_MS) return
  setOrders(draft, { listAskedAt: draft.now })
  ask(draft, { kind: 'listing' }, { for: 'unlisted' })
}

/** Keeps the deals of an answer whose symbols are in no list; one that waits already goes on waiting. */
export function keepUnlisted(
  draft: OrdersDraft,
  { unlisted = [] }: { readonly unlisted?: readonly UnlistedDeal[] | undefined },
): void {
  const waiting = new Set(draft.orders.unlisted.map(({ deal }) => nameOf(deal)))
  const fresh = unlisted.filter((deal) => !waiting.has(nameOf(deal)))
  if (fresh.length === 0) return
  const since = draft.now
  keep(
    draft,
    fresh.map((deal): WaitingDeal => ({ deal, source: 'rest', receivedAt: draft.at, since })),
  )
  unlistedTick(draft)
}

/** Lets deals wait; those that there is no room for are told as unknown. */
function keep(draft: OrdersDraft, waiting: readonly WaitingDeal[]): void {
  const all = [...draft.orders.unlisted, ...waiting]
  setOrders(draft, { unlisted: all.slice(-MAX_WAITING) })
  const dropped = all.slice(0, -MAX_WAITING).filter(({ isUnknown }) => isUnknown !== true)
  if (dropped.length > 0) giveUp(draft, dropped)
}

const nameOf = ({ orderId, tradeId, side }: UnlistedDeal): string => `${orderId} ${tradeId} ${side}`

/** Folds the deals whose assets are known by now; the others go on waiting. */
export function unlistedTick(draft: OrdersDraft): void {
  if (draft.orders.unlisted.length === 0) return
  const known: ReceivedChange[] = []
  const read: Deal[] = []
  const left: WaitingDeal[] = []
  // All deals of a symbol have one answer: it is worked out once.
  const byAmounts = new Map<string, Pair | undefined>()
  const amountsOf = (symbol: string): Pair | undefined => {
    if (!byAmounts.has(symbol)) byAmounts.set(symbol, pairOfAmounts(draft, symbol))
    return byAmounts.get(symbol)
  }
  for (const waiting of draft.orders.unlisted) {
    const { deal, receivedAt, source } = waiting
    const pair = pairOf(draft, waiting) ?? amountsOf(deal.symbol)
    if (pair === undefined) left.push(waiting)
    else if (source !== undefined) read.push(withPair(deal, pair))
    else known.push({ change: { kind: 'deal', deal: withPair(deal, pair) }, receivedAt })
  }
  setWork(draft, { pushes: [...draft.work.pushes, ...known] })
  if (read.length > 0)
    enqueue(draft, { kind: 'reports', orders: [], deals: read, source: 'rest', tag: { for: 'nobody' } })
  const isLate = ({ since, isUnknown }: WaitingDeal): boolean => isUnknown !== true && draft.now - since >= GIVE_UP_MS
  const late = left.filter(isLate)
  setOrders(draft, {
    unlisted: left.flatMap((one): readonly WaitingDeal[] => {
      if (!isLate(one)) return [one]
      return one.source === undefined ? [] : [{ ...one, isUnknown: true }]
    }),
  })
  if (late.length > 0) giveUp(draft, late)
  if (draft.orders.unlisted.some(({ isUnknown }) => isUnknown !== true)) askForList(draft)
}

/** Says which deals are not in the ledger; a pushed one is read over REST, where it waits once more. */
function giveUp(draft: OrdersDraft, late: readonly WaitingDeal[]): void {
  for (const { deal } of late) {
    const { symbol, side, price, quantity, time } = deal
    noteDrift(draft, 'UNKNOWN_SYMBOL', `${nameOf(deal)} ${symbol} ${quantity} at ${price}`)
    log(draft, 'warn', 'deal of an unlisted symbol left out, its assets are not known', { symbol, side, time })
  }
  const windows = late.map(({ deal: { symbol, time } }): CoverageWindow => ({
    kind: 'deals',
    from: time,
    to: time + 1_000,
    state: 'unknown',
    symbols: [symbol],
  }))
  enqueue(draft, { kind: 'mark', windows })
  if (late.some(({ source }) => source === undefined)) missed(draft, 'UNREADABLE_PUSH')
}

function pairOf(draft: OrdersDraft, { deal, source }: WaitingDeal): Pair | undefined {
  const listed = symbolsIn(draft.universe).pairOf(deal.symbol)
  if (listed !== undefined) return listed
  return source === undefined ? pairOfPushes(draft, deal) : undefined
}

/** The assets whose balance pushes came with a pushed deal, and whose names make up its symbol. */
function pairOfPushes({ balances: { sequence } }: OrdersDraft, deal: UnlistedDeal): Pair | undefined {
  const isItsOwn = ({ reason, time }: BalanceChange): boolean =>
    reasonKind(reason) === 'trade' && Math.abs(time - deal.time) <= SAME_MOMENT_MS
  const moved = [...sequence.taken].filter(([, taken]) => taken.some(({ change }) => isItsOwn(change)))
  const assets = new Set(moved.map(([asset]) => asset))
  return only(
    splitsOf(deal.symbol).filter(({ baseAsset, quoteAsset }) => assets.has(baseAsset) && assets.has(quoteAsset)),
  )
}

/** The assets whose balances moved by exactly what all waiting deals of a symbol amount to. */
function pairOfAmounts({ ledger, orders: { unlisted } }: OrdersDraft, symbol: string): Pair | undefined {
  const deals = unlisted.filter(({ deal }) => deal.symbol === symbol).map(({ deal }) => deal)
  const fits = (pair: Pair): boolean => {
    const amounts = new Map<string, AssetAmount>()
    for (const { asset, change } of deals.flatMap((deal) => dealEffects(withPair(deal, pair))))
      amounts.set(asset, add(amounts.get(asset) ?? zero<'asset'>(), change))
    const own = [pair.baseAsset, pair.quoteAsset].map(
      (asset) => [asset, amounts.get(asset) ?? zero<'asset'>()] as const,
    )
    return (
      own.some(([, amount]) => !isZero(amount)) && own.every(([asset, amount]) => unexplained(ledger, asset) === amount)
    )
  }
  return only(splitsOf(symbol).filter(fits))
}

/** Every way to read a symbol as base and quote. */
const splitsOf = (symbol: string): readonly Pair[] =>
  Array.from({ length: Math.max(0, symbol.length - 1) }, (_, i) => ({
    baseAsset: symbol.slice(0, i + 1),
    quoteAsset: symbol.slice(i + 1),
  }))

const only = (pairs: readonly Pair[]): Pair | undefined => (pairs.length === 1 ? pairs[0] : undefined)
