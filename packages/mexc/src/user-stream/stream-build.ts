/** Rules of the making of the next socket of an account's stream, and of the end of one, without I/O. */

import { HOUR_MS, MINUTE_MS, defined, ruleWords } from '@spotdeck/ports'
import { type Retry, retryFailed, retryReady, rollOf } from '../socket/retry.ts'
import { keyInUse, releaseUnused } from './key-step.ts'
import { CLOSURES_TO_DOUBT, type SessionId, type SessionState, type SessionTrouble } from './stream-state.ts'
import type { Streamed, StreamEffect, StreamState } from './stream-state.ts'
import type { Failure } from './trouble.ts'
import type { StreamTrouble } from './user-stream.ts'

/** Words of the rules of a stream. */
export const { chain, still } = ruleWords<StreamState, StreamEffect>()

/** MEXC ends every connection at 24 h; its successor is made before, up to ROTATE_EARLY_MS earlier still. */
const ROTATE_AFTER_MS = 23.5 * HOUR_MS
const ROTATE_EARLY_MS = 5 * MINUTE_MS
/** The old socket goes on this long beside its successor: what it was sent before may still be on its way. */
const OVERLAP_MS = 2_000
/** Pushes of the old socket are remembered this long after its end, for a successor that lags behind it. */
const REMEMBER_MS = 10_000
/** A key with less than this left is not worth a new socket. */
const WORTH_REUSING_MS = 10 * MINUTE_MS
/** A refusal of the key or secret is believed when it has lasted so long; until then it is asked again, no sooner than this. */
const CONFIRM_MS = 10_000
const ASK_AGAIN_MS = 3_000
/** A key that did no better than the one before it speaks for the keys: the next is given so many times the tries. */
const PATIENCE_GROWS = 2

/** Makes the next socket, unless that is being done: then only the wish for another key is recorded. */
export function build(state: StreamState, at: number, wanted: StreamState['wanted'] = 'any key'): Streamed {
  const next = wanted === 'new key' ? { ...state, wanted } : state
  return state.build.kind === 'idle' ? obtain(next, at) : still(next)
}

/** Starts a try: with the newest key if it may be used, else with another. */
export function obtain(state: StreamState, at: number): Streamed {
  const key = state.keys.at(-1)
  if (key !== undefined && state.wanted === 'any key' && key.goodUntil - at > WORTH_REUSING_MS) {
    return openOn(state, key.listenKey)
  }
  const call = state.ids + 1
  return { state: { ...state, ids: call, build: { kind: 'obtaining', call } }, effects: [{ type: 'obtain-key', call }] }
}

/** Opens a socket on a key. */
export function openOn(state: StreamState, listenKey: string): Streamed {
  const id = state.ids + 1
  const session: SessionState = { id, listenKey, stage: 'opening', heartbeat: { state: 'none' }, mute: false }
  const overlapUntil = state.sessions.length > 0 ? Infinity : state.overlapUntil
  const sessions = [...state.sessions, session]
  const next = { ...state, ids: id, sessions, overlapUntil, build: { kind: 'opening', session: id } } as const
  return { state: next, effects: [{ type: 'open-session', session: id, listenKey }] }
}

/** The new socket takes over; whether nothing was missed depends on the old one having lived until now. */
export function adopt(state: StreamState, at: number, session: SessionId): Streamed {
  const sessions = state.sessions.map((one) => (one.id === session ? { ...one, stage: 'open' as const } : one))
  const next = { ...state, sessions }
  const old = sessionOf(next, next.current)
  if (old === undefined || old.mute) return takeOver(next, at, { session, continuous: false })
  const call = next.ids + 1
  const probing = { ...next, ids: call, build: { kind: 'probing', session, call } } as const
  return { state: probing, effects: [{ type: 'probe', session: old.id, call }] }
}

/** Reports the new socket as the stream; the old one is given up after a moment. */
export function takeOver(
  state: StreamState,
  at: number,
  { session, continuous }: { readonly session: SessionId; readonly continuous: boolean },
): Streamed {
  const { roll, retry } = rollOf(retryReady(state.retry, at))
  const readies = state.readies + 1
  const next: StreamState = {
    ...state,
    retry,
    readies,
    current: session,
    build: { kind: 'idle' },
    closures: 0,
    patience: CLOSURES_TO_DOUBT,
    rotateAt: at + ROTATE_AFTER_MS - Math.floor(roll * ROTATE_EARLY_MS),
    retireAt: at + OVERLAP_MS,
    trouble: undefined,
  }
  const tidy: readonly StreamEffect[] = readies === 1 ? [{ type: 'tidy-keys' }] : []
  const ready: Streamed = { state: next, effects: [...tidy, { type: 'ready', continuous }] }
  // The wish for another key may have come while this one was being taken into use.
  return chain(ready, (after) => (after.wanted === 'new key' ? build(after, at) : still(after)))
}

/** Closes the sockets before the current one, and releases every key without a socket. */
export function retire(state: StreamState, at: number): Streamed {
  const { build: making, current } = state
  const kept = 'session' in making ? [current, making.session] : [current]
  const old = state.sessions.filter(({ id }) => !kept.includes(id))
  const dropped = old.reduce((all, { id }) => chain(all, (next) => drop(next, at, id)), still(state))
  return chain({ ...dropped, state: { ...dropped.state, retireAt: undefined } }, releaseUnused)
}

/** Closes a socket without a word to the handlers. */
export function drop(state: StreamState, at: number, id: SessionId): Streamed {
  const session = sessionOf(state, id)
  if (session === undefined) return still(state)
  const sessions = state.sessions.filter((other) => other !== session)
  const current = state.current === id ? undefined : state.current
  const ends = sessions.length <= 1 && state.overlapUntil === Infinity
  const overlapUntil = ends ? at + REMEMBER_MS : state.overlapUntil
  const effect: StreamEffect = { type: 'close-session', session: id, listenKey: session.listenKey }
  return { state: { ...state, sessions, current, overlapUntil }, effects: [effect] }
}

/** A socket is over: reported when it was the stream and no other is about to take over. */
export function lose(
  state: StreamState,
  at: number,
  { id, trouble }: { id: SessionId; trouble: SessionTrouble },
): Streamed {
  const session = sessionOf(state, id)
  if (session === undefined) return still(state)
  const wished = trouble.code === 'LISTEN_KEY_LOST' ? ({ ...state, wanted: 'new key' } as const) : state
  const dropped = drop(wished, at, id)
  const making = state.build
  if ('session' in making && making.session === id) {
    const failed = making.kind === 'probing' ? { ...trouble, detail: 'the new socket ended at once' } : trouble
    return chain(dropped, (next) => sessionFailed(next, at, { session, failure: failed }))
  }
  if (state.current !== id) return dropped
  return chain({ ...dropped, state: { ...dropped.state, rotateAt: undefined } }, (next) => lost(next, at, trouble))
}

/** The stream is gone. A successor that is being made already is not waited for in a pause. */
function lost(state: StreamState, at: number, trouble: SessionTrouble): Streamed {
  switch (state.build.kind) {
    case 'probing':
      return still(state)
    case 'idle':
    case 'ended': {
      const { retry, waitMs } = retryFailed(state.retry, at)
      return tellLost(pauseUntil({ ...state, retry }, at + waitMs), { ...trouble, retryInMs: waitMs })
    }
    case 'pausing':
      return tellLost(pauseUntil(state, at), { ...trouble, retryInMs: 0 })
    default:
      return tellLost(state, { ...trouble, retryInMs: 0 })
  }
}

function sessionFailed(
  state: StreamState,
  at: number,
  { session, failure }: { readonly session: SessionState; readonly failure: SessionTrouble },
): Streamed {
  const closed = failure.code === 'SOCKET_CLOSED' && session.stage === 'opening'
  const closures = state.closures + (closed ? 1 : 0)
  const doubted = closures >= state.patience
  const patience = doubted ? state.patience * PATIENCE_GROWS : state.patience
  const counted = { ...state, closures: doubted ? 0 : closures, patience }
  const refused = doubted || failure.code === 'LISTEN_KEY_REFUSED'
  const first = refused ? refuseKey(counted, session.listenKey) : still(counted)
  return chain(first, (next) => buildFailed(next, at, failure))
}

/** MEXC knows the key by REST and not on the stream: another one is needed, and ours is given back first. */
function refuseKey(state: StreamState, listenKey: string): Streamed {
  const next = { ...state, wanted: 'new key' } as const
  if (keyInUse(next, listenKey)) return still(next)
  const keys = next.keys.filter((key) => key.listenKey !== listenKey)
  return { state: { ...next, keys }, effects: [{ type: 'release-key', listenKey }] }
}

/** Handles a failed attempt: reports it if there is no stream, and schedules the next. */
export function buildFailed(state: StreamState, at: number, failure: Failure): Streamed {
  const refusedSince = failure.code === 'AUTH_REFUSED' ? (state.refusedSince ?? at) : undefined
  const isDoubted = refusedSince !== undefined && at - refusedSince < CONFIRM_MS
  const { code, detail, refusal, notBeforeMs = 0 } = isDoubted ? doubted(failure) : failure
  const { retry, waitMs } = retryFailed(state.retry, at)
  const retryInMs = Math.max(waitMs, notBeforeMs)
  const paused: StreamState = {
    ...state,
    retry,
    refusedSince,
    build: { kind: 'pausing', until: at + retryInMs, notBefore: at + notBeforeMs },
  }
  const fields = { code, retryInMs }
  const logged: Streamed = {
    state: paused,
    effects: [{ type: 'log', level: 'warn', message: 'no new private stream', fields }],
  }
  const mute = sessionOf(state, state.current)?.mute === true
  return chain(logged, (next) => {
    const rest = mute && next.current !== undefined ? drop(next, at, next.current) : still(next)
    if (rest.state.current !== undefined) return rest
    const trouble: StreamTrouble = defined({ code, detail, retryInMs, error: refusal })
    return chain(rest, (gone) => tellLost(gone, trouble))
  })
}

/** A refusal of the key that has not lasted: whoever sent it may have been wrong, so it is asked again soon. */
function doubted({ detail }: Failure): Failure {
  return { code: 'LISTEN_KEY_REFUSED', detail, notBeforeMs: ASK_AGAIN_MS }
}

/** The socket of this id, if it is open. */
export function sessionOf({ sessions }: StreamState, id: SessionId | undefined): SessionState | undefined {
  return sessions.find((session) => session.id === id)
}

/** Waits for the next try until `until`; `retry` where the jitter was drawn for it. */
export function pauseUntil(state: StreamState, until: number, retry: Retry = state.retry): StreamState {
  const notBefore = state.build.kind === 'pausing' ? state.build.notBefore : 0
  return { ...state, retry, build: { kind: 'pausing', until: Math.max(until, notBefore), notBefore } }
}

function tellLost(state: StreamState, trouble: StreamTrouble): Streamed {
  return { state: { ...state, trouble }, effects: [{ type: 'lost', trouble }] }
}
