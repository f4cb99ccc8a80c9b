/** A state that differs from the first one, or from another one, in some members of some parts. */

import { type FollowState, START } from '../machine/state.ts'

type Part<T> = T extends { readonly kind: string } ? T : T extends object ? Partial<T> : T

/** Members of a state that a test sets; the others of their part stay as they are. */
export type Over = {
  readonly [Key in Exclude<keyof FollowState, 'work'>]?: Key extends 'phase' | 'ledger' | 'universe'
    ? FollowState[Key]
    : Part<FollowState[Key]>
} & {
  readonly work?: Partial<Omit<FollowState['work'], 'sharing'>> & {
    readonly sharing?: Partial<FollowState['work']['sharing']>
  }
}

/** The first state with these members, later ones first. */
export const stateOf = (...overs: readonly Over[]): FollowState => overs.reduce(changed, START)

/** A state with these members. */
export function changed(state: FollowState, over: Over): FollowState {
  return {
    now: over.now ?? state.now,
    ledger: over.ledger ?? state.ledger,
    universe: over.universe ?? state.universe,
    phase: over.phase ?? state.phase,
    work: { ...state.work, ...over.work, sharing: { ...state.work.sharing, ...over.work?.sharing } },
    balances: { ...state.balances, ...over.balances },
    recovery: { ...state.recovery, ...over.recovery },
    stream: { ...state.stream, ...over.stream },
    orders: { ...state.orders, ...over.orders },
    flows: { ...state.flows, ...over.flows },
    search: { ...state.search, ...over.search },
    liveness: { ...state.liveness, ...over.liveness },
  }
}

/** Members of both; those of the second go before. */
export function both(one: Over, other: Over): Over {
  const parts = { ...one, ...other }
  for (const key of ['work', 'balances', 'recovery', 'stream', 'orders', 'flows', 'search', 'liveness'] as const)
    if (one[key] !== undefined && other[key] !== undefined)
      Object.assign(parts, { [key]: { ...one[key], ...other[key] } })
  return parts
}

/** Sets these members of a draft. */
export const set = <T extends FollowState>(draft: T, over: Over): T => Object.assign(draft, changed(draft, over))
