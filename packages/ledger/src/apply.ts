/** The reducer: (state, event) -> state. Pure; the state before stays as it was. */

import {
  type AssetAmount,
  absolute,
  add,
  compare,
  isZero,
  multiply,
  negate,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import { totalOf } from './asset/asset.ts'
import { reasonKind } from './asset/reason.ts'
import { type CoverageState, markCoverage, statesWithin } from './coverage/coverage.ts'
import { type Deal, remember } from './deal/deal.ts'
import { dealEffects } from './deal/effect.ts'
import { Draft } from './draft.ts'
import {
  type PendingFlow,
  type FlowPart,
  type PushedFlow,
  type ReportedFlow,
  FLOW_APART_MS,
  awaitedAfter,
  nearestFlow,
  partOf,
} from './flow/flow.ts'
import { type UnexplainedAdjustment, noteKey, reversalOf, withoutNoted } from './flow/adjustment.ts'
import { flowPriced, noted, valuationChanged } from './flow/book-facts.ts'
import { type EventHead, type InternalEvent, type EventPayload, type LedgerEvent, isPublic } from './event.ts'
import { LedgerError } from './ledger-error.ts'
import { type Order, isOver } from './order/order.ts'
import { keepPlan } from './plan.ts'
import { isSettled, setAsideOldest } from './set-aside.ts'
import { type AssetBook, EMPTY_BOOK, type LedgerState, type TrackedOrder } from './state.ts'
import { type Status, type UnitPrice, VALUE_ASSET } from './words.ts'

/** Age beyond which REST no longer returns an order, in ms: its deals stay without an order. */
const ORDER_REACH_MS = 7 * 86_400_000
/** Maximum of pending flows; the oldest beyond it are dropped. */
const MAX_AWAITED = 1_000
/** MEXC: REST gives deal times in whole seconds. */
const SECOND_MS = 1_000

/** @throws {LedgerError} `LEDGER_OUT_OF_ORDER` when the event is not the next one */
export function apply(state: LedgerState, event: LedgerEvent): LedgerState {
  return applyAll(state, [event])
}

/** Applies a batch at the price of one copy. @throws {LedgerError} `LEDGER_OUT_OF_ORDER` */
export function applyAll(state: LedgerState, events: readonly LedgerEvent[]): LedgerState {
  const draft = new Draft(state)
  for (const event of events) step(draft, event)
  return draft.finish()
}

/** Payload, time and source of an event, for `record`. */
export type EventDraft = EventPayload & Pick<EventHead, 'time' | 'source'>

/** Numbers drafts after `state` and applies them; the only way to create events. */
export function record(
  state: LedgerState,
  happenings: readonly EventDraft[],
  learntAt: number,
): { readonly state: LedgerState; readonly events: readonly LedgerEvent[] } {
  const draft = new Draft(state)
  const events: LedgerEvent[] = []
  const take = (happening: EventDraft): void => {
    const { n, seq } = draft.scalars
    const event = { ...happening, n: n + 1, seq: seq + (isPublic(happening) ? 1 : 0), learntAt }
    step(draft, event)
    events.push(event)
  }
  for (const happening of happenings) {
    take(inContext(draft, happening))
    for (const { orderId, symbol } of draft.takeSetAside())
      take({ type: 'order.set-aside', orderId, symbol, time: happening.time, source: 'inferred' })
    const explained = explainedNote(draft, happening)
    if (explained !== undefined)
      take({ type: 'unexplained.noted', note: explained, time: happening.time, source: happening.source })
  }
  return { state: draft.finish(), events }
}

/** Reverses an adjustment that the reported flow explains, so that the two never count together. */
function explainedNote(draft: Draft, happening: EventDraft): UnexplainedAdjustment | undefined {
  if (happening.type !== 'flow.told' || happening.heldSince === undefined) return undefined
  const { flow, heldSince: since } = happening
  const note = draft.map('notes').get(noteKey({ asset: flow.asset, since }))
  return note === undefined ? undefined : reversalOf(note, flow.change)
}

/** Adds the context that a replay with later rules needs to reach the same state. */
function inContext(draft: Draft, happening: EventDraft): EventDraft {
  const mayGiveWay = happening.source === 'inferred' || happening.source === 'import'
  if (happening.type === 'deal.added' && !mayGiveWay && isInOpening(draft, happening))
    return { ...happening, past: true }
  return claiming(draft, happening)
}

/**
 * True for a deal from about the opening reconciliation that arrived later: the opening balance contains it if the
 * current balance does and no unexplained amount matches it. Pushed deals have their own millisecond, those of REST a
 * whole second.
 */
function isInOpening(draft: Draft, { deal, source }: Extract<EventDraft, { type: 'deal.added' }>): boolean {
  const { birth } = draft.scalars
  if (birth === undefined || Math.abs(deal.time - birth) > SECOND_MS) return false
  if (source === 'stream' && deal.time > birth) return false
  const gained = dealEffects(deal).find(({ change }) => compare(change, zero()) > 0)
  const held = gained === undefined ? undefined : draft.map('assets').get(gained.asset)
  if (gained === undefined || held === undefined || held.time < deal.time - SECOND_MS) return false
  const left = unexplainedIn(draft, gained.asset)
  return compare(absolute(subtract(left, gained.change)), absolute(left)) > 0
}

/** Adds the id of the reported flow to its push: the flow is booked already. */
function claiming(draft: Draft, happening: EventDraft): EventDraft {
  if (happening.type !== 'asset.changed' || reasonKind(happening.change.reason) !== 'flow') return happening
  const { change } = happening
  const pushed = { ...change, change: add(change.freeChange, change.lockedChange) }
  const awaited = [...draft.map('awaited')].map(([id, flow]) => ({ id, ...flow }))
  const told = nearestFlow(pushed, awaited, (flow) => isItsPush(draft, flow, pushed))
  const part = told === undefined ? undefined : partOf(told, pushed)
  if (told === undefined || part === undefined) return happening
  return { ...happening, told: told.id, ...(part === 'all' ? {} : { toldPart: part }) }
}

/**
 * A reported flow leaves an unexplained amount until its push arrives. A list reports flows of a time without pushes:
 * a push of that time matches its flow; one that was made later does not, except a fee charged after the withdrawal.
 * An export may be imported at any time: where the stream had no gap since the flow, the next matching push is its own.
 */
function isItsPush(draft: Draft, flow: PendingFlow, pushed: PushedFlow): boolean {
  const part = partOf(flow, pushed)
  const { birth, coverage } = draft.scalars
  if (part === undefined || birth === undefined) return part !== undefined
  const open = unexplainedIn(draft, pushed.asset)
  const left = add(open, pushed.change)
  const explains = compare(absolute(left), absolute(open)) < 0
  const isWithin = (from: number, to: number, ...all: CoverageState[]): boolean => {
    const heard = [...statesWithin(coverage, 'flows', from, to)]
    return heard.length > 0 && heard.every((state) => all.includes(state))
  }
  const isEarlier = pushed.time <= flow.learntAt
  const isUnheard = isEarlier && isWithin(pushed.time, pushed.time, 'unknown', 'repairing', 'repaired')
  if (flow.listed !== true) return explains || isUnheard || isWithin(flow.time, flow.learntAt, 'complete')
  return isEarlier ? explains || isUnheard : part === 'fee' && explains && isZero(left)
}

function step(draft: Draft, event: LedgerEvent): void {
  const { scalars } = draft
  const isNext = event.seq === scalars.seq + (isPublic(event) ? 1 : 0) || isOldDrop(event, scalars.seq)
  if (event.n !== scalars.n + 1 || !isNext) throw new LedgerError('LEDGER_OUT_OF_ORDER', event.n)
  scalars.n = event.n
  scalars.seq = event.seq
  switch (event.type) {
    case 'asset.changed':
      return assetChanged(draft, event)
    case 'order.updated':
      return orderUpdated(draft, event.order, event.n)
    case 'deal.added':
      return dealAdded(draft, event)
    case 'deal.dropped':
      return dealDropped(draft, event.deal)
    case 'status.changed':
      return statusChanged(draft, event.status)
    default:
      return factLearnt(draft, event, event)
  }
}

/** Early versions stored a dropped deal as an internal event, under the `seq` of the event before it. */
function isOldDrop(event: LedgerEvent, seq: number): boolean {
  return event.type === 'deal.dropped' && event.seq === seq
}

function factLearnt(draft: Draft, fact: InternalEvent, head: EventHead): void {
  switch (fact.type) {
    case 'deal.named': {
      const tracked = draft.map('orders').get(fact.orderId)
      if (tracked === undefined) return
      const deals = tracked.deals.map((deal) =>
        deal.tradeId === fact.tradeId && deal.side === fact.side ? { ...deal, alias: fact.alias } : deal,
      )
      return draft.set('orders', fact.orderId, { ...tracked, deals })
    }
    case 'coverage.marked':
      draft.scalars.coverage = markCoverage(draft.scalars.coverage, fact.window)
      return
    case 'order.set-aside':
      return draft.set('lacking', fact.orderId, { symbol: fact.symbol, since: head.time })
    case 'order.recalled':
      draft.delete('lacking', fact.orderId)
      return draft.set('orders', fact.orderId, { ...fact.tracked, since: draft.scalars.n })
    case 'account.checked':
      draft.scalars.checkedAt = fact.at
      return
    case 'flow.told':
      return flowTold(draft, fact, head)
    case 'unexplained.noted':
      return noted(draft, fact.note)
    case 'opening.priced':
      for (const [asset, price] of Object.entries(fact.prices)) draft.set('openingPrices', asset, price)
      return
    case 'deal.priced':
      return
    case 'flow.priced':
      return flowPriced(draft, fact.flow)
    case 'valuation.changed':
      return valuationChanged(draft, fact.change)
    case 'plan.changed':
      return keepPlan(draft, fact.plan)
  }
}

function assetChanged(draft: Draft, event: Extract<LedgerEvent, { type: 'asset.changed' }>): void {
  const { freeChange, lockedChange, ...held } = event.change
  const { asset, reason, time } = held
  draft.set('assets', asset, held)
  const kind = reasonKind(reason)
  const change = add(freeChange, lockedChange)
  if (kind === 'unknown') rebook(draft, asset, (book) => ({ ...book, unknownFlows: add(book.unknownFlows, change) }))
  if (kind !== 'flow') return
  if (event.told !== undefined) return pushCame(draft, event.told, event.toldPart ?? 'all')
  bookFlow(draft, { asset, change, reason, time }, event.unitPrice)
}

function pushCame(draft: Draft, id: string, part: FlowPart): void {
  const flow = draft.map('awaited').get(id)
  const left = flow === undefined ? undefined : awaitedAfter(flow, part)
  if (left === undefined) draft.delete('awaited', id)
  else draft.set('awaited', id, left)
}

function bookFlow(draft: Draft, { asset, change, reason }: PushedFlow, unitPrice: UnitPrice | undefined): void {
  rebook(draft, asset, (book) => ({
    ...book,
    flows: { ...book.flows, [reason]: add(book.flows[reason] ?? zero<'asset'>(), change) },
  }))
  const price = asset === VALUE_ASSET ? ONE : unitPrice
  if (price !== undefined) draft.scalars.netDeposits = add(draft.scalars.netDeposits, multiply<'USDT'>(change, price))
  else draft.set('unpricedFlows', asset, add(draft.map('unpricedFlows').get(asset) ?? zero<'asset'>(), change))
}

type Told = Extract<InternalEvent, { type: 'flow.told' }>

/**
 * A flow that has its push already only receives its id. Otherwise a flow from before `trackedSince` explains part of
 * the opening balance; the push of any other may arrive within a day.
 */
function flowTold(draft: Draft, { flow, unitPrice, as }: Told, { learntAt, source }: EventHead): void {
  if (as !== undefined) return
  bookFlow(draft, flow, unitPrice)
  const past = isPast(draft, flow.time)
  if (past) rebook(draft, flow.asset, (book) => ({ ...book, opening: subtract(book.opening, flow.change) }))
  const awaited = draft.map('awaited')
  const [oldest] = awaited.size >= MAX_AWAITED ? awaited.keys() : []
  for (const [id, one] of awaited)
    if (id === oldest || one.learntAt < learntAt - FLOW_APART_MS) draft.delete('awaited', id)
  if (!past && flow.time >= learntAt - FLOW_APART_MS)
    draft.set('awaited', flow.id, awaitedOf(flow, learntAt, source === 'rest'))
}

function awaitedOf(
  { asset, change, reason, time, fee }: ReportedFlow,
  learntAt: number,
  isListed: boolean,
): PendingFlow {
  const listed = isListed ? ({ listed: true } as const) : {}
  return { asset, change, reason, time, ...(fee === undefined ? {} : { fee }), learntAt, ...listed }
}

/** True if the time is before the opening reconciliation; the exchange gives times in whole seconds. */
function isPast(draft: Draft, time: number): boolean {
  const { birth } = draft.scalars
  return birth !== undefined && time + SECOND_MS <= birth
}

const ONE = '1' as UnitPrice

function orderUpdated(draft: Draft, order: Order, n: number): void {
  const tracked = draft.map('orders').get(order.orderId) ?? { deals: [], dealt: zero<'base'>(), since: n }
  touchSymbol(draft, order.symbol, order.updatedAt)
  track(draft, order.orderId, { ...tracked, order })
}

function dealAdded(draft: Draft, event: Extract<LedgerEvent, { type: 'deal.added' }>): void {
  const { deal } = event
  const tracked = draft.map('orders').get(deal.orderId) ?? { deals: [], dealt: zero<'base'>(), since: event.n }
  touchSymbol(draft, deal.symbol, deal.time)
  draft.scalars.dealCount += 1
  bookDeal(draft, deal, isPast(draft, deal.time) || event.past === true)
  if (tracked.order === undefined && event.learntAt - deal.time > ORDER_REACH_MS) return
  track(draft, deal.orderId, {
    ...tracked,
    deals: [...tracked.deals, remember(deal, event.namedBy)],
    dealt: add(tracked.dealt, deal.quantity),
  })
}

function dealDropped(draft: Draft, deal: Deal): void {
  draft.scalars.dealCount -= 1
  bookDeal(draft, deal, isPast(draft, deal.time), negate)
  const tracked = draft.map('orders').get(deal.orderId)
  if (tracked === undefined) return
  const deals = tracked.deals.filter(({ tradeId, side }) => tradeId !== deal.tradeId || side !== deal.side)
  if (deals.length === tracked.deals.length) return
  draft.set('orders', deal.orderId, { ...tracked, deals, dealt: subtract(tracked.dealt, deal.quantity) })
}

/** A deal from before the opening reconciliation explains part of the opening balance. */
function bookDeal(
  draft: Draft,
  deal: Deal,
  past: boolean,
  signed = (change: AssetAmount): AssetAmount => change,
): void {
  for (const { asset, change: effect, isFee } of dealEffects(deal)) {
    const change = signed(effect)
    rebook(draft, asset, (book) => ({
      ...book,
      traded: add(book.traded, change),
      opening: past ? subtract(book.opening, change) : book.opening,
      fees: isFee ? subtract(book.fees, change) : book.fees,
    }))
  }
}

function statusChanged(draft: Draft, status: Status): void {
  draft.scalars.status = status
  if (status.state !== 'live' || draft.scalars.birth !== undefined) return
  draft.scalars.birth = status.since
  const names = new Set([...draft.map('assets').keys(), ...draft.map('books').keys()])
  for (const asset of names) {
    rebook(draft, asset, (book) => ({ ...book, opening: subtract(totalIn(draft, asset), explainedBy(book)) }))
  }
}

function totalIn(draft: Draft, asset: string): AssetAmount {
  const held = draft.map('assets').get(asset)
  return held === undefined ? zero() : totalOf(held)
}

function explainedBy(book: AssetBook): AssetAmount {
  return sum([book.traded, book.unknownFlows, ...Object.values(book.flows)])
}

/**
 * The part of an asset's total that neither the opening balance nor deals nor pushed flows explain. If it stays
 * non-zero for longer than a push takes, the ledger misses a record. It is asked for at every tick: it copies nothing.
 */
export function unexplained({ birth, assets, books }: Balances, asset: string): AssetAmount {
  if (birth === undefined) return zero()
  const book = books.get(asset) ?? EMPTY_BOOK
  const held = assets.get(asset)
  return sum([held === undefined ? zero() : totalOf(held), negate(book.opening), negate(explainedBy(book))])
}

/** Parts of a state that say which amounts are explained. */
type Balances = Pick<LedgerState, 'assets' | 'books'> & { readonly birth?: number | undefined }

const unexplainedIn = (draft: Draft, asset: string): AssetAmount =>
  unexplained({ birth: draft.scalars.birth, assets: draft.map('assets'), books: draft.map('books') }, asset)

/** The unexplained amount plus flows of unknown change types: reported apart, never counted as profit. */
export function unclassified(state: LedgerState, asset: string): AssetAmount {
  return add(unexplained(state, asset), state.books.get(asset)?.unknownFlows ?? zero<'asset'>())
}

/** Unclassified amounts without an adjustment, by asset; none before the opening reconciliation. */
export function unadjusted(state: LedgerState): ReadonlyMap<string, AssetAmount> {
  if (state.birth === undefined) return new Map()
  const assets = new Set([...state.assets.keys(), ...state.books.keys()])
  return withoutNoted(new Map([...assets].map((asset) => [asset, unclassified(state, asset)])), state.notes.values())
}

function rebook(draft: Draft, asset: string, change: (book: AssetBook) => AssetBook): void {
  draft.set('books', asset, change(draft.map('books').get(asset) ?? EMPTY_BOOK))
}

function touchSymbol(draft: Draft, symbol: string, time: number): void {
  const known = draft.map('symbols').get(symbol)
  if (known === undefined || known < time) draft.set('symbols', symbol, time)
}

function track(draft: Draft, orderId: string, tracked: TrackedOrder): void {
  if (isSettled(tracked)) return draft.delete('orders', orderId)
  const isNew = !draft.map('orders').has(orderId)
  draft.set('orders', orderId, tracked)
  if (isNew || tracked.order === undefined || isOver(tracked.order)) setAsideOldest(draft)
}
