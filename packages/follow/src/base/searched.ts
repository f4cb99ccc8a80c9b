/** Spans that are searched, and what came of it. */

import type { AssetAmount } from '@spotdeck/exact'
import type { CoverageReason } from '@spotdeck/ledger'
import type { Complete, Since } from '../exchange.ts'
import type { Stretch } from './question.ts'

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

/** Symbols of which records may be missing, per kind; `undefined`: of any symbol. */
type Lacks = {
  readonly orders: readonly string[] | undefined
  readonly deals: readonly string[] | undefined
}

/**
 * Certainty of the answers of a search. `complete`: false where the exchange refused a symbol or did not return all. A
 * delisted symbol has no later records: only the time before `knownFrom` is uncertain. `lacks`: symbols of which
 * records may be missing.
 */
export type Certainty = { readonly complete: Complete; readonly lacks: Lacks; readonly knownFrom: Since }

/** A span of which every symbol was read. */
export type Searched = Span & Certainty & { readonly flowsTold: FlowListOutcome }

/** An unexplained amount. `searchedTo`: every symbol was read for it up to then: it hides no later record. */
export type LeftAmount = { readonly amount: AssetAmount; readonly searchedTo?: number | undefined }
