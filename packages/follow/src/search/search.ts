/**
 * Searches for missing records: in a gap, before the first start, and where a balance changed without a known reason
 * every symbol is read, then the lists of flows. The only place that improves coverage.
 */

import { withBalances } from '../balances/state.ts'
import type { TrackedOrder } from '@spotdeck/ledger'
import { type Since, sweepReach } from '../exchange.ts'
import { repairingCoverage } from '../coverage/coverage-marks.ts'
import { MARGIN_MS, LAG_MS } from '../base/margins.ts'
import { type SearchDraft, type Search, type Searching, setSearch } from './state.ts'
import type { Certainty, Span } from '../base/searched.ts'
import { ask, enqueue, log } from '../base/draft.ts'
import { apply } from '../phase/apply.ts'
import { isLive } from '../phase/state.ts'
import { amountsInQuestion } from '../balances/explain.ts'
import { isTelling } from '../flows/flow-telling.ts'
import { searchTold, startTelling } from './search-lists.ts'
import { likeliest } from '../base/likely-symbols.ts'
import { inBatches, restOf } from '../base/reports.ts'
import { change, retryLater, withSymbols, noted } from './search-list.ts'
import { byRoom, symbolsToSift } from './sift.ts'
import type { Answer, CallId, Refusal } from '../base/question.ts'
import { listingOf } from './listing.ts'
import { noteUnreadableRows } from '../orders/unreadable-lists.ts'
import type { LiveJob, Outcome, Work } from '../base/work.ts'

/** Likely symbols of a search that are read without a pause; the others follow at an interval. */
export const AT_ONCE = 60
/**
 * MEXC: a symbol costs 20 weights (its orders, its trades). The SDK spends 300 in 10 s, of which backfills may use 180:
 * this leaves them room for comparisons of balances.
 */
const PACE_MS = 1_400
/** Maximal number of spans searched at a time; a further one widens the last, which starts again. */
const MAX_SEARCHES = 8
/** Wait for the deals of crowded seconds, which are read by order, in ms, and how often their sums are looked at. */
const PROVE_MS = 10 * 60_000
const PROVE_EVERY_MS = 2_000
/** Maximal number of remembered amounts that were searched for. */
const MAX_SEARCHED = 1_000
/** Certainty of a search before its first answer. */
const ALL_CERTAIN: Certainty = {
  complete: { orders: true, deals: true },
  lacks: { orders: [], deals: [] },
  knownFrom: { orders: 0, deals: 0 },
}

/**
 * Searches a span in all symbols; one for amounts that the status names goes first. `listAt`: time of the machine at
 * which it begins; REST's lag after its turn by default.
 */
export function searchSpan(draft: SearchDraft, span: Span, listAt?: number): void {
  const last = draft.search.searches.length >= MAX_SEARCHES ? draft.search.searches.at(-1) : undefined
  const search: Search = {
    id: Math.max(0, ...draft.search.searches.map(({ id }) => id)) + 1,
    listAt,
    listing: undefined,
    left: [],
    rooms: new Map(),
    span: last === undefined ? span : joined(last.span, span),
    certainty: ALL_CERTAIN,
    crowded: { symbols: [], provenBy: undefined },
    asked: 0,
    untold: 0,
    failures: 0,
  }
  const others = draft.search.searches.filter((other) => other !== last)
  const isEnding = draft.search.searching.kind === 'telling' || draft.search.searching.kind === 'explaining'
  const before = span.amounts.size === 0 ? others.length : isEnding ? 1 : 0
  setSearch(draft, { searches: [...others.slice(0, before), search, ...others.slice(before)] })
}

/** True while the status names what the first search is for: it has all that comparisons leave of the limits. */
function isUrgent(draft: SearchDraft): boolean {
  const [first] = draft.search.searches
  if (first === undefined || first.span.amounts.size === 0) return false
  return [...amountsInQuestion(draft).keys()].some((asset) => first.span.amounts.has(asset))
}

const priorityOf = (isUrgent: boolean): { readonly background?: true } => (isUrgent ? {} : { background: true })

/** Time of the machine at which the first search goes on; Infinity while it waits for an answer. */
export function searchAt({
  search: {
    searching,
    searches: [search],
  },
  now,
}: SearchDraft): number {
  if (searching.kind === 'waiting') return searching.until
  if (searching.kind !== 'idle' || search === undefined) return Infinity
  return search.listing === undefined ? (search.listAt ?? now) : now
}

/** Goes on with the first search. */
export function searchTick(draft: SearchDraft): void {
  const { now } = draft
  const { searching } = draft.search
  const [search] = draft.search.searches
  if (searching.kind === 'waiting' && searching.until > now) return
  if (searching.kind !== 'waiting' && searching.kind !== 'idle') return
  if (search === undefined) return setSearch(draft, { searching: { kind: 'idle' } })
  if (search.listing === undefined) {
    if (search.listAt === undefined) return change(draft, search.id, { listAt: now + LAG_MS })
    if (search.listAt > now) return
    const question = { kind: 'listing', volumes: search.span.amounts.size > 0, ...priorityOf(isUrgent(draft)) } as const
    setSearch(draft, { searching: { kind: 'listing', call: ask(draft, question, { for: 'search' }), id: search.id } })
    return
  }
  if (isUrgent(draft)) askPublicTrades(draft, search)
  const [symbol] = search.left
  if (symbol === undefined) {
    const { symbols } = search.crowded
    const isProven = areSumsWhole(draft, symbols)
    const { provenBy = now + PROVE_MS } = search.crowded
    if (!isProven && now < provenBy) {
      change(draft, search.id, { crowded: { symbols, provenBy } })
      return setSearch(draft, { searching: { kind: 'waiting', until: now + PROVE_EVERY_MS } })
    }
    if (!isProven) {
      const { certainty } = search
      const { complete, lacks } = certainty
      const deals = withSymbols(lacks.deals, ...symbols.filter((one) => !areSumsWhole(draft, [one])))
      change(draft, search.id, {
        certainty: { ...certainty, complete: { ...complete, deals: false }, lacks: { ...lacks, deals } },
      })
    }
    // Flows are told by the search of the deals that may explain the same amounts.
    if (search.span.since.deals === Infinity) return searchTold(draft, [])
    if (isTelling(draft)) return setSearch(draft, { searching: { kind: 'waiting', until: now + PROVE_EVERY_MS } })
    setSearch(draft, { searching: { kind: 'telling' } })
    return startTelling(draft, 'search', search.span.to)
  }
  const served = isUrgent(draft) ? [search] : draft.search.searches.filter(({ left }) => left.includes(symbol))
  const since = served.map(({ span }) => span.since).reduce(earlier)
  // Orders of a traded symbol are read with its deals, as far back as the exchange keeps orders.
  const isKnown = draft.ledger.symbols.has(symbol)
  const ordersFrom = Math.min(since.orders, Math.max(since.deals, sweepReach(draft.at).orders))
  askSymbol(draft, {
    symbol,
    since: isKnown ? { ...since, orders: ordersFrom } : since,
    served: served.map(({ id }) => id),
  })
}

function askSymbol(
  draft: SearchDraft,
  asked: Pick<Extract<Searching, { kind: 'symbol' }>, 'symbol' | 'since' | 'served'>,
): void {
  const { symbol, since } = asked
  const rest = draft.search.partial?.symbol === symbol ? { to: draft.search.partial.to } : {}
  const question = { kind: 'symbol', symbol, since, ...priorityOf(isUrgent(draft)), ...rest } as const
  setSearch(draft, { searching: { kind: 'symbol', call: ask(draft, question, { for: 'search' }), ...asked } })
}

/** True if the deals of every known order of these symbols add up to what it executed. */
function areSumsWhole({ ledger }: SearchDraft, symbols: readonly string[]): boolean {
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

/** Asks what anybody traded when the amounts moved, beside the reads of deals, in some markets at a time. */
function askPublicTrades(draft: SearchDraft, search: Search): void {
  const { within } = search.span
  if (within === undefined || [...draft.work.calls.values()].some((purpose) => purpose.for === 'public-trades')) return
  const symbols = symbolsToSift(draft, search, within)
  if (symbols.length > 0)
    ask(draft, { kind: 'public-trades', symbols, within }, { for: 'public-trades', id: search.id })
}

/** Takes what anybody traded: where that leaves no room for the amounts, deals are asked for last. */
export function publicTradesAnswered(draft: SearchDraft, id: number, answer: Answer): void {
  const search = draft.search.searches.find((one) => one.id === id)
  if (search === undefined || answer.kind !== 'public-trades') return
  const rooms = new Map([...search.rooms, ...answer.rooms])
  change(draft, id, { rooms, left: byRoom(draft, { ...search, rooms }) })
  const [first] = draft.search.searches
  if (first?.id === id && isUrgent(draft)) askPublicTrades(draft, first)
}

const NONE_CERTAIN = { complete: { orders: false, deals: false }, lacks: { orders: undefined, deals: undefined } }

/** Takes an answer. */
export function searchAnswered(draft: SearchDraft, call: CallId, answer: Answer): void {
  const { searching } = draft.search
  if (searching.kind === 'listing' && searching.call === call && answer.kind === 'listing') {
    const search = draft.search.searches.find(({ id }) => id === searching.id)
    setSearch(draft, { searching: { kind: 'idle' } })
    if (search === undefined) return searchTick(draft)
    const seenSince = draft.universe.since
    const listing = listingOf(
      { ledger: draft.ledger, universe: draft.universe, seenSince },
      search.span,
      answer,
      draft.at,
    )
    const known = listing.complete && listing.symbols.size > 0
    change(draft, search.id, {
      listing,
      left: likeliest(draft, [...listing.symbols.keys()], {
        moved: search.span.amounts.keys(),
        volumes: answer.volumes,
      }),
      certainty: known ? search.certainty : { ...search.certainty, ...NONE_CERTAIN },
      failures: 0,
    })
    return searchTick(draft)
  }
  if (searching.kind !== 'symbol' || searching.call !== call || answer.kind !== 'symbol') return
  const { symbol, served, since } = searching
  // A deal is not told before its order, and deals of crowded seconds are read by order.
  const isOfUnknown = answer.deals.rows.some(({ orderId }) => !draft.ledger.orders.has(orderId))
  if (since.orders === Infinity && (isOfUnknown || answer.deals.isCrowded === true))
    return askSymbol(draft, { symbol, served, since: { ...since, orders: since.deals } })
  const works = inBatches(answer, { source: 'rest', tag: { for: 'search' } })
  for (const work of works) enqueue(draft, work)
  apply(draft, noteUnreadableRows(draft, { kind: 'symbol', symbol, since }, answer.unreadable))
  const { orders, deals } = answer
  const isWaiting = draft.orders.unlisted.some(({ deal }) => deal.symbol === symbol)
  const before = draft.search.partial?.symbol === symbol ? draft.search.partial.given : { orders: true, deals: true }
  // Deals of a second that holds more than a page are read by order: their sums prove them.
  const given = {
    orders: before.orders && orders.complete,
    deals: before.deals && (deals.complete || deals.isCrowded === true) && !isWaiting,
  }
  const rest = restOf(answer)
  if (deals.isCrowded === true)
    for (const search of draft.search.searches.filter(({ id }) => served.includes(id)))
      change(draft, search.id, {
        crowded: { ...search.crowded, symbols: [...new Set([...search.crowded.symbols, symbol])] },
      })
  setSearch(draft, { searching: { kind: 'folding', symbol, served, given, rest, left: works.length } })
  if (works.length === 0) symbolRead(draft)
}

/** Goes on after a part of a symbol has been committed. */
export function searchFolded(draft: SearchDraft, { refused }: Outcome): void {
  const { searching } = draft.search
  if (searching.kind !== 'folding') return
  const given = refused ? { orders: false, deals: false } : searching.given
  setSearch(draft, { searching: { ...searching, given, left: searching.left - 1 } })
  if (searching.left <= 1) symbolRead(draft)
}

function symbolRead(draft: SearchDraft): void {
  const { searching } = draft.search
  if (searching.kind !== 'folding') return
  const { symbol, served, given, rest } = searching
  setSearch(draft, { partial: rest === undefined ? undefined : { symbol, to: rest, given } })
  const pause = { kind: 'waiting', until: draft.now + PACE_MS } as const
  if (rest !== undefined) return setSearch(draft, { searching: isUrgent(draft) ? { kind: 'idle' } : pause })
  for (const search of draft.search.searches.filter(({ id }) => served.includes(id)))
    change(draft, search.id, {
      certainty: noted(search, given, symbol),
      left: search.left.filter((other) => other !== symbol),
    })
  const [first] = draft.search.searches
  if (first === undefined) return setSearch(draft, { searching: { kind: 'idle' } })
  change(draft, first.id, { asked: first.asked + 1, failures: 0 })
  setSearch(draft, { searching: first.asked + 1 > AT_ONCE && !isUrgent(draft) ? pause : { kind: 'idle' } })
  searchTick(draft)
}

/** Takes a refusal: the symbol is read later, after a growing wait, and never dropped. */
export function searchRefused(draft: SearchDraft, call: CallId, error: Refusal): void {
  const { searching } = draft.search
  if ((searching.kind !== 'listing' && searching.kind !== 'symbol') || searching.call !== call) return
  const isSymbol = searching.kind === 'symbol'
  log(draft, 'warn', isSymbol ? 'symbol not readable, retrying later' : 'symbol list not readable, retrying later', {
    ...(isSymbol ? { symbol: searching.symbol } : {}),
    ...error.fields,
  })
  const [first] = draft.search.searches
  if (isSymbol)
    setSearch(draft, {
      searches: draft.search.searches.map((search) =>
        search.left.includes(searching.symbol)
          ? { ...search, left: [...search.left.filter((other) => other !== searching.symbol), searching.symbol] }
          : search,
      ),
    })
  if (first !== undefined) retryLater(draft, first.id)
}

/** The first search is over and its coverage stored. */
export function searchDone(draft: SearchDraft, { searched }: Extract<Work, { kind: 'swept' }>): void {
  const [, ...rest] = draft.search.searches
  setSearch(draft, { searches: rest, searching: { kind: 'idle' } })
  const isLeft = (asset: string): boolean => !rest.some(({ span }) => span.amounts.has(asset))
  // A part of an amount may have been explained meanwhile: every symbol was read for the rest of it, too.
  const left = [...amountsInQuestion(draft)].filter(([asset]) => searched.amounts.has(asset) && isLeft(asset))
  const amounts = [...searched.amounts, ...left].map(([asset, amount]) => [`${asset} ${amount}`, searched.to] as const)
  const all = [...draft.balances.searched, ...amounts].slice(-MAX_SEARCHED)
  draft.balances = withBalances(draft.balances, { searched: new Map(all) })
  searchTick(draft)
}

/** Amounts in question that no search is for. */
function unclaimed(draft: SearchDraft): ReadonlyMap<string, string> {
  const isFree = ([asset]: readonly [string, string]): boolean =>
    !draft.search.searches.some(({ span }) => span.amounts.has(asset))
  return new Map([...amountsInQuestion(draft)].filter(isFree))
}

/** Asks for the exchange's time where an amount is in question: a search up to a future time would claim too much. */
export function suspicionTick(draft: SearchDraft): void {
  if (!isLive(draft) || draft.balances.accepted.size === 0 || unclaimed(draft).size === 0) return
  const isAsked = [...draft.work.calls.values()].some((purpose) => purpose.for === 'suspicion')
  if (!isAsked) ask(draft, { kind: 'clock' }, { for: 'suspicion' })
}

/** Searches for the amounts that stayed: the exchange's time was answered. */
export function suspicionTold(draft: SearchDraft): void {
  const { ledger, at } = draft
  if (!isLive(draft)) return
  const amounts = unclaimed(draft)
  if (amounts.size === 0) return
  log(draft, 'warn', 'balances changed without a known reason, searching all symbols', { assets: [...amounts.keys()] })
  const from = Math.min(at, ledger.checkedAt ?? at)
  enqueue(draft, { kind: 'mark', windows: repairingCoverage(from, at, ledger.birth ?? at) })
  const since = from - MARGIN_MS
  const within = { from, to: at }
  searchFor(draft, { since: { orders: since, deals: since }, to: at, amounts, within }, draft.now)
}

/**
 * Searches the deals of a span for amounts first, then its orders: an order without a deal moves no amount. The lists
 * of flows are few: they are read meanwhile.
 */
function searchFor(draft: SearchDraft, { since, to, amounts, within }: Span, listAt: number): void {
  draft.flows = { ...draft.flows, retry: draft.flows.retry ?? { to, tries: 0, nextAt: draft.now } }
  searchSpan(draft, { since: { orders: Infinity, deals: since.deals }, to, amounts, within }, listAt)
  searchSpan(draft, { since: { orders: since.orders, deals: Infinity }, to, amounts: new Map() })
}

/** After a reconciliation: searches before the first start, in the gap, and where a backfill was interrupted. */
export function searchLater(draft: SearchDraft, { times, gapFrom, first }: LiveJob): void {
  const { begun, read } = times
  const cutOff = draft.search.resumed ? [] : draft.ledger.coverage.filter(({ state }) => state === 'repairing')
  setSearch(draft, { resumed: true })
  const reach = sweepReach(begun)
  const from = (kind: 'orders' | 'deals'): number =>
    Math.max(
      reach[kind],
      Math.min(
        first ? reach[kind] : begun,
        gapFrom ?? begun,
        ...cutOff.filter((window) => window.kind === kind).map((window) => window.from),
      ),
    )
  if (first || gapFrom !== undefined || cutOff.length > 0) {
    const since = { orders: from('orders') - MARGIN_MS, deals: from('deals') - MARGIN_MS }
    // The reading is over for as long as it took to prove it: REST lags behind its end for the rest of the time.
    const listAt = draft.now + Math.max(0, read + LAG_MS - draft.at)
    const amounts = unclaimed(draft)
    const within = { from: Math.max(gapFrom ?? begun, draft.recovery.agreedTo), to: begun }
    if (amounts.size > 0) return searchFor(draft, { since, to: read, amounts, within }, listAt)
    searchSpan(draft, { since, to: read, amounts }, first ? listAt : undefined)
  }
}

function earlier(a: Since, b: Since): Since {
  return { orders: Math.min(a.orders, b.orders), deals: Math.min(a.deals, b.deals) }
}

function joined(a: Span, b: Span): Span {
  const amounts = new Map([...a.amounts, ...b.amounts])
  return { since: earlier(a.since, b.since), to: Math.max(a.to, b.to), amounts }
}
