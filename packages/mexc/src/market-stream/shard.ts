/**
 * One socket's share of the wanted channels: subscribes them, says what was acknowledged or refused, and starts anew with
 * all of them when the socket dies. Before the server ends a socket at its age a successor takes over, and nobody notices.
 */

import { type DecodedPush, decodePush, WireError } from '@spotdeck/wire'
import { HOUR_MS, MINUTE_MS, type Timer } from '@spotdeck/ports'
import { Connection, type ConnectionHandlers } from '../socket/connection.ts'
import type { Reachability } from '../socket/reachability.ts'
import { type Retry, retryFailed, retryReady, shortenedWait, startRetry } from '../socket/retry.ts'
import type { StreamWorld } from '../world.ts'
import { requestChunks } from './chunks.ts'
import type { SocketHealth } from './market-stream.ts'
import { Pacer } from './pacer.ts'
import { DuplicateFilter } from './duplicate-filter.ts'
import { ReplacementSocket, type SuccessorHandlers } from './replacement-socket.ts'

/** Ten channels in each, so that a socket is full after 300 ms and far below 100 messages a second. */
const REQUEST_EVERY_MS = 100

/** MEXC ends every connection at 24 h; its successor is made before, up to ROTATE_EARLY_MS earlier still. */
const ROTATE_AFTER_MS = 23.5 * HOUR_MS
const ROTATE_EARLY_MS = 10 * MINUTE_MS
/** A successor that came to nothing is tried again after this. */
const TRY_AGAIN_MS = 2 * MINUTE_MS
/** Pushes of the old socket are remembered this long after its end, for a successor that lags behind it. */
const REMEMBER_MS = 10_000

/** Events of one socket's channels. */
export type ShardHandlers = {
  /** `receivedAt`: ms since the epoch */
  push(push: DecodedPush, receivedAt: number): void
  subscribed(channel: string): void
  /** For good: the channel is not asked for again. */
  refused(channel: string, reason: string): void
  /** The channel was acknowledged and its socket is gone; it is asked for again by itself. */
  lost(channel: string, reason: string): void
  undecodable(code: string): void
  /** Opens the socket when many shards start at once: one after the other. */
  openInTurn(open: () => void): void
}

/** Dependencies of a shard. */
export type ShardPlan = {
  readonly wsUrl: string
  readonly world: StreamWorld
  readonly reachability: Reachability
  readonly deadAfterMs?: number | undefined
}

/** `wanted`: not asked for on this socket yet. `asked`: no answer yet. `live`: acknowledged. */
type ChannelState = 'wanted' | 'asked' | 'live'

/** One market socket with its channels: it reconnects, subscribes again and is replaced before MEXC closes it. */
export class Shard {
  readonly #plan: ShardPlan
  readonly #world: StreamWorld
  readonly #handlers: ShardHandlers
  readonly #channels = new Map<string, ChannelState>()
  /** Given up, and not yet known to be gone on the server: they still count against its limit. */
  readonly #leaving = new Set<string>()
  readonly #stopListening: () => void
  #retrying: Retry
  #retryAt = 0
  readonly #pacer: Pacer
  #connection: Connection | undefined
  #retry: Timer | undefined
  #rotation: Timer | undefined
  #successor: ReplacementSocket | undefined
  #repeats: DuplicateFilter | undefined
  #forgetting: Timer | undefined
  #flushing = false
  #closed = false
  #sockets = 0

  constructor(plan: ShardPlan, handlers: ShardHandlers) {
    const { world } = plan
    this.#plan = plan
    this.#world = world
    this.#handlers = handlers
    this.#retrying = startRetry(world.random.next())
    this.#stopListening = plan.reachability.onBack(() => this.#retrySooner())
    this.#pacer = new Pacer(world, REQUEST_EVERY_MS)
    handlers.openInTurn(() => this.#connect())
  }

  /** Number of channels that count against the server's limit. MEXC: it pushes for 30 channels and is silent about the rest. */
  get occupied(): number {
    return this.#channels.size + this.#leaving.size
  }

  get isIdle(): boolean {
    return this.#channels.size === 0
  }

  get health(): SocketHealth {
    const connection = this.#connection
    const lastFrameAt = connection?.lastFrameAt
    return {
      state: connection === undefined ? 'waiting' : connection.isOpen ? 'open' : 'opening',
      channels: this.#channels.size,
      lastFrameAt,
      reconnects: Math.max(0, this.#sockets - 1),
    }
  }

  add(channel: string): void {
    this.#channels.set(channel, 'wanted')
    this.#flush()
  }

  remove(channel: string): void {
    const state = this.#channels.get(channel)
    this.#channels.delete(channel)
    const connection = this.#connection
    if (state === undefined || state === 'wanted' || connection === undefined) return
    this.#unsubscribe(channel)
  }

  #unsubscribe(channel: string): void {
    this.#leaving.add(channel)
    this.#pacer.run(() => {
      if (this.#channels.has(channel)) return void this.#leaving.delete(channel)
      void this.#connection?.unsubscribe([channel]).then((ack) => {
        if (ack !== undefined) this.#leaving.delete(channel)
      })
    })
  }

  close(): void {
    this.#closed = true
    this.#pacer.stop()
    this.#retry?.cancel()
    this.#stopListening()
    this.#plan.reachability.forget(this)
    this.#endRotation()
    this.#connection?.close()
    this.#connection = undefined
  }

  #connect(): void {
    if (this.#closed) return
    this.#sockets++
    this.#connection = this.#newConnection({
      ...this.#common,
      opened: () => {
        this.#plan.reachability.succeeded(this)
        this.#flush()
      },
      frame: (bytes, receivedAt) => this.#frame(bytes, receivedAt),
    })
    this.#rotateIn(ROTATE_AFTER_MS - this.#world.random.next() * ROTATE_EARLY_MS)
  }

  #newConnection(handlers: ConnectionHandlers): Connection {
    const { wsUrl: url, world, deadAfterMs } = this.#plan
    return new Connection({ url, world, deadAfterMs, handlers })
  }

  get #common(): Pick<ConnectionHandlers, 'said' | 'ended'> {
    return {
      said: (ack) => this.#world.log.warn({ said: ack.reason }, 'unexpected text on a market stream'),
      ended: (end) => this.#ended(`${end.code}: ${end.detail}`),
    }
  }

  #rotateIn(ms: number): void {
    this.#rotation?.cancel()
    this.#rotation = this.#world.timers.after(ms, () => this.#handlers.openInTurn(() => this.#rotate()))
  }

  #rotate(): void {
    const old = this.#connection
    if (this.#closed || old?.isOpen !== true) return
    const repeats = (this.#repeats = new DuplicateFilter())
    const handlers: SuccessorHandlers = {
      ...this.#common,
      frame: (bytes, receivedAt) => {
        const push = this.#decoded(bytes)
        if (push === undefined) return
        if (successor.isWaiting) successor.keep({ push, receivedAt })
        else this.#tellNew(push, receivedAt, this.#repeats)
      },
      wanted: () => [...this.#channels].filter(([, state]) => state === 'live').map(([channel]) => channel),
      inTurn: (work) => this.#pacer.run(work),
      // When the old socket answers the probe, every push sent before has arrived.
      ready: () => void old.probe().then((alive) => this.#succeed(successor, old, alive ? repeats : undefined)),
      failed: (why) => {
        this.#world.log.warn({ why }, 'market stream not replaced')
        this.#endRotation()
        this.#rotateIn(TRY_AGAIN_MS)
      },
    }
    const { wsUrl: url, world, deadAfterMs } = this.#plan
    const successor = (this.#successor = new ReplacementSocket({ url, world, deadAfterMs, handlers }))
  }

  /** The old socket goes. Where it does not answer any more it is lost as ever, and its channels are told so. */
  #succeed(successor: ReplacementSocket, old: Connection, repeats: DuplicateFilter | undefined): void {
    if (this.#successor !== successor || this.#connection !== old) return
    if (repeats === undefined) return this.#fail(old, 'no answer to a PING')
    this.#successor = undefined
    this.#connection = successor.connection
    this.#sockets++
    this.#leaving.clear()
    old.close()
    for (const { push, receivedAt } of successor.takeOver()) this.#tellNew(push, receivedAt, repeats)
    this.#forgetting = this.#world.timers.after(REMEMBER_MS, () => (this.#repeats = undefined))
    for (const channel of successor.channels) if (!this.#channels.has(channel)) this.#unsubscribe(channel)
    for (const [channel, state] of this.#channels) {
      if (successor.channels.has(channel)) continue
      this.#channels.set(channel, 'wanted')
      if (state === 'live') this.#handlers.lost(channel, 'it came while its socket was replaced')
    }
    this.#flush()
    this.#rotateIn(ROTATE_AFTER_MS - this.#world.random.next() * ROTATE_EARLY_MS)
  }

  #tellNew(push: DecodedPush, receivedAt: number, repeats: DuplicateFilter | undefined): void {
    const fresh = repeats === undefined ? push : repeats.newOf(push)
    if (fresh !== undefined) this.#handlers.push(fresh, receivedAt)
  }

  #endRotation(): void {
    this.#rotation?.cancel()
    this.#forgetting?.cancel()
    this.#successor?.close()
    this.#successor = undefined
    this.#repeats = undefined
  }

  /** Asks for all that is wanted, once what was added together is known. */
  #flush(): void {
    if (this.#flushing || this.#connection?.isOpen !== true) return
    this.#flushing = true
    this.#pacer.run(() => {
      this.#flushing = false
      const wanted = [...this.#channels].filter(([, state]) => state === 'wanted').map(([channel]) => channel)
      for (const channel of wanted) this.#channels.set(channel, 'asked')
      requestChunks(wanted).forEach((chunk, index) => {
        if (index === 0) this.#ask(chunk)
        else this.#pacer.run(() => this.#ask(chunk))
      })
    })
  }

  #ask(asked: readonly string[]): void {
    const connection = this.#connection
    const channels = asked.filter((channel) => this.#channels.get(channel) === 'asked')
    if (connection?.isOpen !== true || channels.length === 0) return
    void connection.subscribe(channels).then((ack) => {
      if (connection !== this.#connection) return
      if (ack === undefined) return this.#fail(connection, 'a subscription was not acknowledged in time')
      for (const channel of channels) {
        if (this.#channels.get(channel) !== 'asked') continue
        if (ack.accepted.includes(channel)) this.#live(channel)
        else this.#refuse(channel, ack.reason ?? 'not acknowledged')
      }
    })
  }

  #live(channel: string): void {
    this.#channels.set(channel, 'live')
    this.#retrying = retryReady(this.#retrying, this.#world.clock.now())
    this.#handlers.subscribed(channel)
  }

  #refuse(channel: string, reason: string): void {
    this.#channels.delete(channel)
    this.#handlers.refused(channel, reason)
  }

  #fail(connection: Connection, reason: string): void {
    connection.close()
    this.#ended(reason)
  }

  #ended(reason: string): void {
    this.#connection = undefined
    this.#endRotation()
    this.#pacer.stop()
    this.#flushing = false
    this.#leaving.clear()
    const live = [...this.#channels].filter(([, state]) => state === 'live')
    for (const channel of this.#channels.keys()) this.#channels.set(channel, 'wanted')
    this.#plan.reachability.failed(this)
    const now = this.#world.clock.now()
    const { retry, waitMs } = retryFailed(this.#retrying, now)
    this.#retrying = retry
    this.#retryAt = now + waitMs
    this.#connectIn(waitMs)
    for (const [channel] of live) this.#handlers.lost(channel, reason)
  }

  #connectIn(ms: number): void {
    this.#retry?.cancel()
    this.#retry = this.#world.timers.after(ms, () => {
      this.#retry = undefined
      this.#connect()
    })
  }

  /** The exchange answers on another path: the wait for the next try may be cut short. */
  #retrySooner(): void {
    if (this.#retry === undefined) return
    const now = this.#world.clock.now()
    const { retry, until } = shortenedWait(this.#retrying, now, this.#retryAt)
    this.#retrying = retry
    this.#retryAt = until
    this.#connectIn(until - now)
  }

  #frame(bytes: Uint8Array, receivedAt: number): void {
    const push = this.#decoded(bytes)
    if (push === undefined) return
    if (this.#successor !== undefined) this.#repeats?.note(push)
    this.#handlers.push(push, receivedAt)
  }

  #decoded(bytes: Uint8Array): DecodedPush | undefined {
    try {
      return decodePush(bytes)
    } catch (error) {
      this.#handlers.undecodable(error instanceof WireError ? error.code : 'WIRE_MALFORMED')
      return undefined
    }
  }
}
