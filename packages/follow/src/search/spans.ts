/** Spans that are searched: after a gap, before the first start, and where a balance changed without a known reason. */

import { type BalancesState, withBalances } from '../balances/state.ts'
import { amountsInQuestion } from '../balances/explain.ts'
import type { RoomEffect } from '../base/effect.ts'
import { LAG_MS, MARGIN_MS } from '../base/margins.ts'
import type { Certainty, Searched, Span } from '../base/searched.ts'
import type { LiveJob } from '../base/work.ts'
import { repairingCoverage } from '../coverage/coverage-marks.ts'
import { type Since, sweepReach } from '../exchange.ts'
import { isLive } from '../phase/state.ts'
import type { Search, SearchState, SearchStep, SearchView } from './state.ts'

/** Maximal number of spans searched at a time; a further one widens the last, which starts again. */
const MAX_SEARCHES = 8
/** Maximal number of remembered amounts that were searched for. */
const MAX_SEARCHED = 1_000
/** Certainty of a search before its first answer. */
const ALL_CERTAIN: Certainty = {
  complete: { orders: true, deals: true },
  lacks: { orders: [], deals: [] },
  knownFrom: { orders: 0, deals: 0 },
}

/**
 * Adds a search of a span in all symbols; one for amounts that the status names goes first. `listAt`: time of the
 * machine at which it begins; REST's lag after its turn by default.
 */
export function withSpan(state: SearchState, span: Span, listAt?: number): SearchState {
  const { searches } = state
  const last = searches.length >= MAX_SEARCHES ? searches.at(-1) : undefined
  const search: Search = {
    id: Math.max(0, ...searches.map(({ id }) => id)) + 1,
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
  const others = searches.filter((other) => other !== last)
  const before = span.amounts.size === 0 ? others.length : areListsRead({ search: state }) ? 1 : 0
  return { ...state, searches: [...others.slice(0, before), search, ...others.slice(before)] }
}

/** True while the first search reads the lists of flows, or waits for what they explain. */
export function areListsRead({ search: { searching } }: Pick<SearchView, 'search'>): boolean {
  return searching.kind === 'telling' || searching.kind === 'explaining'
}

/** Drops the first search, which is over and its coverage stored. */
export function withoutFirst({ search }: SearchView): SearchState {
  return { ...search, searches: search.searches.slice(1), searching: { kind: 'idle' } }
}

/** The balances with the amounts that a search was for, unless others still search for them. */
export function withSearched(view: SearchView, { amounts, to }: Searched): BalancesState {
  const isLeft = (asset: string): boolean => !view.search.searches.some(({ span }) => span.amounts.has(asset))
  // A part of an amount may have been explained meanwhile: every symbol was read for the rest of it, too.
  const left = [...amountsInQuestion(view)].filter(([asset]) => amounts.has(asset) && isLeft(asset))
  const searched = [...amounts, ...left].map(([asset, amount]) => [`${asset} ${amount}`, to] as const)
  const all = [...view.balances.searched, ...searched].slice(-MAX_SEARCHED)
  return withBalances(view.balances, { searched: new Map(all) })
}

/** Amounts in question that no search is for. */
function unclaimed(view: SearchView): ReadonlyMap<string, string> {
  const isFree = ([asset]: readonly [string, string]): boolean =>
    !view.search.searches.some(({ span }) => span.amounts.has(asset))
  return new Map([...amountsInQuestion(view)].filter(isFree))
}

/** Asks for the exchange's time where an amount is in question: a search up to a future time would claim too much. */
export function suspicionTick(view: SearchView): SearchStep {
  const { search, balances, work } = view
  const isAsked = (): boolean => [...work.calls.values()].some((purpose) => purpose.for === 'suspicion')
  if (balances.accepted.size === 0 || !isLive(view) || unclaimed(view).size === 0 || isAsked())
    return { search, effects: [] }
  return { search, effects: [{ type: 'ask', question: { kind: 'clock' }, purpose: { for: 'suspicion' } }] }
}

/** Searches for the amounts that stayed: the exchange's time was answered. */
export function suspicionTold(view: SearchView): SearchStep {
  const { search, ledger, at, now } = view
  const amounts = isLive(view) ? unclaimed(view) : new Map<string, string>()
  if (amounts.size === 0) return { search, effects: [] }
  const message = 'balances changed without a known reason, searching all symbols'
  const from = Math.min(at, ledger.checkedAt ?? at)
  const since = from - MARGIN_MS
  const within = { from, to: at }
  const step = searchFor(view, { since: { orders: since, deals: since }, to: at, amounts, within }, now)
  const windows = repairingCoverage(from, at, ledger.birth ?? at)
  const effects: readonly RoomEffect[] = [
    { type: 'log', level: 'warn', message, fields: { assets: [...amounts.keys()] } },
    { type: 'enqueue', work: { kind: 'mark', windows } },
    ...step.effects,
  ]
  return { ...step, effects }
}

/**
 * Searches the deals of a span for amounts first, then its orders: an order without a deal moves no amount. The lists
 * of flows are few: they are read meanwhile.
 */
function searchFor({ search }: SearchView, { since, to, amounts, within }: Span, listAt: number): SearchStep {
  const deals = withSpan(search, { since: { orders: Infinity, deals: since.deals }, to, amounts, within }, listAt)
  const both = withSpan(deals, { since: { orders: since.orders, deals: Infinity }, to, amounts: new Map() })
  return { search: both, effects: [{ type: 'retry-lists', to }] }
}

/** After a reconciliation: searches before the first start, in the gap, and where a backfill was interrupted. */
export function searchLater(view: SearchView, { times, gapFrom, first }: LiveJob): SearchStep {
  const { begun, read } = times
  const { ledger, now, at, recovery } = view
  const cutOff = view.search.resumed ? [] : ledger.coverage.filter(({ state }) => state === 'repairing')
  const search = { ...view.search, resumed: true }
  if (!first && gapFrom === undefined && cutOff.length === 0) return { search, effects: [] }
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
  const since = { orders: from('orders') - MARGIN_MS, deals: from('deals') - MARGIN_MS }
  // The reading is over for as long as it took to prove it: REST lags behind its end for the rest of the time.
  const listAt = now + Math.max(0, read + LAG_MS - at)
  const amounts = unclaimed(view)
  const within = { from: Math.max(gapFrom ?? begun, recovery.agreedTo ?? -Infinity), to: begun }
  if (amounts.size > 0) return searchFor({ ...view, search }, { since, to: read, amounts, within }, listAt)
  return { search: withSpan(search, { since, to: read, amounts }, first ? listAt : undefined), effects: [] }
}

/** The earlier times of both, per kind. */
export function earlier(a: Since, b: Since): Since {
  return { orders: Math.min(a.orders, b.orders), deals: Math.min(a.deals, b.deals) }
}

function joined(a: Span, b: Span): Span {
  const amounts = new Map([...a.amounts, ...b.amounts])
  return { since: earlier(a.since, b.since), to: Math.max(a.to, b.to), amounts }
}
