/** Searches for missing records: every symbol is read, then the lists of flows. Nothing else improves coverage. */

import type { TrackedOrder } from '@spotdeck/ledger'
import { sweepReach } from '../exchange.ts'
import { LAG_MS } from '../base/margins.ts'
import type { Search, Searching, SearchState, SearchStep, SearchView } from './state.ts'
import type { FlowListOutcome, Searched } from '../base/searched.ts'
import { type RoomEffect, inTurn, nextCall } from '../base/effect.ts'
import { earlier } from './spans.ts'
import { amountsInQuestion } from '../balances/explain.ts'
import { isTelling } from '../flows/flow-telling.ts'
import { defined } from '@spotdeck/ports'
import { likeliest } from '../base/likely-symbols.ts'
import { inBatches, restOf } from '../base/reports.ts'
import { changed, retriedLater, withSymbols, noted } from './search-list.ts'
import { byRoom, symbolsToSift } from './sift.ts'
import type { Answer, CallId, Refusal } from '../base/question.ts'
import { listingOf } from './listing.ts'
import type { Outcome } from '../base/work.ts'

/** Likely symbols of a search that are read without a pause; the others follow at an interval. */
export const AT_ONCE = 60
/**
 * MEXC: a symbol costs 20 weights (its orders, its trades). The SDK spends 300 in 10 s, of which backfills may use 180:
 * this leaves them room for comparisons of balances.
 */
const PACE_MS = 1_400
/** Wait for the deals of crowded seconds, which are read by order, in ms, and how often their sums are looked at. */
const PROVE_MS = 10 * 60_000
const PROVE_EVERY_MS = 2_000
/** Tries of lists of flows within a search; other searches wait for this one. */
const MAX_UNTOLD = 5
const IDLE = { kind: 'idle' } as const

const unchanged = ({ search }: SearchView): SearchStep => ({ search, effects: [] })

/** The searches, which wait for something else. */
const waiting = (search: SearchState, searching: Searching, ...effects: readonly RoomEffect[]): SearchStep => ({
  search: { ...search, searching },
  effects,
})

/** True while the status names what the first search is for: it has all that comparisons leave of the limits. */
function isUrgent(view: SearchView): boolean {
  const [first] = view.search.searches
  if (first === undefined || first.span.amounts.size === 0) return false
  return [...amountsInQuestion(view).keys()].some((asset) => first.span.amounts.has(asset))
}

const priorityOf = (view: SearchView): { readonly background?: true } => (isUrgent(view) ? {} : { background: true })

/** Time of the machine at which the first search goes on; Infinity while it waits for an answer. */
export function searchAt({ search: { searching, searches }, now }: Pick<SearchView, 'search' | 'now'>): number {
  const [search] = searches
  if (searching.kind === 'waiting') return searching.until
  if (searching.kind !== 'idle' || search === undefined) return Infinity
  return search.listing === undefined ? (search.listAt ?? now) : now
}

/** Goes on with the first search. */
export function searchTick(view: SearchView): SearchStep {
  const { now, ledger, at, search: state } = view
  const { searching, searches } = state
  const [search] = searches
  const isWaiting = searching.kind === 'waiting' && searching.until > now
  if (isWaiting || (searching.kind !== 'waiting' && searching.kind !== 'idle')) return unchanged(view)
  if (search === undefined) return waiting(state, IDLE)
  if (search.listing === undefined) return askListing(view, search)
  const [symbol] = search.left
  if (symbol === undefined) return allRead(view, search)
  const urgent = isUrgent(view)
  const served = urgent ? [search] : searches.filter(({ left }) => left.includes(symbol))
  const since = served.map(({ span }) => span.since).reduce(earlier)
  // Orders of a traded symbol are read with its deals, as far back as the exchange keeps orders.
  const isKnown = ledger.symbols.has(symbol)
  const ordersFrom = Math.min(since.orders, Math.max(since.deals, sweepReach(at).orders))
  const asked = {
    symbol,
    since: isKnown ? { ...since, orders: ordersFrom } : since,
    served: served.map(({ id }) => id),
  }
  return askSymbol(view, asked, urgent ? publicTrades(view, search) : [])
}

function askListing(view: SearchView, { id, listAt, span }: Search): SearchStep {
  const { search, now } = view
  if (listAt === undefined) return { search: changed(search, id, { listAt: now + LAG_MS }), effects: [] }
  if (listAt > now) return unchanged(view)
  const question = { kind: 'listing', volumes: span.amounts.size > 0, ...priorityOf(view) } as const
  const searching = { kind: 'listing', call: nextCall(view), id } as const
  return waiting(search, searching, { type: 'ask', question, purpose: { for: 'search' } })
}

/** Ends a search of which every symbol was read, once sums prove those of crowded seconds. */
function allRead(view: SearchView, { id, crowded, certainty, span }: Search): SearchStep {
  const { now, search } = view
  const { symbols, provenBy = now + PROVE_MS } = crowded
  const later = { kind: 'waiting', until: now + PROVE_EVERY_MS } as const
  const isProven = areSumsWhole(view, symbols)
  if (!isProven && now < provenBy) return waiting(changed(search, id, { crowded: { symbols, provenBy } }), later)
  const { complete, lacks } = certainty
  const deals = withSymbols(lacks.deals, ...symbols.filter((one) => !areSumsWhole(view, [one])))
  const unproven = { ...certainty, complete: { ...complete, deals: false }, lacks: { ...lacks, deals } }
  const read = isProven ? search : changed(search, id, { certainty: unproven })
  // Lists that are read meanwhile wait for what they explain: each such wait is one search's, or that of the lists.
  if (isTelling(view)) return waiting(read, later)
  // Flows are told by the search of the deals that may explain the same amounts.
  if (span.since.deals === Infinity) return searchTold(read, [])
  return waiting(read, { kind: 'telling' }, { type: 'ask-lists', to: span.to })
}

function askSymbol(
  view: SearchView,
  asked: Pick<Extract<Searching, { kind: 'symbol' }>, 'symbol' | 'since' | 'served'>,
  before: readonly RoomEffect[] = [],
): SearchStep {
  const { search } = view
  const { symbol, since } = asked
  const rest = search.partial?.symbol === symbol ? { to: search.partial.to } : {}
  const question = { kind: 'symbol', symbol, since, ...priorityOf(view), ...rest } as const
  const searching = { kind: 'symbol', call: nextCall(view, before), ...asked } as const
  return waiting(search, searching, ...before, { type: 'ask', question, purpose: { for: 'search' } })
}

/** True if the deals of every known order of these symbols add up to what it executed. */
function areSumsWhole({ ledger }: SearchView, symbols: readonly string[]): boolean {
  if (symbols.length === 0) return true
  const isOf = new Set(symbols)
  const isWhole = ({ order, deals, dealt }: TrackedOrder): boolean =>
    order === undefined
      ? !deals.some(({ symbol }) => isOf.has(symbol))
      : !isOf.has(order.symbol) || dealt === order.executedQuantity
  return (
    [...ledger.orders.values()].every(isWhole) && ![...ledger.lacking.values()].some(({ symbol }) => isOf.has(symbol))
  )
}

/** Goes on with what came of the lists of flows; `again`: they are asked for once more, a few times. */
export function listsTold(view: SearchView, told: FlowListOutcome | 'again'): SearchStep {
  const { search } = view
  const [first] = search.searches
  if (told !== 'again' || first === undefined) return searchTold(search, told === 'again' ? 'unanswered' : told)
  if (first.untold + 1 >= MAX_UNTOLD) return searchTold(search, 'unanswered')
  return { search: retriedLater(view, changed(search, first.id, { untold: first.untold + 1 })), effects: [] }
}

/** Every symbol of the first search was read, and the lists were told: what stays unexplained is classified. */
function searchTold(search: SearchState, flowsTold: Searched['flowsTold']): SearchStep {
  const [first] = search.searches
  if (first === undefined) return waiting(search, IDLE)
  const searched = { ...first.span, ...first.certainty, flowsTold }
  return waiting(search, { kind: 'explaining' }, { type: 'explain', searched })
}

/** Asks what anybody traded when the amounts moved, beside the reads of deals, in some markets at a time. */
function publicTrades(view: SearchView, search: Search): readonly RoomEffect[] {
  const { within } = search.span
  if (within === undefined || [...view.work.calls.values()].some((purpose) => purpose.for === 'public-trades'))
    return []
  const symbols = symbolsToSift(view, search, within)
  if (symbols.length === 0) return []
  const question = { kind: 'public-trades', symbols, within } as const
  return [{ type: 'ask', question, purpose: { for: 'public-trades', id: search.id } }]
}

/** Takes what anybody traded: where that leaves no room for the amounts, deals are asked for last. */
export function publicTradesAnswered(view: SearchView, id: number, answer: Answer): SearchStep {
  const known = view.search.searches.find((one) => one.id === id)
  if (known === undefined || answer.kind !== 'public-trades') return unchanged(view)
  const rooms = new Map([...known.rooms, ...answer.rooms])
  const search = changed(view.search, id, { rooms, left: byRoom(view, { ...known, rooms }) })
  const [first] = search.searches
  const next = { ...view, search }
  return { search, effects: first?.id === id && isUrgent(next) ? publicTrades(next, first) : [] }
}

const NONE_CERTAIN = { complete: { orders: false, deals: false }, lacks: { orders: undefined, deals: undefined } }

/** Takes an answer. */
export function searchAnswered(view: SearchView, call: CallId, answer: Answer): SearchStep {
  const { searching } = view.search
  if (!('call' in searching) || searching.call !== call) return unchanged(view)
  if (searching.kind === 'listing' && answer.kind === 'listing') return listingAnswered(view, searching.id, answer)
  if (searching.kind === 'symbol' && answer.kind === 'symbol') return symbolAnswered(view, searching, answer)
  return unchanged(view)
}

function listingAnswered(view: SearchView, id: number, answer: Extract<Answer, { kind: 'listing' }>): SearchStep {
  const { ledger, universe, at } = view
  const idle = { ...view.search, searching: IDLE }
  const search = idle.searches.find((one) => one.id === id)
  if (search === undefined) return searchTick({ ...view, search: idle })
  const { span, certainty } = search
  const listing = listingOf({ ledger, universe, seenSince: universe.since }, span, answer, at)
  const known = listing.complete && listing.symbols.size > 0
  const next = changed(idle, id, {
    listing,
    left: likeliest(view, [...listing.symbols.keys()], { moved: span.amounts.keys(), volumes: answer.volumes }),
    certainty: known ? certainty : { ...certainty, ...NONE_CERTAIN },
    failures: 0,
  })
  return searchTick({ ...view, search: next })
}

function symbolAnswered(
  view: SearchView,
  { symbol, served, since }: Extract<Searching, { kind: 'symbol' }>,
  answer: Extract<Answer, { kind: 'symbol' }>,
): SearchStep {
  const { orders, deals } = answer
  const isCrowded = deals.isCrowded === true
  // A deal is not told before its order, and deals of crowded seconds are read by order.
  const isOfUnknown = deals.rows.some(({ orderId }) => !view.ledger.orders.has(orderId))
  if (since.orders === Infinity && (isOfUnknown || isCrowded))
    return askSymbol(view, { symbol, served, since: { ...since, orders: since.deals } })
  const works = inBatches(answer, { source: 'rest', tag: { for: 'search' } })
  const isWaiting = view.orders.unlisted.some(({ deal }) => deal.symbol === symbol)
  const { searches, partial } = view.search
  const before = partial?.symbol === symbol ? partial.given : { orders: true, deals: true }
  // Deals of a second that holds more than a page are read by order: their sums prove them.
  const given = {
    orders: before.orders && orders.complete,
    deals: before.deals && (deals.complete || isCrowded) && !isWaiting,
  }
  const crowdedAlso = (search: Search): Search => ({
    ...search,
    crowded: { ...search.crowded, symbols: [...new Set([...search.crowded.symbols, symbol])] },
  })
  const search: SearchState = {
    ...view.search,
    searches: searches.map((one) => (isCrowded && served.includes(one.id) ? crowdedAlso(one) : one)),
    searching: { kind: 'folding', symbol, served, given, rest: restOf(answer), left: works.length },
  }
  const effects: readonly RoomEffect[] = [
    ...works.map((work): RoomEffect => ({ type: 'enqueue', work })),
    { type: 'unreadable', question: { kind: 'symbol', symbol, since }, rows: answer.unreadable },
  ]
  return works.length === 0 ? inTurn(view, { search, effects }, symbolRead) : { search, effects }
}

/** Goes on after a part of a symbol has been committed. */
export function searchFolded(view: SearchView, { refused }: Outcome): SearchStep {
  const { searching } = view.search
  if (searching.kind !== 'folding') return unchanged(view)
  const given = refused ? { orders: false, deals: false } : searching.given
  const search = { ...view.search, searching: { ...searching, given, left: searching.left - 1 } }
  return searching.left <= 1 ? symbolRead({ ...view, search }) : { search, effects: [] }
}

function symbolRead(view: SearchView): SearchStep {
  const { searching, searches } = view.search
  if (searching.kind !== 'folding') return unchanged(view)
  const { symbol, served, given, rest } = searching
  const isCalm = !isUrgent(view)
  const pause = { kind: 'waiting', until: view.now + PACE_MS } as const
  if (rest !== undefined)
    return waiting({ ...view.search, partial: { symbol, to: rest, given } }, isCalm ? pause : IDLE)
  const read = searches.map((search): Search => {
    if (!served.includes(search.id)) return search
    return {
      ...search,
      certainty: noted(search, given, symbol),
      left: search.left.filter((other) => other !== symbol),
    }
  })
  const state = { ...view.search, partial: undefined, searches: read }
  const [first] = read
  if (first === undefined) return waiting(state, IDLE)
  const asked = first.asked + 1
  const next = changed(state, first.id, { asked, failures: 0 })
  const search = { ...next, searching: asked > AT_ONCE && isCalm ? pause : IDLE }
  return searchTick({ ...view, search })
}

/** Takes a refusal: the symbol is read later, after a growing wait, and never dropped. */
export function searchRefused(view: SearchView, call: CallId, error: Refusal): SearchStep {
  const { searching, searches } = view.search
  if (!('call' in searching) || searching.call !== call) return unchanged(view)
  const symbol = searching.kind === 'symbol' ? searching.symbol : undefined
  const asLast = (search: Search): Search =>
    symbol !== undefined && search.left.includes(symbol)
      ? { ...search, left: [...search.left.filter((other) => other !== symbol), symbol] }
      : search
  return {
    search: retriedLater(view, { ...view.search, searches: searches.map(asLast) }),
    effects: [
      {
        type: 'log',
        level: 'warn',
        message: `symbol${symbol === undefined ? ' list' : ''} not readable, retrying later`,
        fields: { ...defined({ symbol }), ...error.fields },
      },
    ],
  }
}
