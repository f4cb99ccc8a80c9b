/**
 * Rules, without I/O, of one account that several processes share: it is followed here while this process holds its lease, and read
 * otherwise.
 */

import { unreachable } from '@spotdeck/ports'

/** State of one account in this process. A `token` is the fencing token of a lease. */
export type Ownership =
  | { readonly phase: 'reading' }
  | { readonly phase: 'opening'; readonly token: number }
  | { readonly phase: 'following'; readonly token: number }
  /** The account that was followed is ending; `next`: the lease was acquired again meanwhile. */
  | { readonly phase: 'leaving'; readonly next?: number | undefined }
  /** The ledger cannot be opened here: the lease was given up. */
  | { readonly phase: 'refused' }
  | { readonly phase: 'closed' }

/** Input of `step`. */
export type OwnershipInput =
  | { readonly type: 'held'; readonly token: number }
  | { readonly type: 'lost' }
  | { readonly type: 'opened'; readonly token: number }
  /** The ledger was not opened with this token. */
  | { readonly type: 'failed'; readonly token: number; readonly failure: OpenFailure }
  /** Time for another try of opening. */
  | { readonly type: 'retry'; readonly token: number }
  /** The account that was followed has ended. */
  | { readonly type: 'left' }
  | { readonly type: 'close' }

/** Failure to open a ledger: of a server that may answer later, of a lease that is lost, or of the ledger itself. */
export type OpenFailure = 'passing' | 'fenced' | 'refused'

/** Effect that the shell runs. */
export type OwnershipEffect =
  | { readonly type: 'open'; readonly token: number }
  | { readonly type: 'retry'; readonly token: number }
  /** Follows the account that was opened with this token; what was read ends. */
  | { readonly type: 'follow'; readonly token: number }
  /** Closes what was opened too late. */
  | { readonly type: 'discard'; readonly token: number }
  /** Stops following in this turn, and reads. */
  | { readonly type: 'leave' }
  /** Tells the lease that the database refuses its token. */
  | { readonly type: 'fenced'; readonly token: number }
  /** Gives the lease up for good. */
  | { readonly type: 'give-up' }

type Stepped = { readonly state: Ownership; readonly effects: readonly OwnershipEffect[] }

/** The state after an input, and what is to be done. */
export function step(state: Ownership, input: OwnershipInput): Stepped {
  if (state.phase === 'closed') return unchanged(state, input)
  switch (input.type) {
    case 'held':
      return held(state, input.token)
    case 'lost':
      return lost(state)
    case 'opened':
      if (state.phase !== 'opening' || state.token !== input.token) return unchanged(state, input)
      return { state: { phase: 'following', token: input.token }, effects: [{ type: 'follow', token: input.token }] }
    case 'failed':
      return failed(state, input)
    case 'retry':
      if (state.phase !== 'opening' || state.token !== input.token) return { state, effects: [] }
      return { state, effects: [{ type: 'open', token: input.token }] }
    case 'left':
      if (state.phase !== 'leaving') return { state, effects: [] }
      return state.next === undefined ? { state: { phase: 'reading' }, effects: [] } : opening(state.next)
    case 'close':
      return { state: { phase: 'closed' }, effects: [] }
    default:
      return unreachable(input)
  }
}

const opening = (token: number): Stepped => ({
  state: { phase: 'opening', token },
  effects: [{ type: 'open', token }],
})

/** An account that is opened, and that nothing follows any more, is closed. */
const unchanged = (state: Ownership, input: OwnershipInput): Stepped => ({
  state,
  effects: input.type === 'opened' ? [{ type: 'discard', token: input.token }] : [],
})

function held(state: Ownership, token: number): Stepped {
  if (state.phase === 'reading') return opening(token)
  if (state.phase === 'leaving') return { state: { phase: 'leaving', next: token }, effects: [] }
  return { state, effects: [] }
}

function lost(state: Ownership): Stepped {
  switch (state.phase) {
    case 'opening':
      return { state: { phase: 'reading' }, effects: [] }
    case 'following':
      return { state: { phase: 'leaving' }, effects: [{ type: 'leave' }] }
    case 'leaving':
      return { state: { phase: 'leaving' }, effects: [] }
    default:
      return { state, effects: [] }
  }
}

function failed(state: Ownership, { token, failure }: Extract<OwnershipInput, { type: 'failed' }>): Stepped {
  if (state.phase !== 'opening' || state.token !== token) return { state, effects: [] }
  switch (failure) {
    case 'passing':
      return { state, effects: [{ type: 'retry', token }] }
    case 'fenced':
      return { state, effects: [{ type: 'fenced', token }] }
    case 'refused':
      return { state: { phase: 'refused' }, effects: [{ type: 'give-up' }] }
    default:
      return unreachable(failure)
  }
}
