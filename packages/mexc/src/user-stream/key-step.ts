/** Rules of the listen keys in use, without I/O: each is extended in time, and replaced in time when that does not succeed. */

import { MINUTE_MS } from '@spotdeck/ports'
import { STREAM_LIMITS } from '@spotdeck/wire'
import { rollOf } from '../socket/retry.ts'
import type { KeyState, Streamed, StreamEffect, StreamState } from './stream-state.ts'

const LIFE_MS = STREAM_LIMITS.listenKeyLifeMs
const EXTEND_EVERY_MS = 30 * MINUTE_MS
/** Extensions come up to this share earlier, so that many accounts do not extend at once. */
const JITTER = 0.1
const RETRY_MS = MINUTE_MS
const MAX_FAILURES = 2
/** Without a good extension for this long the key is replaced, whatever the reason: a call that hangs, a machine that slept. */
const OLD_MS = 50 * MINUTE_MS

/** Why another key is needed, and whether MEXC knows the old one no more: pushes may be missing. */
export type KeyTrouble = { readonly listenKey: string; readonly why: string; readonly kind: 'dead' | 'old' | 'expired' }

/** Starts using a key. Changes nothing else for a known key that was not extended. */
export function keepKey(state: StreamState, at: number, key: { listenKey: string; goodUntil: number }): StreamState {
  const { listenKey, goodUntil } = key
  const others = state.keys.filter((other) => other.listenKey !== listenKey)
  const known = state.keys.find((other) => other.listenKey === listenKey)
  if (known?.goodUntil === goodUntil) return { ...state, keys: [...others, known] }
  return extended({ ...state, keys: [...others, freshKey(listenKey)] }, at, { listenKey, goodUntil })
}

/** An extension succeeded, or the exchange handed the key out anew. */
export function extended(state: StreamState, at: number, key: { listenKey: string; goodUntil: number }): StreamState {
  const { listenKey, goodUntil } = key
  const inMs = Math.max(0, goodUntil - at - (LIFE_MS - EXTEND_EVERY_MS))
  const { roll, retry } = rollOf(state.retry)
  const extendAt = at + Math.ceil(inMs - roll * JITTER * inMs)
  return changeKey({ ...state, retry }, { ...freshKey(listenKey), goodUntil, extendAt })
}

/** An extension failed. A replacement may fail too: a key that may live is tried on. */
export function notExtended(
  state: StreamState,
  at: number,
  { key, isDead }: { readonly key: KeyState; readonly isDead: boolean },
): { readonly state: StreamState; readonly trouble: KeyTrouble | undefined } {
  const { listenKey } = key
  const failures = key.failures + 1
  const extendAt = isDead ? undefined : at + RETRY_MS
  const next = changeKey(state, { ...key, extension: undefined, failures, extendAt })
  if (isDead)
    return { state: next, trouble: { listenKey, why: 'MEXC does not know the listen key any more', kind: 'dead' } }
  const trouble: KeyTrouble = { listenKey, why: 'the listen key could not be extended', kind: 'old' }
  return { state: next, trouble: failures >= MAX_FAILURES ? trouble : undefined }
}

/** Extensions that are due, and keys that are too old. */
export function wakeKeys(
  state: StreamState,
  at: number,
): { readonly streamed: Streamed; readonly troubles: readonly KeyTrouble[] } {
  const troubles: KeyTrouble[] = []
  const effects: StreamEffect[] = []
  let next = state
  for (const key of state.keys) {
    const { listenKey, goodUntil } = key
    if (at >= goodUntil && key.replaced !== 'expired') {
      next = changeKey(next, { ...key, replaced: 'expired', extendAt: undefined })
      troubles.push({ listenKey, why: 'no extension succeeded within its hour', kind: 'expired' })
      continue
    }
    const isOld = key.replaced === 'no' && at >= goodUntil - LIFE_MS + OLD_MS
    if (isOld) troubles.push({ listenKey, why: 'the listen key was not extended for too long', kind: 'old' })
    const replaced = isOld ? 'old' : key.replaced
    if (key.extendAt === undefined || at < key.extendAt) next = changeKey(next, { ...key, replaced })
    else {
      const call = next.ids + 1
      next = changeKey({ ...next, ids: call }, { ...key, replaced, extendAt: undefined, extension: call })
      effects.push({ type: 'extend-key', call, listenKey })
    }
  }
  return { streamed: { state: next, effects }, troubles }
}

/** Time at which one of the keys needs something. */
export function keysWakeAt({ keys }: StreamState): number {
  const times = keys.flatMap(({ goodUntil, extendAt, replaced }) => {
    if (replaced === 'expired') return []
    return [goodUntil, extendAt ?? Infinity, replaced === 'no' ? goodUntil - LIFE_MS + OLD_MS : Infinity]
  })
  return Math.min(Infinity, ...times)
}

/** True if the socket that is the stream is on this key. */
export function keyInUse({ sessions, current }: StreamState, listenKey: string): boolean {
  return sessions.some((session) => session.id === current && session.listenKey === listenKey)
}

/** Gives back every key that is on no socket, the newest aside. */
export function releaseUnused(state: StreamState): Streamed {
  const newest = state.keys.at(-1)
  const isUsed = (key: KeyState): boolean =>
    key === newest || state.sessions.some(({ listenKey }) => listenKey === key.listenKey)
  const effects = state.keys
    .filter((key) => !isUsed(key))
    .map(({ listenKey }): StreamEffect => ({ type: 'release-key', listenKey }))
  return { state: { ...state, keys: state.keys.filter(isUsed) }, effects }
}

function freshKey(listenKey: string): KeyState {
  return { listenKey, goodUntil: 0, extendAt: undefined, extension: undefined, failures: 0, replaced: 'no' }
}

function changeKey(state: StreamState, key: KeyState): StreamState {
  return { ...state, keys: state.keys.map((other) => (other.listenKey === key.listenKey ? key : other)) }
}
