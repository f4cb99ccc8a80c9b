/** State of the lists of flows. */

import type { AssetAmount } from '@spotdeck/exact'
import type { CallId, FlowLists } from '../base/question.ts'
import type { RoomStep } from '../base/effect.ts'
import type { FlowListOutcome, Searched } from '../base/searched.ts'
import type { PhaseView } from '../phase/state.ts'

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
  /** End of the wait, a time of the machine; absent once it is over. */
  readonly until?: number | undefined
  readonly searched: Searched
}

/** Lists of flows on their way into the ledger. */
export type FlowsState = {
  readonly booking: FlowListBooking | undefined
  readonly explaining: Explaining | undefined
  /** Stream in which flow lists were booked last. */
  readonly listedIn: number | undefined
  readonly retry: { readonly to: number; readonly tries: number; readonly nextAt: number } | undefined
}

/** The first of its states. */
export const NO_FLOWS: FlowsState = { booking: undefined, explaining: undefined, listedIn: undefined, retry: undefined }

/** The flows with the state of lower rooms that they depend on. `random`: from 0 to 1. */
export type FlowsView = PhaseView & { readonly random: number; readonly flows: FlowsState }

/**
 * The flows after a step. `told`: outcome for the search that waits for the lists; `again`: it asks once more. Absent:
 * none yet, or none waits.
 */
export type FlowsStep = RoomStep & { readonly flows: FlowsState; readonly told?: FlowListOutcome | 'again' }
