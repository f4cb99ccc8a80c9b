/** State, inputs and effects of following one account: everything that `step` decides with, and nothing else. */

import { type LedgerState, EMPTY_STATE } from '@spotdeck/ledger'
import { type SearchState, NO_SEARCH } from '../search/state.ts'
import { EMPTY_UNIVERSE, type Universe } from '../base/universe.ts'
import { type WorkState, NO_WORK } from '../base/state.ts'
import { type BalancesState, NO_BALANCES } from '../balances/state.ts'
import { type Phase, type Recovery, NO_RECOVERY } from '../phase/state.ts'
import { type StreamState, NO_STREAM } from '../stream/state.ts'
import { type OrdersState, NO_ORDERS } from '../orders/state.ts'
import { type FlowsState, NO_FLOWS } from '../flows/state.ts'
import { type LivenessState, NO_LIVENESS } from '../liveness/state.ts'

/** The state of following one account, by topic. Times `now` and `…At` are ms of the machine's own time unless told. */
export type FollowState = {
  /** Time that passed while the machine ran, in ms: it neither steps nor sleeps. */
  readonly now: number
  readonly ledger: LedgerState
  readonly universe: Universe
  readonly work: WorkState
  readonly balances: BalancesState
  readonly phase: Phase
  readonly recovery: Recovery
  readonly stream: StreamState
  readonly orders: OrdersState
  readonly flows: FlowsState
  readonly search: SearchState
  readonly liveness: LivenessState
}

/** The state before the first input. */
export const START: FollowState = {
  now: 0,
  ledger: EMPTY_STATE,
  universe: EMPTY_UNIVERSE,
  work: NO_WORK,
  balances: NO_BALANCES,
  phase: { kind: 'connecting' },
  recovery: NO_RECOVERY,
  stream: NO_STREAM,
  orders: NO_ORDERS,
  flows: NO_FLOWS,
  search: NO_SEARCH,
  liveness: NO_LIVENESS,
}
