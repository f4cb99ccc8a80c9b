/** Rules of an account's stream, without I/O: what happens next, given all that has happened. */

import { unreachable } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import { shortenedWait } from '../socket/retry.ts'
import { extended, keepKey, keysWakeAt, type KeyTrouble, notExtended, wakeKeys } from './key-step.ts'
import { adopt, build, buildFailed, chain, drop, lose, obtain, openOn } from './stream-build.ts'
import { pauseUntil, retire, sessionOf, still, takeOver } from './stream-build.ts'
import type { SessionId, SessionState, SessionTrouble, Streamed, StreamInput, StreamState } from './stream-state.ts'

const EXPIRED: SessionTrouble = { code: 'LISTEN_KEY_LOST', detail: 'no extension succeeded within its hour' }
const NO_HEARTBEAT: SessionTrouble = {
  code: 'HEARTBEAT_SILENT',
  detail: 'PING is answered, and the heartbeat channel brings nothing',
}

/** The state after an input, and its effects. Nothing follows `close`. */
export function streamStep(state: StreamState, input: StreamInput): Streamed {
  const { at } = input
  switch (input.type) {
    case 'start':
      return build(state, at)
    case 'wake':
      return onWake(state, at)
    case 'renew':
      return onRenew(state, at)
    case 'close':
      return onClose(state, at)
    case 'back':
      return onBack(state, at)
    case 'key':
      return onKey(state, at, input)
    case 'no-key':
      return isObtaining(state, input.call) ? buildFailed(state, at, input.failure) : still(state)
    case 'extended':
    case 'not-extended':
      return onExtension(state, at, input)
    case 'acknowledged':
    case 'heartbeat':
    case 'heartbeat-refused':
      return onSession(state, at, input)
    case 'ended':
      return lose(state, at, { id: input.session, trouble: input.trouble })
    case 'push':
      return onPush(state, at, input)
    case 'probed': {
      const making = state.build
      if (making.kind !== 'probing' || making.call !== input.call) return still(state)
      const continuous = input.isAlive && state.current !== undefined
      return takeOver(state, at, { session: making.session, continuous })
    }
    default:
      return unreachable(input)
  }
}

/** Time at which `wake` is due, ms since the epoch; `Infinity` for never. */
export function wakeAt(state: StreamState): number {
  const { build: making, rotateAt, retireAt, overlapUntil } = state
  const times = [rotateAt, retireAt, overlapUntil].map((time) => time ?? Infinity)
  const next = making.kind === 'pausing' ? making.until : Infinity
  return Math.min(next, ...times, keysWakeAt(state), ...state.sessions.map((session) => silentAt(state, session)))
}

function onWake(state: StreamState, at: number): Streamed {
  const { streamed, troubles } = wakeKeys(state, at)
  const rules: readonly ((next: StreamState) => Streamed)[] = [
    ...troubles.map((trouble) => (next: StreamState) => onKeyTrouble(next, at, trouble)),
    ...state.sessions.map((session) => (next: StreamState) => checkHeartbeat(next, at, session.id)),
    (next) => (isDue(next.retireAt, at) ? retire(next, at) : still(next)),
    (next) => (isDue(next.rotateAt, at) ? build({ ...next, rotateAt: undefined }, at, 'new key') : still(next)),
    (next) =>
      isDue(next.overlapUntil, at)
        ? { state: { ...next, overlapUntil: undefined }, effects: [{ type: 'end-overlap' }] }
        : still(next),
    (next) => (next.build.kind === 'pausing' && at >= next.build.until ? obtain(next, at) : still(next)),
  ]
  return rules.reduce((all, rule) => chain(all, rule), streamed)
}

function isDue(time: number | undefined, at: number): boolean {
  return time !== undefined && at >= time
}

function onRenew(state: StreamState, at: number): Streamed {
  const { current } = state
  if (current === undefined) return still(state)
  const muted = changeSession(state, current, { mute: true })
  const built = build(muted, at, 'new key')
  const message = 'private stream replaced after a missed push'
  return { state: built.state, effects: [{ type: 'log', level: 'warn', message, fields: {} }, ...built.effects] }
}

function onClose(state: StreamState, at: number): Streamed {
  const closed = state.sessions.reduce((all, { id }) => chain(all, (next) => drop(next, at, id)), still(state))
  const ended: StreamState = {
    ...closed.state,
    build: { kind: 'ended' },
    keys: [],
    rotateAt: undefined,
    retireAt: undefined,
    overlapUntil: undefined,
  }
  return { state: ended, effects: closed.effects }
}

function onBack(state: StreamState, at: number): Streamed {
  if (state.build.kind !== 'pausing') return still(state)
  const { retry, until } = shortenedWait(state.retry, at, state.build.until)
  return still(pauseUntil(state, until, retry))
}

function isObtaining({ build: making }: StreamState, call: number): boolean {
  return making.kind === 'obtaining' && making.call === call
}

function onKey(state: StreamState, at: number, key: Extract<StreamInput, { type: 'key' }>): Streamed {
  if (!isObtaining(state, key.call)) return still(state)
  const isShared = state.wanted === 'new key' && state.sessions.some(({ listenKey }) => listenKey === key.listenKey)
  const next = { ...keepKey(state, at, key), wanted: 'any key', refusedSince: undefined } as const
  const opened = openOn(next, key.listenKey)
  if (!isShared) return opened
  const message = 'the exchange answered with the listen key in use'
  return { state: opened.state, effects: [{ type: 'log', level: 'warn', message, fields: {} }, ...opened.effects] }
}

function onExtension(
  state: StreamState,
  at: number,
  input: Extract<StreamInput, { type: 'extended' | 'not-extended' }>,
): Streamed {
  const key = state.keys.find(({ extension }) => extension === input.call)
  if (key === undefined) return still(state)
  if (input.type === 'extended') {
    return still(extended(state, at, { listenKey: key.listenKey, goodUntil: input.goodUntil }))
  }
  const { state: next, trouble } = notExtended(state, at, { key, isDead: input.isDead })
  const fields = { failures: key.failures + 1, dead: input.isDead }
  const failed: Streamed = {
    state: next,
    effects: [{ type: 'log', level: 'warn', message: 'listen key not extended', fields }],
  }
  return chain(failed, (after) => (trouble === undefined ? still(after) : onKeyTrouble(after, at, trouble)))
}

/** Another key is needed. Sockets on one that MEXC does not know bring nothing; those on an expired one are over. */
function onKeyTrouble(state: StreamState, at: number, { listenKey, why, kind }: KeyTrouble): Streamed {
  const on = state.sessions.filter((session) => session.listenKey === listenKey)
  const muted = kind === 'dead' ? on.reduce((all, { id }) => changeSession(all, id, { mute: true }), state) : state
  const ended = kind === 'expired' ? on : []
  const first: Streamed = {
    state: muted,
    effects: [{ type: 'log', level: 'info', message: 'listen key of the private stream replaced', fields: { why } }],
  }
  const over = ended.reduce((all, { id }) => chain(all, (next) => lose(next, at, { id, trouble: EXPIRED })), first)
  return chain(over, (next) => build(next, at, 'new key'))
}

function onSession(
  state: StreamState,
  at: number,
  { type, session: id }: Extract<StreamInput, { type: 'acknowledged' | 'heartbeat' | 'heartbeat-refused' }>,
): Streamed {
  const session = sessionOf(state, id)
  if (session === undefined) return still(state)
  switch (type) {
    case 'acknowledged': {
      if (state.silenceMs === undefined || session.heartbeat.state === 'refused') return adopt(state, at, id)
      const heartbeat = session.heartbeat.state === 'live' ? session.heartbeat : ({ state: 'pending', at } as const)
      const proving = changeSession(state, id, { stage: 'proving', heartbeat })
      return heartbeat.state === 'live' ? adopt(proving, at, id) : still(proving)
    }
    case 'heartbeat': {
      const heard = { ...changeSession(state, id, { heartbeat: { state: 'live', at } }), isProven: true }
      return session.stage === 'proving' ? adopt(heard, at, id) : still(heard)
    }
    case 'heartbeat-refused': {
      const refused = changeSession(state, id, { heartbeat: { state: 'refused' } })
      return session.stage === 'proving' ? adopt(refused, at, id) : still(refused)
    }
    default:
      return unreachable(type)
  }
}

function onPush(
  state: StreamState,
  at: number,
  { session: id, push }: { readonly session: SessionId; readonly push: DecodedPush },
): Streamed {
  const session = sessionOf(state, id)
  if (session === undefined) return still(state)
  const pushed = { type: 'push', session: id, push, receivedAt: at } as const
  const adopted = session.stage === 'proving' ? adopt(state, at, id) : still(state)
  return { state: adopted.state, effects: [...adopted.effects, pushed] }
}

/** A heartbeat that was never heard may be of a symbol that is not busy: then the stream goes on without it. */
function checkHeartbeat(state: StreamState, at: number, id: SessionId): Streamed {
  const session = sessionOf(state, id)
  if (session === undefined || at < silentAt(state, session)) return still(state)
  if (session.stage === 'proving' && !state.isProven) return adopt(state, at, id)
  return lose(state, at, { id, trouble: NO_HEARTBEAT })
}

/** Time at which the silence of a socket's heartbeat says something. */
function silentAt({ silenceMs = Infinity, isProven }: StreamState, { stage, heartbeat }: SessionState): number {
  if (heartbeat.state === 'none' || heartbeat.state === 'refused' || stage === 'opening') return Infinity
  return stage === 'proving' || isProven ? heartbeat.at + silenceMs : Infinity
}

function changeSession(state: StreamState, id: SessionId, change: Partial<SessionState>): StreamState {
  return { ...state, sessions: state.sessions.map((one) => (one.id === id ? { ...one, ...change } : one)) }
}
