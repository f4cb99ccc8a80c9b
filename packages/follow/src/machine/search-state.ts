/** Plans of long searches: spans of all symbols, the lists of flows, and what they explain. */

import type { AssetAmount } from '@spotdeck/exact'
import type { CoverageReason } from '@spotdeck/ledger'
import type { Complete, Since } from '../exchange.ts'
import type { FlowLists, CallId, Rest, Stretch } from './question.ts'

/** Everything from `since` (per kind; Infinity: none) up to `to`, in ms of exchange time. */
export type Span = {
  readonly since: Since
  readonly to: number
  /** Unexplained amounts by asset that this search should explain. */
  readonly amounts: ReadonlyMap<string, string>
  /** Time in which the amounts moved: only a deal of this time may explain them. */
  readonly within?: Stretch | undefined
}

/**
 * Reasons why the lists of flows do not cover a span; empty: they do. `unanswered`: to be read later; `interrupted`:
 * the stream broke, and the search of that gap reads them.
 */
export type FlowListOutcome = readonly CoverageReason[] | 'unanswered' | 'interrupted'

/** Symbols of a search in order, each with its time of delisting; `complete`: there are no others. */
export type Listing = { readonly symbols: ReadonlyMap<string, number | undefined>; readonly complete: boolean }

/** Symbols of which records may be missing, per kind; `undefined`: of any symbol. */
export type Lacks = {
  readonly orders: readonly string[] | undefined
  readonly deals: readonly string[] | undefined
}

/**
 * A span of which every symbol was read. `complete` is false where the exchange refused a symbol or did not return all.
 * A symbol that was delisted and is no longer returned has no later records: then only the time before `knownFrom` is
 * uncertain. `lacks`: symbols of which records may be missing.
 */
export type Searched = Span & {
  readonly complete: Complete
  readonly lacks: Lacks
  readonly knownFrom: Since
  readonly flowsTold: FlowListOutcome
}

/** One search. `listing` is absent until the exchange returned its symbols; `left` are those still to be read. */
export type Search = {
  readonly id: number
  /** Time from which its symbols are asked for: REST lags behind its start. */
  readonly listAt: number | undefined
  readonly listing: Listing | undefined
  readonly left: readonly string[]
  /** Room that public trades leave, by symbol, of those that were asked for; see `Answer`. */
  readonly rooms: ReadonlyMap<string, number>
  readonly span: Span
  readonly complete: Complete
  readonly lacks: Lacks
  /** Symbols with a second that holds more deals than a page: the sums of their orders prove them, by a time of the machine. */
  readonly crowded: readonly string[]
  readonly provenBy: number | undefined
  readonly knownFrom: Since
  readonly asked: number
  readonly untold: number
  readonly failures: number
}

/** A symbol with more pages than one call reads: the ends of what is left, and what was complete so far. */
export type PartlyRead = { readonly symbol: string; readonly to: Rest; readonly given: Complete }

/** The wait of the searches. */
export type Searching =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'listing'; readonly call: CallId; readonly id: number }
  | {
      readonly kind: 'symbol'
      readonly call: CallId
      readonly symbol: string
      readonly since: Since
      readonly served: readonly number[]
    }
  | {
      readonly kind: 'folding'
      readonly symbol: string
      readonly served: readonly number[]
      readonly given: Complete
      /** Times up to which one call did not read; absent if the symbol was read completely. */
      readonly rest: Rest | undefined
      readonly left: number
    }
  | { readonly kind: 'telling' | 'explaining' }

/** Lists of flows on their way into the ledger. `heard`: the stream that must hold until they are booked. */
export type FlowListBooking = {
  readonly by: 'search' | 'retry'
  readonly to: number
  readonly heard: number
  readonly stage:
    | { readonly kind: 'asking'; readonly call: CallId }
    | { readonly kind: 'settling'; readonly lists: FlowLists; readonly until: number; readonly limit: number }
    | { readonly kind: 'booking'; readonly lists: FlowLists }
}

/** Amounts that are unexplained since the search ended: those that a push explains within moments are left out. */
export type Explaining = {
  readonly by: 'search' | 'retry'
  readonly open: ReadonlyMap<string, AssetAmount>
  readonly until: number
  readonly searched: Searched
}
