/** Plans of long searches: spans of all symbols, the lists of flows, and what they explain. */

import type { Complete, Since } from '../exchange.ts'
import type { CallId, Rest } from '../base/question.ts'
import type { Certainty, Span } from '../base/searched.ts'
import type { RoomStep } from '../base/effect.ts'
import type { FlowsView } from '../flows/state.ts'
import type { OrdersView } from '../orders/state.ts'

/** Symbols of a search in order, each with its time of delisting; `complete`: there are no others. */
export type Listing = { readonly symbols: ReadonlyMap<string, number | undefined>; readonly complete: boolean }

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
  readonly certainty: Certainty
  /** Symbols with a second of more deals than a page: the sums of their orders prove them, by a machine time. */
  readonly crowded: { readonly symbols: readonly string[]; readonly provenBy: number | undefined }
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

/** Searches of all symbols. */
export type SearchState = {
  readonly searches: readonly Search[]
  readonly searching: Searching
  readonly partial: PartlyRead | undefined
  /** True once searches that an earlier run left unfinished have been resumed. */
  readonly resumed: boolean
  /** Time at which what unreadable rows hide is searched for next. */
  readonly nextHealAt: number
}

/** The first of its states. */
export const NO_SEARCH: SearchState = {
  searches: [],
  searching: { kind: 'idle' },
  partial: undefined,
  resumed: false,
  nextHealAt: 0,
}

/** The searches with the state of lower rooms that they depend on. */
export type SearchView = FlowsView & OrdersView & { readonly search: SearchState }

/** The searches after a step. */
export type SearchStep = RoomStep & { readonly search: SearchState }
