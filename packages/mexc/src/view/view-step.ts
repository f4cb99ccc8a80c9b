/** Rules of an account's view, without I/O: stream and REST are reconciled, and `live` is proven, not assumed. */

import { MINUTE_MS, ruleWords, SECOND_MS, type Stepped, unreachable } from '@spotdeck/ports'
import type { DecodedPush, OrderAnswer } from '@spotdeck/wire'
import { retryFailed, retryReady } from '../socket/retry.ts'
import type { MissedPush } from '../user-stream/user-stream.ts'
import { LAG_MS, overdueAt, withPush, withRead } from './view-balances.ts'
import { dealName, heard, type Orders, type Source, withDeal, withOrder, without } from './view-orders.ts'
import {
  dealOfAnswer,
  dealOfPush,
  orderOfAnswer,
  orderOfPush,
  type ViewBalance,
  type ViewDeal,
  type ViewOrder,
} from './view-rows.ts'
import type {
  AccountRead,
  ViewEffect,
  ViewGap,
  ViewHistory,
  ViewInput,
  ViewRules,
  ViewState,
  ViewStatus,
} from './view-state.ts'

/** After a push the account is read this much later, in ms: what belongs to it has been pushed by then. */
const SETTLE_MS = 1_000
/** The next read after one that left a doubt, in ms. */
const AGAIN_MS = 1_000
/** Pause between the starts of two reads at least, in ms. */
const READ_EVERY_MS = 2_000
const POLL_MS = 3_000
const AUDIT_MS = 30 * SECOND_MS
/** A contradiction that lasts longer than this ends `live`, in ms. */
const DOUBT_MS = 1_000
const STALE_MS = 10 * SECOND_MS
const RENEW_EVERY_MS = MINUTE_MS
const MAX_GAPS = 100
/** Pushes that are lost again and again make a gap this long, in ms, before its deals are read. */
const LOST_MS = 2 * MINUTE_MS

type Viewed = Stepped<ViewState, ViewEffect>
const { chain, still } = ruleWords<ViewState, ViewEffect>()

/** The state after an input, and its effects. Nothing follows `close`. */
export function viewStep(rules: ViewRules): (state: ViewState, input: ViewInput) => Viewed {
  return (state, input) => {
    if (state.told === 'closed') return still(state)
    const applied = chain(apply(state, input, rules), (next) => readLost(next, input.at, rules))
    const stepped = chain(applied, (next) => readIfDue(next, input.at))
    return chain(stepped, (next) => tellStatus(next, input.at))
  }
}

/** Time at which `wake` is due, ms since the epoch; `Infinity` for never. */
export function viewWakeAt(state: ViewState): number {
  if (state.told === 'closed') return Infinity
  const doubtEnds = state.told === 'live' ? (state.doubtSince ?? Infinity) + DOUBT_MS : Infinity
  const staleAt = state.told === 'degraded' ? (state.readAt ?? 0) + STALE_MS : Infinity
  const overdue = state.doubtSince === undefined ? overdueAt(state.account.balances) : Infinity
  return Math.min(dueAt(state), doubtEnds, staleAt, overdue, state.history.lost?.readAt ?? Infinity)
}

function apply(state: ViewState, input: ViewInput, rules: ViewRules): Viewed {
  const { at } = input
  switch (input.type) {
    case 'ready':
      return input.continuous ? still(state) : onReady(state, at, rules)
    case 'push':
      return onPush(state, at, { push: input.push, rules })
    case 'lost':
      return onLost(state, at, input.from)
    case 'missed':
      return onMissed(state, at, input.what)
    case 'read':
      return state.reading === input.call ? onRead(state, at, input.read) : still(state)
    case 'not-read':
      return state.reading === input.call ? onNotRead(state, at) : still(state)
    case 'looked-up':
      return onLookedUp(state, at, input)
    case 'not-looked-up':
      return still({ ...lookedUp(state, input.orderId), plan: { ...state.plan, soon: at + READ_EVERY_MS } })
    case 'deals':
      return addDeals(state, input.rows.map(dealOfAnswer), { source: 'rest', most: rules.most })
    case 'deals-unread':
      return still({ ...state, history: withUnread(state.history, at, input) })
    case 'wake':
      return overdueAt(state.account.balances) <= at ? still(doubt(state, at)) : still(state)
    case 'close':
      return still({ ...state, readyAt: undefined, told: 'closed' })
    default:
      return unreachable(input)
  }
}

/** A new stream: what came before it is read now, and once more when REST cannot lag behind its start. */
function onReady(state: ViewState, at: number, { symbols }: ViewRules): Viewed {
  const { history } = state
  const plan = { soon: at, late: at + LAG_MS, audit: at + AUDIT_MS }
  const next = { ...state, readyAt: at, proven: false, plan, reading: undefined }
  if (history.since === undefined) return still(next)
  const from = Math.min(history.gapFrom ?? at, history.lost?.from ?? at)
  return withGap({ ...next, history: { ...history, gapFrom: undefined } }, { from, to: at, symbols })
}

/** States a gap, and asks for its deals in every symbol that had orders. */
function withGap(state: ViewState, { from, to, symbols }: ViewGap): Viewed {
  const { history, account } = state
  const touched = [...new Set([...symbols, ...symbolsOf(account.orders)])]
  const gaps = [...history.gaps, { from, to, symbols: touched }].slice(-MAX_GAPS)
  const effects = touched.map((symbol): ViewEffect => ({ type: 'read-deals', symbol, from: from - LAG_MS }))
  return { state: { ...state, history: { ...history, lost: undefined, gaps } }, effects }
}

/** Pushes were lost since the read at `since`: orders and deals among them may have left no other trace. */
function withLost(state: ViewState, at: number, since = state.history.soundAt ?? at): ViewState {
  const { history } = state
  if (history.since === undefined) return state
  const from = history.lost?.from ?? since - LAG_MS
  const lost = { from, to: at, readAt: Math.min(at + LAG_MS, from + LOST_MS) }
  return { ...state, history: { ...history, lost } }
}

/** Reads the deals of a span in which pushes were lost, once REST cannot lag behind it. */
function readLost(state: ViewState, at: number, { symbols }: ViewRules): Viewed {
  const { lost } = state.history
  if (lost === undefined || at < lost.readAt || state.told === 'closed') return still(state)
  return withGap(state, { ...lost, symbols })
}

/** No stream: REST is polled until there is one. */
function onLost(state: ViewState, at: number, from: number): Viewed {
  const plan = { ...state.plan, soon: at }
  const history = { ...state.history, gapFrom: state.history.gapFrom ?? from }
  return still({ ...state, readyAt: undefined, proven: false, history, plan })
}

/** Takes the symbol out of its gap, or states a gap of its own. */
function withUnread(
  history: ViewHistory,
  at: number,
  { symbol, from }: { readonly symbol: string; readonly from: number },
): ViewHistory {
  const isIts = (gap: ViewGap): boolean => gap.from - LAG_MS === from && gap.symbols.includes(symbol)
  const gaps = history.gaps.some(isIts)
    ? history.gaps.map((gap) => (isIts(gap) ? { ...gap, symbols: gap.symbols.filter((name) => name !== symbol) } : gap))
    : [...history.gaps, { from, to: at, symbols: [] }].slice(-MAX_GAPS)
  return { ...history, gaps }
}

function symbolsOf({ open, ended, deals }: Orders): readonly string[] {
  return [open, ended, deals].flatMap((rows) => [...rows.values()].map(({ symbol }) => symbol))
}

type Pushed = { readonly push: DecodedPush; readonly rules: ViewRules }

function onPush(state: ViewState, at: number, { push, rules }: Pushed): Viewed {
  const { body, symbol = '' } = push
  const { plan } = state
  const active = {
    ...state,
    plan: { ...plan, soon: Math.min(plan.soon, at + SETTLE_MS), late: at + LAG_MS + SETTLE_MS },
  }
  switch (body.kind) {
    case 'privateAccount': {
      const { balances } = active.account
      const next = withPush(balances, body.value, at)
      const asset = body.value.vcoinName
      const [was, is] = [balances.get(asset), next.get(asset)]
      const isMoved = is !== undefined && (was?.free !== is.free || was.locked !== is.locked)
      const moved = { ...active, account: { ...active.account, balances: next } }
      return { state: moved, effects: isMoved ? [changedBalance(is, 'stream')] : [] }
    }
    case 'privateOrders': {
      const order = orderOfPush(symbol, body.value)
      if (order === undefined) return onMissed(active, at, { orderId: body.value.id })
      return setOrder(active, at, { order, source: 'stream' })
    }
    case 'privateDeals': {
      const deal = dealOfPush(symbol, body.value)
      return deal === undefined
        ? onMissed(active, at, undefined)
        : addDeals(active, [deal], { source: 'stream', most: rules.most })
    }
    default:
      return still(state)
  }
}

/** A push is missing: the account is read, and the order that it was about looked up. */
function onMissed(state: ViewState, at: number, what: MissedPush | undefined): Viewed {
  const next = doubt(state, at)
  if (what === undefined || !('orderId' in what)) return still(withLost(next, at))
  const { open, ended } = state.account.orders
  const order = open.get(what.orderId) ?? ended.get(what.orderId)
  return order === undefined ? still(withLost(next, at)) : lookUp(next, [order])
}

function doubt(state: ViewState, at: number): ViewState {
  const soon = Math.min(state.plan.soon, at)
  return { ...state, doubtSince: state.doubtSince ?? at, plan: { ...state.plan, soon, late: at + LAG_MS } }
}

function onRead(state: ViewState, at: number, { t0, balances, openOrders }: AccountRead): Viewed {
  const { proven } = state
  const read = withRead(state.account.balances, { rows: balances, t0, t1: at, proven })
  const account = { ...state.account, balances: read.balances }
  const again = read.late.length > 0 ? at + AGAIN_MS : Infinity
  const based: ViewState = {
    ...state,
    account,
    reading: undefined,
    readAt: t0,
    retry: retryReady(state.retry, at),
    plan: {
      ...state.plan,
      soon: Math.min(state.plan.soon, again),
      audit: t0 + (state.readyAt === undefined ? POLL_MS : AUDIT_MS),
    },
  }
  const changes = read.corrected.flatMap((asset) => {
    const balance = read.balances.get(asset)
    return balance === undefined ? [] : [changedBalance(balance, 'rest')]
  })
  const listed = chain({ state: based, effects: changes }, (next) => onOpenOrders(next, at, { t0, openOrders }))
  const found = read.corrected.length + listed.effects.filter(({ type }) => type === 'changed').length - changes.length
  const settled = settle(listed.state, at, { t0, doubtSince: read.doubtSince })
  if (!proven || found === 0) return { state: settled, effects: listed.effects }
  const next = withLost(corrected(settled, at, found), at, state.history.soundAt)
  return { state: next, effects: [...listed.effects, ...renewal(settled, at)] }
}

/** Decides what a read has proven. */
function settle(
  state: ViewState,
  at: number,
  { t0, doubtSince }: { readonly t0: number; readonly doubtSince: number },
): ViewState {
  const { readyAt, history, plan } = state
  // What came to light after the read was asked for may not be in it.
  const isOlder = state.doubtSince !== undefined && t0 < state.doubtSince
  if (isOlder || doubtSince < Infinity || state.lookups.size > 0) {
    const since = state.doubtSince ?? Math.min(at, doubtSince)
    return { ...state, doubtSince: since, plan: { ...plan, soon: Math.min(plan.soon, at + AGAIN_MS) } }
  }
  const proven = state.proven || (readyAt !== undefined && t0 >= readyAt + LAG_MS)
  const since = history.since ?? (proven ? t0 : undefined)
  return { ...state, doubtSince: undefined, proven, history: { ...history, since, soundAt: t0 } }
}

const renewal = ({ history }: ViewState, at: number): readonly ViewEffect[] =>
  at - (history.renewedAt ?? -Infinity) >= RENEW_EVERY_MS ? [{ type: 'renew' }] : []

function corrected(state: ViewState, at: number, found: number): ViewState {
  const { history } = state
  const renewedAt = renewal(state, at).length > 0 ? at : history.renewedAt
  return { ...state, history: { ...history, corrections: history.corrections + found, renewedAt } }
}

/** Holds the open orders against MEXC's list; one that it lacks is looked up once the list cannot lag. */
function onOpenOrders(state: ViewState, at: number, { t0, openOrders }: Omit<AccountRead, 'balances'>): Viewed {
  let listed: Viewed = still(state)
  const names = new Set<string>()
  for (const answer of openOrders) {
    const order = orderOfAnswer(answer)
    if (order === undefined) continue
    names.add(order.orderId)
    listed = chain(listed, (next) => setOrder(next, at, { order, source: 'rest' }))
  }
  return chain(listed, (next) => {
    const { orders } = next.account
    const absent = [...orders.open.values()].filter(
      ({ orderId, heardAt }) => !names.has(orderId) && heardAt < t0 - AGAIN_MS,
    )
    return lookUp(withOrders(next, heard(orders, names, t0)), absent)
  })
}

function lookUp(state: ViewState, orders: readonly ViewOrder[]): Viewed {
  const wanted = orders.filter(({ orderId }) => !state.lookups.has(orderId))
  const lookups = new Set([...state.lookups, ...wanted.map(({ orderId }) => orderId)])
  const effects = wanted.map(({ orderId, symbol }): ViewEffect => ({ type: 'look-up', orderId, symbol }))
  return { state: { ...state, lookups }, effects }
}

function onLookedUp(
  state: ViewState,
  at: number,
  { orderId, order }: { readonly orderId: string; readonly order: OrderAnswer | undefined },
): Viewed {
  const next = lookedUp(state, orderId)
  const known = order && orderOfAnswer(order)
  if (known !== undefined) return setOrder(next, at, { order: known, source: 'rest' })
  const open = next.account.orders.open.get(orderId)
  // MEXC: a fresh order may be unknown for a moment.
  if (open === undefined || open.heardAt > at - LAG_MS) return still(next)
  const { heardAt: _, ...gone } = open
  const change = { type: 'order', order: { ...gone, status: 'UNKNOWN' }, source: 'rest' } as const
  return { state: withOrders(next, without(next.account.orders, orderId)), effects: [{ type: 'changed', change }] }
}

function lookedUp(state: ViewState, orderId: string): ViewState {
  const lookups = new Set(state.lookups)
  lookups.delete(orderId)
  return { ...state, lookups }
}

function onNotRead(state: ViewState, at: number): Viewed {
  const { retry, waitMs } = retryFailed(state.retry, at)
  const soon = at + Math.max(AGAIN_MS, waitMs)
  return still({ ...state, reading: undefined, retry, plan: { ...state.plan, soon, audit: Infinity } })
}

type FoundOrder = { readonly order: ViewOrder; readonly source: Source }

function setOrder(state: ViewState, at: number, { order, source }: FoundOrder): Viewed {
  const orders = withOrder(state.account.orders, order, at)
  if (orders === undefined) return still(state)
  return { state: withOrders(state, orders), effects: [{ type: 'changed', change: { type: 'order', order, source } }] }
}

function addDeals(
  state: ViewState,
  deals: readonly ViewDeal[],
  from: { readonly source: Source; readonly most: number },
): Viewed {
  let { orders } = state.account
  const effects: ViewEffect[] = []
  for (const deal of deals.toSorted((a, b) => a.time - b.time)) {
    const next = withDeal(orders, deal, from)
    if (next === undefined) continue
    // One that REST names differently is matched, and no news.
    if (next.deals.has(dealName(deal)))
      effects.push({ type: 'changed', change: { type: 'deal', deal, source: from.source } })
    orders = next
  }
  return { state: withOrders(state, orders), effects }
}

const withOrders = (state: ViewState, orders: Orders): ViewState => ({
  ...state,
  account: { ...state.account, orders },
})

const changedBalance = ({ asset, free, locked, total }: ViewBalance, source: Source): ViewEffect => ({
  type: 'changed',
  change: { type: 'balance', balance: { asset, free, locked, total }, source },
})

function dueAt({ reading, plan, readAt, doubtSince }: ViewState): number {
  if (reading !== undefined) return Infinity
  const due = Math.min(plan.soon, plan.late, plan.audit)
  return Math.max(due, (readAt ?? -Infinity) + (doubtSince === undefined ? READ_EVERY_MS : AGAIN_MS))
}

function readIfDue(state: ViewState, at: number): Viewed {
  if (state.told === 'closed' || dueAt(state) > at) return still(state)
  const { plan } = state
  const call = state.calls + 1
  const later = (time: number): number => (time <= at ? Infinity : time)
  const next = { soon: later(plan.soon), late: later(plan.late), audit: Infinity }
  return { state: { ...state, reading: call, calls: call, plan: next }, effects: [{ type: 'read', call }] }
}

/** The status as it is now. */
export function statusOf(state: ViewState, at: number): ViewStatus {
  const { readyAt, readAt, proven, doubtSince, told } = state
  if (told === 'closed') return told
  if (readAt === undefined) return 'connecting'
  if (readyAt === undefined) return at - readAt >= STALE_MS ? 'stale' : 'degraded'
  return proven && (doubtSince === undefined || at - doubtSince < DOUBT_MS) ? 'live' : 'reconciling'
}

function tellStatus(state: ViewState, at: number): Viewed {
  const status = statusOf(state, at)
  if (status === state.told) return still(state)
  return { state: { ...state, told: status }, effects: [{ type: 'changed', change: { type: 'state', state: status } }] }
}
