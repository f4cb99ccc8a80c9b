/**
 * Rules, without I/O, of the lease that makes a process the single writer of an account. All times are of the process's own
 * monotonic clock, in ms: the database alone knows when the lease expires, and the process stops before.
 */

import { unreachable } from '@spotdeck/ports'

/** Durations of a lease, in ms. */
export type LeaseTimes = {
  /** Time for which the database grants it. */
  readonly ttlMs: number
  /** Time between two attempts to acquire it, and between a failed renewal and the next. */
  readonly retryMs: number
}

/** Durations with which another process takes over within 10 s. */
export const DEFAULT_LEASE: LeaseTimes = { ttlMs: 6_000, retryMs: 500 }

/** State of one process's lease. */
export type LeaseState =
  | { readonly phase: 'waiting'; readonly calls: number; readonly tryAt: number }
  | { readonly phase: 'acquiring'; readonly calls: number; readonly sentAt: number }
  | {
      readonly phase: 'held'
      readonly calls: number
      /** Fencing token: greater than that of every earlier holder. */
      readonly token: number
      /** Time from which the process no longer writes. */
      readonly until: number
      readonly renewAt: number
      /** Time of sending the renewal that is under way. */
      readonly sentAt?: number | undefined
    }
  | { readonly phase: 'closed'; readonly calls: number }

/** Input of `step`. A `call` is the number of the effect that it answers. */
export type LeaseInput = { readonly at: number } &
  /** `renew`: readers are to be told at once that the holder follows, or does not. */
  (
    | { readonly type: 'tick' | 'renew' | 'close' }
    /** The database granted the lease, or renewed it. */
    | { readonly type: 'granted'; readonly call: number; readonly token: number }
    /** Another process holds the lease. */
    | { readonly type: 'refused'; readonly call: number }
    /** No answer: whether the lease was granted is unknown. */
    | { readonly type: 'failed'; readonly call: number }
    /** The database refused a write with this token. */
    | { readonly type: 'fenced'; readonly token: number }
  )

/** Reason for losing a lease: no renewal in time, or a newer holder. */
export type LeaseLoss = 'expired' | 'taken'

/** Effect that the shell runs. */
export type LeaseEffect =
  | { readonly type: 'acquire'; readonly call: number }
  | { readonly type: 'renew'; readonly call: number; readonly token: number }
  | { readonly type: 'release'; readonly token: number }
  | { readonly type: 'held'; readonly token: number }
  | { readonly type: 'lost'; readonly token: number; readonly why: LeaseLoss }

type Stepped = { readonly state: LeaseState; readonly effects: readonly LeaseEffect[] }
type Held = Extract<LeaseState, { phase: 'held' }>

/** The first state: it acquires the lease with its first tick. */
export const noLease = (at: number): LeaseState => ({ phase: 'waiting', calls: 0, tryAt: at })

/** True while the process may write: its lease is valid with a sixth of its time to spare. */
export const isHeld = (state: LeaseState, at: number): state is Held => state.phase === 'held' && at < state.until

/** Time of the next tick that changes something; `undefined` while only an answer does. */
export function nextTick(state: LeaseState): number | undefined {
  switch (state.phase) {
    case 'waiting':
      return state.tryAt
    case 'held':
      return state.sentAt === undefined ? Math.min(state.renewAt, state.until) : state.until
    case 'acquiring':
    case 'closed':
      return undefined
    default:
      return unreachable(state)
  }
}

/** The state after an input. */
export function step(state: LeaseState, input: LeaseInput, times: LeaseTimes = DEFAULT_LEASE): Stepped {
  // An answer that comes too late renews nothing: the lease may have had another holder meanwhile.
  if (state.phase === 'held' && input.at >= state.until && input.type !== 'close')
    return lost(state, input.at, 'expired')
  switch (input.type) {
    case 'tick':
      return tick(state, input.at)
    case 'renew':
      return tick(state.phase === 'held' ? { ...state, renewAt: input.at } : state, input.at)
    case 'granted':
      return granted(state, input, times)
    case 'refused':
      if (input.call !== state.calls) return { state, effects: [] }
      if (state.phase === 'held') return lost(state, input.at, 'taken')
      return { state: retried(state, input.at, times), effects: [] }
    case 'failed':
      if (input.call !== state.calls) return { state, effects: [] }
      return { state: retried(state, input.at, times), effects: [] }
    case 'fenced':
      if (state.phase !== 'held' || state.token !== input.token) return { state, effects: [] }
      return lost(state, input.at, 'taken')
    case 'close':
      return close(state)
    default:
      return unreachable(input)
  }
}

function tick(state: LeaseState, at: number): Stepped {
  const call = state.calls + 1
  if (state.phase === 'waiting' && at >= state.tryAt)
    return { state: { phase: 'acquiring', calls: call, sentAt: at }, effects: [{ type: 'acquire', call }] }
  if (state.phase === 'held' && state.sentAt === undefined && at >= state.renewAt)
    return { state: { ...state, calls: call, sentAt: at }, effects: [{ type: 'renew', call, token: state.token }] }
  return { state, effects: [] }
}

function granted(
  state: LeaseState,
  { at, call, token }: { readonly at: number; readonly call: number; readonly token: number },
  { ttlMs }: LeaseTimes,
): Stepped {
  const sentAt = call === state.calls && 'sentAt' in state ? state.sentAt : undefined
  // Nobody waits for it any more.
  if (sentAt === undefined) return { state, effects: state.phase === 'closed' ? [{ type: 'release', token }] : [] }
  // The database counts from a later moment than that of sending. The rest allows for clocks of different speed.
  const until = sentAt + ttlMs - ttlMs / 6
  const held: Held = { phase: 'held', calls: state.calls, token, until, renewAt: sentAt + ttlMs / 3 }
  if (state.phase === 'held') return { state: held, effects: [] }
  if (at >= until) return { state: { phase: 'waiting', calls: call, tryAt: at }, effects: [{ type: 'release', token }] }
  return { state: held, effects: [{ type: 'held', token }] }
}

/** The state after a call without a grant. */
function retried(state: LeaseState, at: number, { retryMs }: LeaseTimes): LeaseState {
  if (state.phase === 'held') return { ...state, sentAt: undefined, renewAt: at + retryMs }
  return state.phase === 'acquiring' ? { phase: 'waiting', calls: state.calls, tryAt: at + retryMs } : state
}

function lost({ calls, token }: Held, at: number, why: LeaseLoss): Stepped {
  // Answers to earlier calls are no longer those of the newest.
  return { state: { phase: 'waiting', calls: calls + 1, tryAt: at }, effects: [{ type: 'lost', token, why }] }
}

function close(state: LeaseState): Stepped {
  const closed: LeaseState = { phase: 'closed', calls: state.calls }
  return { state: closed, effects: state.phase === 'held' ? [{ type: 'release', token: state.token }] : [] }
}
