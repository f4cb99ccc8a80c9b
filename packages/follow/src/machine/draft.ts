/** The state of one step while it is being made: a copy whose fields may be set, with the effects so far. */

import type { FollowState } from './state.ts'
import type { Plan } from '../phase/plan.ts'
import { type Recovery, withPlan } from '../phase/state.ts'
import type { Input } from './input.ts'
import type { Effect } from '../base/effect.ts'

/** A state being changed by one input, at one time: its parts may be set, each as a whole. */
export type Draft = { -readonly [Key in keyof FollowState]: FollowState[Key] } & {
  /** Exchange time of the input, in ms since the epoch. */
  readonly at: number
  readonly random: number
  readonly effects: Effect[]
}

/** Begins a step: a copy of the state that may be set. Member by member: with a spread, each access takes longer. */
export function draftOf(state: FollowState, { at, random }: Pick<Input, 'at' | 'random'>): Draft {
  const { now, ledger, universe, work, balances, phase, recovery, stream, orders, flows, search, liveness } = state
  const rooms = { phase, recovery, stream, orders, flows, search, liveness }
  return { now, ledger, universe, work, balances, ...rooms, at, random, effects: [] }
}

/** Sets members of the way back to a proven state. */
export function setRecovery(draft: Draft, part: Partial<Recovery>): void {
  draft.recovery = { ...draft.recovery, ...part }
}

/** Replaces the plan of the phase. */
export function setPlan(draft: Draft, plan: Plan | undefined): void {
  draft.phase = withPlan(draft.phase, plan)
}

/** The parts of a state, without what a draft adds. */
export function partsOf(state: FollowState): FollowState {
  const { now, ledger, universe, work, balances, phase, recovery, stream, orders, flows, search, liveness } = state
  return { now, ledger, universe, work, balances, phase, recovery, stream, orders, flows, search, liveness }
}
