/**
 * The rules of reading the exchange's public stream from the page: when to connect, what to subscribe to, and when its
 * data is shown instead of the gateway's. Pure; `DirectStream` runs the effects.
 */

import { MINUTE_MS } from '../../durations.ts'
import { backoffMs } from '../backoff.ts'
import type { Moment, Stepped } from '../machine.ts'
import type { DirectStatus } from '../ports.ts'

/** MEXC closes a connection on which nobody spoke for a minute. */
export const PING_MS = 20_000
/** Without a push for this long the stream is silent: its tickers come every 3 s. */
export const SILENT_MS = 10_000
/** A book that did not change for this long may as well have stopped: the gateway's is shown until it moves. */
export const BOOK_SILENT_MS = 15_000
/** A connection on which nothing at all came for this long is dead, and one that brought no book is tried anew. */
export const DEAD_MS = 25_000
/** An open connection that brought no book for this long is replaced. */
export const BOOKLESS_MS = MINUTE_MS
/** Time limit for opening a connection. */
export const CONNECT_MS = 10_000
/** A stream that was shown this long is healthy: the next loss starts counting from zero. */
export const HEALTHY_MS = 10_000
const MIN_WAIT_MS = 250

type Phase = 'idle' | 'connecting' | 'open' | 'waiting'

/** State of the direct stream; times are ms on the page's clock. */
export type DirectState = {
  readonly phase: Phase
  /** Channels to subscribe to; on an open connection, those subscribed to. */
  readonly channels: readonly string[]
  readonly attempt: number
  /** Time at which this connection opened, ms on the page's clock; -Infinity before. */
  readonly openedAt: number
  readonly receivedAt: number
  readonly pushedAt: number
  readonly bookAt: number
  readonly pingedAt: number
  /** Time since which it has been shown without interruption. */
  readonly liveSince: number | undefined
  /** The exchange refused a channel of this connection. */
  readonly refused: boolean
  readonly retryAt: number
}

/** `dice`: uniform in [0, 1). */
export type DirectInput = Moment &
  (
    | { readonly type: 'show'; readonly channels: readonly string[] }
    | { readonly type: 'opened' | 'closed' | 'unreadable' | 'tick' | 'wake' }
    | { readonly type: 'push'; readonly isBook: boolean }
    | { readonly type: 'text'; readonly isRefusal: boolean }
  )

/** An action for `DirectStream` to carry out. */
export type DirectEffect =
  | { readonly type: 'open' | 'close' }
  | { readonly type: 'send'; readonly message: StreamRequest }

/** A request in the exchange's terms. */
export type StreamRequest = {
  readonly method: 'SUBSCRIPTION' | 'UNSUBSCRIPTION' | 'PING'
  readonly params?: readonly string[]
}

type Step = Stepped<DirectState, DirectEffect>

const UNOPENED = {
  openedAt: -Infinity,
  receivedAt: -Infinity,
  pushedAt: -Infinity,
  bookAt: -Infinity,
  pingedAt: -Infinity,
  liveSince: undefined,
  refused: false,
} as const

/** State before the first market is shown. */
export const IDLE: DirectState = { phase: 'idle', channels: [], attempt: 0, retryAt: 0, ...UNOPENED }

/** Status of the stream at `at`; its data is shown only while this is `live`. */
export function statusOf(state: DirectState, at: number): DirectStatus {
  if (state.phase === 'waiting') return 'lost'
  if (state.phase !== 'open') return 'connecting'
  if (state.refused) return 'refused'
  const isFlowing = at - state.pushedAt <= SILENT_MS && at - state.bookAt <= BOOK_SILENT_MS
  if (isFlowing) return 'live'
  return at - state.openedAt <= SILENT_MS ? 'connecting' : 'silent'
}

/** Next state and the actions it requires; pure. */
export function step(before: DirectState, input: DirectInput): Step {
  const { state, effects } = applied(before, input)
  const isLive = statusOf(state, input.at) === 'live'
  const liveSince = isLive ? (state.liveSince ?? input.at) : undefined
  return { state: liveSince === state.liveSince ? state : { ...state, liveSince }, effects }
}

function applied(state: DirectState, input: DirectInput): Step {
  const { at } = input
  switch (input.type) {
    case 'show':
      return show(state, input.channels, at)
    case 'opened':
      if (state.phase !== 'connecting') return still(state)
      return {
        state: { ...state, ...UNOPENED, phase: 'open', openedAt: at, receivedAt: at, pingedAt: at },
        effects: [send('SUBSCRIPTION', state.channels)],
      }
    case 'closed':
      return state.phase === 'open' || state.phase === 'connecting' ? lost(state, input, []) : still(state)
    case 'unreadable':
      return state.phase === 'open' ? lost(state, input, [{ type: 'close' }]) : still(state)
    case 'push':
      if (state.phase !== 'open') return still(state)
      return still({ ...state, receivedAt: at, pushedAt: at, bookAt: input.isBook ? at : state.bookAt })
    case 'text':
      return still({ ...state, receivedAt: at, refused: state.refused || input.isRefusal })
    case 'tick':
      return tick(state, input)
    case 'wake':
      return state.phase === 'waiting' ? opening(state, at) : still(state)
  }
}

const still = (state: DirectState): Step => ({ state, effects: [] })
const opening = (state: DirectState, at: number): Step => ({
  state: { ...state, phase: 'connecting', receivedAt: at },
  effects: [{ type: 'open' }],
})
const send = (method: StreamRequest['method'], params?: readonly string[]): DirectEffect => ({
  type: 'send',
  message: params === undefined ? { method } : { method, params },
})

/** Another market begins unheard: nothing of it is shown before its book came. */
function show(state: DirectState, channels: readonly string[], at: number): Step {
  if (channels.length === 0) return { state: IDLE, effects: state.phase === 'idle' ? [] : [{ type: 'close' }] }
  if (state.phase === 'idle') return opening({ ...IDLE, channels }, at)
  if (state.phase !== 'open') return still({ ...state, channels })
  const gone = state.channels.filter((channel) => !channels.includes(channel))
  const added = channels.filter((channel) => !state.channels.includes(channel))
  const isSameMarket = channels.filter((channel) => state.channels.includes(channel)).length > 1
  const unheard = isSameMarket ? {} : { pushedAt: -Infinity, bookAt: -Infinity }
  return {
    state: { ...state, ...unheard, channels, refused: false },
    // MEXC counts what is asked for: what is not wanted any more goes first.
    effects: [
      ...(gone.length === 0 ? [] : [send('UNSUBSCRIPTION', gone)]),
      ...(added.length === 0 ? [] : [send('SUBSCRIPTION', added)]),
    ],
  }
}

function tick(state: DirectState, input: DirectInput): Step {
  const { at } = input
  if (state.phase === 'waiting') return at >= state.retryAt ? opening(state, at) : still(state)
  if (state.phase === 'idle') return still(state)
  if (state.phase === 'connecting')
    return at - state.receivedAt > CONNECT_MS ? lost(state, input, [{ type: 'close' }]) : still(state)
  const isDead = at - state.receivedAt > DEAD_MS
  const isBookless = !state.refused && at - Math.max(state.bookAt, state.openedAt) > BOOKLESS_MS
  if (isDead || isBookless) return lost(state, input, [{ type: 'close' }])
  if (at - state.pingedAt < PING_MS) return still(state)
  return { state: { ...state, pingedAt: at }, effects: [send('PING')] }
}

function lost(state: DirectState, { at, dice }: DirectInput, effects: readonly DirectEffect[]): Step {
  const wasHealthy = state.liveSince !== undefined && at - state.liveSince > HEALTHY_MS
  const attempt = wasHealthy ? 0 : state.attempt
  const retryAt =
    at +
    Math.max(
      MIN_WAIT_MS,
      backoffMs(attempt, () => dice),
    )
  return { state: { ...state, ...UNOPENED, phase: 'waiting', attempt: attempt + 1, retryAt }, effects }
}
