/// <reference lib="esnext.disposable" preserve="true" />
/** Interfaces of an account's private stream: acknowledged, renewed before its key expires, every gap reported. */

import { channels, type DecodedPush, type PrivateChannel, type PublicChannel } from '@spotdeck/wire'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import type { AuthError } from '../errors/mexc-error.ts'
import type { RestClient } from '../rest/rest-client.ts'
import type { MexcWorld } from '../world.ts'

/** Why there is no stream right now. `detail` is the exchange's own text. */
export type StreamTrouble = {
  readonly code:
    | 'SOCKET_CLOSED'
    | 'SOCKET_SILENT'
    /** PING is answered, and the heartbeat channel brings nothing: pushes do not reach this socket. */
    | 'HEARTBEAT_SILENT'
    | 'SUBSCRIPTION_REFUSED'
    | 'LISTEN_KEY_REFUSED'
    | 'LISTEN_KEY_LOST'
    | 'KEY_QUOTA'
    | 'EXCHANGE_UNREACHABLE'
    | 'AUTH_REFUSED'
  readonly detail: string
  /** ms until the next try. */
  readonly retryInMs: number
  /**
   * The refusal of the key or secret, once it has lasted for 10 s: a person has to mend it. It is tried every 5 min.
   * Until then the code is LISTEN_KEY_REFUSED, and it asks again within seconds.
   */
  readonly error?: AuthError
}

/** A push that never came, by what it would have been about: a balance's, or an order's own or one of its deals'. */
export type MissedPush = { readonly asset: string } | { readonly orderId: string }

/**
 * Handlers of a user stream. One that throws is logged and reported to `MexcHooks.handlerFailed`; the stream and the
 * other handlers go on.
 */
export type UserStreamHandlers = {
  /**
   * All three channels are acknowledged on a socket. `continuous` means that the one before it was still alive: nothing
   * can have been missed. Otherwise the follower must reconcile over REST; pushes may already be arriving.
   */
  ready(continuous: boolean): void
  /** Every private push, duplicates of an overlap removed, in arrival order per socket. `receivedAt` in ms. */
  push(push: DecodedPush, receivedAt: number): void
  /** No acknowledged socket is left. `ready(false)` follows when one is. */
  lost(trouble: StreamTrouble): void
  /** Bytes that do not decode: a push may have been in them, so the follower must reconcile. */
  undecodable(code: string): void
  /**
   * A push is missing although the stream was whole: a balance does not follow from the one before it (250 ms are given
   * to a predecessor that was overtaken), or an order's deals do not add up to what it executed (1 s).
   * Reconcile over REST. Absent: nothing is checked.
   */
  missed?(what: MissedPush): void
  /** The stream was closed by its owner: nothing follows. */
  closed?(): void
}

/** A busy public channel on the private socket: while it brings pushes, pushes reach this socket. */
export type HeartbeatOptions = {
  /** A channel that repeats itself often, such as the book ticker of a busy symbol. */
  readonly channel: PublicChannel
  /** Silence of the channel after which the socket is replaced, in ms; 5,000 by default. */
  readonly silenceMs?: number | undefined
}

/** The busiest book ticker of MEXC: it repeats itself every 100 ms. */
export const DEFAULT_HEARTBEAT: HeartbeatOptions = { channel: channels.aggreBookTicker('BTCUSDT') }

/** Options of `openUserStream`. */
export type UserStreamOptions = {
  readonly rest: RestClient
  /** Such as wss://wbs-api.mexc.com/ws; plain ws only to a loopback host, unless `allowPlain`. */
  readonly wsUrl: string
  /** True where plain ws may lead to another machine: keys and listen keys then travel readable. */
  readonly allowPlain?: boolean
  readonly world: MexcWorld
  readonly keyring: Keyring
  readonly handlers: UserStreamHandlers
  /**
   * None by default; `MexcClient` has one. With it, `lost` with HEARTBEAT_SILENT follows when pushes stop while PING is
   * answered, and a replacement is `ready` only after its first push. If the exchange refuses the channel, the stream
   * goes on without it: see `health.heartbeat`.
   */
  readonly heartbeat?: HeartbeatOptions | undefined
  /** A socket without a frame of any kind for this long is dead, in ms; 12,000 by default. Half of it: a PING. */
  readonly deadAfterMs?: number | undefined
  /** Counts what is unknown in pushes; each stream has its own by default. */
  readonly drift?: DriftMonitor
}

/** Remembers which listen keys this ledger made, so that only those are ever closed. The gateway's is a file. */
export interface Keyring {
  /** All keys that are remembered, the oldest first. */
  load(): readonly string[]
  /** Remembers a key that was made here. Throwing makes the stream fail and try again. */
  add(listenKey: string): void
  /** Forgets a key that is gone; one that is not known is no error. */
  remove(listenKey: string): void
}

/** Pushes of one private channel, over all sockets of the stream. */
export type PrivateChannelHealth = {
  readonly pushes: number
  /** ms since the epoch; absent before the first push. */
  readonly lastPushAt?: number
}

/** Channel health of a stream that has had no push yet. */
export const NO_CHANNEL_HEALTH: UserStreamHealth['channels'] = {
  privateAccount: { pushes: 0 },
  privateDeals: { pushes: 0 },
  privateOrders: { pushes: 0 },
}

/** State of the heartbeat channel. `pending`: no push yet on this socket. `refused`: the exchange does not send it. */
export type HeartbeatHealth = {
  readonly state: 'pending' | 'live' | 'refused'
  /** ms since the epoch; absent before the first push. */
  readonly lastPushAt?: number
}

/** State and counters of a user stream. */
export type UserStreamHealth = {
  readonly connected: boolean
  /** ms since the epoch of the last frame of any kind. */
  readonly lastFrameAt?: number | undefined
  /** ms since the epoch of the last private push. */
  readonly lastPushAt?: number | undefined
  /**
   * Exchange time, in ms since the epoch, of the sending of the newest answered PING: every push sent before has
   * arrived. Frames that were held up on their way do not move it. Absent before the first answer.
   */
  readonly provenTo?: number | undefined
  /** Per private channel, which shows a silent channel beside busy ones. */
  readonly channels: Readonly<Record<PrivateChannel['kind'], PrivateChannelHealth>>
  /** Absent without a heartbeat channel. */
  readonly heartbeat?: HeartbeatHealth | undefined
  /** Why there is no stream; absent while there is one. */
  readonly trouble?: StreamTrouble | undefined
  readonly listenKeyExpiresAt?: number | undefined
  readonly reconnects: number
}

/** The private stream of one account while it is followed; see `openUserStream`. */
export interface UserStream extends AsyncDisposable {
  readonly health: UserStreamHealth
  /**
   * Replaces the socket after REST showed a change that was not pushed although the socket answers. A socket on a new
   * listen key takes its place, and `ready(false)` follows. If the exchange answers with the key in use, it is tried on
   * a new socket.
   * Does nothing while there is no stream.
   */
  renew(): void
  /** Closes the sockets and the listen key made here. Idempotent, bounded to a few seconds. */
  close(): Promise<void>
}
