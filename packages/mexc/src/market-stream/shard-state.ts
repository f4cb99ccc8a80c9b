/** State of a shard, what can happen to it, and what it asks for. The rules are in `shard-step.ts`. */

import type { Ack } from '@spotdeck/wire'
import { type Retry, startRetry } from '../socket/retry.ts'

/** `wanted`: not asked for on this socket yet. `asked`: no answer yet. `live`: acknowledged. */
export type ChannelState = 'wanted' | 'asked' | 'live'

/** The socket that speaks. */
type Line =
  /** Many shards open their sockets one after the other. */
  | { readonly kind: 'turn' }
  /** `checked`: a PING tells whether its silence is its end. */
  | { readonly kind: 'opening' | 'open'; readonly socket: number; readonly checked?: true }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'closed' }

/** The socket that takes over: it subscribes the same channels, and is used once the old one has answered a PING. */
export type Replacement = {
  readonly socket: number
  readonly stage: 'asking' | 'probing'
  /** Acknowledged on it. */
  readonly channels: ReadonlySet<string>
}

/** A request that waits for its turn; `flush`: one for all that is wanted then. */
export type Request = { readonly at: number } & (
  | { readonly kind: 'flush' }
  | { readonly kind: 'subscribe'; readonly socket: number; readonly channels: readonly string[] }
  | { readonly kind: 'unsubscribe'; readonly channel: string }
)

/** Everything that is known of a shard. Times are ms since the epoch. */
export type ShardState = {
  readonly line: Line
  readonly successor: Replacement | undefined
  readonly channels: ReadonlyMap<string, ChannelState>
  /** Given up, and not yet known to be gone on the server: they still count against its limit. */
  readonly leaving: ReadonlySet<string>
  /** In their order. */
  readonly requests: readonly Request[]
  /** Time of the next request at the earliest. */
  readonly paceAt: number
  readonly rotateAt: number
  /** Pushes of the old socket are compared until then. */
  readonly rememberUntil: number
  readonly retry: Retry
  /** Sockets that spoke. */
  readonly opened: number
  readonly ids: number
}

/** An event of a shard, or a wish of its owner. */
export type ShardInput = { readonly at: number } &
  /** `check`: nothing arrives, although some channel repeats itself all the time. */
  (
    | { readonly type: 'start' | 'wake' | 'close' | 'check' }
    | { readonly type: 'add' | 'remove'; readonly channel: string }
    /** It is this shard's turn to open a socket. */
    | { readonly type: 'turn'; readonly what: 'connect' | 'rotate' }
    | { readonly type: 'opened'; readonly socket: number }
    | { readonly type: 'ended'; readonly socket: number; readonly reason: string }
    | {
        readonly type: 'answered'
        readonly socket: number
        readonly channels: readonly string[]
        readonly ack: Ack | undefined
      }
    | { readonly type: 'unsubscribed'; readonly channel: string }
    | { readonly type: 'probed'; readonly socket: number; readonly isAlive: boolean }
    /** `isHeard`: something was pushed since the check began. */
    | { readonly type: 'checked'; readonly socket: number; readonly isHeard: boolean }
    /** More was held back for the successor than is kept. */
    | { readonly type: 'overflowed'; readonly socket: number }
    /** The exchange answers on another path. */
    | { readonly type: 'back' }
  )

/** An action that a shard requests from its shell. */
export type ShardEffect =
  | { readonly type: 'take-turn'; readonly what: 'connect' | 'rotate' }
  | { readonly type: 'open' | 'close'; readonly socket: number }
  | { readonly type: 'probe'; readonly socket: number }
  | { readonly type: 'check'; readonly socket: number }
  | { readonly type: 'subscribe'; readonly socket: number; readonly channels: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly socket: number; readonly channel: string }
  | { readonly type: 'reached'; readonly isReached: boolean }
  /** The pushes of the next socket are held back from here on; what the old one brings is remembered. */
  | { readonly type: 'begin-handover' | 'take-over' | 'end-handover' }
  | { readonly type: 'subscribed'; readonly channel: string }
  | { readonly type: 'refused' | 'lost'; readonly channel: string; readonly reason: string }
  | { readonly type: 'not-replaced'; readonly why: string }

/** The state before anything has happened; `seed` in [0, 1) of its jitter. */
export function shardStart(seed: number): ShardState {
  return {
    line: { kind: 'turn' },
    successor: undefined,
    channels: new Map(),
    leaving: new Set(),
    requests: [],
    paceAt: 0,
    rotateAt: Infinity,
    rememberUntil: Infinity,
    retry: startRetry(seed),
    opened: 0,
    ids: 0,
  }
}
