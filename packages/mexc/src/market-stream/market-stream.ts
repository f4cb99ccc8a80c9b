/// <reference lib="esnext.disposable" preserve="true" />
/** Interfaces of the public channels: subscribe by channel, sharded over sockets, resubscribed automatically. */

import type { DecodedPush, PublicChannel, PushOf } from '@spotdeck/wire'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import type { ChannelRefused } from '../errors/stream-errors.ts'
import type { Reachability } from '../socket/reachability.ts'
import type { StreamWorld } from '../world.ts'

/**
 * Handlers of one channel's subscriber. One that throws is logged and reported to `MexcHooks.handlerFailed`; all other handlers
 * and channels go on.
 */
export type ChannelHandlers<P extends DecodedPush = DecodedPush> = {
  /** One push of the channel, in arrival order. `receivedAt` in ms since the epoch: the age of what it says. */
  push(push: P, receivedAt: number): void
  /** Acknowledged: from here on pushes flow. After a reconnect it is called again: what came between was missed. */
  subscribed?(): void
  /** Refused for good (`Blocked!`), with the exchange's text: it is not asked for again by itself. */
  refused?(reason: string, refusal: ChannelRefused): void
  /** No pushes arrive: the socket closed or the channel fell silent. It is subscribed again; `subscribed` follows. */
  lost?(reason: string): void
  /** The streams were closed by their owner: nothing follows. */
  closed?(): void
}

/** Options of one subscription. */
export type SubscribeOptions = {
  /**
   * A channel without a push for this long is asked for again on another socket, ms. By default 30 s for the tickers, which
   * repeat themselves, 5 s for the book tickers, which do so every 100 ms; none for channels that push when something happened.
   */
  readonly silenceMs?: number
}

/** Options of `openMarketStreams`. */
export type MarketStreamOptions = {
  /** Such as wss://wbs-api.mexc.com/ws; plain ws only to a loopback host, unless `allowPlain`. */
  readonly wsUrl: string
  /** True where plain ws may lead to another machine: keys and listen keys then travel readable. */
  readonly allowPlain?: boolean
  readonly world: StreamWorld
  /** A socket without a frame of any kind for this long is dead, in ms; 12,000 by default. A PING goes out after half of it. */
  readonly deadAfterMs?: number | undefined
  /** Shared with the REST client, so that an answer over REST ends the wait for the next connection. */
  readonly reachability?: Reachability | undefined
  /** Counts what is unknown in pushes; each `openMarketStreams` has its own by default. */
  readonly drift?: DriftMonitor
  /** Bytes that do not decode, with the codec's code: a push of some channel on that socket is lost. */
  undecodable?(code: string): void
}

/** Public channels over as many sockets as they need; see `openMarketStreams`. */
export interface MarketStreams {
  /**
   * Returns a function that unsubscribes. No handler is called inside this call. Subscribers of one channel share its subscription.
   * @throws {WireError} `WIRE_BAD_VALUE` for a channel that MEXC's grammar has no name for
   * @throws {InvalidRequest} for a private channel: see `openUserStream`
   */
  subscribe<C extends PublicChannel>(
    channel: C,
    handlers: ChannelHandlers<PushOf<C>>,
    options?: SubscribeOptions,
  ): () => void
  /**
   * Subscribes to a channel again, on another socket: for callers who know by other means that it fell silent. All its subscribers
   * get `lost` with `why`, later `subscribed`. Does nothing for a channel without subscribers or one that is not live.
   */
  renew(channel: PublicChannel, why: string): void
  /** Closes every socket; subscribers get `closed`, and nothing after it. Idempotent. */
  close(): Promise<void>
}

/** `pending`: asked for, not acknowledged, after an interruption too. */
export type ChannelHealth = {
  /** As MEXC spells it. */
  readonly channel: string
  readonly state: 'pending' | 'live'
  readonly readers: number
  readonly pushes: number
  /** ms since the epoch */
  readonly lastPushAt?: number | undefined
  /** Number of times that it was live and was lost. */
  readonly interruptions: number
  /** Number of those in which only the channel fell silent, not its socket. */
  readonly silences: number
}

/** `waiting`: between two tries. */
export type SocketHealth = {
  readonly state: 'opening' | 'open' | 'waiting'
  readonly channels: number
  /** ms since the epoch, of a frame of any kind */
  readonly lastFrameAt?: number | undefined
  readonly reconnects: number
}

/** State of every socket and every channel. */
export type MarketStreamsHealth = {
  readonly sockets: readonly SocketHealth[]
  readonly channels: readonly ChannelHealth[]
}

/** Market streams whose state can be read, and that `await using` closes. */
export interface OpenMarketStreams extends MarketStreams, AsyncDisposable {
  readonly health: MarketStreamsHealth
}
