/** State of an account's stream, what can happen to it, and what it asks for. The rules are in `stream-step.ts`. */

import type { Stepped } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import { type Retry, startRetry } from '../socket/retry.ts'
import type { Failure } from './trouble.ts'
import type { StreamTrouble } from './user-stream.ts'

/** Names a call to the exchange; an answer to a call that the state does not wait for is ignored. */
export type CallId = number
/** Tells the sockets of one account apart. */
export type SessionId = number
/** Why a socket ended. */
export type SessionTrouble = Pick<StreamTrouble, 'code' | 'detail'>

/** The heartbeat channel of one socket; `at`: its last push, or its subscription, ms since the epoch. */
export type Heartbeat =
  | { readonly state: 'none' }
  | { readonly state: 'refused' }
  | { readonly state: 'pending'; readonly at: number }
  | { readonly state: 'live'; readonly at: number }

/** One socket on one listen key. */
export type SessionState = {
  readonly id: SessionId
  readonly listenKey: string
  /** `proving`: acknowledged, and nothing has been pushed yet. */
  readonly stage: 'opening' | 'proving' | 'open'
  readonly heartbeat: Heartbeat
  /** True if the server no longer sends anything on the open socket. */
  readonly mute: boolean
}

/** A listen key that is kept alive. */
export type KeyState = {
  readonly listenKey: string
  /** ms since the epoch; counted from when the last successful call was sent. */
  readonly goodUntil: number
  /** Time of the next extension; `undefined` for a key that is dead. */
  readonly extendAt: number | undefined
  readonly extension: CallId | undefined
  readonly failures: number
  /** Another key was asked for because of its age, or because its hour is over. */
  readonly replaced: 'no' | 'old' | 'expired'
}

/** The making of the next socket. */
export type Build =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pausing'; readonly until: number; readonly notBefore: number }
  | { readonly kind: 'obtaining'; readonly call: CallId }
  /** Until it is acknowledged and, with a heartbeat, something was pushed on it. */
  | { readonly kind: 'opening'; readonly session: SessionId }
  /** The old socket is asked whether it still lives: then nothing was missed. */
  | { readonly kind: 'probing'; readonly session: SessionId; readonly call: CallId }
  /** The stream is closed. */
  | { readonly kind: 'ended' }

/** Everything that is known of an account's stream. */
export type StreamState = {
  readonly build: Build
  readonly sessions: readonly SessionState[]
  /** The socket that is reported as the stream. */
  readonly current: SessionId | undefined
  /** Older sockets and keys that are on none are given up at this time. */
  readonly retireAt: number | undefined
  readonly rotateAt: number | undefined
  /** The newest comes last. */
  readonly keys: readonly KeyState[]
  readonly wanted: 'any key' | 'new key'
  /** Pushes are compared while two sockets overlap, and for a while after: `Infinity` while they do. */
  readonly overlapUntil: number | undefined
  /** Sockets in a row that were closed before they were acknowledged, and how many of them make the key suspect. */
  readonly closures: number
  readonly patience: number
  /** Silence of the heartbeat that ends a socket, in ms; `undefined` without a heartbeat. */
  readonly silenceMs: number | undefined
  /** The heartbeat has been heard on some socket: from then on its silence means that pushes do not arrive. */
  readonly isProven: boolean
  readonly retry: Retry
  /** Time of the first refusal of the key or secret since the exchange did anything else, ms since the epoch. */
  readonly refusedSince: number | undefined
  readonly ids: number
  readonly readies: number
  readonly trouble: StreamTrouble | undefined
}

/** An event of an account's stream; `at` in ms since the epoch. */
export type StreamInput = { readonly at: number } & (
  | { readonly type: 'start' | 'wake' | 'renew' | 'close' }
  /** The exchange answers again on another path. */
  | { readonly type: 'back' }
  | { readonly type: 'key'; readonly call: CallId; readonly listenKey: string; readonly goodUntil: number }
  | { readonly type: 'no-key'; readonly call: CallId; readonly failure: Failure }
  | { readonly type: 'extended'; readonly call: CallId; readonly goodUntil: number }
  | { readonly type: 'not-extended'; readonly call: CallId; readonly isDead: boolean }
  | { readonly type: 'acknowledged' | 'heartbeat' | 'heartbeat-refused'; readonly session: SessionId }
  | { readonly type: 'ended'; readonly session: SessionId; readonly trouble: SessionTrouble }
  | { readonly type: 'push'; readonly session: SessionId; readonly push: DecodedPush }
  | { readonly type: 'probed'; readonly call: CallId; readonly isAlive: boolean }
)

/** An action that an account's stream requests from its shell. */
export type StreamEffect =
  | { readonly type: 'obtain-key'; readonly call: CallId }
  | { readonly type: 'extend-key'; readonly call: CallId; readonly listenKey: string }
  /** The key is not used any more. */
  | { readonly type: 'release-key'; readonly listenKey: string }
  /** Closes what an earlier run left behind. */
  | { readonly type: 'tidy-keys' }
  | { readonly type: 'open-session' | 'close-session'; readonly session: SessionId; readonly listenKey: string }
  | { readonly type: 'probe'; readonly session: SessionId; readonly call: CallId }
  /** Pushes are not compared any more. */
  | { readonly type: 'end-overlap' }
  | { readonly type: 'ready'; readonly continuous: boolean }
  | { readonly type: 'lost'; readonly trouble: StreamTrouble }
  | { readonly type: 'push'; readonly session: SessionId; readonly push: DecodedPush; readonly receivedAt: number }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly message: string; readonly fields: object }

/** A state with what it asks for, in order. */
export type Streamed = Stepped<StreamState, StreamEffect>

/** Closed sockets in a row until the key is suspected; a server that restarts closes one or two. */
export const CLOSURES_TO_DOUBT = 3

/** The state before anything has happened; `seed` in [0, 1) of its jitter. */
export function streamStart(seed: number, silenceMs: number | undefined): StreamState {
  return {
    build: { kind: 'idle' },
    sessions: [],
    current: undefined,
    retireAt: undefined,
    rotateAt: undefined,
    keys: [],
    wanted: 'any key',
    overlapUntil: undefined,
    closures: 0,
    patience: CLOSURES_TO_DOUBT,
    silenceMs,
    isProven: false,
    retry: startRetry(seed),
    refusedSince: undefined,
    ids: 0,
    readies: 0,
    trouble: undefined,
  }
}
