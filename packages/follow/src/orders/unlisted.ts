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
import type { OrdersStep, OrdersView, WaitingDeal } from './state.ts'
import { type RoomEffect, inTurn } from '../base/effect.ts'
import { type UnlistedDeal, withPair, type ReceivedChange } from '../base/question.ts'
import { symbolsIn } from '../base/universe.ts'

/** Interval between reads of the list for the same deals, in ms. */
const ASK_EVERY_MS = 30_000
/** Wait of a deal for its assets, in ms: then a pushed one is read over REST, and one of REST is unknown. */
const GIVE_UP_MS = 10 * 60_000
/** Time between a deal and the balance pushes that it made, in ms. */
const SAME_MOMENT_MS = 2_000
/** Maximal number of deals that wait, pushed or read; beyond it the oldest are given up. */
const MAX_WAITING = 1_000

/** Receives pushes: deals of unlisted symbols wait; orders of such symbols have the list read too. */
export function withoutUnlisted(view: OrdersView, pushes: readonly ReceivedChange[]): OrdersStep {
  const waiting = pushes.flatMap(({ change, receivedAt }): WaitingDeal[] =>
    change.kind === 'unlisted' ? [{ deal: change.deal, receivedAt, since: view.now }] : [],
  )
  const isOrderUnlisted = ({ change }: ReceivedChange): boolean =>
    change.kind === 'order' && symbolsIn(view.universe).pairOf(change.order.symbol) === undefined
  if (waiting.length === 0 && !pushes.some(isOrderUnlisted))
    return { orders: view.orders, effects: [{ type: 'receive', pushes }] }
  const { orders, effects } = inTurn(view, keep(view, waiting), askForList)
  const listed = pushes.filter(({ change }) => change.kind !== 'unlisted')
  return { orders, effects: [...effects, { type: 'receive', pushes: listed }] }
}

function askForList({ orders, now }: OrdersView): OrdersStep {
  const { listAskedAt = -Infinity } = orders
  if (now - listAskedAt < ASK_EVERY_MS) return { orders, effects: [] }
  const effect = { type: 'ask', question: { kind: 'listing' }, purpose: { for: 'unlisted' } } as const
  return { orders: { ...orders, listAskedAt: now }, effects: [effect] }
}

/** Keeps the deals of an answer whose symbols are in no list; one that waits already goes on waiting. */
export function keepUnlisted(
  view: OrdersView,
  { unlisted = [] }: { readonly unlisted?: readonly UnlistedDeal[] | undefined },
): OrdersStep {
  const { orders, at, now } = view
  const waiting = new Set(orders.unlisted.map(({ deal }) => nameOf(deal)))
  const fresh = unlisted.filter((deal) => !waiting.has(nameOf(deal)))
  if (fresh.length === 0) return { orders, effects: [] }
  const kept = fresh.map((deal): WaitingDeal => ({ deal, source: 'rest', receivedAt: at, since: now }))
  return inTurn(view, keep(view, kept), unlistedTick)
}

/** Lets deals wait; those that there is no room for are told as unknown. */
function keep({ orders }: OrdersView, waiting: readonly WaitingDeal[]): OrdersStep {
  const all = [...orders.unlisted, ...waiting]
  const dropped = all.slice(0, -MAX_WAITING).filter(({ isUnknown }) => isUnknown !== true)
  return { orders: { ...orders, unlisted: all.slice(-MAX_WAITING) }, effects: givenUp(dropped) }
}

const nameOf = ({ orderId, tradeId, side }: UnlistedDeal): string => `${orderId} ${tradeId} ${side}`

/** Folds the deals whose assets are known by now; the others go on waiting. */
export function unlistedTick(view: OrdersView): OrdersStep {
  const { orders, now } = view
  if (orders.unlisted.length === 0) return { orders, effects: [] }
  const known: ReceivedChange[] = []
  const read: Deal[] = []
  const left: WaitingDeal[] = []
  // All deals of a symbol have one answer: it is worked out once.
  const byAmounts = new Map<string, Pair | undefined>()
  const amountsOf = (symbol: string): Pair | undefined => {
    if (!byAmounts.has(symbol)) byAmounts.set(symbol, pairOfAmounts(view, symbol))
    return byAmounts.get(symbol)
  }
  for (const waiting of orders.unlisted) {
    const { deal, receivedAt, source } = waiting
    const pair = pairOf(view, waiting) ?? amountsOf(deal.symbol)
    if (pair === undefined) left.push(waiting)
    else if (source !== undefined) read.push(withPair(deal, pair))
    else known.push({ change: { kind: 'deal', deal: withPair(deal, pair) }, receivedAt })
  }
  const effects: RoomEffect[] = [{ type: 'receive', pushes: known }]
  if (read.length > 0) {
    const work = { kind: 'reports', orders: [], deals: read, source: 'rest', tag: { for: 'nobody' } } as const
    effects.push({ type: 'enqueue', work })
  }
  const isLate = ({ since, isUnknown }: WaitingDeal): boolean => isUnknown !== true && now - since >= GIVE_UP_MS
  const unlisted = left.flatMap((one): readonly WaitingDeal[] => {
    if (!isLate(one)) return [one]
    return one.source === undefined ? [] : [{ ...one, isUnknown: true }]
  })
  const kept = { orders: { ...orders, unlisted }, effects: [...effects, ...givenUp(left.filter(isLate))] }
  return unlisted.some(({ isUnknown }) => isUnknown !== true) ? inTurn(view, kept, askForList) : kept
}

/** Tells which deals are not in the ledger; a pushed one is read over REST, where it waits once more. */
function givenUp(late: readonly WaitingDeal[]): readonly RoomEffect[] {
  if (late.length === 0) return []
  const told = late.flatMap(({ deal }): readonly RoomEffect[] => {
    const { symbol, side, price, quantity, time } = deal
    const message = 'deal of an unlisted symbol left out, its assets are not known'
    return [
      { type: 'drift', code: 'UNKNOWN_SYMBOL', raw: `${nameOf(deal)} ${symbol} ${quantity} at ${price}` },
      { type: 'log', level: 'warn', message, fields: { symbol, side, time } },
    ]
  })
  const windows = late.map(({ deal: { symbol, time } }): CoverageWindow => ({
    kind: 'deals',
    from: time,
    to: time + 1_000,
    state: 'unknown',
    symbols: [symbol],
  }))
  const isPushed = late.some(({ source }) => source === undefined)
  const missed: readonly RoomEffect[] = isPushed ? [{ type: 'missed', cause: 'UNREADABLE_PUSH' }] : []
  return [...told, { type: 'enqueue', work: { kind: 'mark', windows } }, ...missed]
}

function pairOf(view: OrdersView, { deal, source }: WaitingDeal): Pair | undefined {
  const listed = symbolsIn(view.universe).pairOf(deal.symbol)
  if (listed !== undefined) return listed
  return source === undefined ? pairOfPushes(view, deal) : undefined
}

/** The assets whose balance pushes came with a pushed deal, and whose names make up its symbol. */
function pairOfPushes({ balances: { sequence } }: OrdersView, deal: UnlistedDeal): Pair | undefined {
  const isItsOwn = ({ reason, time }: BalanceChange): boolean =>
    reasonKind(reason) === 'trade' && Math.abs(time - deal.time) <= SAME_MOMENT_MS
  const moved = [...sequence.taken].filter(([, taken]) => taken.some(({ change }) => isItsOwn(change)))
  const assets = new Set(moved.map(([asset]) => asset))
  return only(
    splitsOf(deal.symbol).filter(({ baseAsset, quoteAsset }) => assets.has(baseAsset) && assets.has(quoteAsset)),
  )
}

/** The assets whose balances moved by exactly what all waiting deals of a symbol amount to. */
function pairOfAmounts({ ledger, orders: { unlisted } }: OrdersView, symbol: string): Pair | undefined {
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
